package setters

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"

	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// splice replaces the bytes from..to.
type splice struct {
	from, to int
	text     string
	// token tells that one scalar on one line gives way to another, which cannot change how the rest is read.
	token bool
}

// splices of an edit.
func (s *source) splices(e *edit) ([]splice, error) {
	switch {
	case e.entry != nil:
		return s.addEntries(e)
	case e.slots != nil:
		return s.setList(e)
	}
	return s.setScalar(e.node, e.want, e.flow)
}

func (s *source) setScalar(n *yaml.Node, w want, flow bool) ([]splice, error) {
	style := w.style(n, flow)
	if n.Style&blockStyle != 0 {
		return s.setBlock(n, w.text, style)
	}
	from, to, err := s.span(n)
	if err != nil {
		return nil, err
	}
	text := oneLine(w.text, style)
	if from == to {
		return []splice{{from: from, to: from, text: s.spaced(from, text)}}, nil
	}
	// A comment that touches the closing quote would become part of a plain text.
	closed := style != 0 || to == len(s.text) || strings.IndexByte(" \t\r\n,]}", s.text[to]) >= 0
	return []splice{{from, to, text, closed && literally(n, s.text[from:to])}}, nil
}

// literally reports whether a text is the scalar's value as it is, in quotes or without.
func literally(n *yaml.Node, text []byte) bool {
	if n.Style&quotedStyle != 0 {
		text = text[1 : len(text)-1]
	}
	return string(text) == n.Value
}

// spaced puts a blank between what is before an offset and a text that is inserted there.
func (s *source) spaced(at int, text string) string {
	if at > 0 && !blank(s.text[at-1]) {
		return " " + text
	}
	return text
}

// addEntries appends fields to a mapping, in the form that it has.
func (s *source) addEntries(e *edit) ([]splice, error) {
	n := e.node
	if len(n.Content) == 0 {
		return nil, errPlace
	}
	at, err := s.end(n.Content[len(n.Content)-1])
	if err != nil {
		return nil, err
	}
	var b strings.Builder
	if n.Style&yaml.FlowStyle != 0 {
		for _, add := range e.entry {
			fmt.Fprintf(&b, ", %s: %s", add.key, flowText(add.value))
		}
		return []splice{{from: at, to: at, text: b.String()}}, nil
	}
	indent := strings.Repeat(" ", n.Content[0].Column-1)
	at = s.lineEnd(at)
	for _, add := range e.entry {
		fmt.Fprintf(&b, "%s%s%s: %s", s.eol, indent, add.key, flowText(add.value))
	}
	return []splice{{from: at, to: at, text: b.String()}}, nil
}

// flowText is a scalar or a list of scalars on one line.
func flowText(n *yaml.Node) string {
	if n.Kind == yaml.ScalarNode {
		return oneLine(n.Value, n.Style)
	}
	items := make([]string, len(n.Content))
	for i, item := range n.Content {
		items[i] = oneLine(item.Value, item.Style)
	}
	return "[" + strings.Join(items, ", ") + "]"
}

// build applies splices to the text.
func (s *source) build(all []splice) ([]byte, error) {
	slices.SortStableFunc(all, func(a, b splice) int { return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to)) })
	var out bytes.Buffer
	out.Grow(len(s.text) + 64*len(all))
	at := 0
	for _, sp := range all {
		if sp.from < at || sp.to < sp.from || sp.to > len(s.text) {
			return nil, errPlace
		}
		out.Write(s.text[at:sp.from])
		out.WriteString(sp.text)
		at = sp.to
	}
	out.Write(s.text[at:])
	return out.Bytes(), nil
}
