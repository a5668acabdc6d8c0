package istio

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// number walks the value: path is how Istio names its place ({.metadata.annotations.a.b/c}), field how we do
// (metadata.annotations["a.b/c"]).
func (o *origin) number(value any, path, field string) {
	if path != "" {
		o.fields = append(o.fields, field)
		o.lines["{"+path+"}"] = len(o.fields)
	}
	switch value := value.(type) {
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(value)) {
			o.number(value[key], path+"."+key, join(field, key))
		}
	case []any:
		for i, element := range value {
			index := fmt.Sprintf("[%d]", i)
			o.number(element, path+index, field+index)
		}
	}
}

// join appends a key to a field path; one that is no plain name is quoted.
func join(field, key string) string {
	switch {
	case strings.ContainsAny(key, "./ []\""):
		return fmt.Sprintf("%s[%q]", field, key)
	case field == "":
		return key
	}
	return field + "." + key
}
