package injection

import (
	"fmt"
	"slices"
	"strings"

	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/finding"
)

// sample is a pod in a namespace, of which both have some of the labels that decide.
type sample struct {
	namespace, pod map[string]any
	// by is the webhook of istiod's chart that injects the pod, by the beginning of its name; "" for none.
	by string
}

func (s sample) String() string {
	return fmt.Sprintf("a pod with %s in a namespace with %s", listed(s.pod), listed(s.namespace))
}

func listed(labels map[string]any) string {
	var all []string
	for k, v := range labels {
		all = append(all, fmt.Sprintf("%s=%s", k, v))
	}
	if len(all) == 0 {
		return "no label"
	}
	slices.Sort(all)
	return strings.Join(all, ", ")
}

type set = map[string]any

// The beginnings of the webhooks' names say whom each of them serves.
const (
	revisionNamespace = "rev.namespace."
	revisionPod       = "rev.object."
	defaultNamespace  = "namespace."
	defaultPod        = "object."
	everyNamespace    = "auto."
)

// samples are all cases that the webhooks of an injector tell apart (mutatingwebhook.yaml of istiod's chart).
func samples(name string) []sample {
	const other = "another-revision"
	return []sample{
		{set{revisionLabel: name}, set{}, revisionNamespace},
		{set{revisionLabel: name}, set{podLabel: "true"}, revisionNamespace},
		{set{revisionLabel: name}, set{podLabel: "false"}, ""},
		{set{}, set{revisionLabel: name}, revisionPod},
		{set{}, set{revisionLabel: name, podLabel: "true"}, revisionPod},
		{set{}, set{revisionLabel: name, podLabel: "false"}, ""},
		{set{revisionLabel: other}, set{}, ""},
		{set{revisionLabel: other}, set{revisionLabel: name}, ""},
		{set{}, set{revisionLabel: other, podLabel: "true"}, ""},
		{set{namespaceLabel: enabled}, set{}, defaultNamespace},
		{set{namespaceLabel: enabled}, set{revisionLabel: name}, defaultNamespace},
		{set{namespaceLabel: enabled}, set{podLabel: "false"}, ""},
		{set{namespaceLabel: enabled, revisionLabel: name}, set{}, defaultNamespace},
		{set{namespaceLabel: disabled}, set{podLabel: "true"}, ""},
		{set{namespaceLabel: disabled}, set{revisionLabel: name}, ""},
		{set{namespaceLabel: disabled, revisionLabel: name}, set{}, ""},
		{set{}, set{podLabel: "true"}, defaultPod},
		{set{}, set{}, everyNamespace},
	}
}

// selectors finds injectors and validators that serve others than those they are for.
func selectors(c *rule.Cluster) []finding.Finding {
	var all []finding.Finding
	for _, i := range injectors(c) {
		if i.complete() && !i.resting() {
			all = append(all, i.check()...)
		}
	}
	return append(all, validators(c)...)
}

// complete reports whether the configuration is of a chart that has a webhook for each case.
func (i injector) complete() bool {
	return i.named(revisionNamespace) >= 0 || i.named(revisionPod) >= 0
}

// named is the index of the webhook whose name begins so, or -1.
func (i injector) named(prefix string) int {
	return slices.IndexFunc(i.webhooks, func(w webhook) bool { return strings.HasPrefix(w.String("name"), prefix) })
}

// check reports the first sample with which the injector does what it should not.
func (i injector) check() []finding.Finding {
	serves := map[string]bool{revisionNamespace: true, revisionPod: true, everyNamespace: i.named(everyNamespace) >= 0}
	serves[defaultNamespace] = i.named(defaultNamespace) >= 0 || i.named(defaultPod) >= 0 || i.name() == defaultRevision
	serves[defaultPod] = serves[defaultNamespace]
	for _, s := range samples(i.name()) {
		by := slices.IndexFunc(i.webhooks, func(w webhook) bool { return w.matches(s.namespace, s.pod) })
		switch want := serves[s.by]; {
		case want && by < 0:
			field := "webhooks"
			if n := i.named(s.by); n >= 0 {
				field = i.webhooks[n].field("")
			}
			return []finding.Finding{i.Report(finding.InjectorSelectors, field, "%s is for %s, and would not inject %s", i.ID(), i.name(), s)}
		case !want && by >= 0:
			return []finding.Finding{i.Report(finding.InjectorSelectors, i.webhooks[by].field("namespaceSelector"),
				"%s is for %s, and its webhook %s would inject %s", i.ID(), i.name(), i.webhooks[by].String("name"), s)}
		}
	}
	return nil
}

// overlaps finds pods that two webhooks would inject. One of them wins, and which one nobody can say.
func overlaps(c *rule.Cluster) []finding.Finding {
	var all []finding.Finding
	var hooks []webhook
	injectors := injectors(c)
	for _, i := range injectors {
		hooks = append(hooks, i.webhooks...)
	}
	reported := map[[2]string]bool{}
	try := func(s sample) {
		var first *webhook
		for n := range hooks {
			w := &hooks[n]
			if !w.selects(s.namespace, s.pod) {
				continue
			}
			if first == nil {
				first = w
				continue
			}
			if pair := [2]string{first.config.Name(), w.config.Name()}; !reported[pair] {
				reported[pair] = true
				all = append(all, w.config.Report(finding.OverlappingInjectors, w.field("name"), "webhook %s and %s of %s would both inject %s",
					w.String("name"), first.String("name"), first.config.ID(), s).And(first.config.At(first.field("name"))))
			}
		}
	}
	for _, i := range injectors {
		for _, s := range samples(i.name()) {
			try(s)
		}
	}
	for _, w := range c.Workloads() {
		if ns, found := c.Namespace(w.Namespace()); found {
			try(sample{namespace: namespaceLabels(ns, w.Namespace()), pod: w.PodLabels()})
		}
	}
	return all
}
