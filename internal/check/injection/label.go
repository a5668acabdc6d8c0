package injection

import (
	"slices"
	"strings"

	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
)

// labels finds namespaces whose labels work against each other, and labels with values that nothing reads.
func labels(c *rule.Cluster) []finding.Finding {
	var all []finding.Finding
	value := func(o rule.Object, field, key string, known ...string) {
		if value, ok := o.Get(append(strings.Split(field, "."), key)...).(string); ok && !slices.Contains(known, value) {
			all = append(all, o.Report(finding.InjectionValue, rule.Key(field, key), "%s has %s=%q, which is none of %q", o.ID(), key, value, known))
		}
	}
	for _, ns := range c.Kind("", "Namespace") {
		value(ns, "metadata.labels", namespaceLabel, enabled, disabled)
		revision := ns.Label(revisionLabel)
		if injection := ns.Label(namespaceLabel); injection != "" && revision != "" {
			all = append(all, ns.Report(finding.BothInjectionLabels, rule.Key("metadata.labels", revisionLabel),
				"namespace %s has %s=%s and %s=%s: the revision's webhook steps back", ns.Name(), namespaceLabel, injection, revisionLabel, revision))
		}
	}
	all = append(all, unlabelled(c)...)
	for _, w := range c.Workloads() {
		value(w.Object, "spec.template.metadata.labels", podLabel, "true", "false")
		value(w.Object, "spec.template.metadata.annotations", podLabel, "true", "false")
	}
	return all
}

// unlabelled finds namespaces that we rendered for applications of the mesh and that no longer say who injects them.
// Those of the control plane and of gateways, whose pods say it themselves, have no such label; which they are can be
// told where the control plane is among what was given.
func unlabelled(c *rule.Cluster) []finding.Finding {
	isControlPlane := func(o rule.Object) bool { return o.Namespace() != "" && strings.HasPrefix(o.Name(), "istiod") }
	if installedIn(c).optIn || c.Member == nil && !slices.ContainsFunc(c.Objects, isControlPlane) {
		return nil
	}
	inhabited := map[string]bool{c.Profile().Namespace: true}
	for _, o := range c.Objects {
		if o.Namespace() != "" {
			inhabited[o.Namespace()] = true
		}
	}
	var all []finding.Finding
	for _, ns := range c.Kind("", "Namespace") {
		if ns.Annotation(krm.MeshAnnotation) != "" && !inhabited[ns.Name()] && ns.Label(revisionLabel) == "" && ns.Label(namespaceLabel) == "" {
			all = append(all, ns.Report(finding.NamespaceWithoutInjection, "metadata.labels", "namespace %s has neither %s nor %s", ns.Name(), revisionLabel, namespaceLabel))
		}
	}
	return all
}
