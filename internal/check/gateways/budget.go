package gateways

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
)

// budgets finds PodDisruptionBudgets that guard nothing or stop every drain, and gateways that two or none guard.
func budgets(c *rule.Cluster) []finding.Finding {
	guarded := map[krm.ID]rule.Object{}
	astray := map[string]bool{} // namespaces with a budget that guards nothing
	workloads := c.Workloads()
	var all []finding.Finding
	for _, b := range c.Kind("policy", "PodDisruptionBudget") {
		all = append(all, allowance(c, b)...)
		found := false
		for _, w := range workloads {
			if w.Namespace() != b.Namespace() || !guards(b, w) {
				continue
			}
			found = true
			if first, twice := guarded[w.ID()]; twice {
				all = append(all, b.Report(finding.BudgetTarget, "spec.selector", "%s is guarded by %s too: its pods can no longer be evicted", w.ID(), first.ID()).And(first.At("spec.selector")))
			}
			guarded[w.ID()] = b
		}
		astray[b.Namespace()] = astray[b.Namespace()] || !found
		if !found && (ours(b) && !controlPlanes(b) || inhabited(c, b.Namespace())) {
			all = append(all, b.Report(finding.BudgetTarget, "spec.selector", "%s guards no pods of this cluster", b.ID()))
		}
	}
	for _, w := range gatewaysOf(c) {
		if _, done := guarded[w.ID()]; !done && !astray[w.Namespace()] && !charted(w.Object) && whole(c, w.Object, "policy", "PodDisruptionBudget") {
			all = append(all, w.Report(finding.NoBudget, podLabels, "no PodDisruptionBudget guards gateway %s", w.ID()))
		}
	}
	return all
}

// controlPlanes reports whether a budget is that of an istiod, which may be installed by another tool.
func controlPlanes(b rule.Object) bool {
	return b.String("spec", "selector", "matchLabels", "app") == "istiod"
}

// guards reports whether a budget selects the pods of a workload; without a selector it selects none.
func guards(b rule.Object, w rule.Workload) bool {
	selector := b.Map("spec", "selector")
	if len(selector) == 0 && (selector == nil || b.APIVersion() == "policy/v1beta1") {
		return false
	}
	return rule.Selects(selector, w.PodLabels())
}

// allowance checks how many pods a budget lets go.
func allowance(c *rule.Cluster, b rule.Object) []finding.Finding {
	report := func(field, format string, args ...any) []finding.Finding {
		return []finding.Finding{b.Report(finding.BudgetBounds, field, format, args...)}
	}
	least, most := b.Get("spec", "minAvailable"), b.Get("spec", "maxUnavailable")
	switch {
	case least != nil && most != nil:
		return nil // the API server refuses it
	case least == nil && most == nil:
		return report("spec", "%s has neither minAvailable nor maxUnavailable, and guards nothing", b.ID())
	}
	field, value := "spec.maxUnavailable", most
	if least != nil {
		field, value = "spec.minAvailable", least
	}
	n, percent, ok := amount(value)
	switch {
	case !ok:
		return nil // likewise
	case most != nil && n == 0, least != nil && percent && n >= 100:
		return report(field, "%s lets no pod go: a node can never be drained", b.ID())
	case least != nil && !percent && n > 1 && n >= smallest(c, b): // 1 of 1 is what Istio itself installs
		return report(field, "%s keeps %d pods, and there may be no more: a node can never be drained", b.ID(), n)
	}
	return nil
}

func amount(v any) (n int, percent, ok bool) {
	if n, ok := rule.Number(v); ok {
		return n, false, n >= 0
	}
	text, found := strings.CutSuffix(fmt.Sprint(v), "%")
	n, err := strconv.Atoi(text)
	return n, true, found && err == nil && n >= 0 && n <= 100
}

// smallest is the least number of pods that the guarded gateways run as, a large number where it is not known.
func smallest(c *rule.Cluster, b rule.Object) int {
	const many = 1 << 30
	for _, w := range gatewaysOf(c) {
		if w.Namespace() != b.Namespace() || !guards(b, w) {
			continue
		}
		for _, h := range c.Kind("autoscaling", "HorizontalPodAutoscaler") {
			if h.Namespace() == w.Namespace() && h.String("spec", "scaleTargetRef", "name") == w.Name() {
				if n, ok := rule.Number(h.Get("spec", "minReplicas")); ok {
					return n
				}
			}
		}
	}
	return many
}
