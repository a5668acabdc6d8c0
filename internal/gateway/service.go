package gateway

import (
	"cmp"
	"maps"
	"slices"

	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
)

// service of the gateway. externalTrafficPolicy is left to the cluster's default: Local keeps the client's address, but
// drops what reaches a node without a pod of the gateway, which only the user can weigh.
func (w *workload) service() krm.Object {
	svc := w.new("v1", "Service")
	svc.Map("metadata")["labels"] = w.labels()
	if a := w.serviceAnnotations(); len(a) > 0 {
		svc.Map("metadata")["annotations"] = anyMap(a)
	}
	var ports []any
	for _, p := range w.ports() {
		out := map[string]any{"name": p.Name, "port": p.Port, "protocol": "TCP", "targetPort": p.TargetPort}
		if p.NodePort != 0 {
			out["nodePort"] = p.NodePort
		}
		ports = append(ports, out)
	}
	spec := map[string]any{"type": w.serviceType(), "selector": w.selector(), "ports": ports}
	if len(w.gateway.SourceRanges) > 0 {
		ranges := make([]any, len(w.gateway.SourceRanges))
		for i, r := range w.gateway.SourceRanges {
			ranges[i] = r
		}
		spec["loadBalancerSourceRanges"] = ranges
	}
	svc["spec"] = spec
	return svc
}

func (w *workload) balanced() bool {
	return w.gateway.Exposure == mesh.ExposeExternal || w.gateway.Exposure == mesh.ExposeInternal
}

func (w *workload) serviceType() string {
	if w.balanced() {
		return "LoadBalancer"
	}
	return string(w.gateway.Exposure)
}

// serviceAnnotations are the platform's, and over them the user's.
func (w *workload) serviceAnnotations() map[string]string {
	all := map[string]string{}
	if row, ok := first(tables().LoadBalancers, w.subject); ok {
		maps.Copy(all, row.Annotations)
	}
	if w.gateway.Role == mesh.EastWest && w.gateway.Exposure == mesh.ExposeNodePort {
		// istiod takes the addresses of these nodes, all of them, for those of the network's gateway.
		all[nodeSelectorKey] = "{}"
	}
	maps.Copy(all, w.gateway.Annotations)
	return all
}

// ownPorts are those of the role.
func (w *workload) ownPorts() []port {
	role := tables().Roles[w.gateway.Role]
	own := slices.Clone(role.Ports)
	if w.controlPlane {
		own = append(own, role.ControlPlanePorts...)
	}
	moved := w.binding().TargetPorts
	for i := range own {
		own[i].TargetPort = own[i].Port
		if to, ok := moved[own[i].Port]; ok {
			own[i].TargetPort = to
		}
	}
	return own
}

// ports of the Service: the role's own in their order, then the others. An entry of the Mesh with a port of the role
// replaces it in place; a targetPort that is only the default follows the role's.
func (w *workload) ports() []port {
	all := w.ownPorts()
	for _, p := range w.gateway.Ports {
		given := port{p.Name, p.Port, p.TargetPort, p.NodePort}
		i := slices.IndexFunc(all, func(o port) bool { return o.Port == p.Port })
		if i < 0 {
			all = append(all, given)
			continue
		}
		if given.TargetPort == given.Port {
			given.TargetPort = all[i].TargetPort
		}
		all[i] = given
	}
	return all
}

// checkPorts reports ports that the API server or the mesh would not take.
func (r *renderer) checkPorts(w *workload) {
	own := w.ownPorts()
	for i, p := range w.gateway.Ports {
		field := mesh.Index(w.field+".ports", i)
		if j := slices.IndexFunc(own, func(o port) bool { return o.Name == p.Name && o.Port != p.Port }); j >= 0 {
			r.report(finding.PortName, field+".name", "%s is the name of port %d, which every %s gateway has", p.Name, own[j].Port, w.gateway.Role)
		}
		closed := tables().Roles[w.gateway.Role].ControlPlanePorts
		if !w.controlPlane && slices.ContainsFunc(closed, func(c port) bool { return c.Port == p.Port }) {
			r.report(finding.Contradiction, field+".port", "port %d of an EastWest gateway exposes the control plane, and spec.multiCluster.exposeControlPlane is not set", p.Port)
		}
	}
}

