package krm

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// lineEnds are the characters at which YAML ends a line.
const lineEnds = "\n\r\u0085\u2028\u2029"

// What a byte may be in a string that is written without quotes.
const (
	inside = 1 << iota // anywhere but at the start and next to a blank
	start              // at the start too
	digit              // at the start of what may be a number
	number             // part of a number, a time or a date in some YAML
)

var class = func() (class [256]uint8) {
	set := func(bits uint8, bytes string) {
		for i := range len(bytes) {
			class[bytes[i]] |= bits
		}
	}
	set(inside|start, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_/$()^;")
	set(inside|digit, "0123456789")
	set(inside, "-+.,=@%&*!?|<>[]{}'\"`~\\")
	set(number, " 0123456789abcdefABCDEFxXoOtTzZ_+-.:,")
	return class
}()

// plain reports whether every reader takes s without quotes for the string s. It says no in doubt: quote then asks the
// printer itself.
func plain(s string) bool {
	if s == "" {
		return false
	}
	first := class[s[0]]
	if first&(start|digit) == 0 || s[len(s)-1] == ':' {
		return false
	}
	numeric := true
	for i := range len(s) {
		c := s[i]
		bits := class[c]
		numeric = numeric && bits&number != 0
		if bits&inside != 0 {
			continue
		}
		switch c {
		case ' ': // neither at the end nor before what a blank makes a comment
			if i+1 == len(s) || s[i+1] == '#' {
				return false
			}
		case ':':
			if s[i+1] == ' ' {
				return false
			}
		case '#':
			if s[i-1] == ' ' {
				return false
			}
		default:
			return false
		}
	}
	if first&digit != 0 {
		return !numeric
	}
	const longestWord = len("false")
	return len(s) > longestWord || !word(s)
}

// word reports whether s is true, null, yes or the like in some YAML.
func word(s string) bool {
	switch strings.ToLower(s) {
	case "true", "false", "null", "yes", "no", "on", "off", "y", "n":
		return true
	}
	return false
}

// block reports whether s is a text of several lines that a literal block holds as it is: it begins with a visible
// character, no line ends in a blank, at most one line end closes it, and all of it can be printed.
func block(s string) bool {
	if !strings.Contains(s, "\n") || s[0] <= ' ' {
		return false
	}
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c >= ' ' && c <= '~':
		case c == '\n':
			if last := s[i-1]; last == ' ' || last == '\t' || last == '\n' && i == len(s)-1 {
				return false
			}
		case c == '\t':
			if s[i-1] == '\n' {
				return false
			}
		default:
			r, size := utf8.DecodeRuneInString(s[i:])
			if r < 0xA0 || r >= 0xD800 || r == '\u2028' || r == '\u2029' {
				return false
			}
			i += size - 1
		}
	}
	last := s[len(s)-1]
	return last != ' ' && last != '\t'
}

// quote is the text of a string for which plain and block have no answer, on one line, as kyaml's encoder writes it.
func quote(s string) string {
	s = strings.ToValidUTF8(s, string(utf8.RuneError))
	var value any = s
	if strings.ContainsAny(s, lineEnds+"\t\ufeff") || s == "=" || s == "<<" || yaml.IsValueNonString(s) {
		value = &yaml.Node{Kind: yaml.ScalarNode, Tag: yaml.NodeTagString, Style: yaml.DoubleQuotedStyle, Value: s}
	}
	text, err := yaml.Marshal(value)
	if err != nil {
		panic(fmt.Sprintf("krm: print the string %q: %v", s, err)) // valid UTF-8 always prints
	}
	return strings.TrimSuffix(string(text), "\n")
}

// literal is the text of a value that is no string, map or list.
func literal(v any) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case bool:
		return strconv.FormatBool(v)
	case int:
		return strconv.Itoa(v)
	case int64:
		return strconv.FormatInt(v, 10)
	case float64:
		return float(v)
	}
	panic(fmt.Sprintf("krm: an object cannot hold a %T", v))
}

// float writes an exponent the way YAML 1.1 asks for: with a point before it and a sign.
func float(f float64) string {
	const exact = 1 << 53
	switch {
	case math.IsNaN(f):
		return ".nan"
	case math.IsInf(f, 1):
		return ".inf"
	case math.IsInf(f, -1):
		return "-.inf"
	case f == math.Trunc(f) && math.Abs(f) <= exact:
		return strconv.FormatInt(int64(f), 10)
	}
	s := strconv.FormatFloat(f, 'g', -1, 64)
	if mantissa, exponent, ok := strings.Cut(s, "e"); ok && !strings.Contains(mantissa, ".") {
		return mantissa + ".0e" + exponent
	}
	return s
}
