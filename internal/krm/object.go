// Package krm holds Kubernetes resources as meshfn handles them: an object and its identity, an ordered set of objects
// with the files they belong in, one canonical text form, and the reading and writing of trees.
//
// The identity of an object is group, kind, namespace and name; two namespaces may hold the same kind and name. In a
// fleet the mesh comes first. The text form is the one that kpt itself writes (compact sequences, no leading "---"), so
// a pipeline that passes our output through kpt leaves every byte as it was.
package krm

import (
	"cmp"
	"strings"
)

// MeshAnnotation names the Mesh that an object was generated for; every generated object carries it.
const MeshAnnotation = "meshfn.dev/mesh"

// Object is a decoded resource: nested map[string]any and []any with string, bool, int64 (or int), float64 and nil
// leaves.
type Object map[string]any

// ID identifies an object inside one cluster.
type ID struct{ Group, Kind, Namespace, Name string }

// Compare orders by group, kind, namespace and name.
func (a ID) Compare(b ID) int {
	return cmp.Or(cmp.Compare(a.Group, b.Group), cmp.Compare(a.Kind, b.Kind),
		cmp.Compare(a.Namespace, b.Namespace), cmp.Compare(a.Name, b.Name))
}

// String is KIND/NAMESPACE/NAME, or KIND/NAME without a namespace, as findings name a resource.
func (a ID) String() string {
	if a.Namespace == "" {
		return a.Kind + "/" + a.Name
	}
	return a.Kind + "/" + a.Namespace + "/" + a.Name
}

// New returns an object with its type and name; namespace may be empty.
func New(apiVersion, kind, namespace, name string) Object {
	meta := map[string]any{"name": name}
	if namespace != "" {
		meta["namespace"] = namespace
	}
	return Object{"apiVersion": apiVersion, "kind": kind, "metadata": meta}
}

// ID of the object.
func (o Object) ID() ID {
	group, _, ok := strings.Cut(o.APIVersion(), "/")
	if !ok {
		group = ""
	}
	return ID{group, o.Kind(), o.Namespace(), o.Name()}
}

// APIVersion, or "" where it is missing or not a string.
func (o Object) APIVersion() string { s, _ := o["apiVersion"].(string); return s }

// Kind, or "" where it is missing or not a string.
func (o Object) Kind() string { s, _ := o["kind"].(string); return s }

// Name from the metadata.
func (o Object) Name() string { return o.String("metadata", "name") }

// Namespace from the metadata.
func (o Object) Namespace() string { return o.String("metadata", "namespace") }

// Annotation returns the value of an annotation, or "".
func (o Object) Annotation(key string) string { return o.String("metadata", "annotations", key) }

// Label returns the value of a label, or "".
func (o Object) Label(key string) string { return o.String("metadata", "labels", key) }

// Annotate sets annotations given as key, value, key, value.
func (o Object) Annotate(pairs ...string) Object { return o.set("annotations", pairs) }

// SetLabels sets labels given as key, value, key, value.
func (o Object) SetLabels(pairs ...string) Object { return o.set("labels", pairs) }

func (o Object) set(field string, pairs []string) Object {
	meta := o.Map("metadata")
	if meta == nil {
		meta = map[string]any{}
		o["metadata"] = meta
	}
	into, _ := meta[field].(map[string]any)
	if into == nil {
		into = map[string]any{}
		meta[field] = into
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		into[pairs[i]] = pairs[i+1]
	}
	return o
}

// Get returns the value under the keys, or nil.
func (o Object) Get(keys ...string) any {
	var at any = map[string]any(o)
	for _, k := range keys {
		m, ok := at.(map[string]any)
		if !ok {
			return nil
		}
		at = m[k]
	}
	return at
}

// String returns the string under the keys, or "".
func (o Object) String(keys ...string) string { s, _ := o.Get(keys...).(string); return s }

// Map returns the map under the keys, or nil.
func (o Object) Map(keys ...string) map[string]any { m, _ := o.Get(keys...).(map[string]any); return m }

// List returns the list under the keys, or nil.
func (o Object) List(keys ...string) []any { l, _ := o.Get(keys...).([]any); return l }
