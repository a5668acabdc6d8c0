// Package block reads the YAML that charts are made of, ten times faster than a full YAML parser: block style, one line
// per scalar, literal blocks. What it reads it reads exactly as sigs.k8s.io/yaml does, YAML 1.1 included (an unquoted
// yes is a boolean); at everything else (anchors, tags, flow maps, scalars over several lines, tabs) it gives up, and
// the caller asks the full parser.
package block

import "strings"

// Decode returns the value of a document with numbers as float64, as encoding/json has them. It is not ok for a
// document beyond what this package reads.
func Decode(text string) (value any, ok bool) { return decode(text, false) }

// DecodeWhole is Decode with whole numbers as int64, as Kubernetes has them.
func DecodeWhole(text string) (value any, ok bool) { return decode(text, true) }

func decode(text string, whole bool) (value any, ok bool) {
	if !plainText(text) {
		return nil, false
	}
	p := &parser{text: text, whole: whole}
	p.next()
	if p.end {
		return nil, !p.failed
	}
	value = p.block(p.indent)
	if !p.end {
		p.failed = true
	}
	return value, !p.failed
}

// plainText reports whether every character means itself: no control character but the line feed, and none that YAML
// takes for a line break or a mark of order.
func plainText(text string) bool {
	for i := range len(text) {
		c := text[i]
		if c < ' ' && c != '\n' || c == 0x7f {
			return false
		}
		if c >= 0x80 {
			return !strings.ContainsFunc(text[i:], special)
		}
	}
	return true
}

func special(r rune) bool {
	return r < ' ' && r != '\n' || r >= 0x7f && r < 0xa0 || r == '\u2028' || r == '\u2029' || r == '\ufeff' || r >= '\ufffd'
}

// parser stands on one line at a time.
type parser struct {
	text   string
	whole  bool
	at     int // of the line after this one
	end    bool
	failed bool

	indent  int
	line    string // without indentation and spaces at the end
	skipped bool   // blank lines or comments stand before it
}

// next goes to the next line with content.
func (p *parser) next() {
	p.skipped = false
	for p.at < len(p.text) {
		line := p.text[p.at:]
		if n := strings.IndexByte(line, '\n'); n >= 0 {
			line = line[:n]
			p.at += n + 1
		} else {
			p.at = len(p.text)
		}
		content := strings.TrimLeft(line, " ")
		if content == "" || content[0] == '#' {
			p.skipped = true
			continue
		}
		p.indent, p.line = len(line)-len(content), strings.TrimRight(content, " ")
		if p.indent == 0 && (strings.HasPrefix(p.line, "---") || strings.HasPrefix(p.line, "...") || p.line[0] == '%') {
			p.fail()
		}
		return
	}
	p.end, p.indent, p.line = true, -1, ""
}

// fail ends the parse; the value does not count then.
func (p *parser) fail() any {
	p.failed, p.end, p.indent, p.line = true, true, -1, ""
	p.at = len(p.text)
	return nil
}

func isItem(line string) bool { return line == "-" || strings.HasPrefix(line, "- ") }

// block reads the node that begins on this line, at indent.
func (p *parser) block(indent int) any {
	if isItem(p.line) {
		return p.list(indent)
	}
	if _, _, ok := splitKey(p.line); ok {
		return p.mapping(indent)
	}
	value, ok := p.scalar(p.line)
	if p.next(); !ok || p.indent >= indent {
		return p.fail()
	}
	return value
}

func (p *parser) list(indent int) any {
	list := []any{}
	for !p.end && p.indent == indent && isItem(p.line) {
		rest := strings.TrimLeft(p.line[1:], " ")
		switch inner := indent + len(p.line) - len(rest); {
		case rest == "" || rest[0] == '#':
			list = append(list, p.below(indent, false))
		case isItem(rest):
			p.indent, p.line = inner, rest
			list = append(list, p.list(inner))
		default:
			if _, _, ok := splitKey(rest); ok {
				p.indent, p.line = inner, rest
				list = append(list, p.mapping(inner))
			} else {
				list = append(list, p.inline(rest, indent))
			}
		}
	}
	if p.indent > indent {
		return p.fail()
	}
	return list
}

func (p *parser) mapping(indent int) any {
	m := map[string]any{}
	for !p.end && p.indent == indent && !isItem(p.line) {
		key, rest, ok := splitKey(p.line)
		if _, twice := m[key]; !ok || twice {
			return p.fail()
		}
		if rest == "" || rest[0] == '#' {
			m[key] = p.below(indent, true)
		} else {
			m[key] = p.inline(rest, indent)
		}
	}
	if p.indent > indent || p.indent == indent && !p.end {
		return p.fail()
	}
	return m
}

