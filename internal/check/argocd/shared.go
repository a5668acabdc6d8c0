package argocd

import (
	"slices"
	"strings"

	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
)

// sharedTargets finds Applications that apply the same objects: to one cluster the same folder, or the manifests/ of two
// clusters.
func sharedTargets(w *rule.World) []finding.Finding {
	type applied struct {
		rule.Object
		cluster string
	}
	var found []finding.Finding
	seen := map[string][]applied{} // by destination
	for _, c := range w.Clusters {
		for _, o := range c.Kind(group, "Application") {
			to := destination(o)
			if to == "" {
				continue
			}
			for _, other := range seen[to] {
				one, two := applications(o)[0], applications(other.Object)[0]
				if overlap(one, two) || other.cluster != c.Name && to != inCluster && one.whole() && two.whole() {
					f := o.Report(finding.SharedTarget, "spec.destination", "Application %s applies to the same cluster what this one applies too", other.Name())
					found = append(found, f.And(other.At("spec.destination")))
				}
			}
			seen[to] = append(seen[to], applied{o, c.Name})
		}
	}
	return found
}

// inCluster is the address by which an Argo CD calls the cluster that it runs in, another one for each.
const inCluster = "https://kubernetes.default.svc"

// whole reports whether an Application applies all that is rendered for a cluster.
func (a application) whole() bool {
	return slices.ContainsFunc(a.sources(), source.manifests)
}

// destination is the cluster that an Application applies to, by name or address, "" where a template fills it in.
func destination(o rule.Object) string {
	to := krm.Object(o.Map("spec", "destination"))
	where := to.String("name") + to.String("server")
	if strings.Contains(where, "{{") {
		return ""
	}
	return where
}

// overlap reports whether a folder of one is that of the other, or below it.
func overlap(a, b application) bool {
	for _, one := range a.sources() {
		for _, other := range b.sources() {
			if one.repository == other.repository && (within(one.path, other.path) || within(other.path, one.path)) {
				return true
			}
		}
	}
	return false
}

func within(name, dir string) bool {
	return dir == "" || name == dir || strings.HasPrefix(name, dir+"/")
}
