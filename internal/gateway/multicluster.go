package gateway

import (
	"cmp"
	"slices"
	"strings"

	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
)

// multiCluster adds what joins the cluster to the others of its mesh ID.
func (r *renderer) multiCluster() {
	others := r.others()
	r.checkNetworks(others)
	r.crossNetwork(others)
	r.exposedControlPlane()
	r.remoteSecrets(others)
}

// others are the meshes of the same mesh ID. OpenShift Service Mesh 2 joins meshes by federation alone.
func (r *renderer) others() []mesh.Facts {
	if r.spec.ControlPlane.Distribution == mesh.OpenShift {
		return nil
	}
	var all []mesh.Facts
	for _, o := range r.member.SameMesh() {
		if o.Distribution != mesh.OpenShift {
			all = append(all, o)
		}
	}
	return all
}

// eastWest returns the first east-west gateway of an API, or nil.
func (r *renderer) eastWest(api mesh.GatewayAPI) *workload {
	for _, w := range r.workloads {
		if w.gateway.Role == mesh.EastWest && w.gateway.API == api {
			return w
		}
	}
	return nil
}

// apart lists the others that are in another network, as "name (network)".
func (r *renderer) apart(others []mesh.Facts) []string {
	var names []string
	for _, o := range others {
		if o.Network != r.spec.Cluster.Network {
			names = append(names, o.Name+" ("+o.Network+")")
		}
	}
	return names
}

// checkNetworks reports east-west gateways that are missing, in vain or out of reach. One gateway serves all clusters of
// its network.
func (r *renderer) checkNetworks(others []mesh.Facts) {
	apart := r.apart(others)
	gw := cmp.Or(r.eastWest(mesh.APIIstio), r.eastWest(mesh.APIGateway))
	shared := slices.ContainsFunc(others, func(o mesh.Facts) bool { return o.EastWest && o.Network == r.spec.Cluster.Network })
	switch {
	case len(apart) > 0 && gw == nil && shared:
	case len(apart) > 0 && gw == nil:
		r.report(finding.NoEastWest, "spec.gateways", "mesh %s is in network %q, which has no EastWest gateway, so services in it cannot be reached from %s",
			r.member.Name(), r.spec.Cluster.Network, strings.Join(apart, ", "))
	case len(apart) > 0 && gw.gateway.Exposure == mesh.ExposeClusterIP:
		r.report(finding.HiddenEastWest, gw.field+".exposure", "the EastWest gateway %s has no address outside its cluster, so it cannot be reached from %s",
			gw.gateway.Name, strings.Join(apart, ", "))
	case len(others) > 0 && len(apart) == 0 && gw != nil && !r.spec.MultiCluster.ExposeControlPlane:
		r.report(finding.NeedlessEastWest, gw.field, "all clusters of mesh ID %s share network %s; the EastWest gateway %s leads nowhere",
			r.spec.ControlPlane.MeshID, r.spec.Cluster.Network, gw.gateway.Name)
	}
}

// crossNetwork is the Gateway by which other networks reach every service of this one, each by its own SNI. It is not
// written where all known clusters share the network.
func (r *renderer) crossNetwork(others []mesh.Facts) {
	if !*r.spec.MultiCluster.ExposeServices || len(others) > 0 && len(r.apart(others)) == 0 {
		return
	}
	if r.eastWest(mesh.APIIstio) == nil {
		if r.eastWest(mesh.APIGateway) == nil {
			r.report(finding.Contradiction, "spec.multiCluster.exposeServices", "services are exposed by an EastWest gateway, and this mesh has none")
		}
		return
	}
	gw := r.networking("Gateway", "cross-network-gateway")
	gw["spec"] = map[string]any{
		"selector": eastWestSelector(),
		"servers":  []any{server("tls", crossNetworkPort, "TLS", "AUTO_PASSTHROUGH", "*.local")},
	}
	r.out.Set.Add(MultiClusterPath, gw)
}

// exposedControlPlane lets remote clusters and machines reach each revision of istiod, and the plain Service where there
// is one. The SNI names are the Services' own, so that revisions side by side are told apart.
func (r *renderer) exposedControlPlane() {
	if !r.spec.MultiCluster.ExposeControlPlane {
		return
	}
	if r.eastWest(mesh.APIIstio) == nil {
		r.report(finding.Contradiction, "spec.multiCluster.exposeControlPlane", "the control plane is exposed by an EastWest gateway of api Istio, and this mesh has none")
		return
	}
	gw := r.networking("Gateway", "istiod-gateway")
	gw["spec"] = map[string]any{
		"selector": eastWestSelector(),
		"servers": []any{
			server("tls-istiod", 15012, "TLS", "PASSTHROUGH", "*"),
			server("tls-istiodwebhook", 15017, "TLS", "PASSTHROUGH", "*"),
		},
	}
	r.out.Set.Add(MultiClusterPath, gw)
	if r.plainIstiod() {
		r.out.Set.Add(MultiClusterPath, r.istiodRoute("istiod-vs", "istiod"))
	}
	for _, rev := range r.spec.ControlPlane.Revisions {
		if rev.Name != "" {
			r.out.Set.Add(MultiClusterPath, r.istiodRoute("istiod-vs-"+rev.Name, "istiod-"+rev.Name))
		}
	}
}

// plainIstiod reports whether there is a Service istiod: that of the revision without a name, or the one that follows
// the tag default or the only revision.
func (r *renderer) plainIstiod() bool {
	cp := r.spec.ControlPlane
	return len(cp.Revisions) == 1 || cp.Tags[defaultRevisionAlias] != "" || r.revision(defaultRevisionAlias).Name == ""
}

func (r *renderer) istiodRoute(name, service string) krm.Object {
	short := service + "." + r.spec.ControlPlane.Namespace + ".svc"
	host := short + ".cluster.local"
	route := func(port, to int) map[string]any {
		return map[string]any{
			"match": []any{map[string]any{"port": port, "sniHosts": []any{short, host}}},
			"route": []any{map[string]any{"destination": map[string]any{"host": host, "port": map[string]any{"number": to}}}},
		}
	}
	vs := r.networking("VirtualService", name)
	vs["spec"] = map[string]any{
		"hosts":    []any{"*"},
		"gateways": []any{"istiod-gateway"},
		"tls":      []any{route(15012, 15012), route(15017, 443)},
	}
	return vs
}

// networking returns an Istio object in the control plane's namespace, in a version that every revision's CRDs serve.
func (r *renderer) networking(kind, name string) krm.Object {
	version := subjectOf(r.member, r.oldest()).apiVersion("networking")
	return krm.New(version, kind, r.spec.ControlPlane.Namespace, name)
}

func eastWestSelector() map[string]any {
	return map[string]any{"istio": tables().Roles[mesh.EastWest].Label}
}

func server(name string, number int, protocol, mode, host string) map[string]any {
	return map[string]any{
		"port":  map[string]any{"name": name, "number": number, "protocol": protocol},
		"tls":   map[string]any{"mode": mode},
		"hosts": []any{host},
	}
}