// below reads the node on the lines after a key or a dash, null where there is none. A list may stand as far left as
// the key that it belongs to.
func (p *parser) below(indent int, ofKey bool) any {
	p.next()
	switch {
	case p.end || p.indent < indent:
		return nil
	case p.indent > indent:
		return p.block(p.indent)
	case ofKey && isItem(p.line):
		return p.list(indent)
	}
	return nil
}

// inline reads a value that begins in the middle of a line, and goes to the next line. parent is the indentation of the
// node that it belongs to.
func (p *parser) inline(text string, parent int) any {
	if text[0] == '|' {
		return p.literal(text, parent)
	}
	if text[0] == '"' || text[0] == '\'' {
		text = p.fold(text, parent)
	}
	p.next()
	if text != "" && isPlain(text[0]) {
		for !p.end && p.indent > parent {
			if p.skipped || strings.Contains(text, " #") {
				return p.fail()
			}
			text += " " + p.line
			p.next()
		}
	}
	value, ok := p.scalar(text)
	if !ok || p.indent > parent && !p.end {
		return p.fail()
	}
	return value
}

// fold joins the lines of a quoted scalar by spaces, up to the one where it ends. It returns "" when it finds none.
func (p *parser) fold(text string, parent int) string {
	for !closed(text) {
		line := p.text[p.at:]
		n := strings.IndexByte(line, '\n')
		if n < 0 {
			n = len(line)
		}
		line = line[:n]
		content := strings.TrimLeft(line, " ")
		if content == "" || content[len(content)-1] == ' ' || len(line)-len(content) <= parent || p.text[p.at-2] == ' ' {
			return ""
		}
		p.at = min(p.at+n+1, len(p.text))
		if escapes(text) {
			text = text[:len(text)-1] + content
		} else {
			text += " " + content
		}
	}
	return text
}

// closed reports whether a quoted scalar ends in its text.
func closed(text string) bool {
	for i := 1; i < len(text); i++ {
		switch {
		case text[i] == '\\' && text[0] == '"':
			i++
		case text[i] == text[0] && text[0] == '\'' && i+1 < len(text) && text[i+1] == '\'':
			i++
		case text[i] == text[0]:
			return true
		}
	}
	return false
}

// escapes reports whether a double-quoted text ends with a backslash that escapes the line's end.
func escapes(text string) bool {
	n := len(text) - len(strings.TrimRight(text, "\\"))
	return text[0] == '"' && n%2 == 1
}

// span is how long the text is, at most, until a line that is no deeper than parent.
func (p *parser) span(parent int) int {
	end := p.at
	for end < len(p.text) {
		line := p.text[end:]
		deep := 0
		for deep <= parent && deep < len(line) && line[deep] == ' ' {
			deep++
		}
		if deep <= parent && deep < len(line) && line[deep] != '\n' {
			break
		}
		n := strings.IndexByte(line, '\n')
		if n < 0 {
			return len(p.text) - p.at
		}
		end += n + 1
	}
	return end - p.at
}

// literal reads a block of text.
func (p *parser) literal(header string, parent int) any {
	var b strings.Builder
	b.Grow(p.span(parent))
	indent, blank, ended := -1, 0, true
	style := header
	if len(header) > 1 && header[1] > '0' && header[1] <= '9' {
		indent, style = parent+int(header[1]-'0'), "|"+header[2:]
	}
	if style != "|" && style != "|-" {
		return p.fail()
	}
	for p.at < len(p.text) {
		line, newline := p.text[p.at:], false
		if n := strings.IndexByte(line, '\n'); n >= 0 {
			line, newline = line[:n], true
		}
		content := strings.TrimLeft(line, " ")
		spaces := len(line) - len(content)
		if indent < 0 && content != "" {
			if spaces <= parent {
				break
			}
			indent = spaces
		}
		switch {
		case content == "" && (indent < 0 || spaces <= indent):
			if indent < 0 && spaces > parent+1 {
				return p.fail() // may be deeper than the first line, which is an error
			}
			blank++
		case content != "" && spaces < indent:
			goto done
		default:
			if !ended {
				return p.fail()
			}
			for ; blank > 0; blank-- {
				b.WriteByte('\n')
			}
			b.WriteString(line[indent:])
			if ended = newline; newline {
				b.WriteByte('\n')
			}
		}
		p.at += len(line)
		if newline {
			p.at++
		}
	}
done:
	text := b.String()
	if style == "|-" {
		text = strings.TrimRight(text, "\n")
	}
	p.next()
	if p.indent > parent && !p.end {
		return p.fail()
	}
	return text
}
