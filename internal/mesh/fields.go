package mesh

import (
	"reflect"
	"strings"
	"sync"
)

// A Field of an API struct, as its tags describe it. A field without omitempty is required; the words of the tag `mesh`
// are a shape, keys=SHAPE for a map, set for a list without repetitions, and partial.
type Field struct {
	// Name in documents.
	Name string
	// Index in the struct.
	Index int
	// Partial is true where the value is completed by another document.
	Partial bool
	Rule
}

// A Rule is what a value must keep to by itself.
type Rule struct {
	// Required refuses the empty string.
	Required bool
	// Set refuses a value that stands twice in a list.
	Set bool
	// Shape of a string or number, of the items of a list, or of the values of a map; nil for any.
	Shape *Shape
	// Keys is the shape of a map's keys.
	Keys *Shape

	// item is true for the values of a list or map, in which an empty string is a value like any other.
	item bool
}

// Fields lists the fields of an API struct type in their order.
func Fields(t reflect.Type) []Field { return structureOf(t).fields }

// A structure is what the decoder needs to know of a struct type.
type structure struct {
	fields []Field
}

func (s *structure) find(name string) int {
	for i := range s.fields {
		if s.fields[i].Name == name {
			return i
		}
	}
	return -1
}

func (s *structure) names() []string {
	names := make([]string, len(s.fields))
	for i, f := range s.fields {
		names[i] = f.Name
	}
	return names
}

var structures sync.Map // reflect.Type -> *structure

// structureOf reads the tags of a struct type, once per type.
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
		next := Field{Name: name, Index: i, Rule: Rule{Required: !strings.Contains(options, "omitempty")}}
		for word := range strings.SplitSeq(f.Tag.Get("mesh"), ",") {
			switch keys, isKeys := strings.CutPrefix(word, "keys="); {
			case isKeys:
				next.Keys = shapeOf(keys)
			case word == "set":
				next.Set = true
			case word == "partial":
				next.Partial = true
			case word != "":
				next.Shape = shapeOf(word)
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
