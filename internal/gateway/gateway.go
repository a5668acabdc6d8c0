// Package gateway renders the gateways of one mesh and what joins it to the other clusters of its mesh ID.
//
// A gateway is an ordinary workload outside the control plane: a Deployment with the image `auto`, which the injection
// webhook replaces, and what belongs to it. Its pods name their revision themselves, so the namespace needs no label.
// The default gateways of a control plane stay with the IstioOperator; here they are only known, so that one name is not
// given to both.
//
// Clusters of one mesh ID find each other through the fleet: each gets a remote secret for every other one, as a
// reference or as a step for a person, never with credentials. meshNetworks is not written: istiod finds the gateway of a
// network by the label topology.istio.io/network of its Service, in its own cluster and through the remote secrets.
//
// Nothing that differs between platforms, releases and roles is written in Go: table.yaml has it, with its sources.
package gateway

import (
	"cmp"
	"slices"

	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/fleet"
	"github.com/meshfn/meshfn/internal/mesh"
	"github.com/meshfn/meshfn/internal/render"
)

// MultiClusterPath is the file of what joins the mesh to other clusters.
const MultiClusterPath = "manifests/multicluster.yaml"

// Labels and annotations of Istio that the objects carry.
const (
	revisionLabel        = "istio.io/rev"
	injectLabel          = "sidecar.istio.io/inject"
	networkLabel         = "topology.istio.io/network"
	templatesAnnotation  = "inject.istio.io/templates"
	nodeSelectorKey      = "traffic.istio.io/nodeSelector"
	multiClusterLabel    = "istio/multiCluster"
	clusterAnnotation    = "networking.istio.io/cluster"
	serviceTypeKey       = "networking.istio.io/service-type"
	sourceRangesKey      = "service.beta.kubernetes.io/load-balancer-source-ranges"
	crossNetworkPort     = 15443
	defaultRevisionAlias = "default"
)

// Render returns the gateways of the member in manifests/gateways/, what joins its cluster to others in
// manifests/multicluster.yaml, and the steps that manifests cannot do.
func Render(m *fleet.Member) render.Output {
	r := &renderer{member: m, spec: &m.Mesh.Spec}
	for i := range r.spec.Gateways {
		r.workloads = append(r.workloads, r.workload(i))
	}
	for _, w := range r.workloads {
		r.gateway(w)
	}
	r.nodePorts()
	r.multiCluster()
	return r.out
}

type renderer struct {
	member    *fleet.Member
	spec      *mesh.Spec
	workloads []*workload
	out       render.Output
}

func (r *renderer) report(code finding.Code, field, format string, args ...any) {
	r.out.Findings = append(r.out.Findings, r.member.Report(code, field, format, args...))
}

// gateway adds the objects of one gateway.
func (r *renderer) gateway(w *workload) {
	r.checkExposure(w)
	r.checkNetwork(w)
	if w.gateway.API == mesh.APIGateway {
		r.gatewayAPI(w)
		return
	}
	r.checkPorts(w)
	r.checkInjection(w)
	r.checkDefaultGateway(w)
	r.checkScaling(w)
	r.out.Set.Add(w.path, w.objects()...)
}

// path of a gateway's file: its name, with the namespace before it where two gateways share the name. A dot is in
// neither, so no two gateways share a file.
func (r *renderer) path(g mesh.Gateway) string {
	name := g.Name
	if slices.ContainsFunc(r.spec.Gateways, func(o mesh.Gateway) bool { return o.Name == g.Name && o.Namespace != g.Namespace }) {
		name = g.Namespace + "." + name
	}
	return "manifests/gateways/" + name + ".yaml"
}

// revision that a revision's name or a tag stands for.
func (r *renderer) revision(ref string) mesh.Revision {
	cp := r.spec.ControlPlane
	name := cmp.Or(cp.Tags[ref], ref)
	for _, rev := range cp.Revisions {
		if rev.Name == name || rev.Name == "" && name == defaultRevisionAlias {
			return rev
		}
	}
	return cp.Revisions[0]
}

// oldest revision of the control plane: what suits it suits the other one of an upgrade too.
func (r *renderer) oldest() mesh.Revision {
	d := r.spec.ControlPlane.Distribution
	return slices.MinFunc(r.spec.ControlPlane.Revisions, func(a, b mesh.Revision) int {
		return istioVersion(d, a).CompareLine(istioVersion(d, b).Line())
	})
}
