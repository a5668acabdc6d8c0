package federation

import (
	"slices"
	"strings"

	"github.com/meshfn/meshfn/internal/certificate"
	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/finding"
	apis "github.com/meshfn/meshfn/internal/mesh"
)

var pairRules = []numbered[*fleet]{
	{finding.WrongPeer, func(f *fleet) []finding.Finding {
		var all []finding.Finding
		for _, l := range f.links {
			if l.other != nil && !l.byName && l.other.installed() && f.byName(l.other) {
				all = append(all, l.report(finding.WrongPeer, "metadata.name", "ServiceMeshPeer %s is for mesh %s, by its trust domain or client; its other peers use that name",
					l.name(), l.other.name))
			}
		}
		return all
	}},
	{finding.PeerNotMutual, func(f *fleet) []finding.Finding {
		var all []finding.Finding
		for _, l := range f.links {
			if l.other != nil && l.back == nil && !withheld(l.own) {
				all = append(all, l.report(finding.PeerNotMutual, "metadata.name", "mesh %s has a ServiceMeshPeer for %s, and %s has none for it", l.own.name, l.name(), l.other.name))
			}
		}
		return all
	}},
	{finding.OtherAddress, eachLink((*link).addresses)},
	{finding.OtherAddress, sharedAddresses},
	{finding.PeerPorts, eachLink((*link).ports)},
	{finding.SameTrustDomain, eachLink(func(l *link) []finding.Finding {
		want := l.trustDomain()
		if have := l.peer.String("spec", "security", "trustDomain"); have != want && have != "" && want != "" {
			return one(l.and(l.peer.Report(finding.SameTrustDomain, "spec.security.trustDomain", "ServiceMeshPeer %s of mesh %s has the trust domain %s, and that mesh %s",
				l.name(), l.own.name, have, want), "spec.security.trust.domain"))
		}
		return nil
	})},
	{finding.ClientIdentity, eachLink((*link).client)},
	{finding.RootCertificate, roots},
}

// byName reports whether some peer calls the mesh by its name.
func (f *fleet) byName(m *mesh) bool {
	return slices.ContainsFunc(f.links, func(l *link) bool { return l.other == m && l.byName })
}

// withheld reports whether the Mesh of a side does not know yet what its peers need of it; then they have nothing for it.
func withheld(m *mesh) bool { return m.configured() != nil && m.configured().RootCertificate == "" }

func (l *link) trustDomain() string {
	if l.external != nil {
		return l.external.TrustDomain
	}
	return l.other.trustDomain()
}

// published is how the Mesh of the other side says that we reach it.
func (l *link) published() (apis.FederationIngress, bool) {
	if l.external != nil {
		return apis.FederationIngress{Addresses: l.external.Addresses}, true
	}
	p, ok := l.other.configuredPeer(l.own.name)
	switch {
	case ok && p.Ingress != nil:
		return *p.Ingress, true
	case ok && l.other.configured().Ingress != nil:
		return *l.other.configured().Ingress, true
	}
	return apis.FederationIngress{}, false
}

func (l *link) addresses() []finding.Finding {
	want, known := l.published()
	have := words(l.peer.List("spec", "remote", "addresses"))
	if !known || same(have, want.Addresses) || len(have) == 0 {
		return nil
	}
	f := l.peer.Report(finding.OtherAddress, "spec.remote.addresses", "mesh %s calls %s at %s; that mesh is reached from here at %s",
		l.own.name, l.name(), strings.Join(have, ", "), strings.Join(want.Addresses, ", "))
	if l.other != nil {
		return one(f.And(l.other.Member.Report(finding.OtherAddress, "spec.federation.peers", "").Place()))
	}
	return one(f)
}

func same(a, b []string) bool {
	a, b = slices.Clone(a), slices.Clone(b)
	slices.Sort(a)
	slices.Sort(b)
	return slices.Equal(a, b)
}

// sharedAddresses reports what cannot be right whatever the gateways' addresses are: a mesh that calls itself, since others
// reach it at that address, and one address for two gateways. What a Mesh says of addresses is compared with that instead.
func sharedAddresses(f *fleet) []finding.Finding {
	var all []finding.Finding
	type door struct {
		address string
		port    int
	}
	leads := map[door]*link{}
	for _, l := range f.links {
		if l.other == nil || l.other.configured() != nil {
			continue
		}
		port := number(l.peer.Get("spec", "remote", "discoveryPort"))
		if port == 0 {
			port = discoveryPort
		}
		for i, a := range words(l.peer.List("spec", "remote", "addresses")) {
			field := apis.Index("spec.remote.addresses", i)
			first := leads[door{a, port}]
			switch {
			case first == nil:
				leads[door{a, port}] = l
			case first.other != l.other:
				all = append(all, l.peer.Report(finding.OtherAddress, field, "address %s leads mesh %s to %s and mesh %s to %s", a, first.own.name, first.other.name, l.own.name, l.other.name).
					And(first.peer.At("spec.remote.addresses")))
			case first.own != l.own && !sameGateway(first, l):
				all = append(all, l.peer.Report(finding.OtherAddress, field, "meshes %s and %s both call %s at %s, and it has a gateway for each", first.own.name, l.own.name, l.name(), a).
					And(first.peer.At("spec.remote.addresses")))
			}
		}
	}
	return all
}

