package setters

import (
	"strconv"
	"strings"

	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// step is one part of a path: a key, or the index of an item.
type step struct {
	key   string
	index int // -1 for a key
}

// field is a scalar or a list with a reference beside it.
type field struct {
	steps []step
	key   *yaml.Node // nil for an item of a list
	node  *yaml.Node
	ref   reference
	// at is the node whose comment it is; head tells that the comment stands above it.
	at   *yaml.Node
	head bool
	flow bool // inside [] or {}
	// inherited tells that the comment is that of the list that the field is an item of.
	inherited bool
	root      *yaml.Node
}

// path of the field, such as spec.ports[0].name or metadata.labels["istio.io/rev"].
func (f *field) path() string {
	var b strings.Builder
	for _, s := range f.steps {
		switch {
		case s.index >= 0:
			b.WriteString("[" + strconv.Itoa(s.index) + "]")
		case s.key == "" || strings.ContainsAny(s.key, ".[]\" "):
			b.WriteString("[" + strconv.Quote(s.key) + "]")
		default:
			if b.Len() > 0 {
				b.WriteByte('.')
			}
			b.WriteString(s.key)
		}
	}
	return b.String()
}

// walker finds the fields of a document. visit says whether to go on to the items of a list.
type walker struct {
	root  *yaml.Node
	steps []step
	visit func(*field) (descend bool)
}

func walkFields(doc *yaml.Node, visit func(*field) bool) {
	doc = content(doc)
	w := &walker{root: doc, visit: visit}
	w.value(nil, doc, nil, false)
}

// value looks at one value. above is the field of the list that it is an item of, where that field's comment also holds
// for its items.
func (w *walker) value(key, n *yaml.Node, above *field, flow bool) {
	switch n.Kind {
	case yaml.MappingNode:
		flow = flow || n.Style&yaml.FlowStyle != 0
		for i := 0; i+1 < len(n.Content); i += 2 {
			k := n.Content[i]
			w.steps = append(w.steps, step{key: k.Value, index: -1})
			w.value(k, n.Content[i+1], nil, flow)
			w.steps = w.steps[:len(w.steps)-1]
		}
	case yaml.SequenceNode:
		f := w.field(key, n, flow)
		if f != nil && !w.visit(f) {
			return
		}
		flow = flow || n.Style&yaml.FlowStyle != 0
		if n.Style&yaml.FlowStyle == 0 {
			f = nil
		}
		for i, item := range n.Content {
			w.steps = append(w.steps, step{index: i})
			w.value(nil, item, f, flow)
			w.steps = w.steps[:len(w.steps)-1]
		}
	case yaml.ScalarNode:
		f := w.field(key, n, flow)
		if f == nil && above != nil && above.ref.pattern == "" {
			// kpt 0.39 reads the comment behind [a, b] as one on each item.
			f = w.found(key, n, flow)
			f.ref, f.at, f.head, f.inherited = above.ref, above.at, above.head, true
		}
		if f != nil {
			w.visit(f)
		}
	}
}

func (w *walker) found(key, n *yaml.Node, flow bool) *field {
	return &field{steps: append([]step(nil), w.steps...), key: key, node: n, flow: flow, root: w.root}
}

// field returns the value as a field, or nil where neither it nor its key has a reference.
func (w *walker) field(key, n *yaml.Node, flow bool) *field {
	for _, at := range []*yaml.Node{n, key} {
		if ref, head, ok := commentOn(at); ok {
			f := w.found(key, n, flow)
			f.ref, f.at, f.head = ref, at, head
			return f
		}
	}
	return nil
}
