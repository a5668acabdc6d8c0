package rule

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/meshfn/meshfn/internal/krm"
)

// alone is the object without the others of its file, if the file is rendered: what is kept of a cluster must not keep
// all of it.
func (o Object) alone(pool *pool) Object {
	kept := pool.object(o.Object)
	if o.file.rendered == nil {
		o.Object = kept
		return o
	}
	line := o.file.line
	if above := o.file.rendered[:o.document]; len(above) > 0 {
		line += bytes.Count(krm.Encode(above...), []byte("\n")) + 1 // the line between two documents
	}
	return Standing(o.file.Path, line, kept)
}

// Standing is an object of a rendered file, of which the rest is not here, below a number of lines.
func Standing(file string, above int, o krm.Object) Object {
	f := &File{Path: file, line: above, rendered: []krm.Object{o}}
	f.text = func() []byte { return krm.Encode(o) }
	return Object{Object: o, file: f}
}

// Above is the number of lines of the file above the object, where the object is here without the rest of its file.
func (o Object) Above() int { return o.file.line }

// pool holds each value once, however many clusters have it: the objects of a fleet differ in a few fields, and their
// maps take many times the space of their text.
type pool struct {
	mu     sync.Mutex
	values map[string]pooled // by what the value is made of
}

// pooled is a value and its number, by which larger values say what they are made of.
type pooled struct {
	value any
	id    uint64
}

func newPool() *pool { return &pool{values: map[string]pooled{}} }

// object returns an equal object made of what the pool holds.
func (p *pool) object(o krm.Object) krm.Object {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.share(map[string]any(o)).value.(map[string]any)
}

func (p *pool) share(value any) pooled {
	var made []byte
	switch v := value.(type) {
	case map[string]any:
		m := make(map[string]any, len(v))
		made = append(made, 'm')
		for _, key := range slices.Sorted(maps.Keys(v)) {
			name, below := p.share(key), p.share(v[key])
			m[name.value.(string)] = below.value
			made = binary.AppendUvarint(binary.AppendUvarint(made, name.id), below.id)
		}
		value = m
	case []any:
		list := make([]any, len(v))
		made = append(made, 'l')
		for i := range v {
			below := p.share(v[i])
			list[i] = below.value
			made = binary.AppendUvarint(made, below.id)
		}
		value = list
	case string:
		made = append(append(made, 's'), v...)
		value = string(made[1:]) // not a part of some long text
	default:
		made = fmt.Appendf(made, "%T %v", v, v)
	}
	if known, ok := p.values[string(made)]; ok {
		return known
	}
	known := pooled{value, uint64(len(p.values))}
	p.values[string(made)] = known
	return known
}
