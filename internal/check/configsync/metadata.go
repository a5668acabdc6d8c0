package configsync

import (
	"maps"
	"slices"
	"strings"

	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
)

// The prefixes of annotations and labels that belong to Config Sync.
const (
	managementPrefix = "configmanagement.gke.io/"
	syncPrefix       = "configsync.gke.io/"

	managedAnnotation = managementPrefix + "managed"
)

// sourceAnnotations are those of Config Sync's annotations that people write.
var sourceAnnotations = []string{
	clusterSelectorAnnotation, namespaceSelectorAnnotation, managedAnnotation, clusterNamesAnnotation,
	syncPrefix + "deletion-propagation-policy",
}

func owned(key string) bool {
	return strings.HasPrefix(key, managementPrefix) || strings.HasPrefix(key, syncPrefix)
}

func illegalAnnotation(_ *unit, o rule.Object, say say) {
	for _, key := range slices.Sorted(maps.Keys(o.Map("metadata", "annotations"))) {
		if owned(key) && !slices.Contains(sourceAnnotations, key) {
			say(annotationField(key), "the annotation %s is Config Sync's own", key)
		}
	}
}

func illegalLabel(_ *unit, o rule.Object, say say) {
	for _, key := range slices.Sorted(maps.Keys(o.Map("metadata", "labels"))) {
		if owned(key) {
			say(mesh.Key("metadata.labels", key), "the label %s is Config Sync's own", key)
		}
	}
}

func annotationValue(_ *unit, o rule.Object, say say) {
	annotations := o.Map("metadata", "annotations")
	for _, key := range slices.Sorted(maps.Keys(annotations)) {
		if _, text := annotations[key].(string); !text {
			say(annotationField(key), "the value of annotation %s is no string", key)
		}
	}
}

func illegalManagement(_ *unit, o rule.Object, say say) {
	if value, ok := o.Map("metadata", "annotations")[managedAnnotation]; ok && value != "disabled" {
		say(annotationField(managedAnnotation), "the only value is disabled, this is %v", value)
	}
}

// serverFields are those of the metadata that the API server or a controller writes.
var serverFields = []string{
	"ownerReferences", "selfLink", "uid", "resourceVersion", "generation", "creationTimestamp", "deletionTimestamp",
	"deletionGracePeriodSeconds",
}

func illegalField(_ *unit, o rule.Object, say say) {
	for _, field := range serverFields {
		switch v := o.Get("metadata", field).(type) {
		case nil:
		case []any:
			if len(v) > 0 {
				say("metadata."+field, "metadata.%s is written by the cluster", field)
			}
		default:
			if v != "" && v != int64(0) {
				say("metadata."+field, "metadata.%s is written by the cluster", field)
			}
		}
	}
	if status, ok := o.Object["status"]; ok && status != nil && !empty(status) {
		say("status", "status is written by the cluster")
	}
}

func empty(v any) bool {
	m, ok := v.(map[string]any)
	return ok && len(m) == 0
}

func missingName(_ *unit, o rule.Object, say say) {
	if o.Name() == "" {
		say("metadata", "the object has no name")
	}
}

func invalidName(_ *unit, o rule.Object, say say) {
	const longest = 253
	name, id := o.Name(), o.ID()
	fits := subdomain(name) && len(name) <= longest
	if id.Group == "rbac.authorization.k8s.io" { // any segment of a path
		fits = name != "." && name != ".." && !strings.ContainsAny(name, "/%")
	}
	if name != "" && !fits {
		say("metadata.name", "%q is no name of an object", name)
	}
}

// subdomain reports whether a name is DNS labels with dots between (RFC 1123).
func subdomain(name string) bool {
	for part := range strings.SplitSeq(name, ".") {
		if !label(part) {
			return false
		}
	}
	return true
}

func label(name string) bool {
	inside := func(c byte) bool { return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' }
	for i := range len(name) {
		if !inside(name[i]) {
			return false
		}
	}
	return name != "" && name[0] != '-' && name[len(name)-1] != '-'
}

// controllers are the namespaces that Config Sync itself lives in.
var controllers = []string{"config-management-system", "config-management-monitoring", "resource-group-system"}

func controllerNamespace(_ *unit, o rule.Object, say say) {
	switch id := o.ID(); {
	case id.Group == "" && id.Kind == "Namespace" && slices.Contains(controllers, id.Name):
		say("metadata.name", "the namespace %s belongs to Config Sync", id.Name)
	case slices.Contains(controllers, id.Namespace) && id.Kind != "RootSync":
		say("metadata.namespace", "the namespace %s belongs to Config Sync, which allows only RootSyncs there", id.Namespace)
	}
}

func invalidNamespace(_ *unit, o rule.Object, say say) {
	const longest = 63
	id := o.ID()
	name, field := id.Namespace, "metadata.namespace"
	if id.Group == "" && id.Kind == "Namespace" {
		name, field = id.Name, "metadata.name"
	}
	if name != "" && (!label(name) || len(name) > longest) {
		say(field, "%q is no name of a namespace", name)
	}
}

func needlessNamespace(u *unit, o rule.Object, say say) {
	if o.Namespace() != "" && u.Scope(kindOf(o)) == rule.ClusterWide {
		say("metadata.namespace", "a %s has no namespace", o.Kind())
	}
}

// missingNamespace: Config Sync puts an object without a namespace into `default`. That is reported where it is surely
// not meant: the object was generated, or a Mesh says that the tool is Config Sync.
func missingNamespace(u *unit, o rule.Object, say say) {
	_, selected := o.Map("metadata", "annotations")[namespaceSelectorAnnotation]
	switch {
	case o.Kind() == "" || u.Scope(kindOf(o)) != rule.Namespaced:
	case o.Namespace() != "" && selected:
		say("metadata.namespace", "the object has a namespace and a namespace selector")
	case o.Namespace() == "" && !selected && (u.Member != nil || generated(o)):
		say("metadata", "a %s needs a namespace; without one it would be put into default", o.Kind())
	}
}

// generated reports whether the object is of our making.
func generated(o rule.Object) bool { return o.Annotation(krm.MeshAnnotation) != "" }

func unmanagedNamespace(u *unit, o rule.Object, say say) {
	ns, ok := u.Namespace(o.Namespace())
	if ok && ns.Annotation(managedAnnotation) == "disabled" && o.Annotation(managedAnnotation) != "disabled" {
		say("metadata.namespace", "the object is managed, and its namespace %s is not", o.Namespace())
	}
}

// nameCollision reports the second of two objects, unless they are selected for clusters.
func nameCollision(u *unit, o rule.Object, say say) {
	first, _ := u.Find(o.ID())
	if first.Same(o) || o.Name() == "" || clusterSelected(o) || clusterSelected(first) {
		return
	}
	f := say("metadata.name", "the object is there a second time; the first is in %s", first.File())
	*f = f.And(first.At("metadata.name"))
}
