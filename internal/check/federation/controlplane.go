package federation

import (
	"regexp"
	"slices"

	"github.com/meshfn/meshfn/internal/finding"
	apis "github.com/meshfn/meshfn/internal/mesh"
)

var (
	dnsLabel = regexp.MustCompile(`^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$`)
	// spiffeDomain is what SPIFFE takes for a trust domain, which has 255 characters at most. To count them here would take
	// a millisecond of every start.
	spiffeDomain = regexp.MustCompile(`^[a-z0-9._-]+$`)
)

// federationVersions are those with federation: 2.1 brought it, 3 has none of these kinds.
const federationVersions = ">=2.1 <3.0"

var controlPlaneRules = []numbered[*mesh]{
	{finding.FederationVersion, func(m *mesh) []finding.Finding {
		text := m.controlPlane.String("spec", "version")
		if !m.installed() || !m.federated() {
			return nil
		}
		v, err := apis.ParseVersion(apis.OpenShift, text)
		switch {
		case text == "": // the operator's newest
			if m.Member != nil {
				return one(m.controlPlane.Report(finding.FederationVersion, "spec.version", "the control plane has no version; the mesh has %s",
					m.Member.Mesh.Spec.ControlPlane.Revisions[0].Version))
			}
			return one(as(finding.Warning, m.controlPlane.Report(finding.FederationVersion, "spec.version",
				"the control plane has no version, so the operator takes its newest")))
		case err != nil:
			return one(m.controlPlane.Report(finding.FederationVersion, "spec.version", "%v", err))
		case !v.InRange(federationVersions):
			return one(m.controlPlane.Report(finding.FederationVersion, "spec.version", "OpenShift Service Mesh %s has no federation; 2.1 to 2.6 have", text))
		}
		return nil
	}},
	{finding.FederationTrustDomain, func(m *mesh) []finding.Finding {
		if !m.installed() || !m.federated() {
			return nil
		}
		const field = "spec.security.trust.domain"
		switch domain := m.trustDomain(); {
		case domain == "":
			return one(m.controlPlane.Report(finding.FederationTrustDomain, field, "mesh %s has no trust domain of its own, so it has that of every other such mesh", m.name))
		case len(domain) > 255 || !spiffeDomain.MatchString(domain):
			return one(m.controlPlane.Report(finding.FederationTrustDomain, field, "%q is no trust domain: lower-case letters, digits, \".\", \"-\" and \"_\", at most 255", domain))
		case domain == "cluster.local":
			return one(as(finding.Warning, m.controlPlane.Report(finding.FederationTrustDomain, field, "mesh %s has the trust domain cluster.local, which every mesh has by default", m.name)))
		}
		return nil
	}},
	{finding.GatewayDisabled, func(m *mesh) []finding.Finding {
		var all []finding.Finding
		for _, g := range m.federationGateways() {
			if g.Object["enabled"] != true {
				all = append(all, m.controlPlane.Report(finding.GatewayDisabled, g.field+".enabled", "gateway %s is not enabled, so the operator makes none", g.name))
			}
		}
		return all
	}},
	{finding.GatewayName, func(m *mesh) []finding.Finding {
		var all []finding.Finding
		taken := map[string]gateway{"istio-ingressgateway": {}, "istio-egressgateway": {}}
		for _, g := range m.gateways {
			other, reserved := taken[g.namespace(m)+g.name]
			if !reserved {
				other, reserved = taken[g.name]
				reserved = reserved && other.name == ""
			}
			switch {
			case reserved && other.name == "":
				all = append(all, m.controlPlane.Report(finding.GatewayName, g.field, "an additional gateway cannot be named %s: that is a gateway of the operator", g.name))
			case reserved:
				all = append(all, m.controlPlane.Report(finding.GatewayName, g.field, "%s is the name of an egress and of an ingress gateway", g.name).
					And(m.controlPlane.At(other.field)))
			case !dnsLabel.MatchString(g.name):
				all = append(all, m.controlPlane.Report(finding.GatewayName, g.field, "%q cannot name a Service: lower-case letters, digits and \"-\", at most 63", g.name))
			case len(g.name+serviceAccount) > 63 && g.isFederation():
				all = append(all, as(finding.Warning, m.controlPlane.Report(finding.GatewayName, g.field,
					"gateway %s has a name so long that its ServiceAccount %s%s has more than 63 characters", g.name, g.name, serviceAccount)))
			}
			taken[g.namespace(m)+g.name] = g
		}
		return all
	}},
	{finding.GatewayNamespace, func(m *mesh) []finding.Finding {
		var all []finding.Finding
		for _, g := range m.federationGateways() {
			if g.String("namespace") != "" && g.String("namespace") != m.namespace {
				all = append(all, m.controlPlane.Report(finding.GatewayNamespace, g.field+".namespace",
					"gateway %s is in namespace %s, and istiod calls it in %s", g.name, g.String("namespace"), m.namespace))
			}
		}
		return all
	}},
	{finding.NetworkView, func(m *mesh) []finding.Finding {
		var all []finding.Finding
		for _, p := range m.peers {
			g, ok := m.gateway(p.String("spec", "gateways", "egress", "name"), false)
			want := []string{"network-" + p.Name()}
			if have := words(g.List("requestedNetworkView")); ok && !slices.Equal(have, want) {
				all = append(all, m.controlPlane.Report(finding.NetworkView, g.field+".requestedNetworkView",
					"egress gateway %s asks for the networks %v; istiod puts what it imports from %s into %s", g.name, have, p.Name(), want[0]).
					And(p.At("metadata.name")))
			}
		}
		return all
	}},
	{finding.ClusterUnnamed, func(m *mesh) []finding.Finding {
		if m.installed() && m.federated() && m.controlPlane.String("spec", "cluster", "name") == "" {
			return one(m.controlPlane.Report(finding.ClusterUnnamed, "spec.cluster.name", "the control plane does not name its cluster, so logs and metrics of the federation do not either"))
		}
		return nil
	}},
}

// serviceAccount is what the operator adds to the name of a gateway.
const serviceAccount = "-service-account"

// namespace in which the operator makes the gateway.
func (g gateway) namespace(m *mesh) string {
	if ns := g.String("namespace"); ns != "" {
		return ns + "/"
	}
	return m.namespace + "/"
}

func one(f finding.Finding) []finding.Finding { return []finding.Finding{f} }
