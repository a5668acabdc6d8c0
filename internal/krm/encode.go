package krm

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// longestKey is the longest key that kpt's printer puts before its value on one line; it writes a longer one as "? key".
const longestKey = 128

// Encode returns the canonical text of objects, the documents joined by "---\n". It is the text that kpt prints for its
// own parse of it, so that a pass through kpt changes no byte; and readers of YAML 1.1 and 1.2 see the same values in
// it. Fields stand in Kubernetes' own order. A float without a fraction is written as the integer that it is, and bytes
// that are no UTF-8 as U+FFFD, both as in JSON.
//
// It panics on a value that an Object cannot hold: that is a mistake of the code that built the object.
func Encode(objects ...Object) []byte {
	e := emitters.Get().(*emitter)
	defer e.release()
	e.documents(objects)
	return slices.Clone(e.out)
}

// appendText appends to a text what Encode returns.
func appendText(text []byte, objects ...Object) []byte {
	e := emitters.Get().(*emitter)
	defer e.release()
	own := e.out
	e.out = text
	e.documents(objects)
	text, e.out = e.out, own
	return text
}

// print is the text of an object as kpt's own printer writes it: the slow way to what document writes.
func (o Object) print() []byte {
	text, err := yaml.Marshal(o.Node().YNode())
	if err != nil {
		panic(fmt.Sprintf("krm: print %s: %v", o.ID(), err)) // the node is ours: every value in it can be printed
	}
	return text
}

// emitter writes objects as text without a tree of nodes between.
type emitter struct {
	out    []byte
	fields []field
	// quoted remembers scalars that had to be quoted; "true" and "*" come back in every other object.
	quoted map[string]string
}

var emitters = sync.Pool{New: func() any { return &emitter{quoted: map[string]string{}} }}

// release returns the emitter to the pool; what a huge or odd object made it hold goes.
func (e *emitter) release() {
	const largestBuffer, mostQuoted = 4 << 20, 4096
	if cap(e.out) > largestBuffer {
		e.out = nil
	}
	if len(e.quoted) > mostQuoted {
		clear(e.quoted)
	}
	e.out = e.out[:0]
	emitters.Put(e)
}

func (e *emitter) documents(objects []Object) {
	for i, o := range objects {
		if i > 0 {
			e.out = append(e.out, "---\n"...)
		}
		start := len(e.out)
		if !e.document(o) {
			e.out = append(e.out[:start], o.print()...)
		}
	}
}

// document writes one object and reports whether all of its keys fit on their line.
func (e *emitter) document(o Object) bool {
	if len(o) == 0 {
		e.out = append(e.out, "{}\n"...)
		return true
	}
	return e.mapping(o, 0)
}

// mapping writes the fields of m; the cursor stands at the column of its first key.
func (e *emitter) mapping(m map[string]any, column int) bool {
	first := len(e.fields)
	e.fields = appendFields(e.fields, m)
	last := len(e.fields)
	defer func() { clear(e.fields[first:]); e.fields = e.fields[:first] }()
	for i := first; i < last; i++ {
		f := e.fields[i]
		if i > first {
			e.indent(column)
		}
		if !e.key(f.key) {
			return false
		}
		switch v := f.value.(type) {
		case Object:
			if !e.below(v, column) {
				return false
			}
		case map[string]any:
			if !e.below(v, column) {
				return false
			}
		case []any:
			if len(v) == 0 {
				e.out = append(e.out, " []\n"...)
				continue
			}
			e.out = append(e.out, '\n')
			e.indent(column)
			if !e.sequence(v, column) {
				return false
			}
		default:
			e.out = append(e.out, ' ')
			e.leaf(v, column)
			e.out = append(e.out, '\n')
		}
	}
	return true
}

// key writes a key and its colon, and reports whether they fit on one line.
func (e *emitter) key(s string) bool {
	if len(s) > longestKey {
		return false
	}
	if plain(s) {
		e.out = append(append(e.out, s...), ':')
		return true
	}
	if strings.ContainsAny(s, lineEnds) {
		return false
	}
	e.out = append(append(e.out, e.quote(s)...), ':')
	return true
}

// below writes a map as the value of a key at column.
func (e *emitter) below(m map[string]any, column int) bool {
	if len(m) == 0 {
		e.out = append(e.out, " {}\n"...)
		return true
	}
	e.out = append(e.out, '\n')
	e.indent(column + 2)
	if column+2 == fieldColumn {
		if text := fixedText(m); text != nil {
			e.out = append(e.out, text...)
			return true
		}
	}
	return e.mapping(m, column+2)
}

// sequence writes the elements of l; the cursor stands at the column of its first dash.
func (e *emitter) sequence(l []any, column int) bool {
	for i, v := range l {
		if i > 0 {
			e.indent(column)
		}
		e.out = append(e.out, "- "...)
		switch v := v.(type) {
		case Object:
			if !e.element(v, column) {
				return false
			}
		case map[string]any:
			if !e.element(v, column) {
				return false
			}
		case []any:
			if len(v) == 0 {
				e.out = append(e.out, "[]\n"...)
			} else if !e.sequence(v, column+2) {
				return false
			}
		default:
			e.leaf(v, column)
			e.out = append(e.out, '\n')
		}
	}
	return true
}

// element writes a map as an element of a list at column.
func (e *emitter) element(m map[string]any, column int) bool {
	if len(m) == 0 {
		e.out = append(e.out, "{}\n"...)
		return true
	}
	return e.mapping(m, column+2)
}

// leaf writes a scalar; column is that of the block it stands in.
func (e *emitter) leaf(v any, column int) {
	if s, ok := v.(string); ok {
		e.text(s, column)
		return
	}
	e.out = append(e.out, literal(v)...)
}

// text writes a string in the plainest style that keeps it a string.
func (e *emitter) text(s string, column int) {
	switch {
	case plain(s):
		e.out = append(e.out, s...)
	case block(s):
		e.block(s, column+2)
	default:
		e.out = append(e.out, e.quote(s)...)
	}
}

func (e *emitter) quote(s string) string {
	q, ok := e.quoted[s]
	if !ok {
		q = quote(s)
		e.quoted[strings.Clone(s)] = q
	}
	return q
}

// block writes a text of several lines as a literal block whose lines stand at column.
func (e *emitter) block(s string, column int) {
	e.out = append(e.out, '|')
	body, ends := strings.CutSuffix(s, "\n")
	if !ends {
		e.out = append(e.out, '-')
	}
	for line := range strings.SplitSeq(body, "\n") {
		e.out = append(e.out, '\n')
		if line != "" {
			e.indent(column)
			e.out = append(e.out, line...)
		}
	}
}

func (e *emitter) indent(column int) {
	const spaces = "                                                                "
	for ; column > len(spaces); column -= len(spaces) {
		e.out = append(e.out, spaces...)
	}
	e.out = append(e.out, spaces[:column]...)
}

// encodeElement returns the text of an object as the element of a list at the start of the line.
func encodeElement(o Object) []byte {
	e := emitters.Get().(*emitter)
	defer e.release()
	if !e.sequence([]any{o}, 0) {
		text, err := yaml.Marshal(&yaml.Node{Kind: yaml.SequenceNode, Content: []*yaml.Node{o.Node().YNode()}})
		if err != nil {
			panic(fmt.Sprintf("krm: print %s: %v", o.ID(), err))
		}
		return text
	}
	return slices.Clone(e.out)
}
