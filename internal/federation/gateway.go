package federation

import (
	"github.com/meshfn/meshfn/internal/fleet"
	"github.com/meshfn/meshfn/internal/mesh"
)

// nlbAnnotation asks for a load balancer that passes raw TLS; the default one of AWS speaks HTTP.
const nlbAnnotation = "service.beta.kubernetes.io/aws-load-balancer-type"

// Gateways returns additionalEgress and additionalIngress of the member's ServiceMeshControlPlane: a pair for every peer,
// also for one that is withheld, since its address becomes known only after its gateway is there. Both are nil without
// peers.
//
// A gateway exists only with enabled: true. Its label keeps the Services of the default gateways from selecting its pods;
// `app`, by which istiod finds it, is left to the operator.
func Gateways(m *fleet.Member) (egress, ingress map[string]any) {
	fed := m.Mesh.Spec.Federation
	if fed == nil || len(fed.Peers) == 0 {
		return nil, nil
	}
	egress, ingress = map[string]any{}, map[string]any{}
	for i := range fed.Peers {
		peer := fed.Peers[i].Name
		egress[EgressGateway(peer)] = map[string]any{
			"enabled":              true,
			"requestedNetworkView": []any{NetworkView(peer)},
			"service": map[string]any{
				"metadata": labelled(egressLabel, EgressGateway(peer)),
				// Plain HTTP inside the mesh; the gateway adds TLS.
				"ports": ports("http-discovery", nil),
			},
		}
		in, _ := ingressFor(fed, i)
		service := map[string]any{
			"type":     string(in.Type),
			"metadata": labelled(ingressLabel, IngressGateway(peer)),
			"ports":    ports("https-discovery", in.NodePorts),
		}
		if m.Mesh.Spec.Cluster.Platform == mesh.AWS && in.Type == mesh.FederationLoadBalancer {
			service["metadata"].(map[string]any)["annotations"] = map[string]any{nlbAnnotation: "nlb"}
		}
		ingress[IngressGateway(peer)] = map[string]any{"enabled": true, "service": service}
	}
	return egress, ingress
}

// ingressFor returns our ingress for the i-th peer, and its field: the peer's own block replaces the common one.
func ingressFor(fed *mesh.Federation, i int) (mesh.FederationIngress, string) {
	switch own := fed.Peers[i].Ingress; {
	case own != nil:
		return *own, mesh.Index("spec.federation.peers", i) + ".ingress"
	case fed.Ingress != nil:
		return *fed.Ingress, "spec.federation.ingress"
	}
	return mesh.FederationIngress{Type: mesh.FederationLoadBalancer}, "spec.federation.ingress"
}

func labelled(key, value string) map[string]any {
	return map[string]any{"labels": map[string]any{key: value}}
}

// ports of a gateway's Service; the names choose the protocols.
func ports(discovery string, nodes *mesh.FederationNodePort) []any {
	service := map[string]any{"name": "tls", "port": ServicePort}
	control := map[string]any{"name": discovery, "port": DiscoveryPort}
	if nodes != nil {
		service["nodePort"], control["nodePort"] = nodes.Service, nodes.Discovery
	}
	return []any{service, control}
}
