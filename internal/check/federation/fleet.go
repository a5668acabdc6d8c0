package federation

import (
	"slices"
	"time"

	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/finding"
	apis "github.com/meshfn/meshfn/internal/mesh"
)

// fleet is all meshes of the input that federate, and how they name each other.
type fleet struct {
	meshes []*mesh
	links  []*link
}

// link is a ServiceMeshPeer with both sides.
type link struct {
	own  *mesh
	peer rule.Object
	// other is nil for a mesh that is not in the input.
	other *mesh
	// byName says that the other side was found by its name, and not by what else the peer states.
	byName bool
	// back is the ServiceMeshPeer of the other side for us; nil where there is none.
	back *link
	// external is what our Mesh says of a mesh outside the fleet.
	external *apis.External
}

func fleetOf(w *rule.World) *fleet {
	f := &fleet{}
	for _, c := range w.Clusters {
		for _, m := range meshesOf(c, time.Time{}) {
			if m.federated() {
				f.meshes = append(f.meshes, m)
			}
		}
	}
	for _, m := range f.meshes {
		for _, p := range m.peers {
			l := &link{own: m, peer: p}
			l.other, l.byName = f.find(m, p)
			if peer, ok := m.configuredPeer(p.Name()); ok && l.other == nil {
				l.external = peer.External
			}
			f.links = append(f.links, l)
		}
	}
	for _, l := range f.links {
		i := slices.IndexFunc(f.links, func(b *link) bool { return l.other != nil && b.own == l.other && b.other == l.own })
		if i >= 0 {
			l.back = f.links[i]
		}
	}
	return f
}

// find returns the mesh that a ServiceMeshPeer means: that of its name, else the only one with its trust domain, else the
// one whose gateway is its client.
func (f *fleet) find(own *mesh, peer rule.Object) (other *mesh, byName bool) {
	only := func(fits func(*mesh) bool) *mesh {
		var found []*mesh
		for _, m := range f.meshes {
			if m != own && fits(m) {
				found = append(found, m)
			}
		}
		if len(found) != 1 {
			return nil
		}
		return found[0]
	}
	if m := only(func(m *mesh) bool { return m.name == peer.Name() }); m != nil {
		return m, true
	}
	if m := only(func(m *mesh) bool { return m.Name == peer.Name() }); m != nil {
		return m, true
	}
	domain := peer.String("spec", "security", "trustDomain")
	if m := only(func(m *mesh) bool { return domain != "" && m.trustDomain() == domain }); m != nil {
		return m, false
	}
	namespace, _, ok := clientOf(peer.String("spec", "security", "clientID"))
	return only(func(m *mesh) bool { return ok && m.namespace == namespace }), false
}

// eachLink asks a question of every pair whose other side is known, from the input or from what our Mesh says of it.
func eachLink(broken func(*link) []finding.Finding) func(*fleet) []finding.Finding {
	return func(f *fleet) []finding.Finding {
		var all []finding.Finding
		for _, l := range f.links {
			if l.other != nil || l.external != nil {
				all = append(all, broken(l)...)
			}
		}
		return all
	}
}

// report names the control plane of the other side as the other end, where it is in the input.
func (l *link) report(code finding.Code, field, format string, args ...any) finding.Finding {
	return l.and(l.peer.Report(code, field, format, args...), "spec")
}

func (l *link) and(f finding.Finding, field string) finding.Finding {
	if l.other != nil && l.other.installed() {
		return f.And(l.other.controlPlane.At(field))
	}
	return f
}

// name of the other side, as we call it.
func (l *link) name() string { return l.peer.Name() }

// ingress is the gateway of the other side that serves us, as its own ServiceMeshPeer says, else by the guide's name.
func (l *link) ingress() (gateway, bool) {
	if l.back != nil {
		if g, ok := l.other.gateway(l.back.peer.String("spec", "gateways", "ingress", "name"), true); ok {
			return g, true
		}
	}
	return l.other.gateway("ingress-"+l.own.name, true)
}

// egress is the gateway of the other side that calls us.
func (l *link) egress() (string, bool) {
	if l.back != nil {
		if g, ok := l.other.gateway(l.back.peer.String("spec", "gateways", "egress", "name"), false); ok {
			return g.name, true
		}
	}
	g, ok := l.other.gateway("egress-"+l.own.name, false)
	return g.name, ok
}
