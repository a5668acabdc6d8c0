package configsync

import (
	"slices"
	"strings"

	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
)

const (
	lifecyclePrefix    = "client.lifecycle.config.k8s.io/"
	deletionAnnotation = lifecyclePrefix + "deletion"
	removeAnnotation   = "cli-utils.sigs.k8s.io/on-remove"
)

// lifecycles are annotations that have one value; any other is passed over.
var lifecycles = []struct{ annotation, value string }{
	{deletionAnnotation, "detach"}, {lifecyclePrefix + "mutation", "ignore"}, {removeAnnotation, "keep"},
}

func lifecycleValue(_ *unit, o rule.Object, say say) {
	for _, l := range lifecycles {
		if annotated(o, l.annotation) && o.Annotation(l.annotation) != l.value {
			say(annotationField(l.annotation), "%q has no effect; the only value is %s", o.Annotation(l.annotation), l.value)
		}
	}
}

// notDetached is about what was generated: it always carries the annotation.
func notDetached(u *unit, o rule.Object, say say) {
	id := o.ID()
	foundation := id.Group == "" && id.Kind == "Namespace" || isDefinition(o)
	if foundation && u.fitted && generated(o) && !annotated(o, deletionAnnotation) && !annotated(o, removeAnnotation) {
		say("metadata.annotations", "without %s: detach a line that vanishes from git deletes this, and everything in it", deletionAnnotation)
	}
}

// localConfigValue: Config Sync takes every value but "false" for "true", the other tools only "true".
func localConfigValue(_ *unit, o rule.Object, say say) {
	value := o.Annotation(mesh.LocalConfigAnnotation)
	if annotated(o, mesh.LocalConfigAnnotation) && value != "true" && value != "false" {
		say(annotationField(mesh.LocalConfigAnnotation), "%q is neither true nor false: Config Sync would never apply the object, other tools would", value)
	}
}

// dependsOnMissing is about what was generated: it says what it waits for, as far as that is in the unit.
func dependsOnMissing(u *unit, o rule.Object, say say) {
	if !u.fitted || !generated(o) {
		return
	}
	first := u.before(o)
	waits := func(id krm.ID) bool { return slices.Contains(u.needs[o.ID()], id) }
	if len(first) > 0 && !slices.ContainsFunc(first, waits) {
		say("metadata.annotations", "the object does not wait for %s; it is applied at the same time", first[0])
	}
}

// before are the objects of the unit of which the object waits for one.
func (u *unit) before(o rule.Object) []krm.ID {
	id := o.ID()
	switch {
	case id.Kind == "HorizontalPodAutoscaler":
		target := krm.ID{Group: "apps", Kind: o.String("spec", "scaleTargetRef", "kind"), Namespace: id.Namespace, Name: o.String("spec", "scaleTargetRef", "name")}
		if _, inside := u.Find(target); inside {
			return []krm.ID{target}
		}
	case id.Kind == "Deployment" && o.Label("app") == "istiod", id.Kind == "ServiceMeshControlPlane":
		// Without the Secret that this makes, the control plane starts with an authority of its own.
		authority := krm.ID{Group: "external-secrets.io", Kind: "ExternalSecret", Namespace: id.Namespace, Name: "cacerts"}
		if _, inside := u.Find(authority); inside {
			return []krm.ID{authority}
		}
	case id.Kind == "Deployment" && awaitsProxy(o):
		return u.controlPlanes(krm.Object(o.Map("spec", "template")).Label("istio.io/rev"))
	case configures(id):
		return u.controlPlanes("")
	}
	return nil
}

// awaitsProxy reports whether a pod is only complete once an injector has put a proxy into it.
func awaitsProxy(o rule.Object) bool {
	return slices.ContainsFunc(o.Maps("spec", "template", "spec", "containers"), func(c krm.Object) bool { return c.String("image") == "auto" })
}

// configures reports whether a control plane's webhook validates objects of the kind.
func configures(id krm.ID) bool {
	switch id.Kind {
	case "ServiceMeshControlPlane", "ServiceMeshMemberRoll", "ServiceMeshMember", "IstioOperator":
		return false
	}
	return strings.HasSuffix(id.Group, "istio.io") || strings.HasSuffix(id.Group, "maistra.io")
}

// controlPlanes are those of a revision, where it names one, else all.
func (u *unit) controlPlanes(revision string) []krm.ID {
	var all, own []krm.ID
	for _, w := range u.Kind("admissionregistration.k8s.io", "MutatingWebhookConfiguration") {
		if tag := w.Label("istio.io/tag"); tag != "" && tag == revision {
			revision = w.Label("istio.io/rev") // also where a revision has the name of the tag: its injector is disarmed
			break
		}
	}
	for _, d := range u.Kind("apps", "Deployment") {
		if d.Label("app") != "istiod" {
			continue
		}
		all = append(all, d.ID())
		if revision != "" && d.Label("istio.io/rev") == revision {
			own = append(own, d.ID())
		}
	}
	for _, p := range u.Kind("maistra.io", "ServiceMeshControlPlane") {
		all = append(all, p.ID())
	}
	if len(own) > 0 {
		return own
	}
	return all
}
