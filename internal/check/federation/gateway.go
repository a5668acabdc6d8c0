package federation

import (
	"slices"
	"strings"

	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
	apis "github.com/meshfn/meshfn/internal/mesh"
)

// The ports of every federation gateway: istiod's listeners are fixed to them.
const (
	servicePort   = 15443
	discoveryPort = 8188
)

// nlb is the annotation by which AWS makes a load balancer that passes TLS untouched.
const nlb = "service.beta.kubernetes.io/aws-load-balancer-type"

var gatewayRules = []numbered[*mesh]{
	{finding.GatewayType, func(m *mesh) []finding.Finding {
		var all []finding.Finding
		for _, g := range m.federationGateways() {
			kind := g.String("service", "type")
			switch {
			case g.ingress && kind != "LoadBalancer" && kind != "NodePort":
				all = append(all, m.controlPlane.Report(finding.GatewayType, g.field+".service.type",
					"ingress gateway %s has a Service of type %s, which no peer can reach", g.name, orDefault(kind, "ClusterIP")))
			case !g.ingress && kind != "" && kind != "ClusterIP":
				all = append(all, as(finding.Warning, m.controlPlane.Report(finding.GatewayType, g.field+".service.type",
					"egress gateway %s has a Service of type %s; only istiod and pods of its own cluster call it", g.name, kind)))
			}
		}
		return all
	}},
	{finding.GatewayPorts, func(m *mesh) []finding.Finding {
		var all []finding.Finding
		for _, g := range m.federationGateways() {
			all = append(all, m.ports(g)...)
		}
		return all
	}},
	{finding.GatewayLabel, func(m *mesh) []finding.Finding {
		var all []finding.Finding
		taken := map[string]gateway{}
		for _, g := range m.federationGateways() {
			value := g.labels().String(g.labelKey())
			field := g.field + ".service.metadata.labels[" + `"` + g.labelKey() + `"]`
			other, shared := taken[g.labelKey()+value]
			switch {
			case value == "":
				all = append(all, m.controlPlane.Report(finding.GatewayLabel, field,
					"gateway %s has no label %s, so its Service is not told from that of the default gateway", g.name, g.labelKey()))
			case shared:
				all = append(all, m.controlPlane.Report(finding.GatewayLabel, field, "gateways %s and %s both have the label %s: %s, so each Service takes the pods of both",
					other.name, g.name, g.labelKey(), value).And(m.controlPlane.At(other.field)))
			case value != g.name && !m.isPeer(value):
				all = append(all, as(finding.Warning, m.controlPlane.Report(finding.GatewayLabel, field,
					"the label %s of gateway %s is %s, which is neither the gateway nor a peer", g.labelKey(), g.name, value)))
			}
			taken[g.labelKey()+value] = g
		}
		return all
	}},
	{finding.GatewayApp, func(m *mesh) []finding.Finding {
		var all []finding.Finding
		for _, g := range m.federationGateways() {
			for _, key := range []string{"app", "app.kubernetes.io/name"} {
				if g.labels()[key] != nil && g.labels()[key] != g.name {
					all = append(all, m.controlPlane.Report(finding.GatewayApp, g.field+`.service.metadata.labels["`+key+`"]`,
						"gateway %s has the label %s: %v; istiod finds its pods by the name that the operator writes there", g.name, key, g.labels()[key]))
				}
			}
		}
		return all
	}},
	{finding.NodePortTaken, nodePorts},
	{finding.AWSLoadBalancer, func(m *mesh) []finding.Finding {
		var all []finding.Finding
		for _, g := range m.federationGateways() {
			annotations := krm.Object(g.Map("service", "metadata", "annotations"))
			if g.ingress && m.onAWS() && g.String("service", "type") == "LoadBalancer" && annotations.String(nlb) != "nlb" && annotations.String(nlb) != "external" {
				all = append(all, m.controlPlane.Report(finding.AWSLoadBalancer, g.field+`.service.metadata.annotations["`+nlb+`"]`,
					"ingress gateway %s has the load balancer type %q; on AWS only nlb passes TLS untouched", g.name, annotations.String(nlb)))
			}
		}
		return all
	}},
}

