package mesh

import (
	"reflect"
	"strings"
	"sync"
)

// A field of an API struct, as its tags describe it.
type field struct {
	name     string
	index    int
	required bool
	partial  bool
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

// structureOf reads the json tags of a struct type, once per type. A field without omitempty is required; the tag
// `mesh:"partial"` marks one that is completed elsewhere.
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
		s.fields = append(s.fields, field{
			name: name, index: i,
			required: !strings.Contains(options, "omitempty"),
			partial:  f.Tag.Get("mesh") == "partial",
		})
	}
	known, _ := structures.LoadOrStore(t, s)
	return known.(*structure)
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
