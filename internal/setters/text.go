package setters

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// source is a text and where its lines begin, as the YAML parser counts them.
type source struct {
	text  []byte
	lines []int
	eol   string
}

func newSource(text []byte) *source {
	s := &source{text: text, lines: []int{0}, eol: "\n"}
	if bytes.HasPrefix(text, []byte("\ufeff")) {
		s.lines[0] = len("\ufeff")
	}
	for i := 0; i < len(text); i++ {
		if n := breakAt(text, i); n > 0 {
			if len(s.lines) == 1 && n == 2 && text[i] == '\r' {
				s.eol = "\r\n"
			}
			i += n - 1
			s.lines = append(s.lines, i+1)
		}
	}
	return s
}

// breakAt returns the length of the line break at i, 0 where there is none. YAML 1.1 knows five of them.
func breakAt(text []byte, i int) int {
	switch c := text[i]; {
	case c == '\n':
		return 1
	case c == '\r':
		if i+1 < len(text) && text[i+1] == '\n' {
			return 2
		}
		return 1
	case c == 0xC2 && i+1 < len(text) && text[i+1] == 0x85:
		return 2
	case c == 0xE2 && i+2 < len(text) && text[i+1] == 0x80 && (text[i+2] == 0xA8 || text[i+2] == 0xA9):
		return 3
	}
	return 0
}

var errPlace = errors.New("its text is not where the parser says")

// offset of the place of a node.
func (s *source) offset(n *yaml.Node) (int, error) {
	if n.Line < 1 || n.Line > len(s.lines) {
		return 0, errPlace
	}
	at := s.lines[n.Line-1]
	for range n.Column - 1 {
		if at >= len(s.text) {
			return 0, errPlace
		}
		_, size := utf8.DecodeRune(s.text[at:])
		at += size
	}
	return at, nil
}

// lineStart and lineEnd of the line that holds an offset; the end is before the line break.
func (s *source) lineStart(at int) int {
	i, found := slices.BinarySearch(s.lines, at)
	if !found {
		i--
	}
	return s.lines[max(i, 0)]
}

func (s *source) lineEnd(at int) int {
	for at < len(s.text) && breakAt(s.text, at) == 0 {
		at++
	}
	return at
}

// nextLine is the start of the line behind the one that holds an offset.
func (s *source) nextLine(at int) int {
	at = s.lineEnd(at)
	if at < len(s.text) {
		at += breakAt(s.text, at)
	}
	return at
}

// start of a node's own text, behind its anchor and tag; bare is true where nothing but these, or nothing at all, is
// written.
func (s *source) start(n *yaml.Node) (at int, bare bool, err error) {
	at, err = s.offset(n)
	if err != nil {
		return 0, false, err
	}
	tagged := n.Style&yaml.TaggedStyle != 0
	empty := n.Kind == yaml.ScalarNode && n.Value == "" && n.Style&(quotedStyle|blockStyle) == 0
	for properties := 0; at < len(s.text) && (s.text[at] == '&' && n.Anchor != "" || s.text[at] == '!' && tagged) && properties < 2; properties++ {
		for at < len(s.text) && !blank(s.text[at]) && breakAt(s.text, at) == 0 && (s.text[at] != ',' && s.text[at] != ']' && s.text[at] != '}') {
			at++
		}
		end := at
		if at = s.skip(at); empty && (at >= len(s.text) || s.text[at] != '&' && s.text[at] != '!') {
			return end, true, nil
		}
	}
	return at, empty, nil
}

func blank(c byte) bool { return c == ' ' || c == '\t' }

// skip passes blanks, line breaks and comments.
func (s *source) skip(at int) int {
	for at < len(s.text) {
		switch n := breakAt(s.text, at); {
		case n > 0:
			at += n
		case blank(s.text[at]):
			at++
		case s.text[at] == '#' && (at == 0 || blank(s.text[at-1]) || s.lineStart(at) == at):
			at = s.lineEnd(at)
		default:
			return at
		}
	}
	return at
}

