package krm

import (
	"reflect"
	"sync"
)

// Memo holds what was worked out of maps that many share, by their identity. It keeps them, so that no other map gets it,
// and nobody may change them. Its zero value is empty and ready for use; it is safe for concurrent use.
type Memo[V any] struct{ known sync.Map }

type memoized[V any] struct {
	from  map[string]any
	value V
}

// Of returns the result for a map, which is worked out once, or by several at once.
func (m *Memo[V]) Of(from map[string]any, work func() V) V {
	id := identity(from)
	if known, ok := m.known.Load(id); ok {
		return known.(memoized[V]).value
	}
	known, _ := m.known.LoadOrStore(id, memoized[V]{from, work()})
	return known.(memoized[V]).value
}

func identity(m map[string]any) uintptr { return reflect.ValueOf(m).Pointer() }
