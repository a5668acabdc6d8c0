// Package federation renders the federation of OpenShift Service Mesh 2: meshes that stay separate, each with its own
// control plane, root and trust domain, and that see of each other only what one exports and the other imports.
//
// For every peer a mesh has one ingress and one egress gateway inside its ServiceMeshControlPlane, one ServiceMeshPeer,
// the ConfigMap with the peer's root, and at most one ExportedServiceSet and ImportedServiceSet. n meshes that all know
// each other take n(n-1) ServiceMeshPeers, in which every fact of the other side is repeated: addresses, ports, trust
// domain, gateway names, root. Here a fact is written once, in the mesh.yaml of the mesh that it is about.
//
// The traps, none of which the custom resource definitions catch:
//
//   - A name points at the other side. In red, egress-green carries red's calls to green, and red knows green's calls by
//     green's egress-red: that is the gateway in clientID, never red's own.
//   - A gateway key becomes Deployment, Service and (with "-service-account") ServiceAccount.
//   - The listeners are fixed at 8188 for discovery and 15443 for services, and the port names choose the protocol.
//   - An import that is to be local needs a fixed alias namespace, and is otherwise skipped in silence; so are a zone
//     without a region, and failover without outlier detection.
//
// Facts are those of maistra/api, maistra/istio-operator and maistra/istio (2.1 to 2.6).
package federation

import (
	"slices"
	"strings"

	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/fleet"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
	"github.com/meshfn/meshfn/internal/render"
)

const apiVersion = "federation.maistra.io/v1"

// Path is the file of a peer's objects, relative to the mesh folder.
func Path(peer string) string { return "manifests/federation/" + peer + ".yaml" }

// Render returns the objects that join the member to its peers, one file for each, and the steps that remain. A peer of
// which something is not known yet is withheld as a whole: half of its objects would join nothing.
func Render(m *fleet.Member) render.Output {
	var out render.Output
	fed := m.Mesh.Spec.Federation
	if fed == nil || m.Mesh.Spec.ControlPlane.Distribution != mesh.OpenShift {
		return out
	}
	out.Findings = slices.Concat(own(m), ingresses(m))
	out.Checklist = publish(m)
	var known []link
	for i := range fed.Peers {
		l, findings := resolve(m, i)
		out.Findings = append(out.Findings, findings...)
		out.Findings = append(out.Findings, l.rules()...)
		if finding.HasErrors(out.Findings) {
			continue
		}
		if missing := l.missing(); len(missing) > 0 {
			out.Findings = append(out.Findings, l.report(finding.PeerWithheld, ".name", "the objects for peer %s are withheld: not known yet %s %s",
				l.peer.Name, isAre(missing), strings.Join(missing, " and ")))
			out.Checklist = append(out.Checklist, l.await(missing))
			continue
		}
		known = append(known, l)
	}
	out.Findings = append(out.Findings, sameHosts(known)...)
	if finding.HasErrors(out.Findings) {
		out.Findings = finding.Sort(out.Findings)
		return out
	}
	slices.SortFunc(known, func(a, b link) int { return strings.Compare(a.peer.Name, b.peer.Name) })
	rules := failovers(known)
	for _, l := range known {
		file := Path(l.peer.Name)
		out.Set.Add(file, l.rootConfigMap(), l.serviceMeshPeer())
		out.Set.Add(file, l.exportedServiceSet()...)
		out.Set.Add(file, l.importedServiceSet()...)
		out.Set.Add(file, rules[l.peer.Name]...)
	}
	out.Findings = finding.Sort(out.Findings)
	return out
}

// serviceMeshPeer declares the peer: where its ingress for us is, through which of our gateways the two talk, and by
// which identity and root it is known.
func (l link) serviceMeshPeer() krm.Object {
	remote := map[string]any{"addresses": texts(l.remote.addresses)}
	if l.remote.discoveryPort != DiscoveryPort {
		remote["discoveryPort"] = l.remote.discoveryPort
	}
	if l.remote.servicePort != ServicePort {
		remote["servicePort"] = l.remote.servicePort
	}
	o := l.object("ServiceMeshPeer")
	o["spec"] = map[string]any{
		"remote": remote,
		"gateways": map[string]any{
			"ingress": map[string]any{"name": IngressGateway(l.peer.Name)},
			"egress":  map[string]any{"name": EgressGateway(l.peer.Name)},
		},
		"security": map[string]any{
			"trustDomain":      l.remote.trustDomain,
			"clientID":         ClientID(l.remote.trustDomain, l.remote.namespace, l.remote.egress),
			"certificateChain": map[string]any{"kind": "ConfigMap", "name": RootConfigMap(l.peer.Name)},
		},
	}
	return o
}

// rootConfigMap holds the peer's public root under the key that istiod reads.
func (l link) rootConfigMap() krm.Object {
	o := krm.New("v1", "ConfigMap", l.namespace(), RootConfigMap(l.peer.Name))
	o["data"] = map[string]any{rootKey: l.remote.root}
	return o
}

// object is an empty resource of the federation API for the peer. istiod takes the three kinds only from the namespace
// of its control plane, and joins them by the name of the peer.
func (l link) object(kind string) krm.Object {
	return krm.New(apiVersion, kind, l.namespace(), l.peer.Name)
}

func texts(all []string) []any {
	l := make([]any, len(all))
	for i, s := range all {
		l[i] = s
	}
	return l
}
