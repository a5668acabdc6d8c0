package istio

import (
	"encoding/json"
	"fmt"

	"istio.io/istio/pkg/cluster"
	"istio.io/istio/pkg/config"
	"istio.io/istio/pkg/config/resource"
	"istio.io/istio/pkg/config/schema/gvk"

	"github.com/meshfn/meshfn/internal/krm"
)

// instance reads the object at index i as Istio's analyzers see a resource. The error says what in the object does not
// fit its kind.
func instance(k kind, object krm.Object, i int, namespace string) (*resource.Instance, error) {
	message := k.message()
	var source any = object.Map("spec")
	if k.whole {
		source = object
	}
	if source != nil {
		text, err := json.Marshal(source)
		if err != nil {
			return nil, fmt.Errorf("cannot be written as JSON: %w", err)
		}
		if err := json.Unmarshal(text, message); err != nil {
			return nil, err
		}
	}
	return resourceOf(k.gvk, message, object, i, nameIn(k, object, namespace), ""), nil
}

// nameIn is the full name of an object, with the namespace that it gets where it names none.
func nameIn(k kind, object krm.Object, namespace string) resource.FullName {
	if k.cluster {
		namespace = ""
	} else if n := object.Namespace(); n != "" {
		namespace = n
	}
	return resource.NewFullName(resource.Namespace(namespace), resource.LocalName(object.Name()))
}

// resourceOf gives a message the metadata of the object at index i below the field at, which is empty for the object's
// own.
func resourceOf(id config.GroupVersionKind, message any, object krm.Object, i int, name resource.FullName, at string) *resource.Instance {
	part := object
	if at != "" {
		part = krm.Object(object.Map("spec", "template"))
	}
	return &resource.Instance{
		Metadata: resource.Metadata{
			FullName:    name,
			Labels:      texts(part.Map("metadata", "labels")),
			Annotations: texts(part.Map("metadata", "annotations")),
		},
		Message: message,
		Origin:  &origin{gvk: id, name: name, object: i, content: part, at: at},
	}
}

func texts(from map[string]any) map[string]string {
	to := make(map[string]string, len(from))
	for key, value := range from {
		if s, ok := value.(string); ok {
			to[key] = s
		}
	}
	return to
}

// origin leads from a resource back to the object. Istio asks it for the line of a field; ours are numbers of fields, so
// that the answer comes back as a field.
type origin struct {
	gvk     config.GroupVersionKind
	name    resource.FullName
	object  int
	content krm.Object // the part of the object that Istio sees
	at      string     // where that part is in the object
	lines   map[string]int
	fields  []string
}

var _ resource.Origin = (*origin)(nil)

func (o *origin) FriendlyName() string          { return o.gvk.Kind + " " + o.name.String() }
func (o *origin) Comparator() string            { return o.FriendlyName() }
func (o *origin) Reference() resource.Reference { return nil }
func (o *origin) ClusterName() cluster.ID       { return "" }

func (o *origin) Namespace() resource.Namespace {
	if o.gvk == gvk.Namespace {
		return resource.Namespace(o.name.Name)
	}
	return o.name.Namespace
}

// FieldMap numbers the fields of the object from 1, under the paths that Istio asks for.
func (o *origin) FieldMap() map[string]int {
	if o.lines == nil {
		o.lines = map[string]int{}
		o.number(map[string]any(o.content), "", o.at)
	}
	return o.lines
}

// field is the path of the numbered field, or empty.
func (o *origin) field(line int) string {
	if line < 1 || line > len(o.fields) {
		return ""
	}
	return o.fields[line-1]
}