// checkExposure reports what the Service's type or the platform cannot do.
func (r *renderer) checkExposure(w *workload) {
	g := w.gateway
	if !w.balanced() && len(g.SourceRanges) > 0 {
		r.report(finding.Contradiction, w.field+".sourceRanges", "source ranges are a matter of load balancers; exposure %s has none", g.Exposure)
	}
	if g.LoadBalancer == mesh.Controller && w.subject.platform != mesh.AWS {
		r.report(finding.Contradiction, w.field+".loadBalancer", "Controller is the AWS Load Balancer Controller; this cluster's platform is %s", w.subject.platform)
	}
	for i, p := range g.Ports {
		if p.NodePort != 0 && g.Exposure == mesh.ExposeClusterIP {
			r.report(finding.Contradiction, mesh.Index(w.field+".ports", i)+".nodePort", "a Service of type ClusterIP has no node ports")
		}
	}
	if _, known := first(tables().LoadBalancers, w.subject); g.Exposure == mesh.ExposeInternal && !known {
		r.report(finding.NoInternalAnnotation, w.field+".exposure", "platform %s has no annotation for an internal load balancer; gateway %s gets a plain LoadBalancer",
			w.subject.platform, g.Name)
	}
	if g.Role == mesh.EastWest && g.Exposure == mesh.ExposeExternal && len(g.SourceRanges) == 0 {
		r.report(finding.OpenEastWest, w.field+".sourceRanges", "the EastWest gateway %s is External without source ranges: it would be reachable from the whole internet", g.Name)
	}
}

// checkNetwork reports an east-west gateway of no network.
func (r *renderer) checkNetwork(w *workload) {
	if w.gateway.Role == mesh.EastWest && w.network == "" {
		r.report(finding.Required, "spec.cluster.network", "the EastWest gateway %s needs the name of the network that it leads into", w.gateway.Name)
	}
}

// checkScaling reports resources by which the autoscaler could not count.
func (r *renderer) checkScaling(w *workload) {
	res := w.gateway.Resources
	if res != nil && res.Requests["cpu"] == "" && res.Limits["cpu"] == "" {
		r.report(finding.NoCPURequest, w.field+".resources", "gateway %s is scaled by its use of requested CPU, and requests none", w.gateway.Name)
	}
}

// nodePorts reports node ports of gateways that something else in the cluster has. Those of federation gateways among each
// other are theirs to compare.
func (r *renderer) nodePorts() {
	taken := map[int]string{}
	for _, rev := range r.spec.ControlPlane.Revisions {
		s := subjectOf(r.member, rev)
		for _, row := range tables().DefaultGateways {
			for _, p := range row.NodePorts {
				if row.fits(s) {
					taken[p] = "option " + row.Option
				}
			}
		}
	}
	if f := r.spec.Federation; f != nil {
		for _, peer := range f.Peers {
			if in := cmp.Or(peer.Ingress, f.Ingress); in != nil && in.NodePorts != nil {
				taken[in.NodePorts.Service] = "the federation gateway for " + peer.Name
				taken[in.NodePorts.Discovery] = taken[in.NodePorts.Service]
			}
		}
	}
	for _, w := range r.workloads {
		name := w.gateway.Namespace + "/" + w.gateway.Name
		for i, p := range w.gateway.Ports {
			switch other := taken[p.NodePort]; {
			case p.NodePort == 0:
			case other == "":
				taken[p.NodePort] = "gateway " + name
			default:
				r.report(finding.GatewayNodePort, mesh.Index(w.field+".ports", i)+".nodePort", "node port %d of gateway %s is that of %s too", p.NodePort, name, other)
			}
		}
	}
}
