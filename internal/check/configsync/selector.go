package configsync

import (
	"slices"

	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/krm"
)

const (
	clusterSelectorAnnotation   = managementPrefix + "cluster-selector"
	clusterNamesAnnotation      = syncPrefix + "cluster-name-selector"
	namespaceSelectorAnnotation = managementPrefix + "namespace-selector"

	selectorGroup = "configmanagement.gke.io"
)

func annotated(o rule.Object, key string) bool {
	_, ok := o.Map("metadata", "annotations")[key]
	return ok
}

// clusterSelected reports whether only some clusters get the object.
func clusterSelected(o rule.Object) bool {
	return annotated(o, clusterSelectorAnnotation) || annotated(o, clusterNamesAnnotation)
}

// selectors are the kinds that select and cannot be selected.
var selectors = []rule.GroupKind{
	{Group: "clusterregistry.k8s.io", Kind: "Cluster"}, {Group: selectorGroup, Kind: "ClusterSelector"},
	{Group: selectorGroup, Kind: "NamespaceSelector"},
}

func illegalSelector(u *unit, o rule.Object, say say) {
	if slices.Contains(selectors, kindOf(o)) {
		for _, key := range []string{clusterSelectorAnnotation, clusterNamesAnnotation} {
			if annotated(o, key) {
				say(annotationField(key), "a %s cannot be selected by cluster", o.Kind())
			}
		}
	}
	if annotated(o, namespaceSelectorAnnotation) && u.Scope(kindOf(o)) == rule.ClusterWide {
		say(annotationField(namespaceSelectorAnnotation), "a %s is in no namespace and cannot be selected by namespace", o.Kind())
	}
}

func selectedTwice(_ *unit, o rule.Object, say say) {
	if annotated(o, clusterSelectorAnnotation) && annotated(o, clusterNamesAnnotation) {
		say(annotationField(clusterNamesAnnotation), "the object has this and the older annotation %s", clusterSelectorAnnotation)
	}
}

func unknownSelector(u *unit, o rule.Object, say say) {
	if u.Scope(kindOf(o)) == rule.ClusterWide && annotated(o, namespaceSelectorAnnotation) ||
		annotated(o, clusterSelectorAnnotation) && annotated(o, clusterNamesAnnotation) {
		return // must go, whatever it names
	}
	for _, by := range []struct{ annotation, kind string }{
		{clusterSelectorAnnotation, "ClusterSelector"}, {namespaceSelectorAnnotation, "NamespaceSelector"},
	} {
		name := o.Annotation(by.annotation)
		_, known := u.Find(krm.ID{Group: selectorGroup, Kind: by.kind, Name: name})
		if annotated(o, by.annotation) && !known {
			say(annotationField(by.annotation), "there is no %s %s", by.kind, name)
		}
	}
}

// operators of a label selector, and whether they take values.
var operators = map[string]bool{"In": true, "NotIn": true, "Exists": false, "DoesNotExist": false}

func invalidSelector(_ *unit, o rule.Object, say say) {
	if id := o.ID(); id.Group != selectorGroup || id.Kind != "ClusterSelector" && id.Kind != "NamespaceSelector" {
		return
	}
	expressions := rule.Maps(o.List("spec", "selector", "matchExpressions"))
	if len(o.Map("spec", "selector", "matchLabels")) == 0 && len(expressions) == 0 {
		say("spec", "a %s needs a selector", o.Kind())
	}
	for _, e := range expressions {
		takes, known := operators[e.String("operator")]
		switch {
		case !known:
			say("spec.selector.matchExpressions", "%q is no operator; there are In, NotIn, Exists and DoesNotExist", e.String("operator"))
		case takes != (len(e.List("values")) > 0):
			say("spec.selector.matchExpressions", "the operator %s does not go with these values", e.String("operator"))
		}
	}
}
