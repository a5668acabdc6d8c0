package injection

import (
	"cmp"
	"slices"
	"strings"

	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
)

// targets finds injectors whose control plane is not there, and control planes that inject nothing.
func targets(c *rule.Cluster) []finding.Finding {
	in := installedIn(c)
	injectors := injectors(c)
	if !in.known() {
		return nil
	}
	var all []finding.Finding
	served := map[string]bool{}
	for _, i := range injectors {
		revision := i.Label(revisionLabel)
		served[revision] = true
		if !in.controlPlanes[revision] {
			all = append(all, i.Report(finding.RevisionWithoutControlPlane, rule.Key("metadata.labels", revisionLabel),
				"%s leads to revision %q, of which there is no control plane here", i.ID(), revision))
		}
	}
	for _, w := range istiods(c) {
		if revision := cmp.Or(w.PodLabel(revisionLabel), defaultRevision); !served[revision] && (len(injectors) > 0 || w.Annotation(krm.MeshAnnotation) != "") {
			all = append(all, w.Report(finding.RevisionWithoutInjector, rule.Key(podLabels, revisionLabel),
				"%s is a control plane of revision %s, and no webhook has it inject pods", w.ID(), revision))
		}
	}
	return all
}

// calls finds webhooks that the API server would never call, or not at their control plane.
func calls(c *rule.Cluster) []finding.Finding {
	var all []finding.Finding
	for _, i := range injectors(c) {
		for _, w := range i.webhooks {
			all = append(all, w.call(c, "/inject")...)
			if !w.forPods() {
				all = append(all, i.Report(finding.WebhookRules, w.field("rules"), "webhook %s is not called when a pod is made", w.String("name")))
			}
		}
	}
	for _, o := range validatorsOf(c) {
		for _, w := range webhooks(o) {
			all = append(all, w.call(c, "/validate")...)
			if missing := w.unvalidated(); missing != "" {
				all = append(all, o.Report(finding.WebhookRules, w.field("rules"), "webhook %s is not called for %s", w.String("name"), missing))
			}
		}
	}
	return all
}

// call checks where a webhook is sent to. The Service is compared where control planes are part of the input.
func (w webhook) call(c *rule.Cluster, path string) []finding.Finding {
	report := func(field, format string, args ...any) []finding.Finding {
		return []finding.Finding{w.config.Report(finding.WebhookService, w.field("clientConfig."+field), format, args...)}
	}
	client := krm.Object(w.Map("clientConfig"))
	if url := client.String("url"); url != "" {
		if !strings.Contains(url, path) {
			return report("url", "webhook %s is sent to %s, and istiod answers to %s", w.String("name"), url, path)
		}
		return nil
	}
	name, namespace := client.String("service", "name"), client.String("service", "namespace")
	if !strings.HasPrefix(client.String("service", "path"), path) {
		return report("service.path", "webhook %s is sent to the path %q, and istiod answers to %s", w.String("name"), client.String("service", "path"), path)
	}
	if len(istiods(c)) == 0 {
		return nil
	}
	service, found := c.Find(krm.ID{Kind: "Service", Namespace: namespace, Name: name})
	if !found {
		return report("service.name", "webhook %s is sent to Service %s in namespace %s, which is not there", w.String("name"), name, namespace)
	}
	port := 443
	if n, ok := rule.Number(client.Get("service", "port")); ok {
		port = n
	}
	if !slices.ContainsFunc(service.Maps("spec", "ports"), func(p krm.Object) bool { n, _ := rule.Number(p.Get("port")); return n == port }) {
		return report("service.port", "webhook %s is sent to port %d of %s, which it does not have", w.String("name"), port, service.ID())
	}
	return w.revision(c, service, report)
}

// revision checks that the Service leads to the control plane that the configuration names.
func (w webhook) revision(c *rule.Cluster, service rule.Object, report func(string, string, ...any) []finding.Finding) []finding.Finding {
	want := w.config.Label(revisionLabel)
	there := want == ""
	for _, istiod := range istiods(c) {
		have := cmp.Or(istiod.PodLabel(revisionLabel), defaultRevision)
		there = there || have == want
		if istiod.Namespace() == service.Namespace() && rule.Within(service.Map("spec", "selector"), istiod.PodLabels()) && (want == "" || have == want) {
			return nil
		}
	}
	if !there {
		return nil // RevisionWithoutControlPlane says so
	}
	return report("service.name", "webhook %s is of revision %s, and %s selects no control plane of it", w.String("name"), want, service.ID())
}
