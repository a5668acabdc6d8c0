package gateways

import (
	"slices"
	"strings"

	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
)

// istiodPorts are what proxies, webhooks and monitoring ask a control plane for.
var istiodPorts = []int{15010, xdsPort, 443, 15014}

// istiodServices checks the Services that we render for a control plane which another tool expands: the webhook of the
// base chart and clients without a revision ask for the name istiod.
func istiodServices(c *rule.Cluster) []finding.Finding {
	var all []finding.Finding
	found := false
	for _, s := range c.Kind("", "Service") {
		if !ours(s) || charted(s) || s.Label("app") != "istiod" && s.String("spec", "selector", "app") != "istiod" && !strings.HasPrefix(s.Name(), "istiod") {
			continue
		}
		found = true
		all = append(all, istiodService(s)...)
	}
	operators := slices.DeleteFunc(slices.Clone(c.Kind("install.istio.io", "IstioOperator")), func(o rule.Object) bool {
		return o.Get("spec", "components", "pilot", "enabled") != true || o.String("spec", "revision") == "" || !ours(o)
	})
	if !found && len(operators) == 1 && len(istiodsOf(c)) == 0 {
		o := operators[0]
		all = append(all, o.Report(finding.IstiodService, "spec.revision", "revision %s brings no Service istiod, and there is no other", o.String("spec", "revision")))
	}
	return all
}

func istiodsOf(c *rule.Cluster) []rule.Workload {
	return slices.DeleteFunc(c.Workloads(), func(w rule.Workload) bool { return w.PodLabel("app") != "istiod" })
}

func istiodService(s rule.Object) []finding.Finding {
	report := func(field, format string, args ...any) []finding.Finding {
		return []finding.Finding{s.Report(finding.IstiodService, field, format, args...)}
	}
	const revision = "istio.io/rev"
	selector := s.Map("spec", "selector")
	switch {
	case !strings.HasPrefix(s.Name(), "istiod"):
		return report("metadata.name", "%s selects the control plane, and nobody asks for that name", s.ID())
	case selector["app"] != "istiod":
		return report("spec.selector", "%s does not select the pods of istiod", s.ID())
	case s.Label(revision) == "" || selector[revision] != any(s.Label(revision)):
		return report(rule.Key("metadata.labels", revision), "%s is labelled with revision %q, and selects %v", s.ID(), s.Label(revision), selector[revision])
	case len(selector) > 3 || len(selector) == 3 && selector["istio"] == nil:
		return report("spec.selector", "%s selects by more than the labels that the pods of istiod have, app, istio and %s", s.ID(), revision)
	case s.Label("app") != "istiod" || s.Label("istio") != "pilot":
		return report("metadata.labels", "%s lacks the labels of a control plane's Service, app: istiod and istio: pilot", s.ID())
	}
	for _, n := range istiodPorts {
		if !opens(s, n) {
			return report("spec.ports", "%s does not open port %d", s.ID(), n)
		}
	}
	for _, p := range s.Maps("spec", "ports") {
		if n, _ := rule.Number(p["port"]); n == 443 && !leads(p, webhookPort) {
			return report("spec.ports", "port 443 of %s does not lead to %d, where the webhooks are served", s.ID(), webhookPort)
		}
	}
	return nil
}

func leads(p krm.Object, to int) bool { n, ok := rule.Number(p["targetPort"]); return ok && n == to }