// span of the text of a scalar that is not empty.
func (s *source) span(n *yaml.Node) (from, to int, err error) {
	from, bare, err := s.start(n)
	if err != nil {
		return 0, 0, err
	}
	switch {
	case bare:
		return from, from, nil
	case n.Kind == yaml.AliasNode:
		to, err = from+1+len(n.Value), nil
	case from >= len(s.text):
		return 0, 0, errPlace
	case n.Style&yaml.DoubleQuotedStyle != 0:
		to, err = s.quoted(from, '"')
	case n.Style&yaml.SingleQuotedStyle != 0:
		to, err = s.quoted(from, '\'')
	case n.Style&blockStyle != 0:
		b, err := s.block(n)
		return from, b.end, err
	default:
		to, err = s.plain(from, n.Value)
	}
	if err == nil && to > len(s.text) {
		err = errPlace
	}
	return from, to, err
}

func (s *source) quoted(from int, quote byte) (int, error) {
	if s.text[from] != quote {
		return 0, errPlace
	}
	for i := from + 1; i < len(s.text); i++ {
		switch {
		case s.text[i] == '\\' && quote == '"':
			i++
		case s.text[i] != quote:
		case quote == '\'' && i+1 < len(s.text) && s.text[i+1] == quote:
			i++
		default:
			return i + 1, nil
		}
	}
	return 0, errPlace
}

// plain follows the value through the text; a line break in the text is a blank in the value, n of them n-1 breaks.
func (s *source) plain(at int, value string) (int, error) {
	for i := 0; i < len(value); {
		if at >= len(s.text) {
			return 0, errPlace
		}
		if s.text[at] == value[i] && breakAt(s.text, at) == 0 && !s.folded(at) {
			at, i = at+1, i+1
			continue
		}
		breaks := 0
		for at < len(s.text) {
			if n := breakAt(s.text, at); n > 0 {
				breaks++
				at += n
			} else if blank(s.text[at]) {
				at++
			} else {
				break
			}
		}
		switch {
		case breaks == 1 && value[i] == ' ':
			i++
		case breaks > 1 && strings.HasPrefix(value[i:], strings.Repeat("\n", breaks-1)):
			i += breaks - 1
		default:
			return 0, errPlace
		}
	}
	return at, nil
}

// folded reports whether the blanks at an offset end the line.
func (s *source) folded(at int) bool {
	if !blank(s.text[at]) {
		return false
	}
	for at < len(s.text) && blank(s.text[at]) {
		at++
	}
	return at < len(s.text) && breakAt(s.text, at) > 0
}

// end of a node with all that is in it.
func (s *source) end(n *yaml.Node) (int, error) {
	if n.Kind == yaml.ScalarNode || n.Kind == yaml.AliasNode {
		_, to, err := s.span(n)
		return to, err
	}
	at, _, err := s.start(n)
	if err != nil {
		return 0, err
	}
	if len(n.Content) > 0 {
		if at, err = s.end(n.Content[len(n.Content)-1]); err != nil {
			return 0, err
		}
	} else {
		at++
	}
	if n.Style&yaml.FlowStyle == 0 {
		return at, nil
	}
	for at = s.skip(at); at < len(s.text) && s.text[at] == ','; {
		at = s.skip(at + 1)
	}
	closing := byte(']')
	if n.Kind == yaml.MappingNode {
		closing = '}'
	}
	if at >= len(s.text) || s.text[at] != closing {
		return 0, errPlace
	}
	return at + 1, nil
}

// has reports whether a field's comment stands beside it: behind the value or the key on the same line, or on the lines
// above. The parser hands a comment without a place to the nearest node, which may be another field.
func (s *source) has(f *field) bool {
	if f.head {
		at, err := s.offset(f.at)
		if err != nil {
			return false
		}
		line := s.lineStart(at)
		for line > 0 {
			line = s.lineStart(line - 1)
			content := bytes.TrimSpace(s.text[line:s.lineEnd(line)])
			if len(content) == 0 {
				continue
			}
			return strings.HasSuffix(strings.TrimSpace(f.at.HeadComment), string(content))
		}
		return false
	}
	var at int
	var err error
	if f.at.Style&blockStyle != 0 {
		at, err = s.offset(f.at)
	} else {
		at, err = s.end(f.at)
	}
	return err == nil && at <= len(s.text) && bytes.Contains(s.text[at:s.lineEnd(at)], []byte(f.at.LineComment))
}
