package links

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
)

// fact is something that a cluster has one of, and that several places say.
type fact struct {
	name string
	code finding.Code
	// fallback is what a place means that says nothing.
	fallback string
}

// The facts. Fallbacks are those of Istio's charts and of istiod.
var (
	meshID           = &fact{name: "mesh ID", code: finding.MeshIDDiffers}
	clusterName      = &fact{name: "cluster name", code: finding.ClusterNameDiffers, fallback: "Kubernetes"}
	network          = &fact{name: "network", code: finding.NetworkDiffers}
	trustDomain      = &fact{name: "trust domain", code: finding.TrustDomainDiffers, fallback: "cluster.local"}
	identityProvider = &fact{name: "identity provider", code: finding.GoogleIdentityDiffers}
	gcpMetadata      = &fact{name: "Google Cloud metadata", code: finding.GoogleIdentityDiffers}
	workloadPool     = &fact{name: "workload identity pool", code: finding.GoogleIdentityDiffers}
	authority        = &fact{name: "certificate authority", code: finding.AuthorityDiffers, fallback: string(mesh.IstioCA)}
	root             = &fact{name: "fingerprint of the root", code: finding.RootsApart}
	facts            = []*fact{meshID, clusterName, network, trustDomain, identityProvider, gcpMetadata, workloadPool, authority, root}
)

// reporter is a Mesh or an object.
type reporter interface {
	Report(code finding.Code, field, format string, args ...any) finding.Finding
}

// claim is what one place says of a fact. A claim without a value is a place that must say it and does not.
type claim struct {
	value string
	by    reporter
	field string
	// within is the path inside the text of the field, where the field holds a document of its own.
	within string
	// written by the Mesh, which all others follow.
	mesh bool
	// standIn says that the trust domain may stand here for a mesh ID that there is not.
	standIn bool
}

func (c claim) report(code finding.Code, format string, args ...any) finding.Finding {
	return c.by.Report(code, c.field, format, args...)
}

func (c claim) place(code finding.Code) finding.Place { return c.report(code, "").Place() }

func (c claim) path() string {
	if c.within != "" {
		return c.field + " (" + c.within + ")"
	}
	return c.field
}

// claims are those of a cluster. A trust domain is that of a control plane, and a cluster can hold several, so its claims
// are told apart by the control plane's namespace.
type claims struct {
	byFact map[*fact]map[string][]claim
	// configs are the mesh configurations that were read on the way.
	configs []krm.Object
}

func (cs *claims) add(f *fact, scope string, c claim) {
	if cs.byFact == nil {
		cs.byFact = map[*fact]map[string][]claim{}
	}
	if cs.byFact[f] == nil {
		cs.byFact[f] = map[string][]claim{}
	}
	cs.byFact[f][scope] = append(cs.byFact[f][scope], c)
}

// says adds a claim where there is a value.
func (cs *claims) says(f *fact, scope, value string, by reporter, field string) {
	if value != "" {
		cs.add(f, scope, claim{value: value, by: by, field: field})
	}
}

// must adds a claim with or without a value.
func (cs *claims) must(f *fact, scope, value string, by reporter, field string) {
	cs.add(f, scope, claim{value: value, by: by, field: field})
}

// agreed is the claim that most places make, the Mesh's own where there is one; false where none says anything.
func agreed(all []claim) (claim, bool) {
	count := map[string]int{}
	for _, c := range all {
		if c.mesh {
			return c, true
		}
		if c.value != "" {
			count[c.value]++
		}
	}
	best := slices.MaxFunc(append([]claim{{}}, all...), func(a, b claim) int { return cmp.Compare(count[a.value], count[b.value]) })
	return best, best.value != ""
}

// value of a fact where the cluster has one control plane, or the first of them; "" where nothing says it.
func (cs *claims) value(f *fact) (claim, bool) {
	for _, scope := range sortedScopes(cs.byFact[f]) {
		if c, ok := agreed(cs.byFact[f][scope]); ok {
			return c, true
		}
	}
	return claim{}, false
}

func sortedScopes(byScope map[string][]claim) []string {
	var scopes []string
	for scope := range byScope {
		scopes = append(scopes, scope)
	}
	slices.Sort(scopes)
	return scopes
}

// agreement holds together what one cluster says, of itself and of those that it has remote secrets for.
var agreement = rule.Rule{
	Codes: []finding.Code{finding.MeshIDDiffers, finding.ClusterNameDiffers, finding.NetworkDiffers, finding.TrustDomainDiffers, finding.GoogleIdentityDiffers,
		finding.AuthorityDiffers, finding.RootsApart, finding.RemoteSecretNames, finding.RemoteSecretOfSelf, finding.SharedKey},
	Cluster: func(c *rule.Cluster, _ time.Time) []finding.Finding {
		cs := claimsOf(c)
		all := remoteSecretsWithin(c, cs)
		for _, f := range facts {
			for _, scope := range sortedScopes(cs.byFact[f]) {
				all = append(all, f.disagreements(cs.byFact[f][scope])...)
			}
		}
		return all
	},
}

// disagreements reports every claim that is not the agreed one, with a place that makes that.
func (f *fact) disagreements(all []claim) []finding.Finding {
	want, ok := agreed(all)
	if !ok {
		return nil
	}
	var found []finding.Finding
	for _, c := range all {
		switch {
		case c.value == want.value, c.value == "" && want.value == f.fallback:
		case c.value == "":
			found = append(found, c.report(f.code, "the %s is missing in %s; it is %s in %s", f.name, c.path(), want.value, want.path()).
				And(want.place(f.code)))
		default:
			found = append(found, c.report(f.code, "the %s is %s in %s and %s in %s", f.name, short(c.value), c.path(), short(want.value), want.path()).
				And(want.place(f.code)))
		}
	}
	return found
}

// short keeps a message readable where somebody put a document into a field.
func short(value string) string {
	if line, _, more := strings.Cut(value, "\n"); more || len(line) > 120 {
		return fmt.Sprintf("%.120s...", line)
	}
	return value
}
