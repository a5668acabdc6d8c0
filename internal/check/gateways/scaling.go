package gateways

import (
	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
)

// autoscalers finds HorizontalPodAutoscalers that scale nothing, or what they should not, and gateways without one.
func autoscalers(c *rule.Cluster) []finding.Finding {
	scaled := map[krm.ID]rule.Object{}
	astray := map[string]bool{} // namespaces with an autoscaler that scales nothing
	var all []finding.Finding
	for _, h := range c.Kind("autoscaling", "HorizontalPodAutoscaler") {
		all = append(all, goals(h)...)
		w, findings := target(c, h)
		all = append(all, findings...)
		if w == nil {
			astray[h.Namespace()] = true
			continue
		}
		if first, twice := scaled[w.ID()]; twice {
			all = append(all, h.Report(finding.AutoscalerTarget, "spec.scaleTargetRef.name", "%s is scaled by %s too", w.ID(), first.ID()).And(first.At("spec.scaleTargetRef.name")))
			continue
		}
		scaled[w.ID()] = h
		all = append(all, scaling(h, *w)...)
	}
	for _, w := range gatewaysOf(c) {
		replicas, _ := rule.Number(w.Get("spec", "replicas"))
		if _, done := scaled[w.ID()]; !done && !astray[w.Namespace()] && replicas < 2 && !charted(w.Object) && whole(c, w.Object, "autoscaling", "HorizontalPodAutoscaler") && w.Kind() != "DaemonSet" {
			all = append(all, w.Report(finding.SingleReplica, "spec.replicas", "gateway %s has no autoscaler, and runs as one replica", w.ID()))
		}
	}
	return all
}

// target is the workload that an autoscaler scales.
func target(c *rule.Cluster, h rule.Object) (*rule.Workload, []finding.Finding) {
	ref := krm.Object(h.Map("spec", "scaleTargetRef"))
	kind, name := ref.String("kind"), ref.String("name")
	version := ref.String("apiVersion")
	if kind == "Deployment" || kind == "StatefulSet" {
		if version != "apps/v1" {
			return nil, []finding.Finding{h.Report(finding.AutoscalerTarget, "spec.scaleTargetRef.apiVersion", "%s scales a %s of %q, which is of apps/v1", h.ID(), kind, version)}
		}
	} else if version != "apps/v1" {
		return nil, nil // a kind of its own
	}
	if o, found := c.Find(krm.ID{Group: "apps", Kind: kind, Namespace: h.Namespace(), Name: name}); found {
		return &rule.Workload{Object: o}, nil
	}
	if !ours(h) && !inhabited(c, h.Namespace()) {
		return nil, nil
	}
	return nil, []finding.Finding{h.Report(finding.AutoscalerTarget, "spec.scaleTargetRef.name", "%s scales %s %s, which is not in namespace %s", h.ID(), kind, name, h.Namespace())}
}

// inhabited reports whether the input has gateways or a control plane in a namespace.
func inhabited(c *rule.Cluster, namespace string) bool {
	for _, w := range c.Workloads() {
		if w.Namespace() == namespace && (isGateway(w) || w.PodLabel("app") == "istiod") {
			return true
		}
	}
	return false
}

// scaling checks an autoscaler against its workload.
func scaling(h rule.Object, w rule.Workload) []finding.Finding {
	var all []finding.Finding
	if w.Get("spec", "replicas") != nil {
		all = append(all, w.Report(finding.ScaledReplicas, "spec.replicas", "%s has a fixed number of replicas, and %s changes it", w.ID(), h.ID()).And(h.At("spec.scaleTargetRef")))
	}
	if isGateway(w) && h.Get("spec", "minReplicas") == nil {
		all = append(all, h.Report(finding.SingleReplica, "spec.minReplicas", "%s leaves gateway %s with one replica", h.ID(), w.Name()))
	}
	if !byUse(h) {
		return all
	}
	for i, ct := range w.Containers() {
		resources := krm.Object(ct.Map("resources"))
		if isGateway(w) && resources.Get("requests", "cpu") == nil && resources.Get("limits", "cpu") == nil {
			all = append(all, w.Report(finding.NoCPURequest, mesh.Index("spec.template.spec.containers", i)+".resources",
				"%s is scaled by its use of requested CPU, and container %s requests none", w.ID(), ct.String("name")).And(h.At("spec")))
		}
	}
	return all
}

// goals finds metrics of an autoscaler that count nothing, or towards nothing.
func goals(h rule.Object) []finding.Finding {
	for i, m := range h.Maps("spec", "metrics") {
		if m.String("type") != "Resource" || h.APIVersion() == "autoscaling/v2beta1" {
			continue
		}
		at := mesh.Index("spec.metrics", i) + ".resource"
		if name := m.String("resource", "name"); name != "cpu" && name != "memory" {
			return []finding.Finding{h.Report(finding.AutoscalerTarget, at+".name", "%s counts the resource %q; there are cpu and memory", h.ID(), name)}
		}
		if m.String("resource", "target", "type") == "Utilization" && m.Get("resource", "target", "averageUtilization") == nil {
			return []finding.Finding{h.Report(finding.AutoscalerTarget, at+".target", "%s has no averageUtilization to aim at", h.ID())}
		}
	}
	return nil
}

// byUse reports whether an autoscaler counts the use of requested CPU, as it does by default.
func byUse(h rule.Object) bool {
	metrics := h.Maps("spec", "metrics")
	for _, m := range metrics {
		if m.String("resource", "name") == "cpu" && (m.String("resource", "target", "type") == "Utilization" || m.Get("resource", "targetAverageUtilization") != nil) {
			return true
		}
	}
	return len(metrics) == 0
}
