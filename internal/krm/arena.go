package krm

import (
	"slices"
	"sync"
)

// arena is memory for the texts of an output, most of what a render allocates. It serves the next output once they are
// written.
type arena struct{ buffer []byte }

var spareArenas = sync.Pool{New: func() any { return new(arena) }}

// encode is Encode into the memory.
func (a *arena) encode(objects []Object) []byte {
	start := len(a.buffer)
	a.buffer = appendText(a.buffer, objects...)
	return slices.Clip(a.buffer[start:])
}

// release gives the memory back: nobody may look at the texts any more.
func (a *arena) release() {
	a.buffer = a.buffer[:0]
	spareArenas.Put(a)
}