func sameGateway(a, b *link) bool {
	one, known := a.ingress()
	other, alsoKnown := b.ingress()
	return !known || !alsoKnown || one.name == other.name
}

// ports reports ports at which the other side's ingress for us does not listen.
func (l *link) ports() []finding.Finding {
	discovery, service := discoveryPort, servicePort
	open := false // chosen by the cluster
	if l.external != nil {
		discovery, service = l.external.DiscoveryPort, l.external.ServicePort
	} else if g, ok := l.ingress(); !ok {
		return nil
	} else if g.String("service", "type") == "NodePort" {
		discovery, service = number(g.port(discoveryPort)["nodePort"]), number(g.port(servicePort)["nodePort"])
		open = true
	}
	var all []finding.Finding
	for _, p := range []struct {
		field          string
		want, fallback int
	}{{"discoveryPort", discovery, discoveryPort}, {"servicePort", service, servicePort}} {
		value := l.peer.Get("spec", "remote", p.field)
		have := number(value)
		if have == 0 && value == nil {
			have = p.fallback
		}
		switch {
		case open && p.want == 0 && have >= 30000 && have <= 32767:
		case have != p.want:
			all = append(all, l.report(finding.PeerPorts, "spec.remote."+p.field, "mesh %s calls %s at %s %d; the ingress gateway there has %d", l.own.name, l.name(), p.field, have, p.want))
		}
	}
	return all
}

// client reports a clientID that is not the other side's egress towards us.
func (l *link) client() []finding.Finding {
	id := l.peer.String("spec", "security", "clientID")
	namespace, gateway, shaped := clientOf(id)
	if !shaped {
		return nil
	}
	wantNamespace, want, known := "", "", true
	if l.external != nil {
		wantNamespace, want = l.external.Namespace, l.external.EgressGateway
	} else {
		wantNamespace = l.other.namespace
		want, known = l.egress()
	}
	switch {
	case namespace != wantNamespace:
		return one(l.report(finding.ClientIdentity, "spec.security.clientID", "the client of peer %s is of namespace %s, and its control plane and gateways are in %s", l.name(), namespace, wantNamespace))
	case !known && l.other.installed():
		return one(l.report(finding.ClientIdentity, "spec.security.clientID", "the client of peer %s is gateway %s, and that mesh has no egress gateway for mesh %s", l.name(), gateway, l.own.name))
	case known && gateway != want:
		return one(l.report(finding.ClientIdentity, "spec.security.clientID", "the client of peer %s is gateway %s, and its egress towards mesh %s is %s", l.name(), gateway, l.own.name, want))
	}
	return nil
}

// roots reports a root that is not the one that the other side publishes; where that is not known, the one that other
// peers have for it.
func roots(f *fleet) []finding.Finding {
	var all []finding.Finding
	held := map[*mesh]*link{}
	for _, l := range f.links {
		root, ok := l.own.rootOf(l.peer)
		if !ok || l.other == nil && l.external == nil {
			continue
		}
		have, err := certificates(root)
		if err != nil {
			continue
		}
		report := func(where string) finding.Finding {
			return root.Report(finding.RootCertificate, `data["`+rootKey+`"]`, "mesh %s holds another root for %s than %s", l.own.name, l.name(), where)
		}
		published := l.publishedRoot()
		if want, err := certificate.Parse(published); err == nil {
			if !certificate.Same(have, want) {
				all = append(all, report("that mesh publishes"))
			}
			continue
		}
		first := held[l.other]
		if first == nil {
			held[l.other] = l
			continue
		}
		other, _ := first.own.rootOf(first.peer)
		if want, err := certificates(other); err == nil && !certificate.Same(have, want) {
			all = append(all, report("mesh "+first.own.name+" does").And(other.At(`data["`+rootKey+`"]`)))
		}
	}
	return all
}

func (l *link) publishedRoot() string {
	switch {
	case l.external != nil:
		return l.external.RootCertificate
	case l.other.configured() != nil:
		return l.other.configured().RootCertificate
	}
	return ""
}

// offerRules compare what one side imports with what the other exports to it.
var offerRules = []numbered[*fleet]{
	{finding.ImportNotExported, func(f *fleet) []finding.Finding {
		var all []finding.Finding
		for _, l := range f.links {
			if l.other == nil || !l.other.installed() || l.back == nil {
				continue
			}
			for _, set := range l.own.imports {
				if set.Name() == l.name() {
					all = append(all, l.unmet(set)...)
				}
			}
		}
		return all
	}},
}

// unmet reports imports of a set that no export of the other side can give.
func (l *link) unmet(set rule.Object) []finding.Finding {
	var offered []serviceRule
	var offers rule.Object
	for _, o := range l.other.exports {
		if o.Name() == l.back.name() {
			offers = o
			offered = append(offered, exportsOf(o)...)
		}
	}
	var all []finding.Finding
	for _, r := range importsOf(set) {
		want := r.source()
		if slices.ContainsFunc(offered, func(e serviceRule) bool { return e.result().meets(want) }) {
			continue
		}
		f := as(finding.Error, set.Report(finding.ImportNotExported, r.field, "mesh %s imports %s/%s from %s, which does not export it to %s",
			l.own.name, want.namespace, want.name, l.name(), l.own.name))
		if offers.Object != nil {
			f = f.And(offers.At("spec.exportRules"))
		} else {
			f = l.and(f, "metadata.name")
		}
		all = append(all, f)
	}
	return all
}
