package kinds

import (
	"maps"
	"reflect"
	"slices"
	"time"

	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/mesh"
)

// repeated finds items that stand twice in a list. The API server takes most of them; one of the two is a slip, for what
// was to be the second item is not there.
var repeated = rule.Rule{
	Codes: []finding.Code{finding.RepeatedItem},
	Cluster: func(c *rule.Cluster, _ time.Time) []finding.Finding {
		var all []finding.Finding
		for _, o := range slices.Concat(c.Objects, c.Kind("install.istio.io", "IstioOperator")) {
			if !slices.Contains(free, o.Kind()) {
				all = append(all, walk(o, "", map[string]any(o.Object))...)
			}
		}
		return all
	},
}

// free are kinds with lists whose items may well repeat: definitions of types, and patches in the form of another program.
var free = []string{"CustomResourceDefinition", "EnvoyFilter", "WasmPlugin"}

// words are lists of words of a command line, which may repeat.
var words = []string{"args", "command"}

func walk(o rule.Object, field string, value any) []finding.Finding {
	var all []finding.Finding
	switch v := value.(type) {
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			if !slices.Contains(words, key) {
				all = append(all, walk(o, mesh.Key(field, key), v[key])...)
			}
		}
	case []any:
		for i, item := range v {
			at := mesh.Index(field, i)
			if first := slices.IndexFunc(v[:i], func(other any) bool { return equal(item, other) }); first >= 0 {
				all = append(all, o.Report(finding.RepeatedItem, at, "the item is the same as %s", mesh.Index(field, first)))
			}
			all = append(all, walk(o, at, item)...)
		}
	}
	return all
}

// equal compares what is written; a number is never a text.
func equal(a, b any) bool {
	switch a.(type) {
	case map[string]any, []any:
		return reflect.DeepEqual(a, b)
	}
	switch b.(type) {
	case map[string]any, []any:
		return false
	}
	return a == b
}
