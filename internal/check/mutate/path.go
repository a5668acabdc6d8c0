package mutate

import (
	"maps"
	"slices"
	"strings"

	"github.com/meshfn/meshfn/internal/krm"
)

// at returns the value at a path.
func at(o krm.Object, path []any) (any, bool) {
	var value any = map[string]any(o)
	for _, step := range path {
		switch holder := value.(type) {
		case map[string]any:
			key, ok := step.(string)
			if value, ok = holder[key], ok && holder[key] != nil; !ok {
				return nil, false
			}
		case []any:
			i, ok := step.(int)
			if !ok || i >= len(holder) {
				return nil, false
			}
			value = holder[i]
		default:
			return nil, false
		}
	}
	return value, true
}

// change returns a copy of a value in which the holder of the path's end is edited.
func change(value any, path []any, e edit) any {
	var holder any
	switch v := value.(type) {
	case map[string]any:
		holder = maps.Clone(v)
	case []any:
		holder = slices.Clone(v)
	}
	if len(path) == 1 {
		return e(holder, path[0])
	}
	below, _ := at(krm.Object{"": value}, []any{"", path[0]})
	return set(holder, path[0], change(below, path[1:], e))
}

func set(holder, key, value any) any {
	switch h := holder.(type) {
	case map[string]any:
		h[key.(string)] = value
	case []any:
		h[key.(int)] = value
	}
	return holder
}

func remove(holder, key any) any {
	switch h := holder.(type) {
	case map[string]any:
		delete(h, key.(string))
	case []any:
		return slices.Delete(h, key.(int), key.(int)+1)
	}
	return holder
}

// pattern is a path as the table groups it: without indexes.
func pattern(path []any) string {
	var b strings.Builder
	for _, step := range path {
		switch step := step.(type) {
		case string:
			if b.Len() > 0 {
				b.WriteByte('.')
			}
			b.WriteString(step)
		default:
			b.WriteString("[]")
		}
	}
	return b.String()
}
