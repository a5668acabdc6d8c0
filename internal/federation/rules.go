package federation

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/fleet"
	"github.com/meshfn/meshfn/internal/mesh"
)

// own reports what is wrong with our own root, whoever our peers are.
func own(m *fleet.Member) []finding.Finding {
	root := m.Mesh.Spec.Federation.RootCertificate
	if root == "" {
		return nil
	}
	if _, err := parseRoot(root, m.Now()); err != nil {
		return []finding.Finding{m.Report(finding.RootCertificate, "spec.federation.rootCertificate",
			"the root certificate of mesh %s cannot be used: %v", m.Name(), err)}
	}
	return nil
}

// longestPeer leaves room for "ingress-" in a Service name.
const longestPeer = 63 - len("ingress-")

// ingresses reports gateways that the cluster would refuse, and addresses by which peers cannot reach them.
func ingresses(m *fleet.Member) []finding.Finding {
	var all []finding.Finding
	fed := m.Mesh.Spec.Federation
	nodePorts, balancers := map[int]string{}, map[string]string{}
	for i := range fed.Peers {
		peer := fed.Peers[i]
		if len(peer.Name) > longestPeer {
			all = append(all, m.Report(finding.BadName, mesh.Index("spec.federation.peers", i)+".name",
				"peer %s has more than %d characters, so that its gateway's Service has more than 63", peer.Name, longestPeer))
		}
		in, field := ingressFor(fed, i)
		facts, _ := m.Facts(peer.Name)
		for k, address := range in.Addresses {
			all = append(all, reachable(m, mesh.Index(field+".addresses", k), address, facts.Cluster == m.Mesh.Spec.Cluster.Name)...)
			if other := owner(m, address); in.Type == mesh.FederationLoadBalancer && other != "" {
				all = append(all, m.Report(finding.FederationAddress, mesh.Index(field+".addresses", k),
					"address %s leads to the peer %s, which says that it is reached there itself", address, other))
			}
			if other, taken := balancers[address]; taken && in.Type == mesh.FederationLoadBalancer {
				all = append(all, m.Report(finding.SharedAddress, mesh.Index(field+".addresses", k),
					"gateways %s and %s both have the address %s", other, IngressGateway(peer.Name), address))
			}
			balancers[address] = IngressGateway(peer.Name)
		}
		if in.NodePorts == nil {
			continue
		}
		for _, p := range []struct {
			field string
			port  int
		}{{".nodePorts.service", in.NodePorts.Service}, {".nodePorts.discovery", in.NodePorts.Discovery}} {
			if other, taken := nodePorts[p.port]; taken {
				all = append(all, m.Report(finding.NodePortTaken, field+p.field, "node port %d of gateway %s is taken by gateway %s",
					p.port, IngressGateway(peer.Name), other))
			}
			nodePorts[p.port] = IngressGateway(peer.Name)
		}
	}
	return all
}

// owner returns the peer that names an address as one of its own load balancers, or "".
func owner(m *fleet.Member, address string) string {
	for _, peer := range m.Mesh.Spec.Federation.Peers {
		facts, _ := m.Facts(peer.Name)
		for _, p := range facts.Peers {
			if p.Ingress != nil && p.Ingress.Type == mesh.FederationLoadBalancer && slices.Contains(p.Ingress.Addresses, address) {
				return peer.Name
			}
		}
	}
	return ""
}

// reachable reports an address that does not lead to a gateway of another cluster.
func reachable(m *fleet.Member, field, address string, sameCluster bool) []finding.Finding {
	why := ""
	ip, err := netip.ParseAddr(address)
	switch {
	case err == nil && (ip.IsLoopback() || ip.IsUnspecified() || ip.IsLinkLocalUnicast() || ip.IsMulticast()):
		why = "is not the address of a gateway"
	case address == "localhost":
		why = "is not the address of a gateway"
	case !sameCluster && (strings.HasSuffix(address, ".svc") || strings.HasSuffix(address, ".cluster.local")):
		why = "is known in its own cluster only, and the peer is in another"
	case strings.Contains(address, ".apps."):
		return []finding.Finding{m.Report(finding.RouteAddress, field, "address %s looks like an OpenShift Route", address)}
	}
	if why == "" {
		return nil
	}
	return []finding.Finding{m.Report(finding.FederationAddress, field, "address %s %s", address, why)}
}

