package diff

import (
	_ "embed"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"sigs.k8s.io/yaml"

	"github.com/meshfn/meshfn/internal/krm"
)

//go:generate go run ./gen

// Class says what a change means for those who run the mesh.
type Class string

// The classes, gravest first.
const (
	Security Class = "security"
	Traffic  Class = "traffic"
	Restart  Class = "restart"
	Cosmetic Class = "cosmetic"
)

// Classes gravest first.
var Classes = []Class{Security, Traffic, Restart, Cosmetic}

// graver is the graver one of two; none is less than any.
func graver(a, b Class) Class {
	i, j := slices.Index(Classes, a), slices.Index(Classes, b)
	if i < 0 || j >= 0 && j < i {
		return b
	}
	return a
}

// Row of the table of classes.
type Row struct {
	// Objects are kinds with their groups, or * for any.
	Objects []string `json:"objects"`
	// Fields stand for all that is below them.
	Fields []string `json:"fields"`
	Class  Class    `json:"class"`
	Reason string   `json:"reason"`
}

//go:embed classes.yaml
var classesText []byte

// Rows of the table, in the order in which they are asked.
var Rows = sync.OnceValue(func() []Row {
	var rows []Row
	if err := yaml.UnmarshalStrict(classesText, &rows); err != nil {
		panic(fmt.Sprintf("diff: classes.yaml: %v", err)) // a fault of the build
	}
	return rows
})

// classify gives each difference of an object its class.
func classify(id krm.ID, fields []Field) {
	rows := rowsOf(id)
	for i := range fields {
		f := &fields[i]
		names := f.Path.fields()
		for _, in := range f.Inside {
			f.judge(rows, append(names[:len(names):len(names)], in.Path.fields()...), in)
		}
		if len(f.Inside) == 0 {
			f.judge(rows, names, *f)
		}
		classifyInside(rows, names, f.Inside)
	}
}

func classifyInside(rows []Row, names []string, fields []Field) {
	for i := range fields {
		f := &fields[i]
		f.judge(rows, append(names[:len(names):len(names)], f.Path.fields()...), *f)
	}
}

// judge takes the class of a difference, where it is graver than what was found before.
func (f *Field) judge(rows []Row, at []string, with Field) {
	for _, v := range []any{with.Before, with.After} {
		if v == nil {
			continue
		}
		if class, reason := classOf(rows, at, v); graver(f.Class, class) != f.Class {
			f.Class, f.Reason = class, reason
		}
	}
}

// classOf is the class of a value at a path: that of the first row that covers the path, or a graver one of a row that
// names something in the value.
func classOf(rows []Row, at []string, v any) (class Class, reason string) {
	whole := strings.Join(at, ".")
	first := true // of the rows that cover the path
	for _, row := range rows {
		covered := first && slices.ContainsFunc(row.Fields, func(field string) bool { return covers(field, whole) })
		first = first && !covered
		inside := slices.ContainsFunc(row.Fields, func(field string) bool {
			rest, below := beneath(field, whole)
			return below && holds(v, rest)
		})
		if (covered || inside) && graver(class, row.Class) != class {
			class, reason = row.Class, row.Reason
		}
	}
	return class, reason
}

// classOfObject is the class of an object that is there on one side only: the gravest of its fields. One that says nothing
// but which object it is, such as a Namespace without labels, counts as what no row knows.
func classOfObject(id krm.ID, o krm.Object) (class Class, reason string) {
	rows := rowsOf(id)
	take := func(at string, v any) {
		if c, why := classOf(rows, []string{at}, v); graver(class, c) != class {
			class, reason = c, why
		}
	}
	said := false
	for _, field := range slices.Sorted(maps.Keys(o)) {
		take(field, o[field])
		said = said || !slices.Contains([]string{"apiVersion", "kind", "metadata"}, field)
	}
	if !said && class == Cosmetic {
		take("", nil)
	}
	return class, reason
}

// rowsOf are the rows for a kind.
func rowsOf(id krm.ID) []Row {
	name := id.Kind
	if id.Group != "" {
		name += "." + id.Group
	}
	var rows []Row
	for _, row := range Rows() {
		if slices.Contains(row.Objects, "*") || slices.Contains(row.Objects, name) {
			rows = append(rows, row)
		}
	}
	return rows
}

// covers reports whether a field of the table is at a path or above it. Keys of labels and annotations have dots in
// them, so paths are compared as text.
func covers(field, path string) bool {
	if prefix, open := strings.CutSuffix(field, "*"); open {
		return strings.HasPrefix(path, prefix)
	}
	return field == "" || path == field || strings.HasPrefix(path, field+".")
}

// beneath returns the way from a path down to a field of the table.
func beneath(field, path string) (rest string, ok bool) {
	if path == "" {
		return field, field != ""
	}
	return strings.CutPrefix(field, path+".")
}

// holds reports whether a value has a field, in any item of its lists.
func holds(v any, field string) bool {
	switch v := v.(type) {
	case []any:
		return slices.ContainsFunc(v, func(item any) bool { return holds(item, field) })
	case map[string]any:
		for key, inner := range v {
			if prefix, open := strings.CutSuffix(field, "*"); field == key || open && strings.HasPrefix(key, prefix) {
				return true
			}
			if rest, ok := strings.CutPrefix(field, key+"."); ok && holds(inner, rest) {
				return true
			}
		}
	}
	return false
}

// fields are the names of the fields of a path, without the items.
func (p Path) fields() []string {
	var names []string
	for _, s := range p {
		if s.Field != "" {
			names = append(names, s.Field)
		}
	}
	return names
}
