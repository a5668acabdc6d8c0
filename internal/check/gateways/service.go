package gateways

import (
	"slices"

	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
)

// services finds Services of gateways and control planes without pods, and gateways without a Service.
func services(c *rule.Cluster) []finding.Finding {
	workloads := c.Workloads()
	lost := map[krm.ID]bool{} // Services that should have a workload of their name
	var all []finding.Finding
	for _, s := range c.Kind("", "Service") {
		if !expectsPods(c, s, workloads) {
			continue
		}
		selector := s.Map("spec", "selector")
		if slices.ContainsFunc(workloads, func(w rule.Workload) bool {
			return w.Namespace() == s.Namespace() && rule.Within(selector, w.PodLabels())
		}) {
			continue
		}
		id := s.ID()
		lost[krm.ID{Namespace: id.Namespace, Name: id.Name}] = true
		all = append(all, s.Report(finding.ServiceSelectsNothing, "spec.selector", "%s selects no pods of this cluster", id))
	}
	for _, w := range gatewaysOf(c) {
		if len(servicesOf(c, w)) == 0 && !lost[krm.ID{Namespace: w.Namespace(), Name: w.Name()}] && whole(c, w.Object, "", "Service") {
			all = append(all, w.Report(finding.ServiceSelectsNothing, podLabels, "no Service selects the pods of gateway %s", w.ID()))
		}
	}
	return append(all, namedTargets(c)...)
}

// injected are the names of ports that injection gives a proxy.
var injected = []string{"http-envoy-prom"}

// namedTargets finds Services of gateways that lead to a port by a name which no container of the pods has.
func namedTargets(c *rule.Cluster) []finding.Finding {
	var all []finding.Finding
	for _, w := range gatewaysOf(c) {
		names := slices.Clone(injected)
		for _, ct := range w.Containers() {
			for _, p := range rule.Maps(ct.List("ports")) {
				names = append(names, p.String("name"))
			}
		}
		for _, s := range servicesOf(c, w) {
			for i, p := range s.Maps("spec", "ports") {
				if target := p.String("targetPort"); target != "" && !slices.Contains(names, target) {
					all = append(all, s.Report(finding.ServiceSelectsNothing, mesh.Index("spec.ports", i)+".targetPort",
						"no container of gateway %s has a port named %s", w.ID(), target).And(w.At("spec.template.spec.containers")))
				}
			}
		}
	}
	return all
}

// whole reports whether the input would hold an object of a kind that belongs to the owner.
func whole(c *rule.Cluster, owner rule.Object, group, kind string) bool {
	return ours(owner) || len(c.Kind(group, kind)) > 0
}

// expectsPods reports whether the pods behind a Service would be part of the input: those of a gateway, or of a control
// plane that is installed by plain manifests.
func expectsPods(c *rule.Cluster, s rule.Object, workloads []rule.Workload) bool {
	if s.String("spec", "type") == "ExternalName" {
		return false
	}
	if s.Label("app") == "istiod" || s.String("spec", "selector", "app") == "istiod" {
		return slices.ContainsFunc(workloads, func(w rule.Workload) bool { return w.PodLabel("app") == "istiod" }) && !unexpanded(c, s, workloads)
	}
	if s.Label("istio") == "" && s.String("spec", "selector", "istio") == "" {
		return slices.ContainsFunc(workloads, func(w rule.Workload) bool {
			return w.Namespace() == s.Namespace() && w.Name() == s.Name() && isGateway(w)
		})
	}
	return ours(s) && !hidden(c) || slices.ContainsFunc(workloads, func(w rule.Workload) bool { return w.Namespace() == s.Namespace() && isGateway(w) })
}

// unexpanded reports whether a Service of istiod is for a revision of which only the IstioOperator is here.
func unexpanded(c *rule.Cluster, s rule.Object, workloads []rule.Workload) bool {
	const key = "istio.io/rev"
	revision := s.String("spec", "selector", key)
	return slices.ContainsFunc(c.Kind("install.istio.io", "IstioOperator"), func(o rule.Object) bool { return o.String("spec", "revision") == revision }) &&
		!slices.ContainsFunc(workloads, func(w rule.Workload) bool { return w.PodLabel(key) == revision })
}

// parameters finds Gateways of the Gateway API that name parameters which are not there.
func parameters(c *rule.Cluster) []finding.Finding {
	var all []finding.Finding
	for _, g := range c.Kind("gateway.networking.k8s.io", "Gateway") {
		ref := krm.Object(g.Map("spec", "infrastructure", "parametersRef"))
		if ref.String("kind") != "ConfigMap" || !whole(c, g, "", "ConfigMap") {
			continue
		}
		if _, found := c.Find(krm.ID{Kind: "ConfigMap", Namespace: g.Namespace(), Name: ref.String("name")}); !found {
			all = append(all, g.Report(finding.GatewayParameters, "spec.infrastructure.parametersRef.name", "%s takes its parameters from ConfigMap %s, which is not there", g.ID(), ref.String("name")))
		}
	}
	return all
}
