package schema

import (
	"fmt"
	"slices"
	"strings"

	"github.com/meshfn/meshfn/internal/check/schema/shape"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
)

// structure checks an object against its schema, its metadata excepted.
func (r resource) structure(o krm.Object) []Problem {
	w := walker{table: r.table, native: r.Native()}
	w.value(r.Root, map[string]any(o))
	return w.problems
}

// walker holds a value against a schema, and what follows from it against the schemas below.
type walker struct {
	table    *shape.Table
	native   bool // a kind of Kubernetes itself, that is decoded into a Go type
	nested   bool // inside allOf, anyOf, oneOf or not, which say nothing of the fields that there are
	at       path
	problems []Problem
}

func (w *walker) report(code finding.Code, format string, args ...any) *Problem {
	w.problems = append(w.problems, Problem{Code: code, Field: w.at.String(), Message: fmt.Sprintf(format, args...)})
	return &w.problems[len(w.problems)-1]
}

// below checks a value one step further down.
func (w *walker) below(s step, id shape.ID, v any) {
	w.at = append(w.at, s)
	w.value(id, v)
	w.at = w.at[:len(w.at)-1]
}

func (w *walker) value(id shape.ID, v any) {
	n := w.table.At(id)
	if v == nil {
		// A Go type takes null for what is not there. So does a custom resource where a default takes its place.
		if !w.native && !n.Nullable && w.table.Own(id).Default == nil && n.Type != "" {
			w.report(finding.SchemaType, "want %s, have null", article(n.Type))
		}
		return
	}
	if !w.typed(n, v) {
		return
	}
	switch v := v.(type) {
	case map[string]any:
		w.object(n, v)
	case []any:
		w.list(n, v)
	case string:
		w.text(n, v)
	case int, int64, float64:
		w.number(n, float(v))
	}
	if len(n.Enum) > 0 && !slices.ContainsFunc(n.Enum, func(e any) bool { return equal(e, v) }) {
		w.enum(n, v)
	}
	w.junctors(n, v)
}

// typed reports whether a value has the type of its schema, and says so if not.
func (w *walker) typed(n *shape.Node, v any) bool {
	want := n.Type
	switch {
	case n.Format == "quantity":
		return w.quantity(v)
	case n.IntOrString:
		_, isText := v.(string)
		if isText || integral(v) {
			return true
		}
		want = "integer or string"
	case want == "" || want == typeOf(v) || want == "number" && typeOf(v) == "integer" || want == "integer" && integral(v):
		return w.sized(n, v)
	}
	p := w.report(finding.SchemaType, "want %s, have %s", article(want), describe(v))
	if _, single := v.(string); want == "string" && !single && typeOf(v) != "object" && typeOf(v) != "array" {
		p.Fix = "Quote the value."
	}
	return false
}

// object checks the fields of a map. The metadata of a resource is checked by itself.
func (w *walker) object(n *shape.Node, m map[string]any) {
	resource := len(w.at) == 0 && !w.nested
	for name, v := range m {
		id, ok := n.Fields[name]
		switch {
		case resource && name == "metadata", n.Embedded && (name == "apiVersion" || name == "kind" || name == "metadata"):
		case ok:
			w.below(step{key: name}, id, v)
		case n.Rest != 0:
			w.below(step{key: name}, n.Rest, v)
		case !n.Open && !w.nested:
			w.unknown(n, name)
		}
	}
	for _, name := range n.Required {
		if w.native && len(w.at) > 0 && w.at[0].key == "status" {
			break // an API server drops what is written there
		}
		if v, ok := m[name]; !ok || v == nil && w.native {
			w.missing(n, name)
		}
	}
	w.defaults(n, m)
	w.count(len(m), n.MinFields, n.MaxFields, "field")
	if n.Embedded {
		w.embedded(m)
	}
}

// defaults checks what an API server puts where nothing is: an object may miss required fields in turn.
func (w *walker) defaults(n *shape.Node, m map[string]any) {
	if w.nested {
		return
	}
	for name, id := range n.Fields {
		if _, ok := m[name]; ok {
			continue
		}
		if d, ok := w.table.Own(id).Default.(map[string]any); ok && !(len(w.at) == 0 && name == "metadata") {
			w.below(step{key: name}, id, d)
		}
	}
}

func (w *walker) unknown(n *shape.Node, name string) {
	w.at = append(w.at, step{key: name})
	var names []string
	for known := range n.Fields {
		names = append(names, known)
	}
	slices.Sort(names)
	what := "the resource"
	if len(w.at) > 1 {
		what = w.at[:len(w.at)-1].String()
	}
	p := w.report(finding.SchemaUnknownField, "%s is not a field of %s", name, what)
	if near := finding.Nearest(name, names); near != "" {
		p.Fix = "Did you mean " + near + "?"
	}
	w.at = w.at[:len(w.at)-1]
}

// missing reports a required field, unless a default takes its place.
func (w *walker) missing(n *shape.Node, name string) {
	if id, ok := n.Fields[name]; ok && w.table.Own(id).Default != nil {
		return
	}
	w.at = append(w.at, step{key: name})
	w.report(finding.SchemaRequired, "%s is required", name)
	w.at = w.at[:len(w.at)-1]
}

// embedded checks a resource inside a resource.
func (w *walker) embedded(m map[string]any) {
	for _, name := range []string{"apiVersion", "kind"} {
		if s, _ := m[name].(string); s == "" {
			w.at = append(w.at, step{key: name})
			w.report(finding.SchemaRequired, "%s is required", name)
			w.at = w.at[:len(w.at)-1]
		}
	}
}

func (w *walker) list(n *shape.Node, l []any) {
	if n.Items != 0 {
		for i, v := range l {
			w.below(step{index: i, list: true}, n.Items, v)
		}
	}
	w.count(len(l), n.MinItems, n.MaxItems, "entry")
	switch {
	case n.ListType == "set", n.Unique:
		w.unique(l, func(v any) any { return v })
	case n.ListType == "map":
		w.unique(l, func(v any) any { return w.identity(n, v) })
	}
}

// identity of an entry of a list: the values of its keys, or their defaults.
func (w *walker) identity(n *shape.Node, v any) any {
	m, ok := v.(map[string]any)
	if !ok {
		return nil
	}
	values := make([]any, len(n.Keys))
	for i, key := range n.Keys {
		values[i] = m[key]
		if id, ok := w.table.At(n.Items).Fields[key]; ok && values[i] == nil {
			values[i] = w.table.Own(id).Default
		}
	}
	return values
}

func (w *walker) unique(l []any, identity func(any) any) {
	if len(l) < 2 {
		return
	}
	seen := make(map[string]int, len(l))
	for i, v := range l {
		who := canonical(identity(v))
		if first, twice := seen[who]; twice {
			w.at = append(w.at, step{index: i, list: true})
			w.report(finding.SchemaDuplicate, "entry %d is already the same as this one", first)
			w.at = w.at[:len(w.at)-1]
			continue
		}
		seen[who] = i
	}
}

func (w *walker) count(have int, least, most *int, what string) {
	if least != nil && have < *least {
		w.report(finding.SchemaValue, "want at least %s, have %d", plural(*least, what), have)
	}
	if most != nil && have > *most {
		w.report(finding.SchemaValue, "want at most %s, have %d", plural(*most, what), have)
	}
}

func plural(n int, what string) string {
	if n != 1 {
		what = strings.TrimSuffix(what, "y") + map[bool]string{true: "ies", false: "s"}[strings.HasSuffix(what, "y")]
	}
	return fmt.Sprint(n, " ", what)
}
