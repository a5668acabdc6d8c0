package setters

import (
	"strings"

	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// block is a literal or folded scalar in the text.
type block struct {
	from, header int // the header | or > with its indicators
	body, end    int // the lines, the last without its line break
	indent       string
	digit        string // an explicit indentation, as written
}

func (s *source) block(n *yaml.Node) (block, error) {
	from, _, err := s.start(n)
	if err != nil {
		return block{}, err
	}
	if from >= len(s.text) || s.text[from] != '|' && s.text[from] != '>' {
		return block{}, errPlace
	}
	b := block{from: from, header: from + 1}
	for b.header < len(s.text) && strings.IndexByte("+-0123456789", s.text[b.header]) >= 0 {
		if c := s.text[b.header]; c != '+' && c != '-' {
			b.digit = string(c)
		}
		b.header++
	}
	b.body = s.nextLine(from)
	b.end = s.lineEnd(from)
	value := strings.TrimLeft(n.Value, "\n")
	if strings.Trim(value, " \t\n") == "" {
		b.end = b.header
		return b, nil // no line tells the indentation
	}
	extra := len(value) - len(strings.TrimLeft(value, " "))
	known := false
	for at := b.body; at < len(s.text); at = s.nextLine(at) {
		line := string(s.text[at:s.lineEnd(at)])
		if strings.Trim(line, " \t") == "" {
			if s.lineEnd(at) == len(s.text) {
				break
			}
			continue
		}
		spaces := len(line) - len(strings.TrimLeft(line, " "))
		if !known {
			if spaces < extra {
				return block{}, errPlace
			}
			b.indent = line[:spaces-extra]
			known = true
		}
		if !strings.HasPrefix(line, b.indent) || b.indent == "" {
			break
		}
		b.end = s.lineEnd(at)
	}
	return b, nil
}

// setBlock writes a text as the block that is there, or in quotes on the header's line where a block cannot hold it.
func (s *source) setBlock(n *yaml.Node, text string, style yaml.Style) ([]splice, error) {
	b, err := s.block(n)
	if err != nil {
		return nil, err
	}
	body := strings.TrimSuffix(text, "\n")
	header := "|"
	if style&yaml.FoldedStyle != 0 && !strings.Contains(body, "\n") {
		header = ">"
	}
	lineEnd := s.lineEnd(b.from)
	if b.indent == "" || !holdsBlock(body, b.digit != "") {
		splices := []splice{{from: b.from, to: b.header, text: oneLine(text, yaml.DoubleQuotedStyle)}}
		if b.end > lineEnd {
			splices = append(splices, splice{from: lineEnd, to: b.end})
		}
		return splices, nil
	}
	header += b.digit
	tail := ""
	if body == text {
		header += "-"
	} else if b.end == len(s.text) {
		tail = s.eol
	}
	lines := strings.Split(body, "\n")
	for i, line := range lines {
		if line != "" {
			lines[i] = b.indent + line
		}
	}
	return []splice{
		{from: b.from, to: b.header, text: header},
		{from: b.body, to: b.end, text: strings.Join(lines, s.eol) + tail},
	}, nil
}

// holdsBlock reports whether lines can stand in a block as they are.
func holdsBlock(body string, indented bool) bool {
	if body == "" || strings.HasPrefix(body, "\n") || strings.HasSuffix(body, "\n") || strings.HasPrefix(body, " ") && !indented {
		return false
	}
	return printable(strings.ReplaceAll(body, "\n", ""))
}