// rules reports what is wrong between us and the peer: names and identities that clash, and exports, imports and
// failover that istiod would pass over in silence.
func (l link) rules() []finding.Finding {
	all := l.identity()
	if l.external() {
		for k, address := range l.peer.External.Addresses {
			all = append(all, reachable(l.member, mesh.Index(l.field+".external.addresses", k), address, false)...)
		}
	}
	all = append(all, l.exportRules()...)
	all = append(all, l.importRules()...)
	return append(all, l.localityRules()...)
}

func (l link) identity() []finding.Finding {
	var all []finding.Finding
	c, cp := l.member.Mesh.Spec.Cluster, l.member.Mesh.Spec.ControlPlane
	if l.remote.trustDomain != "" && l.remote.trustDomain == cp.TrustDomain {
		all = append(all, l.report(finding.SameTrustDomain, ".name", "mesh %s and its peer %s both have the trust domain %s",
			l.member.Name(), l.peer.Name, cp.TrustDomain))
	}
	if slices.Contains(cp.TrustDomainAliases, l.remote.trustDomain) {
		all = append(all, l.member.Report(finding.AliasOfPeer, "spec.controlPlane.trustDomainAliases",
			"the aliases of mesh %s hold %s, the trust domain of its peer %s", l.member.Name(), l.remote.trustDomain, l.peer.Name))
	}
	if l.remote.cluster == c.Name && l.remote.namespace == cp.Namespace {
		all = append(all, l.report(finding.SharedNamespace, ".name", "mesh %s and its peer %s both have their control plane in namespace %s of cluster %s",
			l.member.Name(), l.peer.Name, cp.Namespace, c.Name))
	}
	return all
}

func (l link) exportRules() []finding.Finding {
	var all []finding.Finding
	for i, e := range l.peer.Exports {
		field := mesh.Index(".exports", i)
		if e.Selector != nil && e.Name != "" {
			all = append(all, l.report(finding.TwoSelectors, field, "export %d to %s selects by name and by label", i+1, l.peer.Name))
		}
		if e.Selector != nil {
			all = append(all, l.requirements(field+".selector", e.Selector)...)
		}
		if shadowed(l.peer.Exports, i) {
			all = append(all, l.report(finding.ShadowedRule, field, "export %d to %s never takes effect: an earlier one matches the same services",
				i+1, l.peer.Name))
			continue
		}
		for j, earlier := range l.peer.Exports[:i] {
			if offered(e).single() && offered(e) == offered(earlier) {
				all = append(all, l.report(finding.SameExport, field, "exports %d and %d to %s both offer %s/%s",
					j+1, i+1, l.peer.Name, offered(e).Namespace, offered(e).Name))
			}
		}
	}
	return all
}

func (l link) requirements(field string, s *mesh.Selector) []finding.Finding {
	var all []finding.Finding
	for i, r := range s.MatchExpressions {
		in := r.Operator == "In" || r.Operator == "NotIn"
		if in == (len(r.Values) == 0) {
			want := "no values"
			if in {
				want = "values"
			}
			all = append(all, l.report(finding.BadSelector, mesh.Index(field+".matchExpressions", i), "operator %s of key %s takes %s", r.Operator, r.Key, want))
		}
	}
	return all
}

