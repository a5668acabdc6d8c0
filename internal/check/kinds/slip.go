package kinds

import (
	"slices"
	"strings"
	"time"

	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
)

// slips finds what the API server takes and nobody writes on purpose: an item twice in a list, where what was to be the
// second item is missing; a field without a value; a word that begins or ends with a blank, which is another word than the
// one that was meant. Charts leave fields without a value where there is nothing to say (annotations, limits), so of what
// is not for the mesh only items of lists are reported.
var slips = rule.Rule{
	Codes: []finding.Code{finding.RepeatedItem, finding.NoValue, finding.StrayBlank},
	Cluster: func(c *rule.Cluster, _ time.Time) []finding.Finding {
		var all []finding.Finding
		for _, o := range slices.Concat(c.Objects, c.Kind(operatorGroup, "IstioOperator")) {
			if !slices.Contains(free, o.Kind()) {
				w := walker{object: o, strict: strict(o)}
				w.walk("", map[string]any(o.Object))
				all = append(all, w.found...)
			}
		}
		return all
	},
}

// free are kinds with lists whose items may well repeat: definitions of types, and patches in the form of another program.
var free = []string{"CustomResourceDefinition", "EnvoyFilter", "WasmPlugin"}

// words are lists of words of a command line, which may repeat; texts are what belongs to a program, not to an API.
var (
	words = []string{"args", "command"}
	texts = []string{"data", "stringData", "binaryData"}
)

// unset are fields that generators of manifests write without a value.
var unset = []string{"creationTimestamp", "status"}

// strict reports whether no chart has written an object: it is rendered by us, or an IstioOperator.
func strict(o rule.Object) bool {
	return o.Annotation(krm.MeshAnnotation) != "" || o.ID().Group == operatorGroup
}

const operatorGroup = "install.istio.io"

type walker struct {
	object rule.Object
	strict bool
	found  []finding.Finding
}

func (w *walker) report(code finding.Code, field, format string, args ...any) {
	w.found = append(w.found, w.object.Report(code, field, format, args...))
}

func (w *walker) walk(field string, value any) {
	switch v := value.(type) {
	case nil:
		w.report(finding.NoValue, field, "the field has no value")
	case string:
		if word := strings.TrimSpace(v); word != v && word != "" && !strings.ContainsAny(word, " \t\n") {
			w.report(finding.StrayBlank, field, "%q has a blank that %q has not", v, word)
		}
	case map[string]any:
		for key, below := range v { // findings are sorted in the end
			if slices.Contains(words, key) || below == nil && (!w.strict || slices.Contains(unset, key)) || field == "" && slices.Contains(texts, key) {
				continue
			}
			if _, text := below.(string); text && key == "value" && w.object.ID().Group != operatorGroup {
				continue // of a variable: the text is a program's
			}
			w.walk(rule.Key(field, key), below)
		}
	case []any:
		for i, item := range v {
			at := mesh.Index(field, i)
			if first := slices.IndexFunc(v[:i], func(other any) bool { return krm.Equal(item, other) }); first >= 0 {
				w.report(finding.RepeatedItem, at, "the item is the same as %s", mesh.Index(field, first))
			}
			w.walk(at, item)
		}
	}
}
