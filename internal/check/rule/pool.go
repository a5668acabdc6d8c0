package rule

import (
	"encoding/binary"
	"runtime"
	"sync"

	"github.com/meshfn/meshfn/internal/krm"
)

// pool holds each value once, however many clusters have it: the objects of a fleet differ in a few fields, and their
// maps take many times the space of their text.
type pool struct {
	mu     sync.Mutex
	values map[string]pooled // by what the value is made of
	// Of the call at hand, kept for the next one.
	keys         []byte
	nodes, parts []pooled
}

// pooled is a value and its number, by which larger values say what they are made of.
type pooled struct {
	value any
	id    uint64
}

// pools are as many as can be in use at once: a value is there once for each of them.
type pools []*pool

func newPools() pools {
	all := make(pools, runtime.GOMAXPROCS(0))
	for i := range all {
		all[i] = newPool()
	}
	return all
}

// unpack makes objects of what the first pool holds that nobody uses.
func (all pools) unpack(packed []byte) ([]krm.Object, error) {
	for _, p := range all {
		if p.mu.TryLock() {
			defer p.mu.Unlock()
			return p.unpack(packed)
		}
	}
	p := all[0]
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.unpack(packed)
}

func newPool() *pool { return &pool{values: map[string]pooled{}} }

// leaf returns the scalar of a kind and text.
func (p *pool) leaf(kind byte, text []byte) (pooled, error) {
	p.keys = append(append(p.keys[:0], kind), text...)
	if known, ok := p.values[string(p.keys)]; ok {
		return known, nil
	}
	value, err := scalar(kind, string(text))
	if err != nil {
		return pooled{}, err
	}
	return p.add(value), nil
}

// compound returns the map of the keys and values, or the list of the items.
func (p *pool) compound(kind byte, parts []pooled) pooled {
	p.keys = append(p.keys[:0], kind)
	for _, part := range parts {
		p.keys = binary.AppendUvarint(p.keys, part.id)
	}
	if known, ok := p.values[string(p.keys)]; ok {
		return known
	}
	if kind == kindList {
		list := make([]any, len(parts))
		for i := range parts {
			list[i] = parts[i].value
		}
		return p.add(list)
	}
	m := make(map[string]any, len(parts)/2)
	for i := 0; i+1 < len(parts); i += 2 {
		m[parts[i].value.(string)] = parts[i+1].value
	}
	return p.add(m)
}

// add keeps a value under the key that was made last.
func (p *pool) add(value any) pooled {
	known := pooled{value, uint64(len(p.values))}
	p.values[string(p.keys)] = known
	return known
}
