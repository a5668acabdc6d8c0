package mesh

import (
	"reflect"
	"strings"
	"sync"
)

// A field of an API struct, as its tags describe it.
type field struct {
	name  string
	index int
	// partial is true where the value is completed by another document.
	partial bool
	rule    rule
}

// A rule is what a value must keep to by itself.
type rule struct {
	// required refuses the empty string.
	required bool
	// item is true for the values of a list or map, in which an empty string is a value like any other.
	item bool
	// set refuses a value that stands twice in a list.
	set   bool
	shape *Shape
	// keys is the shape of a map's keys.
	keys *Shape
}

// A structure is what the decoder needs to know of a struct type.
type structure struct {
	fields []field
}

func (s *structure) find(name string) int {
	for i := range s.fields {
		if s.fields[i].name == name {
			return i
		}
	}
	return -1
}

func (s *structure) names() []string {
	names := make([]string, len(s.fields))
	for i, f := range s.fields {
		names[i] = f.name
	}
	return names
}

var structures sync.Map // reflect.Type -> *structure

// structureOf reads the tags of a struct type, once per type. A field without omitempty is required. The words of the
// tag `mesh` are a shape, keys=SHAPE for a map, set for a list without repetitions, and partial.
func structureOf(t reflect.Type) *structure {
	if known, ok := structures.Load(t); ok {
		return known.(*structure)
	}
	s := &structure{}
	for i := range t.NumField() {
		f := t.Field(i)
		if !f.IsExported() {
			continue
		}
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		next := field{name: name, index: i, rule: rule{required: !strings.Contains(options, "omitempty")}}
		for word := range strings.SplitSeq(f.Tag.Get("mesh"), ",") {
			switch keys, isKeys := strings.CutPrefix(word, "keys="); {
			case isKeys:
				next.rule.keys = shapeOf(keys)
			case word == "set":
				next.rule.set = true
			case word == "partial":
				next.partial = true
			case word != "":
				next.rule.shape = shapeOf(word)
			}
		}
		s.fields = append(s.fields, next)
	}
	known, _ := structures.LoadOrStore(t, s)
	return known.(*structure)
}

func shapeOf(word string) *Shape {
	s, ok := Shapes[word]
	if !ok {
		panic("mesh: unknown shape " + word)
	}
	return &s
}

var enumType = reflect.TypeFor[enum]()

var valueLists sync.Map // reflect.Type -> []string

// valuesOf lists the values of an enum type, and is nil for any other.
func valuesOf(t reflect.Type) []string {
	if known, ok := valueLists.Load(t); ok {
		return known.([]string)
	}
	var values []string
	if t.Implements(enumType) {
		values = reflect.Zero(t).Interface().(enum).Values()
	}
	valueLists.Store(t, values)
	return values
}
