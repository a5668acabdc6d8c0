package injection

import (
	"maps"
	"slices"
	"strings"

	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
)

const (
	gatewayTemplate = "gateway"
	proxyContainer  = "istio-proxy"

	podLabels      = "spec.template.metadata.labels"
	podAnnotations = "spec.template.metadata.annotations"
)

// pods finds workloads that wait for injection (the image auto is no image) and would wait for ever, or get the wrong
// proxy.
func pods(c *rule.Cluster) []finding.Finding {
	v := view{cluster: c, installed: installedIn(c), injectors: injectors(c)}
	var all []finding.Finding
	for _, w := range c.Workloads() {
		all = append(all, template(w)...)
		if w.ProxyContainer() >= 0 {
			all = append(all, v.injected(w)...)
		}
	}
	return all
}

// template finds a gateway that injection would make a sidecar of, or leave as it is.
func template(w rule.Workload) []finding.Finding {
	i := w.ProxyContainer()
	named := slices.Contains(templates(w), gatewayTemplate)
	switch {
	case i < 0 && named:
		return unreplaced(w)
	case i < 0:
		return nil
	case !named:
		return []finding.Finding{w.Report(finding.NoGatewayTemplate, rule.Key(podAnnotations, templatesAnnotation),
			"%s waits for injection without the template gateway: it would get a sidecar that has no application", w.ID())}
	}
	if name := w.Containers()[i].String("name"); name != proxyContainer {
		return []finding.Finding{w.Report(finding.NoGatewayTemplate, mesh.Index("spec.template.spec.containers", i)+".name",
			"injection fills in the container %s, and the image auto is that of %q", proxyContainer, name)}
	}
	return nil
}

// templates that the pods are injected with.
func templates(w rule.Workload) []string {
	all := strings.Split(w.PodAnnotation(templatesAnnotation), ",")
	for i := range all {
		all[i] = strings.TrimSpace(all[i])
	}
	return all
}

// unreplaced finds a gateway whose proxy has neither the image auto nor the name of one, or that has no proxy of its own.
func unreplaced(w rule.Workload) []finding.Finding {
	containers := w.Containers()
	if !slices.ContainsFunc(containers, func(ct krm.Object) bool { return ct.String("name") == proxyContainer }) {
		return []finding.Finding{w.Report(finding.NoGatewayTemplate, "spec.template.spec.containers",
			"injection fills in the container %s of a gateway, and %s has none", proxyContainer, w.ID())}
	}
	for i, ct := range containers {
		image := ct.String("image")
		if ct.String("name") == proxyContainer && !strings.ContainsAny(image, "/:@") {
			return []finding.Finding{w.Report(finding.NoGatewayTemplate, mesh.Index("spec.template.spec.containers", i)+".image",
				"the image of a gateway's proxy is auto, which injection replaces, or a full name; %q is neither", image)}
		}
	}
	return nil
}

// view is what decides about the injection of a pod.
type view struct {
	cluster   *rule.Cluster
	installed installed
	injectors []injector
}

func (v view) injected(w rule.Workload) []finding.Finding {
	ns, found := v.cluster.Namespace(w.Namespace())
	by := v.by(w, namespaceLabels(ns, w.Namespace()))
	own := w.PodLabel(revisionLabel)
	asked := ns.Label(revisionLabel)
	if asked != "" && (ns.Label(namespaceLabel) != "" || !v.installed.offers(asked)) || asked == "" && own != "" && !v.installed.offers(own) {
		return nil // BothInjectionLabels or UnknownRevision says so
	}
	switch {
	case len(by) == 0 && (found || v.cluster.Member != nil):
		f := w.Report(finding.NotInjected, podLabels, "%s waits for injection, and no webhook selects its pods in namespace %s", w.ID(), w.Namespace())
		if found {
			f = f.And(ns.At("metadata.labels"))
		}
		return []finding.Finding{f}
	case len(by) > 0 && own != "" && !slices.Contains(by, unknown) && v.target(own) != unknown && !slices.Contains(by, v.target(own)):
		return []finding.Finding{w.Report(finding.GatewayNotInjected, rule.Key(podLabels, revisionLabel),
			"%s asks for revision %s, and its namespace has it served by %s", w.ID(), own, strings.Join(by, ", ")).And(ns.At("metadata.labels"))}
	}
	return nil
}

// namespaceLabels are those that webhooks see, the one that the API server sets included.
func namespaceLabels(ns rule.Object, name string) map[string]any {
	all := map[string]any{"kubernetes.io/metadata.name": name}
	maps.Copy(all, ns.Map("metadata", "labels"))
	return all
}

// unknown is the revision behind a tag that was set by hand.
const unknown = ""

// by returns the revisions that would inject the pods.
func (v view) by(w rule.Workload, namespace map[string]any) []string {
	if v.installed.optIn {
		if w.PodLabel(podLabel) == "true" || w.PodAnnotation(podLabel) == "true" {
			return []string{unknown}
		}
		return nil
	}
	var revisions []string
	for _, i := range v.injectors {
		for _, hook := range i.webhooks {
			if hook.selects(namespace, w.PodLabels()) {
				revisions = append(revisions, i.Label(revisionLabel))
			}
		}
	}
	if len(revisions) == 0 && (len(v.injectors) == 0 || len(v.installed.hidden) > 0) {
		return v.derived(w, namespace)
	}
	return revisions
}

// derived follows the webhooks of istiod's chart without seeing them.
func (v view) derived(w rule.Workload, namespace map[string]any) []string {
	asked, _ := namespace[revisionLabel].(string)
	switch injection, own := namespace[namespaceLabel], w.PodLabel(revisionLabel); {
	case w.PodLabel(podLabel) == "false", injection == disabled:
		return nil
	case injection == enabled:
		return v.fallback(w.Annotation(krm.MeshAnnotation) != "")
	case asked != "":
		return []string{v.target(asked)}
	case own != "":
		return []string{v.target(own)}
	case w.PodLabel(podLabel) == "true":
		return v.fallback(w.Annotation(krm.MeshAnnotation) != "")
	}
	return nil
}

// fallback is the revision that serves who names none, if there is one. A gateway that we rendered names the default tag
// too, so without a label it means a default revision.
func (v view) fallback(rendered bool) []string {
	in := v.installed
	if in.known() && (in.tags || rendered) && !in.served[defaultRevision] && !in.controlPlanes[defaultRevision] {
		return nil
	}
	return []string{v.target(defaultRevision)}
}

// target is the revision that a name stands for.
func (v view) target(name string) string {
	if v.cluster.Member != nil {
		if revision := v.cluster.Member.Mesh.Spec.ControlPlane.Tags[name]; revision != "" {
			return revision
		}
	}
	for _, i := range v.injectors {
		if i.Label(tagLabel) == name {
			return i.Label(revisionLabel)
		}
	}
	if v.installed.controlPlanes[name] {
		return name
	}
	return unknown
}
