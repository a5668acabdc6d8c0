package injection

import (
	"strings"

	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
)

// deactivated is the selector key by which `istioctl tag set default` puts an injector out of service.
const deactivated = "istio.io/deactivated"

// injector is a MutatingWebhookConfiguration of istiod, for a revision or a tag.
type injector struct {
	rule.Object
	webhooks []webhook
}

// webhook is one of the webhooks of a configuration.
type webhook struct {
	krm.Object
	config rule.Object
	index  int
}

// injectors of the cluster: configurations that istiod's charts wrote, or whose webhooks have their names.
func injectors(c *rule.Cluster) []injector {
	var all []injector
	for _, o := range c.Kind("admissionregistration.k8s.io", "MutatingWebhookConfiguration") {
		i := injector{Object: o, webhooks: webhooks(o)}
		ours := o.Label("app") == "sidecar-injector"
		for _, w := range i.webhooks {
			ours = ours || strings.HasSuffix(w.String("name"), "sidecar-injector.istio.io")
		}
		if ours {
			all = append(all, i)
		}
	}
	return all
}

func webhooks(o rule.Object) []webhook {
	var all []webhook
	for i, w := range o.Maps("webhooks") {
		all = append(all, webhook{w, o, i})
	}
	return all
}

// name by which namespaces and pods ask for the injector: its tag, or its revision.
func (i injector) name() string {
	if tag := i.Label(tagLabel); tag != "" {
		return tag
	}
	return i.Label(revisionLabel)
}

// resting reports whether no webhook of the injector is in service.
func (i injector) resting() bool {
	for _, w := range i.webhooks {
		if w.String("namespaceSelector", "matchLabels", deactivated) == "" {
			return false
		}
	}
	return true
}

// selects reports whether the API server calls the webhook for a new pod.
func (w webhook) selects(namespace, pod map[string]any) bool {
	return w.forPods() && w.matches(namespace, pod)
}

// matches reports whether the selectors of the webhook do.
func (w webhook) matches(namespace, pod map[string]any) bool {
	return rule.Selects(w.Map("namespaceSelector"), namespace) && rule.Selects(w.Map("objectSelector"), pod)
}

// forPods reports whether a rule of the webhook names the creation of pods.
func (w webhook) forPods() bool {
	for _, r := range rule.Maps(w.List("rules")) {
		if has(r, "operations", "CREATE") && has(r, "apiGroups", "") && has(r, "apiVersions", "v1") && has(r, "resources", "pods") {
			return true
		}
	}
	return false
}

// has reports whether a list of the rule has the value, or `*`.
func has(r krm.Object, list, value string) bool {
	for _, v := range r.List(list) {
		if v == value || v == "*" {
			return true
		}
	}
	return false
}

// field of the webhook in its configuration.
func (w webhook) field(below string) string {
	return strings.TrimSuffix(mesh.Index("webhooks", w.index)+"."+below, ".")
}

// serves are the revisions and tags that the selectors of the webhook name.
func (w webhook) serves() []string {
	var names []string
	for _, selector := range []krm.Object{w.Map("namespaceSelector"), w.Map("objectSelector")} {
		if name := selector.String("matchLabels", revisionLabel); name != "" {
			names = append(names, name)
		}
		for _, e := range rule.Maps(selector.List("matchExpressions")) {
			if e.String("key") != revisionLabel || e.String("operator") != "In" {
				continue
			}
			for _, v := range e.List("values") {
				if name, ok := v.(string); ok {
					names = append(names, name)
				}
			}
		}
	}
	return names
}
