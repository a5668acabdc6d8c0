package residual

import "strings"

// Tree is a value with holes in its strings.
type Tree struct{ root node }

// node is a part of a tree: a value without holes, or one that is made anew.
type node interface {
	fill(cut []string) (value any, ok bool)
}

// Compile takes a value in which marks stand for strings, and the same value without marks, of which the parts without a
// hole are kept. It is not ok where the two are of different form, or a hole stands in the key of a map or after what
// could make a number of it.
func Compile(marked, actual any) (Tree, bool) {
	n, ok := compile(marked, actual)
	return Tree{n}, ok
}

// Fill returns the value with the strings in the holes. Parts without a hole are shared by all that are filled. It is not
// ok for strings that make a boolean of what was text.
func (t Tree) Fill(cut []string) (any, bool) { return t.root.fill(cut) }

type (
	whole struct{ value any }
	text  struct {
		holes   []int
		between []string
	}
	list struct {
		items []any
		made  map[int]node
	}
	table struct {
		fields map[string]any
		made   map[string]node
	}
)

func compile(marked, actual any) (node, bool) {
	switch m := marked.(type) {
	case string:
		holes, between := marks(m)
		if len(holes) == 0 {
			return whole{actual}, true
		}
		first := between[0]
		return text{holes, between}, first == "" || strings.IndexByte("0123456789+-.", first[0]) < 0
	case []any:
		a, ok := actual.([]any)
		if !ok || len(a) != len(m) {
			return nil, false
		}
		made := map[int]node{}
		for i := range m {
			n, ok := compile(m[i], a[i])
			if !ok {
				return nil, false
			}
			if _, same := n.(whole); !same {
				made[i] = n
			}
		}
		if len(made) > 0 {
			return list{a, made}, true
		}
	case map[string]any:
		a, ok := actual.(map[string]any)
		if !ok || len(a) != len(m) {
			return nil, false
		}
		made := map[string]node{}
		for key := range m {
			n, ok := compile(m[key], a[key])
			if !ok || strings.Contains(key, markStart) {
				return nil, false
			}
			if _, same := n.(whole); !same {
				made[key] = n
			}
		}
		if len(made) > 0 {
			return table{a, made}, true
		}
	}
	return whole{actual}, true
}

func (w whole) fill([]string) (any, bool) { return w.value, true }

func (t text) fill(cut []string) (any, bool) {
	size := len(t.between[0])
	for i, hole := range t.holes {
		size += len(cut[hole]) + len(t.between[i+1])
	}
	var b strings.Builder
	b.Grow(size)
	b.WriteString(t.between[0])
	for i, hole := range t.holes {
		b.WriteString(cut[hole])
		b.WriteString(t.between[i+1])
	}
	return b.String(), !word(b.String())
}

func (l list) fill(cut []string) (any, bool) {
	items := append([]any(nil), l.items...)
	for i, n := range l.made {
		var ok bool
		if items[i], ok = n.fill(cut); !ok {
			return nil, false
		}
	}
	return items, true
}

func (t table) fill(cut []string) (any, bool) {
	fields := make(map[string]any, len(t.fields))
	for key, value := range t.fields {
		n, made := t.made[key]
		if !made {
			fields[key] = value
			continue
		}
		var ok bool
		if fields[key], ok = n.fill(cut); !ok {
			return nil, false
		}
	}
	return fields, true
}
