package federation

import (
	"slices"
	"time"

	"github.com/meshfn/meshfn/internal/certificate"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/fleet"
	"github.com/meshfn/meshfn/internal/mesh"
)

// link is one peer of a member: what our mesh.yaml says of it, and what the other side says of itself.
type link struct {
	member *fleet.Member
	peer   mesh.Peer
	field  string // of the peer in our mesh.yaml
	remote remote
}

// remote is the other side, as we see it.
type remote struct {
	cluster, namespace string
	trustDomain        string
	// egress is its gateway towards us.
	egress string
	// addresses and ports of its ingress for us.
	addresses                  []string
	discoveryPort, servicePort int
	// root in PEM, "" where it is not known.
	root string
	// exports to us; not known of a mesh outside the fleet, nor of one that does not name us.
	exports      []mesh.Export
	exportsKnown bool
	inFleet      bool
}

// resolve finds the other side of the i-th peer: the mesh of that name in the input or in FleetFacts, else the external
// block.
func resolve(m *fleet.Member, i int) (link, []finding.Finding) {
	l := link{member: m, peer: m.Mesh.Spec.Federation.Peers[i], field: mesh.Index("spec.federation.peers", i)}
	facts, inFleet := m.Facts(l.peer.Name)
	switch {
	case inFleet:
		return l.fromFacts(facts)
	case l.peer.External != nil:
		return l.fromExternal(l.peer.External)
	}
	return l, []finding.Finding{l.report(finding.UnknownPeer, ".name",
		"peer %s is no Mesh of the input, no mesh of FleetFacts, and has no external block", l.peer.Name)}
}

func (l link) fromFacts(facts mesh.Facts) (link, []finding.Finding) {
	l.remote = remote{
		cluster:       facts.Cluster,
		namespace:     facts.Namespace,
		trustDomain:   facts.TrustDomain,
		egress:        EgressGateway(l.member.Name()),
		discoveryPort: DiscoveryPort,
		servicePort:   ServicePort,
		inFleet:       true,
	}
	i := slices.IndexFunc(facts.Peers, func(p mesh.PeerFacts) bool { return p.Name == l.member.Name() })
	if i < 0 {
		return l, []finding.Finding{l.report(finding.PeerNotMutual, ".name",
			"peer %s does not name %s among its peers", l.peer.Name, l.member.Name())}
	}
	l.remote.exports, l.remote.exportsKnown = facts.Peers[i].Exports, true
	if in := facts.Peers[i].Ingress; in != nil {
		l.remote.addresses = in.Addresses
		if in.Type == mesh.FederationNodePortType && in.NodePorts != nil {
			l.remote.discoveryPort, l.remote.servicePort = in.NodePorts.Discovery, in.NodePorts.Service
		}
	}
	return l.withRoot(facts.RootCertificate, ".name")
}

func (l link) fromExternal(e *mesh.External) (link, []finding.Finding) {
	l.remote = remote{
		namespace:     e.Namespace,
		trustDomain:   e.TrustDomain,
		egress:        e.EgressGateway,
		addresses:     e.Addresses,
		discoveryPort: e.DiscoveryPort,
		servicePort:   e.ServicePort,
	}
	return l.withRoot(e.RootCertificate, ".external.rootCertificate")
}

// withRoot takes the root in its plain form: the certificates and nothing else.
func (l link) withRoot(text, field string) (link, []finding.Finding) {
	if text == "" {
		return l, nil
	}
	root, err := parseRoot(text, l.member.Now())
	if err != nil {
		return l, []finding.Finding{l.report(finding.RootCertificate, field, "the root certificate of peer %s cannot be used: %v", l.peer.Name, err)}
	}
	l.remote.root = root
	return l, nil
}

// parseRoot returns the public root certificates of a text, of which one must be valid at the time; the zero time asks
// for no validity.
func parseRoot(text string, now time.Time) (string, error) {
	all, err := certificate.Parse(text)
	if err != nil {
		return "", err
	}
	if err := certificate.Authority(all); err != nil {
		return "", err
	}
	if err := certificate.Valid(all, now); err != nil {
		return "", err
	}
	return certificate.Encode(all), nil
}

// external reports whether all that we know of the peer stands in its external block.
func (l link) external() bool { return !l.remote.inFleet && l.peer.External != nil }

// missing names what must be known before the peer's objects can be written.
func (l link) missing() []string {
	var all []string
	if l.remote.root == "" {
		all = append(all, "its root certificate")
	}
	if len(l.remote.addresses) == 0 {
		all = append(all, "the addresses of its ingress for us")
	}
	return all
}

// namespace of our own control plane.
func (l link) namespace() string { return l.member.Mesh.Spec.ControlPlane.Namespace }

func (l link) report(code finding.Code, field, format string, args ...any) finding.Finding {
	return l.member.Report(code, l.field+field, format, args...)
}
