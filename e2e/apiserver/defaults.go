package apiserver

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// Defaults are the fields that the server added to objects which did not have
// them: one line for each kind, field and value.
type Defaults map[string]bool

// derived are fields whose value the server makes up, or copies from another
// field of the same object.
var derived = map[string]bool{
	"clusterIP": true, "clusterIPs": true, "nodePort": true, "healthCheckNodePort": true,
	"targetPort": true, "serviceAccount": true, "kubernetes.io/metadata.name": true,
}

// bookkeeping is of the server alone, and no tool compares it.
var bookkeeping = []string{"managedFields", "resourceVersion", "uid", "creationTimestamp", "generation", "selfLink"}

// Add compares an object with what the server stored of it.
func (d Defaults) Add(m Manifest, stored *unstructured.Unstructured) {
	o := stored.DeepCopy()
	for _, field := range bookkeeping {
		unstructured.RemoveNestedField(o.Object, "metadata", field)
	}
	unstructured.RemoveNestedField(o.Object, "status")
	gvk := m.GroupVersionKind()
	d.compare(gvk.GroupKind().String()+" ", m.Object, o.Object)
}

func (d Defaults) compare(at string, sent, stored any) {
	switch stored := stored.(type) {
	case map[string]any:
		sent, _ := sent.(map[string]any)
		for key, value := range stored {
			path := join(at, key)
			if given, ok := sent[key]; ok {
				d.compare(path, given, value)
			} else {
				d.add(path, key, value)
			}
		}
	case []any:
		sent, _ := sent.([]any)
		for i, value := range stored {
			if i < len(sent) {
				d.compare(at+"[]", sent[i], value)
			} else {
				d.add(at+"[]", "", value)
			}
		}
	}
}

// add notes a value that was not sent, its fields one by one.
func (d Defaults) add(path, key string, value any) {
	if derived[key] {
		d[path+" (of this object)"] = true
		return
	}
	if fields, ok := value.(map[string]any); ok && len(fields) > 0 {
		for key, value := range fields {
			d.add(join(path, key), key, value)
		}
		return
	}
	text, err := json.Marshal(value)
	if err != nil {
		text = []byte(fmt.Sprint(value))
	}
	d[path+" = "+string(text)] = true
}

func join(at, key string) string {
	if strings.HasSuffix(at, " ") {
		return at + key
	}
	return at + "." + key
}

// String lists the fields, sorted.
func (d Defaults) String() string {
	return strings.Join(slices.Sorted(maps.Keys(d)), "\n") + "\n"
}
