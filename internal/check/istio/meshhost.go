package istio

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	networking "istio.io/api/networking/v1alpha3"
	"istio.io/istio/pkg/config"
	"istio.io/istio/pkg/config/analysis"
	"istio.io/istio/pkg/config/analysis/analyzers/util"
	"istio.io/istio/pkg/config/analysis/msg"
	"istio.io/istio/pkg/config/host"
	"istio.io/istio/pkg/config/resource"
	"istio.io/istio/pkg/config/schema/gvk"
)

// meshHostAnalyzer is virtualservice.ConflictingMeshGatewayHostsAnalyzer: VirtualServices inside the mesh for the same
// host. Istio's names, of several hosts over which two conflict, another one at each run.
type meshHostAnalyzer struct{}

func (meshHostAnalyzer) Metadata() analysis.Metadata {
	return analysis.Metadata{Name: "virtualservice.ConflictingMeshGatewayHostsAnalyzer", Inputs: []config.GroupVersionKind{gvk.VirtualService}}
}

func (meshHostAnalyzer) Analyze(c analysis.Context) {
	hosts := meshHosts(c)
	reported := map[*resource.Instance]bool{}
	for _, scoped := range slices.Sorted(maps.Keys(hosts)) {
		rivals := rivalsFor(scoped, hosts)
		if len(rivals) < 2 {
			continue
		}
		var names []string
		for _, r := range rivals {
			names = append(names, r.Metadata.FullName.String())
		}
		for _, r := range rivals {
			if !reported[r] {
				reported[r] = true
				m := msg.NewConflictingMeshGatewayVirtualServiceHosts(r, strings.Join(names, ","), string(scoped))
				m.Line, _ = util.ErrorLine(r, "{.spec.hosts}")
				c.Report(gvk.VirtualService, m)
			}
		}
	}
}

// rivalsFor are the VirtualServices for a host in a scope, and those for all namespaces that cover the host; by name.
func rivalsFor(scoped util.ScopedFqdn, hosts map[util.ScopedFqdn][]*resource.Instance) []*resource.Instance {
	rivals := slices.Clone(hosts[scoped])
	if scope, name := scoped.GetScopeAndFqdn(); scope != util.ExportToAllNamespaces {
		for other, all := range hosts {
			otherScope, otherName := other.GetScopeAndFqdn()
			if otherScope == util.ExportToAllNamespaces && host.Name(name).Matches(host.Name(otherName)) {
				rivals = append(rivals, all...)
			}
		}
	}
	slices.SortFunc(rivals, func(a, b *resource.Instance) int {
		return cmp.Compare(a.Metadata.FullName.String(), b.Metadata.FullName.String())
	})
	return slices.Compact(rivals)
}

// meshHosts are the VirtualServices that sidecars follow, by scope and host.
func meshHosts(c analysis.Context) map[util.ScopedFqdn][]*resource.Instance {
	hosts := map[util.ScopedFqdn][]*resource.Instance{}
	c.ForEach(gvk.VirtualService, func(r *resource.Instance) bool {
		service := r.Message.(*networking.VirtualService)
		if len(service.GetGateways()) > 0 && !slices.Contains(service.GetGateways(), util.MeshGateway) {
			return true
		}
		namespace := r.Metadata.FullName.Namespace
		for _, scope := range scopes(service, namespace) {
			for _, name := range service.GetHosts() {
				scoped := util.NewScopedFqdn(scope, namespace, name)
				hosts[scoped] = append(hosts[scoped], r)
			}
		}
		return true
	})
	return hosts
}

// scopes are the namespaces to which a VirtualService is exported.
func scopes(service *networking.VirtualService, own resource.Namespace) []string {
	if util.IsExportToAllNamespaces(service.GetExportTo()) {
		return []string{util.ExportToAllNamespaces}
	}
	to := slices.Clone(service.GetExportTo())
	for i, namespace := range to {
		if namespace == util.ExportToNamespaceLocal {
			to[i] = own.String()
		}
	}
	slices.Sort(to)
	return slices.Compact(to)
}
