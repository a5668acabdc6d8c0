package krm

import "sync"

// Recent holds what was worked out for keys, of which there may be any number. It is safe for concurrent use.
type Recent[K comparable, V any] struct {
	// Most results are kept; with that many, it forgets all.
	Most int

	mu    sync.Mutex
	known map[K]V
}

// Of returns the result for a key, which is worked out where it is not known.
func (r *Recent[K, V]) Of(key K, work func() V) V {
	r.mu.Lock()
	v, ok := r.known[key]
	r.mu.Unlock()
	if ok {
		return v
	}
	v = work()
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.known == nil || len(r.known) >= r.Most {
		r.known = map[K]V{}
	}
	r.known[key] = v
	return v
}
