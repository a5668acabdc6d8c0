package chart

import (
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// memo remembers what a template made, by all that it read.
type memo struct {
	mu   sync.Mutex
	made map[string]output
}

// maxMade bounds the memory of a template that makes something else for every cluster.
const maxMade = 64

func (m *memo) get(key string) (output, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	out, ok := m.made[key]
	return out, ok
}

func (m *memo) put(key string, out output) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.made == nil || len(m.made) >= maxMade {
		m.made = map[string]output{}
	}
	m.made[key] = out
}

// keys writes the values at paths as text, different for different values and also for different types of the same
// number, which templates print differently.
type keys struct {
	root    map[string]any
	fixed   string
	written map[string]string // by path
}

func newKeys(root map[string]any, namespace string) *keys {
	return &keys{root: root, fixed: strconv.Quote(namespace), written: map[string]string{}}
}

// forget must be called when a template may have changed the values.
func (k *keys) forget() { clear(k.written) }

// of returns the key for the values at the sorted paths; it is not ok when one of them holds what cannot be written.
func (k *keys) of(paths []string) (string, bool) {
	var b strings.Builder
	b.WriteString(k.fixed)
	for _, path := range paths {
		text, ok := k.written[path]
		if !ok {
			written, ok := k.write(path)
			if !ok {
				return "", false
			}
			text = string(written)
			k.written[path] = text
		}
		b.WriteString(text)
	}
	return b.String(), true
}

func (k *keys) write(path string) ([]byte, bool) {
	at := k.root["Values"]
	for i, key := range strings.Split(path, ".") {
		m, ok := at.(map[string]any)
		if !ok {
			// The template fails, or prints nothing, by how far it gets.
			return appendKey(strconv.AppendInt([]byte("!"), int64(i), 10), at)
		}
		if at, ok = m[key]; !ok {
			return strconv.AppendInt([]byte("?"), int64(i), 10), true
		}
	}
	return appendKey(nil, at)
}

func appendKey(b []byte, value any) ([]byte, bool) {
	switch v := value.(type) {
	case nil:
		return append(b, 'n', ';'), true
	case string:
		return strconv.AppendQuote(append(b, 's'), v), true
	case bool:
		return strconv.AppendBool(append(b, 'b'), v), true
	case float64:
		return append(strconv.AppendUint(append(b, 'f'), math.Float64bits(v), 16), ';'), true
	case int:
		return append(strconv.AppendInt(append(b, 'i'), int64(v), 10), ';'), true
	case []any:
		b = append(b, '[')
		for _, item := range v {
			var ok bool
			if b, ok = appendKey(b, item); !ok {
				return nil, false
			}
		}
		return append(b, ']'), true
	case map[string]any:
		b = append(b, '{')
		for _, key := range slices.Sorted(maps.Keys(v)) {
			var ok bool
			if b, ok = appendKey(strconv.AppendQuote(b, key), v[key]); !ok {
				return nil, false
			}
		}
		return append(b, '}'), true
	}
	return nil, false
}
