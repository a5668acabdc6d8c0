package federation

import (
	"cmp"
	"slices"
	"time"

	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
	apis "github.com/meshfn/meshfn/internal/mesh"
)

const (
	maistra    = "maistra.io"
	federation = "federation.maistra.io"
)

var (
	controlPlaneKind = rule.GroupKind{Group: maistra, Kind: "ServiceMeshControlPlane"}
	peerKind         = rule.GroupKind{Group: federation, Kind: "ServiceMeshPeer"}
	exportKind       = rule.GroupKind{Group: federation, Kind: "ExportedServiceSet"}
	importKind       = rule.GroupKind{Group: federation, Kind: "ImportedServiceSet"}
)

// mesh is one control plane and what is in its namespace.
type mesh struct {
	*rule.Cluster
	now time.Time
	// name by which peers know it: that of the control plane.
	name, namespace string
	// controlPlane is without content where it is not in the input.
	controlPlane            rule.Object
	peers, exports, imports []rule.Object
	gateways                []gateway
}

// meshesOf a cluster; none where it has nothing of federation.
func meshesOf(c *rule.Cluster, now time.Time) []*mesh {
	kind := func(k rule.GroupKind) []rule.Object { return c.Kind(k.Group, k.Kind) }
	var all []*mesh
	of := func(namespace string) *mesh {
		i := slices.IndexFunc(all, func(m *mesh) bool { return m.namespace == namespace })
		if i < 0 {
			all = append(all, &mesh{Cluster: c, now: now, name: c.Name, namespace: namespace})
			i = len(all) - 1
		}
		return all[i]
	}
	for _, o := range kind(controlPlaneKind) {
		if m := of(o.Namespace()); !m.installed() {
			m.controlPlane, m.name, m.gateways = o, o.Name(), gatewaysOf(o)
		}
	}
	// What is in a namespace without a control plane belongs to the only one that there is, and is out of place.
	home := func(o rule.Object) *mesh {
		if planes := kind(controlPlaneKind); len(planes) == 1 {
			return of(planes[0].Namespace())
		}
		return of(o.Namespace())
	}
	for _, o := range kind(peerKind) {
		m := home(o)
		m.peers = append(m.peers, o)
	}
	for _, o := range kind(exportKind) {
		m := home(o)
		m.exports = append(m.exports, o)
	}
	for _, o := range kind(importKind) {
		m := home(o)
		m.imports = append(m.imports, o)
	}
	return all
}

// installed reports whether the control plane is in the input.
func (m *mesh) installed() bool { return m.controlPlane.Object != nil }

// federated reports whether the mesh takes part in a federation at all.
func (m *mesh) federated() bool {
	return len(m.peers)+len(m.exports)+len(m.imports) > 0 || slices.ContainsFunc(m.gateways, gateway.isFederation)
}

func (m *mesh) trustDomain() string {
	return m.controlPlane.String("spec", "security", "trust", "domain")
}

// clusterWide reports whether every namespace of the cluster is in the mesh: spec.mode of 2.4 and later, the technology
// preview of 2.3.
func (m *mesh) clusterWide() bool {
	return m.controlPlane.String("spec", "mode") == "ClusterWide" ||
		m.controlPlane.String("spec", "techPreview", "controlPlaneMode") == "ClusterScoped"
}

// configured is what the Mesh says of the federation, nil where there is none.
func (m *mesh) configured() *apis.Federation {
	if m.Member == nil {
		return nil
	}
	return m.Member.Mesh.Spec.Federation
}

// configuredPeer is what the Mesh says of a peer.
func (m *mesh) configuredPeer(name string) (apis.Peer, bool) {
	if f := m.configured(); f != nil {
		for _, p := range f.Peers {
			if p.Name == name {
				return p, true
			}
		}
	}
	return apis.Peer{}, false
}

// peer returns the ServiceMeshPeer of a name.
func (m *mesh) peer(name string) (rule.Object, bool) {
	i := slices.IndexFunc(m.peers, func(p rule.Object) bool { return p.Name() == name })
	if i < 0 {
		return rule.Object{}, false
	}
	return m.peers[i], true
}

// gateway is a federation gateway, or another additional one, of a control plane.
type gateway struct {
	krm.Object
	name    string
	ingress bool
	field   string
}

const (
	egressLabel  = "federation.maistra.io/egress-for"
	ingressLabel = "federation.maistra.io/ingress-for"
)

func gatewaysOf(controlPlane rule.Object) []gateway {
	var all []gateway
	for _, which := range []string{"additionalEgress", "additionalIngress"} {
		for name, g := range controlPlane.Map("spec", "gateways", which) {
			content, _ := g.(map[string]any)
			all = append(all, gateway{content, name, which == "additionalIngress", "spec.gateways." + which + "." + name})
		}
	}
	slices.SortFunc(all, func(a, b gateway) int { return cmp.Compare(a.field, b.field) })
	return all
}

// labelKey is the label that marks a federation gateway of this direction.
func (g gateway) labelKey() string {
	if g.ingress {
		return ingressLabel
	}
	return egressLabel
}

func (g gateway) labels() krm.Object { return g.Map("service", "metadata", "labels") }

// isFederation reports whether the gateway is made for a peer: by its label, by the port of discovery, or by a name as in
// the guide.
func (g gateway) isFederation() bool {
	labels := g.labels()
	return labels[egressLabel] != nil || labels[ingressLabel] != nil || g.port(discoveryPort) != nil || g.discovers()
}

// discovers reports whether a port has the name of the discovery between control planes.
func (g gateway) discovers() bool {
	return slices.ContainsFunc(rule.Maps(g.List("service", "ports")), func(p krm.Object) bool {
		return p.String("name") == "http-discovery" || p.String("name") == "https-discovery"
	})
}

// port of the Service by number, nil where it is missing.
func (g gateway) port(n int) krm.Object {
	for _, p := range rule.Maps(g.List("service", "ports")) {
		if number(p["port"]) == n {
			return p
		}
	}
	return nil
}

// gateway returns the gateway of a name and direction.
func (m *mesh) gateway(name string, ingress bool) (gateway, bool) {
	i := slices.IndexFunc(m.gateways, func(g gateway) bool { return g.name == name && g.ingress == ingress })
	if i < 0 {
		return gateway{}, false
	}
	return m.gateways[i], true
}

// federationGateways are those that peers use.
func (m *mesh) federationGateways() []gateway {
	used := map[string]bool{}
	for _, p := range m.peers {
		used[p.String("spec", "gateways", "egress", "name")] = true
		used[p.String("spec", "gateways", "ingress", "name")] = true
	}
	return slices.DeleteFunc(slices.Clone(m.gateways), func(g gateway) bool { return !used[g.name] && !g.isFederation() })
}

// number of a decoded document, 0 for what is none.
func number(v any) int {
	switch v := v.(type) {
	case int:
		return v
	case int64:
		return int(v)
	case float64:
		return int(v)
	}
	return 0
}

func words(list []any) []string {
	all := make([]string, len(list))
	for i, e := range list {
		all[i], _ = e.(string)
	}
	return all
}

// as gives a finding another severity than its code has: what the rule calls a warning among errors, or the reverse.
func as(s finding.Severity, f finding.Finding) finding.Finding { f.Severity = s; return f }
