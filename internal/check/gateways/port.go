package gateways

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
)

// ports checks the ports of gateways, first of all those that Istio itself gives a meaning: they are the same on the
// Service and in the pod.
func ports(c *rule.Cluster) []finding.Finding {
	var all []finding.Finding
	for _, s := range gatewayServices(c) {
		for i, p := range s.Maps("spec", "ports") {
			at := mesh.Index("spec.ports", i)
			all = append(all, wellKnown(s, p, at)...)
			if protocol(p) != "TCP" && slices.Contains(overTCP, word(p)) {
				all = append(all, s.Report(finding.PortProtocol, at+".protocol", "port %s of %s is %s", p.String("name"), s.ID(), protocol(p)))
			}
		}
		if ours(s) && !charted(s) {
			all = append(all, usual(s)...)
		}
		if !isEastWest(s) {
			continue
		}
		for _, n := range []int{statusPort, crossNetworkPort} {
			if !opens(s, n) {
				all = append(all, s.Report(finding.EastWestPort, "spec.ports", "the east-west gateway %s does not open port %d", s.ID(), n))
			}
		}
	}
	return all
}

// usualPorts are those that every north-south gateway of ours has, with the words that their names may begin with.
var usualPorts = map[int][]string{80: {"http", "http2", "tcp", "grpc"}, 443: {"https", "tls", "tcp"}}

// usual checks the ports that a gateway of ours is rendered with.
func usual(s rule.Object) []finding.Finding {
	var all []finding.Finding
	if isEastWest(s) {
		return nil
	}
	for _, n := range []int{80, 443} {
		i := slices.IndexFunc(s.Maps("spec", "ports"), func(p krm.Object) bool { port, _ := rule.Number(p["port"]); return port == n })
		if i < 0 {
			all = append(all, s.Report(finding.GatewayParts, "spec.ports", "%s has lost port %d", s.ID(), n))
			continue
		}
		p := s.Maps("spec", "ports")[i]
		near := func(w string) bool { return word(p) != w && finding.Slip(w, word(p)) }
		if !slices.Contains(usualPorts[n], word(p)) && slices.ContainsFunc(usualPorts[n], near) {
			all = append(all, s.Report(finding.GatewayParts, mesh.Index("spec.ports", i)+".name", "port %d of %s is named %s, which is almost a protocol", n, s.ID(), p.String("name")))
		}
	}
	return all
}

// overTCP are the words with which names of TCP ports begin.
var overTCP = []string{"http", "http2", "https", "grpc", "tls", "tcp", "status"}

// word is the first word of a port's name, which says its protocol.
func word(p krm.Object) string {
	first, _, _ := strings.Cut(p.String("name"), "-")
	return first
}

// gatewayServices are the Services that lead to gateways.
func gatewayServices(c *rule.Cluster) []rule.Object {
	gateways := gatewaysOf(c)
	return slices.DeleteFunc(slices.Clone(c.Kind("", "Service")), func(s rule.Object) bool {
		return !isEastWest(s) && !slices.ContainsFunc(gateways, func(w rule.Workload) bool {
			return w.Namespace() == s.Namespace() && (rule.Within(s.Map("spec", "selector"), w.PodLabels()) || w.Name() == s.Name())
		})
	})
}

func opens(s rule.Object, port int) bool {
	return slices.ContainsFunc(s.Maps("spec", "ports"), func(p krm.Object) bool { n, _ := rule.Number(p["port"]); return n == port })
}

func wellKnown(s rule.Object, p krm.Object, at string) []finding.Finding {
	number, _ := rule.Number(p["port"])
	to := number
	if n, ok := rule.Number(p["targetPort"]); ok {
		to = n
	}
	named := p.String("name") == "status-port"
	switch {
	case number == agentPort || to == agentPort:
		return []finding.Finding{s.Report(finding.StatusPort, at+".port", "port %d of %s leads to the agent's metrics; health is served on %d", number, s.ID(), statusPort)}
	case named && number != statusPort, (named || number == statusPort) && to != statusPort:
		return []finding.Finding{s.Report(finding.StatusPort, at+".port", "the status port of %s is %d and leads to %d; health is served on %d", s.ID(), number, to, statusPort)}
	case number == crossNetworkPort || number == xdsPort || number == webhookPort:
		return tunnelled(s, p, at, number, to)
	}
	return nil
}

// tunnelled checks a port on which the gateway takes TLS without looking inside.
func tunnelled(s rule.Object, p krm.Object, at string, number, to int) []finding.Finding {
	name := p.String("name")
	switch _, numeric := rule.Number(p["targetPort"]); {
	case to != number && (numeric || p["targetPort"] == nil):
		return []finding.Finding{s.Report(finding.EastWestPort, at+".targetPort", "port %d of %s leads to %d; the gateway listens on %d", number, s.ID(), to, number)}
	case name != "" && !slices.Contains([]string{"tls", "tcp", "https"}, word(p)):
		return []finding.Finding{s.Report(finding.EastWestPort, at+".name", "port %d of %s is named %s, which is not a name for TLS", number, s.ID(), name)}
	}
	return nil
}

// nodePorts finds node ports that two Services ask for.
func nodePorts(c *rule.Cluster) []finding.Finding {
	var all []finding.Finding
	type claim struct {
		by    rule.Object
		field string
	}
	taken := map[string]claim{}
	for _, s := range c.Kind("", "Service") {
		for i, p := range s.Maps("spec", "ports") {
			n, ok := rule.Number(p["nodePort"])
			if !ok || n == 0 {
				continue
			}
			field := mesh.Index("spec.ports", i) + ".nodePort"
			key := strconv.Itoa(n) + "/" + protocol(p)
			if first, twice := taken[key]; twice {
				all = append(all, s.Report(finding.GatewayNodePort, field, "node port %d of %s is that of %s too", n, s.ID(), first.by.ID()).And(first.by.At(first.field)))
				continue
			}
			taken[key] = claim{s, field}
		}
	}
	return all
}

func protocol(p krm.Object) string { return cmp.Or(p.String("protocol"), "TCP") }