// ports reports what is not as istiod's listeners: names select the protocol, HTTP on the way out and HTTPS on the way in.
func (m *mesh) ports(g gateway) []finding.Finding {
	var all []finding.Finding
	discovery := "http-discovery"
	if g.ingress {
		discovery = "https-discovery"
	}
	for _, want := range []struct {
		number int
		name   string
	}{{servicePort, "tls"}, {discoveryPort, discovery}} {
		field := g.field + ".service.ports"
		i := slices.IndexFunc(g.List("service", "ports"), func(p any) bool {
			port, _ := p.(map[string]any)
			return number(port["port"]) == want.number
		})
		if i < 0 {
			all = append(all, m.controlPlane.Report(finding.GatewayPorts, field, "gateway %s has no port %d (%s)", g.name, want.number, want.name))
			continue
		}
		p, at := g.port(want.number), apis.Index(field, i)
		if p.String("name") != want.name {
			all = append(all, m.controlPlane.Report(finding.GatewayPorts, at+".name", "port %d of gateway %s is named %q and must be %s", want.number, g.name, p.String("name"), want.name))
		}
		if target := p["targetPort"]; target != nil && number(target) != want.number {
			all = append(all, m.controlPlane.Report(finding.GatewayPorts, at+".targetPort", "port %d of gateway %s leads to %v, where nothing listens", want.number, g.name, target))
		}
	}
	return all
}

// isPeer reports whether a word of a label means a peer.
func (m *mesh) isPeer(value string) bool {
	if _, ok := m.peer(value); ok {
		return true
	}
	_, ok := m.configuredPeer(value)
	return ok
}

// onAWS reports whether the cluster is known to be on AWS.
func (m *mesh) onAWS() bool {
	return m.Member != nil && m.Member.Mesh.Spec.Cluster.Platform == apis.AWS || m.Member == nil && m.awsAddress()
}

// awsAddress reports whether another gateway of the mesh has the annotation of AWS, which says where the cluster runs.
func (m *mesh) awsAddress() bool {
	return slices.ContainsFunc(m.gateways, func(g gateway) bool {
		for key := range g.Map("service", "metadata", "annotations") {
			if strings.HasPrefix(key, "service.beta.kubernetes.io/aws-") {
				return true
			}
		}
		return false
	})
}

// nodePorts reports node ports that the API server refuses.
func nodePorts(m *mesh) []finding.Finding {
	var all []finding.Finding
	taken := map[int]gateway{}
	for _, g := range m.federationGateways() {
		for i, p := range g.List("service", "ports") {
			port, _ := p.(map[string]any)
			n := number(port["nodePort"])
			if n == 0 {
				continue
			}
			at := apis.Index(g.field+".service.ports", i) + ".nodePort"
			kind := g.String("service", "type")
			switch other, twice := taken[n]; {
			case n < 30000 || n > 32767:
				all = append(all, m.controlPlane.Report(finding.NodePortTaken, at, "node port %d of gateway %s is not in 30000 to 32767", n, g.name))
			case kind != "NodePort" && kind != "LoadBalancer":
				all = append(all, m.controlPlane.Report(finding.NodePortTaken, at, "gateway %s has a node port, and its Service is of type %s", g.name, orDefault(kind, "ClusterIP")))
			case twice:
				all = append(all, m.controlPlane.Report(finding.NodePortTaken, at, "node port %d of gateway %s is taken by gateway %s", n, g.name, other.name).
					And(m.controlPlane.At(other.field)))
			}
			taken[n] = g
		}
	}
	return all
}

func orDefault(s, fallback string) string {
	if s == "" {
		return fallback
	}
	return s
}
