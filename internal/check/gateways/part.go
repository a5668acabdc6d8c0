package gateways

import (
	"maps"

	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
)

// partKinds are what a gateway of ours is made of. All have the name of the gateway, and its labels.
var partKinds = []rule.GroupKind{
	{Kind: "ServiceAccount"}, {Group: rbac, Kind: "Role"}, {Group: rbac, Kind: "RoleBinding"}, {Group: "apps", Kind: "Deployment"},
	{Kind: "Service"}, {Group: "policy", Kind: "PodDisruptionBudget"}, {Group: "autoscaling", Kind: "HorizontalPodAutoscaler"},
}

// parts finds objects of gateways that meshfn rendered and somebody changed, so that they no longer belong together.
func parts(c *rule.Cluster) []finding.Finding {
	var all []finding.Finding
	for _, w := range gatewaysOf(c) {
		if !ours(w.Object) || charted(w.Object) {
			continue
		}
		labels := own(w)
		all = append(all, hardened(w)...)
		if w.PodLabel("sidecar.istio.io/inject") != "true" {
			all = append(all, w.Report(finding.GatewayParts, rule.Key(podLabels, "sidecar.istio.io/inject"), "the pods of gateway %s do not ask for injection", w.Name()))
		}
		for _, kind := range partKinds {
			for _, o := range c.Kind(kind.Group, kind.Kind) {
				if ours(o) && o.Namespace() == w.Namespace() && (o.Name() == w.Name() || o.Label("app") == w.Name()) {
					all = append(all, part(w, o, labels)...)
				}
			}
		}
	}
	return all
}

// own are the labels of a gateway's pods without those that say how they are injected and where they are.
func own(w rule.Workload) map[string]any {
	labels := maps.Clone(w.PodLabels())
	for _, key := range []string{"istio.io/rev", "sidecar.istio.io/inject", networkLabel} {
		delete(labels, key)
	}
	return labels
}

func part(w rule.Workload, o rule.Object, labels map[string]any) []finding.Finding {
	report := func(field, format string, args ...any) []finding.Finding {
		return []finding.Finding{o.Report(finding.GatewayParts, field, format, args...).And(w.At(podLabels))}
	}
	if o.Name() != w.Name() {
		return report("metadata.name", "%s has the labels of gateway %s, and another name", o.ID(), w.Name())
	}
	if !rule.Within(labels, o.Map("metadata", "labels")) {
		return report("metadata.labels", "%s is a part of gateway %s, and lacks its labels", o.ID(), w.Name())
	}
	field, selector := "spec.selector.matchLabels", o.Map("spec", "selector", "matchLabels")
	switch o.Kind() {
	case "Service":
		if field, selector = "spec.selector", o.Map("spec", "selector"); o.String("spec", "type") == "" {
			return report("spec.type", "%s has lost its type: it is reached from inside the cluster alone", o.ID())
		}
	case "Deployment", "PodDisruptionBudget":
	default:
		return nil
	}
	if broader(selector, labels) {
		return report(field, "%s is for gateway %s, and selects other pods than just its own", o.ID(), w.Name())
	}
	return nil
}

// broader reports whether a selector has a part of the labels. One that selects nothing is another rule's.
func broader(selector, labels map[string]any) bool {
	for key, value := range selector {
		if labels[key] != value {
			return false
		}
	}
	return len(selector) < len(labels)
}

// hardened checks the security context that every gateway of ours has.
func hardened(w rule.Workload) []finding.Finding {
	i := w.ProxyContainer()
	if i < 0 {
		return nil
	}
	at := mesh.Index("spec.template.spec.containers", i) + ".securityContext"
	security := krm.Object(w.Containers()[i].Map("securityContext"))
	for _, want := range []struct {
		field string
		value bool
	}{{"allowPrivilegeEscalation", false}, {"privileged", false}, {"readOnlyRootFilesystem", true}, {"runAsNonRoot", true}} {
		if security[want.field] != want.value {
			return []finding.Finding{w.Report(finding.GatewayHardening, at+"."+want.field, "the proxy of gateway %s is rendered with %s %t", w.Name(), want.field, want.value)}
		}
	}
	if drop := security.List("capabilities", "drop"); len(drop) == 0 || drop[0] != "ALL" {
		return []finding.Finding{w.Report(finding.GatewayHardening, at+".capabilities", "the proxy of gateway %s is rendered without capabilities", w.Name())}
	}
	if user, group := security["runAsUser"], security["runAsGroup"]; (user == nil) != (group == nil) {
		return []finding.Finding{w.Report(finding.GatewayHardening, at, "the proxy of gateway %s is rendered with user and group, or with neither", w.Name())}
	}
	return nil
}