func (l link) importRules() []finding.Finding {
	var all []finding.Finding
	for i, im := range l.peer.Imports {
		field := mesh.Index(".imports", i)
		what := fmt.Sprintf("import %d from %s", i+1, l.peer.Name)
		if !l.exported(i) {
			all = append(all, l.report(finding.ImportNotExported, field, "%s asks for %s/%s, which %s does not export to %s; it is left out",
				what, wanted(im).Namespace, wanted(im).Name, l.peer.Name, l.member.Name()))
		}
		if im.Local && (im.As == nil || !fixed(im.As.Namespace)) {
			all = append(all, l.report(finding.LocalImport, field, "%s is local and has no fixed as.namespace", what))
		}
		switch {
		case im.Local && im.DomainSuffix != "":
			all = append(all, l.report(finding.SuffixIgnored, field+".domainSuffix", "%s is local, so its domain suffix has no effect", what))
		case im.DomainSuffix == clusterSuffix || im.DomainSuffix == "cluster.local":
			all = append(all, l.report(finding.LocalSuffix, field+".domainSuffix", "%s has the suffix %s and is not local", what, im.DomainSuffix))
		}
		if slices.ContainsFunc(l.peer.Imports[:i], func(earlier mesh.Import) bool { return wanted(earlier).covers(wanted(im)) }) {
			all = append(all, l.report(finding.ShadowedRule, field, "%s never takes effect: an earlier one matches the same services", what))
		}
	}
	return all
}

func (l link) localityRules() []finding.Finding {
	var all []finding.Finding
	p := l.peer
	if p.ImportZone != "" && p.ImportRegion == "" {
		all = append(all, l.report(finding.Locality, ".importZone", "a zone needs its region, else the locality is dropped"))
	}
	if p.ImportSubzone != "" && (p.ImportZone == "" || p.ImportRegion == "") {
		all = append(all, l.report(finding.Locality, ".importSubzone", "a subzone needs its zone and region, else the locality is dropped"))
	}
	if len(p.Failover) == 0 {
		return all
	}
	local := 0
	for i, im := range p.Imports {
		if !im.Local {
			continue
		}
		local++
		if !pattern(localName(im)).single() {
			all = append(all, l.report(finding.FailoverHost, mesh.Index(".imports", i), "failover needs one DestinationRule per service, and import %d from %s names none", i+1, p.Name))
		}
	}
	if local == 0 {
		all = append(all, l.report(finding.FailoverNotLocal, ".failover", "failover has no effect: nothing is imported from %s as local", p.Name))
	}
	for i, f := range p.Failover {
		field := mesh.Index(".failover", i)
		switch region := l.member.Mesh.Spec.Cluster.Region; {
		case f.From == f.To:
			all = append(all, l.report(finding.FailoverRegion, field, "failover leads from %s to itself", f.From))
		case f.To != p.ImportRegion:
			all = append(all, l.report(finding.FailoverRegion, field+".to", "failover leads to %s, but what is imported from %s is in %s", f.To, p.Name, regionText(p.ImportRegion)))
		case region != "" && f.From != region:
			all = append(all, l.report(finding.FailoverFrom, field+".from", "failover leads from %s, and this cluster is in %s", f.From, region))
		}
	}
	return all
}

func regionText(region string) string {
	if region == "" {
		return "no region (importRegion)"
	}
	return region
}

// sameHosts reports imports that are not local and end at one host name. Local ones are meant to: their endpoints join.
func sameHosts(links []link) []finding.Finding {
	var all []finding.Finding
	first := map[string]string{}
	for _, l := range links {
		for i, im := range l.peer.Imports {
			name := wanted(im).as(im.As)
			if im.Local || !name.single() || !l.exported(i) {
				continue
			}
			host := ImportedHost(name.Name, name.Namespace, l.peer.Name, im.DomainSuffix, false)
			what := fmt.Sprintf("import %d from %s", i+1, l.peer.Name)
			if other, taken := first[host]; taken {
				all = append(all, l.report(finding.SameHost, mesh.Index(".imports", i), "%s and %s both become %s", other, what, host))
				continue
			}
			first[host] = what
		}
	}
	return all
}
