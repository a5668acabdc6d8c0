package gateways

import (
	"slices"

	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
)

// servers finds Gateways that configure nothing, or ports that nobody reaches.
func servers(c *rule.Cluster) []finding.Finding {
	gateways := gatewaysOf(c)
	if len(gateways) == 0 && c.Member == nil {
		return nil
	}
	var all []finding.Finding
	for _, g := range c.Kind("networking.istio.io", "Gateway") {
		selector := g.Map("spec", "selector")
		if len(selector) == 0 {
			continue // every gateway of the mesh
		}
		selected := slices.DeleteFunc(slices.Clone(gateways), func(w rule.Workload) bool { return !rule.Within(selector, w.PodLabels()) })
		if len(selected) > 0 {
			all = append(all, unopened(c, g, selected)...)
		} else if !hidden(c) {
			all = append(all, g.Report(finding.GatewaySelectsNothing, "spec.selector", "%s selects no gateway of this cluster", g.ID()))
		}
	}
	return all
}

// unopened are the servers whose port no Service of the gateway opens. Older configuration names the port of the pod.
func unopened(c *rule.Cluster, g rule.Object, selected []rule.Workload) []finding.Finding {
	open := map[int]bool{}
	var opening []rule.Object
	for _, w := range selected {
		if w.Pod()["hostNetwork"] == true {
			return nil
		}
		for _, s := range servicesOf(c, w) {
			opening = append(opening, s)
			for _, p := range s.Maps("spec", "ports") {
				for _, field := range []string{"port", "targetPort"} {
					if n, ok := rule.Number(p[field]); ok {
						open[n] = true
					}
				}
			}
		}
	}
	if len(opening) == 0 {
		return nil // services says so
	}
	var all []finding.Finding
	for i, s := range g.Maps("spec", "servers") {
		if n, ok := rule.Number(s.Get("port", "number")); ok && !open[n] {
			field := mesh.Index("spec.servers", i) + ".port.number"
			f := g.Report(finding.ServerPort, field, "%s listens on port %d, which no Service of the gateway opens", g.ID(), n)
			for _, service := range opening {
				f = f.And(service.At("spec.ports"))
			}
			all = append(all, f)
		}
	}
	return all
}

// hidden reports whether the cluster has gateways that are no objects of the input: those of an IstioOperator that
// another tool expands, and those that the operator of OpenShift Service Mesh makes.
func hidden(c *rule.Cluster) bool {
	if len(c.Kind("maistra.io", "ServiceMeshControlPlane")) > 0 {
		return true
	}
	for _, o := range c.Kind("install.istio.io", "IstioOperator") {
		names := enabled(o.Object)
		if slices.ContainsFunc(names, func(name string) bool {
			return !slices.ContainsFunc(c.Kind("apps", "Deployment"), func(d rule.Object) bool { return d.Name() == name })
		}) {
			return true
		}
	}
	return false
}

// enabled are the gateways that an IstioOperator installs.
func enabled(o krm.Object) []string {
	var names []string
	switch o.String("spec", "profile") {
	case "", "default", "demo", "openshift", "preview", "asm-multicloud":
		names = append(names, "istio-ingressgateway")
	}
	for _, list := range []string{"ingressGateways", "egressGateways"} {
		for _, g := range rule.Maps(o.List("spec", "components", list)) {
			switch name := g.String("name"); g["enabled"] {
			case true:
				names = append(names, name)
			case false:
				names = slices.DeleteFunc(names, func(n string) bool { return n == name })
			}
		}
	}
	return names
}
