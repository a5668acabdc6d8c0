package federation

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/finding"
	apis "github.com/meshfn/meshfn/internal/mesh"
)

// peerRules are about a ServiceMeshPeer and its own mesh; pairRules look at the other side.
var peerRules = []numbered[*mesh]{
	{finding.WrongPeer, eachPeer(func(m *mesh, p rule.Object) []finding.Finding {
		switch _, known := m.configuredPeer(p.Name()); {
		case p.Name() == m.name:
			return one(p.Report(finding.WrongPeer, "metadata.name", "mesh %s is its own peer", m.name))
		case m.configured() != nil && !known:
			return one(p.Report(finding.WrongPeer, "metadata.name", "mesh %s has no peer %s", m.name, p.Name()))
		case p.Namespace() != m.namespace:
			return one(p.Report(finding.WrongPeer, "metadata.namespace", "ServiceMeshPeer %s is in namespace %q; istiod of mesh %s looks in %s alone",
				p.Name(), p.Namespace(), m.name, m.namespace).And(m.controlPlane.At("metadata.namespace")))
		}
		return nil
	})},
	{finding.FederationAddress, eachPeer(addresses)},
	{finding.RouteAddress, eachPeer(func(_ *mesh, p rule.Object) []finding.Finding {
		var all []finding.Finding
		for i, a := range words(p.List("spec", "remote", "addresses")) {
			if strings.Contains(a, ".apps.") {
				all = append(all, p.Report(finding.RouteAddress, apis.Index("spec.remote.addresses", i), "address %s looks like an OpenShift Route", a))
			}
		}
		return all
	})},
	{finding.Dedicated, eachPeer(func(_ *mesh, p rule.Object) []finding.Finding {
		var all []finding.Finding
		for i, a := range words(p.List("spec", "remote", "addresses")) {
			if strings.HasSuffix(a, ".openshiftapps.com") {
				all = append(all, p.Report(finding.Dedicated, apis.Index("spec.remote.addresses", i), "address %s is that of a cluster run by Red Hat", a))
			}
		}
		return all
	})},
	{finding.PeerGateways, eachPeer(gateways)},
	{finding.SharedAddress, func(m *mesh) []finding.Finding {
		var all []finding.Finding
		used := map[string]rule.Object{}
		for _, p := range m.peers {
			for _, direction := range []string{"ingress", "egress"} {
				name := p.String("spec", "gateways", direction, "name")
				if other, shared := used[name]; shared && name != "" && other.Name() != p.Name() {
					all = append(all, p.Report(finding.SharedAddress, "spec.gateways."+direction+".name", "peers %s and %s both use gateway %s", other.Name(), p.Name(), name).
						And(other.At("spec.gateways."+direction+".name")))
				}
				used[name] = p
			}
		}
		return all
	}},
	{finding.SameTrustDomain, eachPeer(func(m *mesh, p rule.Object) []finding.Finding {
		const field = "spec.security.trustDomain"
		switch domain := p.String("spec", "security", "trustDomain"); {
		case domain == "":
			return one(p.Report(finding.SameTrustDomain, field, "ServiceMeshPeer %s states no trust domain, so istiod loads no root for it", p.Name()))
		case domain == m.trustDomain():
			return one(p.Report(finding.SameTrustDomain, field, "ServiceMeshPeer %s has the trust domain of mesh %s itself, %s", p.Name(), m.name, domain).
				And(m.controlPlane.At("spec.security.trust.domain")))
		}
		return nil
	})},
	{finding.ClientIdentity, eachPeer(func(m *mesh, p rule.Object) []finding.Finding {
		const field = "spec.security.clientID"
		id := p.String("spec", "security", "clientID")
		_, _, shaped := clientOf(id)
		switch {
		case id == "":
			return one(p.Report(finding.ClientIdentity, field, "ServiceMeshPeer %s states no client, so nobody may discover its services", p.Name()))
		case strings.HasPrefix(id, "spiffe://"):
			return one(p.Report(finding.ClientIdentity, field, "clientID begins with spiffe://, and istiod adds that itself"))
		case !shaped:
			return one(p.Report(finding.ClientIdentity, field, "clientID %q is not TRUSTDOMAIN/ns/NAMESPACE/sa/GATEWAY%s", id, serviceAccount))
		}
		return nil
	})},
	{finding.ClientDomain, eachPeer(func(_ *mesh, p rule.Object) []finding.Finding {
		id, domain := p.String("spec", "security", "clientID"), p.String("spec", "security", "trustDomain")
		if of, _, ok := strings.Cut(id, "/"); ok && domain != "" && of != "spiffe:" && of != domain {
			return one(p.Report(finding.ClientDomain, "spec.security.clientID", "clientID is of trust domain %s, and the peer's is %s", of, domain).
				And(p.At("spec.security.trustDomain")))
		}
		return nil
	})},
}

func eachPeer(broken func(*mesh, rule.Object) []finding.Finding) func(*mesh) []finding.Finding {
	return func(m *mesh) []finding.Finding {
		var all []finding.Finding
		for _, p := range m.peers {
			all = append(all, broken(m, p)...)
		}
		return all
	}
}

