package krm

import "sync"

// maxFixed bounds the memory for fixed parts: two sets of charts have some forty definitions.
const maxFixed = 256

// fixed holds the texts of fixed parts by the identity of their maps, which it keeps, so that no other map gets it.
var fixed struct {
	sync.RWMutex
	parts map[uintptr]fixedPart
}

type fixedPart struct {
	part map[string]any
	text []byte
}

// Fix lets Encode write the value of a top-level field as text that is made once, here. It is for what a fleet has in
// every cluster, the definitions above all: most of the bytes of a control plane. From now on nobody may change the part
// or anything in it.
func Fix(part map[string]any) {
	fixed.Lock()
	defer fixed.Unlock()
	if len(part) == 0 || len(fixed.parts) >= maxFixed {
		return
	}
	e := &emitter{quoted: map[string]string{}}
	if !e.mapping(part, fieldColumn) {
		return
	}
	if fixed.parts == nil {
		fixed.parts = map[uintptr]fixedPart{}
	}
	fixed.parts[identity(part)] = fixedPart{part, e.out}
}

// fieldColumn is where the fields of a top-level field stand.
const fieldColumn = 2

// fixedText returns the text of a fixed part, nil for any other.
func fixedText(part map[string]any) []byte {
	fixed.RLock()
	defer fixed.RUnlock()
	return fixed.parts[identity(part)].text
}

// Fixed is a Memo of fixed parts; of any other, the result is worked out each time.
type Fixed[V any] struct{ memo Memo[V] }

// Of returns the result for a part.
func (f *Fixed[V]) Of(part map[string]any, work func() V) V {
	if fixedText(part) == nil {
		return work()
	}
	return f.memo.Of(part, work)
}
