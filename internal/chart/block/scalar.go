package block

import (
	"math"
	"strings"

	"sigs.k8s.io/yaml"
)

// splitKey cuts a line of a map behind its key. It is not ok for a line that is none, or whose key is not a plain word
// or a simple quoted one.
func splitKey(line string) (key, rest string, ok bool) {
	if line[0] == '"' || line[0] == '\'' {
		end := strings.IndexByte(line[1:], line[0]) + 1
		if end <= 0 || strings.IndexByte(line[:end], '\\') >= 0 {
			return "", "", false
		}
		key, rest = line[1:end], line[end+1:]
		if !strings.HasPrefix(rest, ":") {
			return "", "", false
		}
		rest = rest[1:]
	} else {
		n := 0
		for n < len(line) && keyCharacter(line[n]) {
			n++
		}
		if n == 0 || n == len(line) || line[n] != ':' || !isLetter(line[0]) || reserved(line[:n]) {
			return "", "", false
		}
		key, rest = line[:n], line[n+1:]
	}
	if rest != "" && rest[0] != ' ' {
		return "", "", false
	}
	return key, strings.TrimLeft(rest, " "), true
}

func isLetter(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c == '$'
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func keyCharacter(c byte) bool {
	return isLetter(c) || isDigit(c) || c == '-' || c == '.' || c == '/'
}

// reserved reports whether a word may be something else than a string.
func reserved(word string) bool {
	if len(word) > len("false") {
		return false
	}
	switch strings.ToLower(word) {
	case "true", "false", "yes", "no", "on", "off", "y", "n", "null", "nan", "inf":
		return true
	}
	return false
}

// scalar reads a value that ends with the line.
func (p *parser) scalar(text string) (any, bool) {
	if text == "" {
		return nil, false
	}
	switch c := text[0]; {
	case c == '"':
		return quoted(text)
	case c == '\'':
		return singleQuoted(text)
	case c == '[':
		return p.flowList(text)
	case c == '{':
		return map[string]any{}, uncommented(text, "{}")
	}
	if at := strings.Index(text, " #"); at >= 0 {
		text = strings.TrimRight(text[:at], " ")
	}
	return p.plain(text)
}

func uncommented(text, want string) bool {
	rest, ok := strings.CutPrefix(text, want)
	rest = strings.TrimLeft(rest, " ")
	return ok && (rest == "" || rest[0] == '#' && len(text) > len(want)+len(rest))
}

// isPlain reports whether a scalar that begins with the character has no quotes and is no list or map.
func isPlain(c byte) bool { return !strings.ContainsRune("\"'[{|>", rune(c)) }

// plain reads a scalar without quotes.
func (p *parser) plain(text string) (any, bool) {
	if strings.Contains(text, ": ") || strings.HasSuffix(text, ":") {
		return nil, false
	}
	switch c := text[0]; {
	case isLetter(c) || c == '/' || c == '(' || c == '^':
		if !reserved(text) {
			return text, true
		}
		switch text {
		case "true":
			return true, true
		case "false":
			return false, true
		}
	case isDigit(c):
		if n, ok := decimal(text); ok {
			if p.whole {
				return n, true
			}
			return float64(n), true
		}
		if strings.ContainsFunc(text, notInNumbers) {
			return text, true
		}
	case c == '-' && len(text) > 1 && (isLetter(text[1]) || text[1] == '-'), c == '.' && len(text) > 1 && text[1] == '/':
		return text, true
	case (c == '-' || c == '+' || c == '.') && len(text) > 1 && (isDigit(text[1]) || isLetter(text[1])):
	case c == '~' && len(text) == 1:
	default:
		return nil, false
	}
	var value any
	if yaml.Unmarshal([]byte(text), &value) != nil {
		return nil, false
	}
	if f, ok := value.(float64); ok && p.whole {
		if f >= 1<<53 || f <= -1<<53 || f == 0 && math.Signbit(f) {
			return nil, false // digits or the sign would be lost
		}
		if n := int64(f); float64(n) == f {
			return n, true
		}
	}
	return value, true
}

// decimal reads the common form of a whole number.
func decimal(text string) (int64, bool) {
	if len(text) > 15 || text[0] == '0' && len(text) > 1 {
		return 0, false
	}
	n := int64(0)
	for i := range len(text) {
		if !isDigit(text[i]) {
			return 0, false
		}
		n = n*10 + int64(text[i]-'0')
	}
	return n, true
}

// notInNumbers reports whether a character is in no form of a number.
func notInNumbers(r rune) bool { return !strings.ContainsRune("0123456789abcdefABCDEFxXoO_.+-", r) }

// singleQuoted reads 'text'.
func singleQuoted(text string) (any, bool) {
	var b strings.Builder
	for i := 1; i < len(text); i++ {
		if text[i] != '\'' {
			b.WriteByte(text[i])
			continue
		}
		if i+1 < len(text) && text[i+1] == '\'' {
			b.WriteByte('\'')
			i++
			continue
		}
		return b.String(), uncommented(text[i:], "'")
	}
	return nil, false
}

// quoted reads "text" with the common escapes.
func quoted(text string) (any, bool) {
	var b strings.Builder
	for i := 1; i < len(text); i++ {
		switch c := text[i]; c {
		case '"':
			return b.String(), uncommented(text[i:], `"`)
		case '\\':
			i++
			if i == len(text) {
				return nil, false
			}
			switch text[i] {
			case '"', '\\', ' ':
				b.WriteByte(text[i])
			case 'n':
				b.WriteByte('\n')
			case 't':
				b.WriteByte('\t')
			default:
				return nil, false
			}
		default:
			b.WriteByte(c)
		}
	}
	return nil, false
}

// flowList reads [a, "b"] of words and simple strings.
func (p *parser) flowList(text string) (any, bool) {
	end := strings.IndexByte(text, ']')
	if end < 0 || !uncommented(text[end:], "]") {
		return nil, false
	}
	list := []any{}
	inner := strings.TrimSpace(text[1:end])
	if inner == "" {
		return list, true
	}
	for item := range strings.SplitSeq(inner, ",") {
		item = strings.TrimSpace(item)
		if item == "" || strings.ContainsAny(item, `{}[]\#:&*!|>'%@`) && item != `"*"` {
			return nil, false
		}
		var value any
		var ok bool
		if item[0] == '"' {
			value, ok = quoted(item)
		} else if !strings.ContainsRune(item, '"') {
			value, ok = p.plain(item)
		}
		if !ok {
			return nil, false
		}
		list = append(list, value)
	}
	return list, true
}
