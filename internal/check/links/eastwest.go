package links

import (
	"slices"
	"strings"
	"time"

	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
)

// The door between networks: the port of every east-west gateway, on which connections pass to the service that their
// SNI names, still encrypted.
const (
	crossNetworkPort = 15443
	autoPassthrough  = "AUTO_PASSTHROUGH"
)

// eastWestServices are the Services that lead into the cluster's network: those that say so by their label, and those of
// the pods that a Gateway of the cluster lets pass connections of other networks.
func eastWestServices(c *rule.Cluster) []rule.Object {
	gateways := crossNetworkGateways(c)
	var all []rule.Object
	for _, s := range c.Kind("", "Service") {
		if port(s.Maps("spec", "ports"), crossNetworkPort) == nil {
			continue
		}
		chosen := func(g rule.Object) bool { return selects(g.Map("spec", "selector"), s.Map("spec", "selector")) }
		if s.Label(networkLabel) != "" || slices.ContainsFunc(gateways, chosen) {
			all = append(all, s)
		}
	}
	return all
}

// crossNetworkGateways are the Gateways with a server that passes connections of other networks.
func crossNetworkGateways(c *rule.Cluster) []rule.Object {
	return slices.DeleteFunc(slices.Clone(c.Kind("networking.istio.io", "Gateway")), func(g rule.Object) bool {
		return !slices.ContainsFunc(g.Maps("spec", "servers"), passes)
	})
}

func passes(server krm.Object) bool { return server.String("tls", "mode") == autoPassthrough }

func port(ports []krm.Object, number int) krm.Object {
	for _, p := range ports {
		if integer(p["port"]) == number {
			return p
		}
	}
	return nil
}

// integer is a number of a decoded document, 0 for anything else.
func integer(v any) int {
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

// An east-west gateway opens its port by a Gateway of one form, and by no other: the port that istiod tells the other
// networks, no TLS of its own, every service of a cluster.
var crossNetworkGateway = rule.Rule{
	Codes: []finding.Code{finding.CrossNetworkGateway},
	Cluster: func(c *rule.Cluster, _ time.Time) []finding.Finding {
		var all []finding.Finding
		gateways := crossNetworkGateways(c)
		for _, g := range gateways {
			all = append(all, crossNetworkServers(g)...)
		}
		if c.Member != nil && !*c.Member.Mesh.Spec.MultiCluster.ExposeServices {
			return all
		}
		for _, s := range eastWestServices(c) {
			led := func(g rule.Object) bool { return selects(g.Map("spec", "selector"), s.Map("spec", "selector")) }
			if s.Label(networkLabel) != "" && !slices.ContainsFunc(gateways, led) && !oneNetwork(c) {
				all = append(all, s.Report(finding.CrossNetworkGateway, "spec.selector",
					"no Gateway with a server of mode %s selects the pods of Service %s, so nothing answers on port %d", autoPassthrough, s.Name(), crossNetworkPort))
			}
		}
		return all
	},
}

// oneNetwork reports whether the whole mesh is known to be in one network: then there is nothing to pass.
func oneNetwork(c *rule.Cluster) bool {
	if c.Member == nil {
		return false
	}
	others := c.Member.SameMesh()
	for _, o := range others {
		if o.Network != c.Member.Mesh.Spec.Cluster.Network {
			return false
		}
	}
	return len(others) > 0
}

func crossNetworkServers(g rule.Object) []finding.Finding {
	var all []finding.Finding
	for i, server := range g.Maps("spec", "servers") {
		if !passes(server) {
			continue
		}
		at := mesh.Index("spec.servers", i)
		report := func(field, format string, args ...any) {
			all = append(all, g.Report(finding.CrossNetworkGateway, at+field, format, args...))
		}
		if n := integer(server.Get("port", "number")); n != crossNetworkPort {
			report(".port.number", "a server of mode %s listens on port %d; other networks call %d", autoPassthrough, n, crossNetworkPort)
		}
		if p := server.String("port", "protocol"); p != "TLS" {
			report(".port.protocol", "a server of mode %s has the protocol %q; connections arrive as TLS", autoPassthrough, p)
		}
		if hosts := server.List("hosts"); !slices.ContainsFunc(hosts, covers) {
			report(".hosts", "a server of mode %s has the hosts %v, and services of the mesh are called by names under .local", autoPassthrough, hosts)
		}
	}
	return all
}

// covers reports whether a host of a Gateway, with the namespace before it, can be that of a service in a cluster.
func covers(host any) bool {
	text, _ := host.(string)
	name := text[strings.LastIndex(text, "/")+1:]
	return name == "*" || strings.HasSuffix(name, ".local")
}
