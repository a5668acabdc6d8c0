package setters

import (
	"bytes"
	"strings"

	"sigs.k8s.io/kustomize/kyaml/yaml"
)

func (s *source) setList(e *edit) ([]splice, error) {
	n := e.node
	switch {
	case n.Kind != yaml.SequenceNode:
		at, to, err := s.span(n)
		if err != nil {
			return nil, err
		}
		return []splice{{from: at, to: to, text: s.spaced(at, "["+newItems(e.slots, yaml.DoubleQuotedStyle)+"]")}}, nil
	case n.Style&yaml.FlowStyle != 0:
		return s.setFlow(e)
	case len(e.slots) == 0:
		return s.emptyBlock(e)
	}
	return s.setBlockList(e)
}

// newItems writes items in brackets.
func newItems(slots []slot, style yaml.Style) string {
	texts := make([]string, len(slots))
	for i, item := range slots {
		texts[i] = oneLine(item.text, item.newStyle(style, true))
	}
	return strings.Join(texts, ", ")
}

// newStyle of an item that takes nobody's place: quoted as its neighbours are.
func (s slot) newStyle(neighbour yaml.Style, flow bool) yaml.Style {
	return s.style(&yaml.Node{Style: neighbour}, flow)
}

// neighbour is the style of the last scalar of a list; of an empty one double quotes, as kpt writes.
func neighbour(n *yaml.Node) yaml.Style {
	for i := len(n.Content) - 1; i >= 0; i-- {
		if item := n.Content[i]; item.Kind == yaml.ScalarNode && item.Style&blockStyle == 0 {
			return item.Style & quotedStyle
		}
	}
	return yaml.DoubleQuotedStyle
}

// setFlow changes a list in brackets, item by item.
func (s *source) setFlow(e *edit) ([]splice, error) {
	n := e.node
	if len(n.Content) == 0 {
		from, _, err := s.start(n)
		if err != nil {
			return nil, err
		}
		return []splice{{from: from + 1, to: from + 1, text: newItems(e.slots, yaml.DoubleQuotedStyle)}}, nil
	}
	var all []splice
	for i, item := range n.Content[:min(len(n.Content), len(e.slots))] {
		if e.slots[i].holds(item) {
			continue
		}
		from, _, err := s.start(item)
		if err != nil {
			return nil, err
		}
		to, err := s.end(item)
		if err != nil {
			return nil, err
		}
		if item.Kind != yaml.ScalarNode {
			item = &yaml.Node{Style: yaml.DoubleQuotedStyle}
		}
		all = append(all, splice{from: from, to: to, text: oneLine(e.slots[i].text, e.slots[i].style(item, true))})
	}
	last, err := s.end(n.Content[len(n.Content)-1])
	if err != nil {
		return nil, err
	}
	switch more := len(e.slots) - len(n.Content); {
	case more > 0:
		all = append(all, splice{from: last, to: last, text: ", " + newItems(e.slots[len(n.Content):], neighbour(n))})
	case more < 0 && len(e.slots) > 0:
		from, err := s.end(n.Content[len(e.slots)-1])
		if err != nil {
			return nil, err
		}
		all = append(all, splice{from: from, to: last})
	case more < 0:
		from, _, err := s.start(n)
		if err != nil {
			return nil, err
		}
		all = append(all, splice{from: from + 1, to: last})
	}
	return all, nil
}

// chunk is an item of a block list in the text: the comment lines above it, and the text from its dash to the end of the
// line.
type chunk struct {
	lead       []byte
	from, to   int
	start, end int // of the item behind the dash
}

// chunks cuts a block list into its items. from is where the first begins, with its indentation where it has a line of
// its own.
func (s *source) chunks(n *yaml.Node) (all []chunk, from int, err error) {
	dash, _, err := s.start(n)
	if err != nil {
		return nil, 0, err
	}
	from = s.lineStart(dash)
	if len(bytes.TrimSpace(s.text[from:dash])) > 0 {
		from = dash // - - item
	}
	at := dash
	for i, item := range n.Content {
		c := chunk{from: at}
		if i > 0 {
			next := s.skip(at)
			c.from = next
			c.lead = s.text[at:s.lineStart(next)]
		}
		if c.from >= len(s.text) || s.text[c.from] != '-' {
			return nil, 0, errPlace
		}
		if c.start, _, err = s.start(item); err != nil {
			return nil, 0, err
		}
		if c.end, err = s.end(item); err != nil {
			return nil, 0, err
		}
		c.to = s.lineEnd(c.end)
		at = min(s.nextLine(c.end), len(s.text))
		all = append(all, c)
	}
	return all, from, nil
}

// setBlockList writes the list anew from its own pieces, so that each item that stays brings its comments along.
func (s *source) setBlockList(e *edit) ([]splice, error) {
	n := e.node
	chunks, from, err := s.chunks(n)
	if err != nil {
		return nil, err
	}
	own := from != chunks[0].from || s.lineStart(from) == from
	indent := string(s.text[s.lineStart(chunks[0].from):chunks[0].from])
	if !own {
		indent = strings.Repeat(" ", n.Column-1)
	}
	var b strings.Builder
	for i, item := range e.slots {
		if i > 0 {
			b.WriteString(s.eol)
		}
		if item.old < 0 {
			if i > 0 || own {
				b.WriteString(indent)
			}
			b.WriteString("- " + oneLine(item.text, item.newStyle(neighbour(n), false)))
			continue
		}
		c, old := chunks[item.old], n.Content[item.old]
		if i > 0 || own {
			b.Write(c.lead)
			b.WriteString(indent)
		}
		text, err := s.item(c, old, item)
		if err != nil {
			return nil, err
		}
		b.Write(text)
	}
	return []splice{{from: from, to: chunks[len(chunks)-1].to, text: b.String()}}, nil
}

// item is the text of a chunk with the wanted value.
func (s *source) item(c chunk, old *yaml.Node, w slot) ([]byte, error) {
	text := s.text[c.from:c.to]
	if w.holds(old) {
		return text, nil
	}
	splices, err := s.setScalar(old, w.want, false)
	if err != nil {
		return nil, err
	}
	for i := range splices {
		splices[i].from -= c.from
		splices[i].to -= c.from
	}
	return (&source{text: text}).build(splices)
}

// emptyBlock turns a block list into [] behind its key.
func (s *source) emptyBlock(e *edit) ([]splice, error) {
	chunks, from, err := s.chunks(e.node)
	if err != nil {
		return nil, err
	}
	last := chunks[len(chunks)-1].to
	if from == chunks[0].from && s.lineStart(from) != from || e.key == nil {
		return []splice{{from: from, to: last, text: "[]"}}, nil
	}
	at, err := s.end(e.key)
	if err != nil {
		return nil, err
	}
	if at = s.skip(at); at >= len(s.text) || s.text[at] != ':' {
		return nil, errPlace
	}
	at++
	if e.node.Anchor != "" || e.node.Style&yaml.TaggedStyle != 0 {
		return nil, errPlace
	}
	to := min(s.nextLine(last), len(s.text))
	return []splice{{from: at, to: at, text: " []"}, {from: from, to: to}}, nil
}