// addresses reports what istiod cannot call from its own cluster.
func addresses(m *mesh, p rule.Object) []finding.Finding {
	const field = "spec.remote.addresses"
	all := words(p.List("spec", "remote", "addresses"))
	if len(all) == 0 {
		return one(p.Report(finding.FederationAddress, field, "ServiceMeshPeer %s has no address", p.Name()))
	}
	var found []finding.Finding
	for i, a := range all {
		if why := unreachable(a, m.sharesCluster(p.Name())); why != "" {
			found = append(found, p.Report(finding.FederationAddress, apis.Index(field, i), "address %q %s", a, why))
		}
	}
	return found
}

func unreachable(address string, sameCluster bool) string {
	ip, err := netip.ParseAddr(address)
	switch {
	case err == nil && (ip.IsLoopback() || ip.IsUnspecified() || ip.IsLinkLocalUnicast() || ip.IsMulticast()), address == "localhost":
		return "is not the address of a gateway"
	case err == nil:
		return ""
	case strings.ContainsAny(address, ":/ "):
		return "is more than a host: no scheme, no port, no path"
	case !hostName(address):
		return "is neither an IP address nor a DNS name"
	case !sameCluster && (strings.HasSuffix(address, ".svc") || strings.HasSuffix(address, ".cluster.local")):
		return "is known in its own cluster only, and the peer is in another"
	}
	return ""
}

// hostName reports whether a text is a DNS name of several labels that can be one of the public DNS; all digits is none.
func hostName(text string) bool {
	labels := strings.Split(strings.TrimSuffix(text, "."), ".")
	last := labels[len(labels)-1]
	if len(labels) < 2 || len(text) > 253 || strings.Trim(last, "0123456789") == "" {
		return false
	}
	return !slices.ContainsFunc(labels, func(l string) bool { return !dnsLabel.MatchString(l) })
}

// sharesCluster reports whether the Mesh says that a peer is in the same cluster.
func (m *mesh) sharesCluster(peer string) bool {
	if m.Member == nil {
		return len(m.Kind(maistra, controlPlaneKind.Kind)) > 1
	}
	facts, ok := m.Member.Facts(peer)
	return ok && facts.Cluster == m.Member.Mesh.Spec.Cluster.Name
}

// gateways reports gateways of a ServiceMeshPeer that its own control plane does not have, or has for another peer.
func gateways(m *mesh, p rule.Object) []finding.Finding {
	if !m.installed() {
		if m.Member == nil && len(m.Kind(maistra, "ServiceMeshMemberRoll")) == 0 {
			return nil
		}
		return one(p.Report(finding.PeerGateways, "metadata.namespace", "namespace %s has a ServiceMeshPeer and no control plane", p.Namespace()))
	}
	var all []finding.Finding
	for _, direction := range []string{"egress", "ingress"} {
		field := "spec.gateways." + direction + ".name"
		name := p.String("spec", "gateways", direction, "name")
		report := func(format string, args ...any) {
			all = append(all, p.Report(finding.PeerGateways, field, format, args...).And(m.controlPlane.At("spec.gateways")))
		}
		g, ok := m.gateway(name, direction == "ingress")
		_, swapped := m.gateway(name, direction != "ingress")
		switch {
		case name == "":
			report("ServiceMeshPeer %s names no %s gateway", p.Name(), direction)
		case !ok && swapped:
			report("gateway %s is no %s gateway of the control plane, but one in the other direction", name, direction)
		case !ok:
			report("the control plane has no %s gateway %s", direction, name)
		case m.anothers(g, p.Name()):
			report("gateway %s is for another peer: its label %s is %s", name, g.labelKey(), g.labels().String(g.labelKey()))
		}
	}
	return all
}

// anothers reports whether the label or the name of a gateway speak of another peer.
func (m *mesh) anothers(g gateway, peer string) bool {
	value := g.labels().String(g.labelKey())
	for _, direction := range []string{"ingress-", "egress-"} {
		if of, guided := strings.CutPrefix(value, direction); guided && of != peer && value != g.name {
			return true
		}
	}
	return slices.ContainsFunc(m.peers, func(other rule.Object) bool {
		name := other.Name()
		return name != peer && (value == name || strings.HasSuffix(value, "-"+name) && !strings.HasSuffix(value, "-"+peer) ||
			strings.HasSuffix(g.name, "-"+name) && !strings.HasSuffix(g.name, "-"+peer))
	})
}

// clientOf takes the identity of a gateway apart: the trust domain, the namespace, and the gateway whose ServiceAccount
// it is.
func clientOf(id string) (namespace, gateway string, ok bool) {
	parts := strings.Split(id, "/")
	if len(parts) != 5 || parts[1] != "ns" || parts[3] != "sa" || parts[0] == "" || parts[2] == "" {
		return "", "", false
	}
	gateway, ok = strings.CutSuffix(parts[4], serviceAccount)
	return parts[2], gateway, ok && gateway != ""
}
