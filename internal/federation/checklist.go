package federation

import (
	"fmt"
	"strings"

	"github.com/meshfn/meshfn/internal/fleet"
	"github.com/meshfn/meshfn/internal/mesh"
	"github.com/meshfn/meshfn/internal/render"
)

// publish are the steps by which this mesh tells its peers what only its cluster knows: its root, and the addresses of
// its gateways, both after the first sync.
func publish(m *fleet.Member) []render.Step {
	var steps []render.Step
	fed, namespace := m.Mesh.Spec.Federation, m.Mesh.Spec.ControlPlane.Namespace
	if fed.RootCertificate == "" && len(fed.Peers) > 0 {
		steps = append(steps, render.Step{
			Title:    "write the root certificate of this mesh into mesh.yaml",
			Why:      "Its peers verify it by that root. Put the output into spec.federation.rootCertificate and hand it to peers outside the fleet; it is public.",
			Commands: []string{fmt.Sprintf(`oc get configmap istio-ca-root-cert -n %s -o jsonpath='{.data.root-cert\.pem}'`, namespace)},
		})
	}
	for i := range fed.Peers {
		in, field := ingressFor(fed, i)
		if len(in.Addresses) > 0 {
			continue
		}
		gateway := IngressGateway(fed.Peers[i].Name)
		step := render.Step{
			Title:    fmt.Sprintf("write the addresses of gateway %s into mesh.yaml", gateway),
			Why:      fmt.Sprintf("Peer %s reaches this mesh there. Put the IP address or, on AWS, the host name into %s.addresses.", fed.Peers[i].Name, field),
			Commands: []string{fmt.Sprintf("oc get service %s -n %s -o jsonpath='{.status.loadBalancer.ingress}'", gateway, namespace)},
		}
		if in.Type == mesh.FederationNodePortType {
			step.Why = fmt.Sprintf("Peer %s reaches this mesh there. Put the addresses of nodes that it can reach into %s.addresses.", fed.Peers[i].Name, field)
			step.Commands = []string{"oc get nodes -o wide"}
		}
		steps = append(steps, step)
	}
	return steps
}

// await is the step that ends the withholding of a peer.
func (l link) await(missing []string) render.Step {
	where := "The mesh.yaml of " + l.peer.Name + " has to name them in spec.federation; its own checklist says how."
	if l.external() {
		where = "Ask its owner, and complete the external block."
	}
	return render.Step{
		Title: "complete the federation with " + l.peer.Name,
		Why:   fmt.Sprintf("Its objects are withheld: not known yet %s %s. %s", isAre(missing), strings.Join(missing, " and "), where),
	}
}

func isAre(missing []string) string {
	if len(missing) == 1 && missing[0] == "its root certificate" {
		return "is"
	}
	return "are"
}
