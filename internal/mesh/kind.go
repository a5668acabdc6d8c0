package mesh

import (
	"bytes"
	"strings"
	"unicode/utf16"
)

// Kind returns the kind of a file that holds a document of ours (Mesh, Fleet, FleetFacts or RenderRecord of group
// meshfn.dev), and "" for any other. It scans for the two fields at the top of each document and parses nothing, so it
// can be asked of every file of a tree, and it knows a document of ours that is broken further down.
func Kind(text []byte) string {
	if isUTF16(text) {
		text = fromUTF16(text)
	}
	if !bytes.Contains(text, []byte(Group+"/v")) {
		return ""
	}
	text = bytes.TrimPrefix(text, byteOrderMark)
	for len(text) > 0 {
		var document []byte
		document, text = cutDocument(text)
		if kind := kindOf(topFields(document)); kind != "" {
			return kind
		}
	}
	return ""
}

func kindOf(fields map[string]string) string {
	group, _, _ := strings.Cut(fields["apiVersion"], "/")
	if group != Group {
		return ""
	}
	switch kind := fields["kind"]; kind {
	case KindMesh, KindFleet, KindFleetFacts, KindRenderRecord:
		return kind
	}
	return ""
}

// cutDocument cuts at the next line that begins with "---".
func cutDocument(text []byte) (document, rest []byte) {
	for at := 0; ; {
		i := bytes.Index(text[at:], []byte("\n---"))
		if i < 0 {
			return text, nil
		}
		at += i + 1
		if end := at + 3; end == len(text) || strings.IndexByte(" \t\r\n", text[end]) >= 0 {
			return text[:at], text[end:]
		}
	}
}

// topFields returns apiVersion and kind of a document in block or flow style.
func topFields(document []byte) map[string]string {
	s := scanner{text: document}
	fields := make(map[string]string, 2)
	indent := -1
	for s.line() {
		if indent < 0 {
			if s.at < len(s.text) && s.text[s.at] == '{' {
				s.flow(fields)
				return fields
			}
			indent = s.column
		}
		if s.column == indent {
			s.entry(fields)
		}
		s.skipLine()
	}
	return fields
}

// A scanner reads as much of YAML as it takes to find the fields at the top of a document.
type scanner struct {
	text   []byte
	at     int
	column int
}

// line moves to the first character of the next line that holds something: neither empty nor a comment, a directive or
// the marker of a document.
func (s *scanner) line() bool {
	for s.at < len(s.text) {
		start := s.at
		for s.at < len(s.text) && s.text[s.at] == ' ' {
			s.at++
		}
		s.column = s.at - start
		if bytes.HasPrefix(s.text[s.at:], []byte("---")) && s.column == 0 {
			s.at += 3
			s.spaces()
		}
		if s.at < len(s.text) && strings.IndexByte("#%\r\n\t", s.text[s.at]) < 0 {
			return true
		}
		s.skipLine()
	}
	return false
}

func (s *scanner) skipLine() {
	if i := bytes.IndexByte(s.text[s.at:], '\n'); i >= 0 {
		s.at += i + 1
	} else {
		s.at = len(s.text)
	}
}

func (s *scanner) spaces() {
	for s.at < len(s.text) && (s.text[s.at] == ' ' || s.text[s.at] == '\t') {
		s.at++
	}
}

// entry reads "key: value" of one line.
func (s *scanner) entry(fields map[string]string) {
	key := s.word(":")
	s.spaces()
	if s.at >= len(s.text) || s.text[s.at] != ':' {
		return
	}
	s.at++
	s.spaces()
	if key == "apiVersion" || key == "kind" {
		if _, ok := fields[key]; !ok {
			fields[key] = s.word("#\r\n")
		}
	}
}

// flow reads the entries of a mapping in braces, and skips what is nested in it.
func (s *scanner) flow(fields map[string]string) {
	depth, key := 0, ""
	for s.at < len(s.text) {
		switch c := s.text[s.at]; {
		case c == '{' || c == '[':
			depth++
			s.at++
		case c == '}' || c == ']':
			depth--
			s.at++
		case c == ',':
			key = ""
			s.at++
		case c == '#':
			s.skipLine()
		case c <= ' ' || c == ':':
			s.at++
		default:
			word := s.word(",:{}[]#\r\n")
			if depth != 1 {
				continue
			}
			if _, ok := fields[key]; key != "" && !ok {
				fields[key] = word
			}
			key = ""
			if word == "apiVersion" || word == "kind" {
				key = word
			}
		}
	}
}

// word reads a quoted string or the characters up to one of stop. It always moves on.
func (s *scanner) word(stop string) string {
	if s.at >= len(s.text) {
		return ""
	}
	if q := s.text[s.at]; q == '"' || q == '\'' {
		s.at++
		start := s.at
		for s.at < len(s.text) && s.text[s.at] != q {
			if q == '"' && s.text[s.at] == '\\' {
				s.at++
			}
			s.at++
		}
		end := min(s.at, len(s.text))
		s.at = min(s.at+1, len(s.text))
		return string(s.text[start:end])
	}
	start := s.at
	for s.at < len(s.text) && (s.at == start || strings.IndexByte(stop, s.text[s.at]) < 0) {
		s.at++
	}
	return strings.TrimSpace(string(s.text[start:s.at]))
}

func fromUTF16(text []byte) []byte {
	high, low := 1, 0
	if text[0] == 0xfe {
		high, low = 0, 1
	}
	units := make([]uint16, 0, len(text)/2)
	for i := 2; i+1 < len(text); i += 2 {
		units = append(units, uint16(text[i+high])<<8|uint16(text[i+low]))
	}
	return []byte(string(utf16.Decode(units)))
}
