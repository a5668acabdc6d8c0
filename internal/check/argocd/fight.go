package argocd

import (
	"slices"
	"strings"

	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/mesh"
)

// annotationLimit of Kubernetes is for all annotations of an object together; a client-side apply writes the object into
// one of them (k8s.io/apimachinery pkg/api/validation, TotalAnnotationSizeLimitB).
const annotationLimit = 256 << 10

func (u *unit) size(o rule.Object) {
	options := list(o.Annotation(optionsAnnotation))
	if slices.Contains(options, "ServerSideApply=true") || slices.Contains(options, "Replace=true") || u.serverSide() {
		return
	}
	if n := length(map[string]any(o.Object)); n > annotationLimit {
		u.report(o, finding.ClientSideLimit, "metadata", "the object has %d bytes, and its annotations may have %d", n, annotationLimit)
	}
}

// serverSide reports whether an Application of the cluster applies everything on the server.
func (u *unit) serverSide() bool {
	return slices.ContainsFunc(u.Kind(group, "Application"), func(o rule.Object) bool {
		return applications(o)[0].sets("ServerSideApply=true")
	})
}

// length of a value as JSON, but for characters that are escaped.
func length(v any) int {
	n := 2
	switch v := v.(type) {
	case string:
		n += len(v)
	case map[string]any:
		for key, value := range v {
			n += len(key) + len(`"":,`) + length(value)
		}
	case []any:
		for _, item := range v {
			n += 1 + length(item)
		}
	}
	return n
}

// repeated reports the second of two objects. Config Sync says it too, and then under its own number.
func (u *unit) repeated(o rule.Object) {
	first, _ := u.Find(o.ID())
	if first.Same(o) || o.Name() == "" || u.Profile().Delivers(mesh.ConfigSync) {
		return
	}
	u.report(o, finding.RepeatedResource, "metadata.name", "the object is there a second time; the first is in %s", first.File())
	u.also(first, "metadata.name")
}

// tracking is written by Argo CD: copied to another object, it moves that one to the Application of the first.
func (u *unit) tracking(o rule.Object) {
	for _, key := range []string{prefix + "tracking-id", prefix + "installation-id"} {
		if annotated(o, key) {
			u.report(o, finding.Tracking, annotationField(key), "the annotation %s is Argo CD's own", key)
		}
	}
	const label = "app.kubernetes.io/instance"
	if o.Label(label) != "" && u.byLabel() {
		u.report(o, finding.Tracking, mesh.Key("metadata.labels", label), "Argo CD is set to track objects by the label %s, and overwrites it", label)
	}
}

// byLabel reports whether the input's settings of Argo CD say to track by label.
func (u *unit) byLabel() bool {
	return slices.ContainsFunc(u.Kind("", "ConfigMap"), func(o rule.Object) bool {
		method := o.String("data", "application.resourceTrackingMethod")
		return o.Name() == "argocd-cm" && (method == "label" || method == "annotation+label")
	})
}

// webhooks: istiod writes its certificate into webhooks that it serves, and the policy Fail into those that validate.
func (u *unit) webhooks(o rule.Object) {
	validates := o.Kind() == "ValidatingWebhookConfiguration"
	if !validates && o.Kind() != "MutatingWebhookConfiguration" || !(u.fitted && generated(o)) {
		return
	}
	for i, w := range o.Maps("webhooks") {
		field := mesh.Index("webhooks", i)
		if !strings.HasPrefix(w.String("clientConfig", "service", "name"), "istiod") {
			continue
		}
		if w.String("clientConfig", "caBundle") != "" && !u.ignored(o, "caBundle") {
			u.report(o, finding.FightsIstiod, field+".clientConfig.caBundle", "istiod writes this field when it starts")
		}
		if validates && w.String("failurePolicy") == "Ignore" && !u.ignored(o, "failurePolicy") {
			u.report(o, finding.FightsIstiod, field+".failurePolicy", "istiod writes Fail here once it serves")
		}
	}
}

// ignored reports whether an Application of the cluster ignores differences of the field.
func (u *unit) ignored(o rule.Object, field string) bool {
	for _, app := range u.Kind(group, "Application") {
		for _, entry := range ignoredBy(app) {
			of := rule.GroupKind{Group: entry.String("group"), Kind: entry.String("kind")}
			paths := slices.Concat(entry.List("jsonPointers"), entry.List("jqPathExpressions"))
			if of == kindOf(o) && slices.ContainsFunc(paths, func(p any) bool { text, _ := p.(string); return strings.Contains(text, field) }) {
				return true
			}
		}
	}
	return false
}
