package controlplane

import (
	_ "embed"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/meshfn/meshfn/internal/fleet"
	"github.com/meshfn/meshfn/internal/mesh"
	"github.com/meshfn/meshfn/internal/render"
)

//go:embed checklist.yaml
var checklistText []byte

// step is an entry of checklist.yaml; an empty condition always holds.
type step struct {
	Title            string            `yaml:"title"`
	Why              string            `yaml:"why"`
	Commands         []string          `yaml:"commands"`
	Distribution     mesh.Distribution `yaml:"distribution"`
	Versions         string            `yaml:"versions"`
	Platform         string            `yaml:"platform"` // gke | other
	CA               mesh.CAType       `yaml:"ca"`
	CACerts          mesh.SourceType   `yaml:"cacerts"`
	CrossProject     bool              `yaml:"crossProject"`
	IdentityProvider bool              `yaml:"identityProvider"`
	Template         bool              `yaml:"template"`
	PullSecrets      bool              `yaml:"pullSecrets"`
	Federated        bool              `yaml:"federated"`
}

var steps = sync.OnceValue(func() []step {
	var all []step
	if err := yaml.Unmarshal(checklistText, &all); err != nil {
		panic(fmt.Sprintf("controlplane: checklist.yaml: %v", err))
	}
	return all
})

// checklist returns the steps that remain for the member, with the commands filled in.
func checklist(m *fleet.Member) []render.Step {
	revision := m.Mesh.Spec.ControlPlane.Revisions[0]
	v, err := mesh.ParseVersion(m.Mesh.Spec.ControlPlane.Distribution, revision.Version)
	if err != nil {
		return nil // reported with the operator
	}
	filled := values(m, revision, v)
	maps.Copy(filled, checklistValues(m))
	var all []render.Step
	for _, s := range steps() {
		if !s.holds(m.Mesh, v) {
			continue
		}
		out := render.Step{Title: expand(s.Title, filled), Why: expand(s.Why, filled)}
		for _, c := range s.Commands {
			out.Commands = append(out.Commands, expand(c, filled))
		}
		all = append(all, out)
	}
	return all
}

// ByIstioctl are the steps that stand in for the expansion of a revision where no charts are at hand.
func ByIstioctl(m *fleet.Member, i int) []render.Step {
	cp := m.Mesh.Spec.ControlPlane
	r := cp.Revisions[i]
	why := "Its output is what a cluster takes. With the release's manifests folder as revisions[].charts the render does it."
	if cp.Distribution == mesh.ASM {
		why = "The charts of ASM come inside its istioctl archive and are not public. " + why
	}
	all := []render.Step{{
		Title:    "expand the IstioOperator with istioctl " + r.Version,
		Why:      why,
		Commands: []string{"istioctl manifest generate -f " + OperatorPath(r)},
	}}
	for _, tag := range slices.Sorted(maps.Keys(cp.Tags)) {
		if cp.Tags[tag] == r.Name {
			all = append(all, render.Step{
				Title:    "set the revision tag " + tag,
				Why:      "Namespaces that follow the tag get no sidecar without its webhook.",
				Commands: []string{"istioctl tag set " + tag + " --revision " + r.Name + " --overwrite"},
			})
		}
	}
	return all
}

func (s step) holds(m *mesh.Mesh, v mesh.Version) bool {
	c, cp := m.Spec.Cluster, m.Spec.ControlPlane
	ca := cp.CertificateAuthority
	platform := "other"
	if c.Platform == mesh.GKE {
		platform = "gke"
	}
	return (s.Distribution == "" || s.Distribution == cp.Distribution) &&
		v.InRange(s.Versions) &&
		(s.Platform == "" || s.Platform == platform) &&
		(s.CA == "" || s.CA == ca.Type) &&
		(s.CACerts == "" || ca.CACerts != nil && ca.CACerts.Source == s.CACerts) &&
		(!s.CrossProject || c.Project != m.Spec.Fleet.Project) &&
		(!s.IdentityProvider || cp.IdentityProvider != "") &&
		(!s.Template || ca.Template != "") &&
		(!s.PullSecrets || len(cp.ImagePullSecrets) > 0) &&
		(!s.Federated || m.Spec.Federation != nil && len(m.Spec.Federation.Peers) > 0)
}

func checklistValues(m *fleet.Member) map[string]any {
	cp := m.Mesh.Spec.ControlPlane
	ca := cp.CertificateAuthority
	filled := map[string]any{
		"fleetProject":    m.Mesh.Spec.Fleet.Project,
		"namespace":       cp.Namespace,
		"trustDomainText": cp.TrustDomain,
		"meshIDText":      cp.MeshID,
		"networkText":     m.Mesh.Spec.Cluster.Network,
		"hubText":         cp.Hub,
		"pullSecret":      strings.Join(cp.ImagePullSecrets, " "),
		"poolProject":     segment(ca.Pool, "projects"),
		"poolLocation":    segment(ca.Pool, "locations"),
		"poolName":        segment(ca.Pool, "caPools"),
		"templateName":    segment(ca.Template, "certificateTemplates"),
		"cacertsKey":      "",
		"cacertsStore":    "",
	}
	if ca.CACerts != nil && ca.CACerts.ExternalSecret != nil {
		filled["cacertsKey"] = ca.CACerts.ExternalSecret.Key
		filled["cacertsStore"] = fmt.Sprintf("%s %s", ca.CACerts.ExternalSecret.StoreKind, ca.CACerts.ExternalSecret.Store)
	}
	return filled
}

// segment returns what stands behind a collection in a resource name: projects/P/locations/R.
func segment(name, collection string) string {
	parts := strings.Split(name, "/")
	for i := 0; i+1 < len(parts); i += 2 {
		if parts[i] == collection {
			return parts[i+1]
		}
	}
	return ""
}
