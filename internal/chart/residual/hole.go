// Package residual renders a template once for many values: with marks in place of the strings that differ from cluster
// to cluster. What it makes is text with holes, and filling the holes gives what the template would have made.
//
// That holds for a string that the template only passes through. So the first run is watched: a function that looks into
// a string (compares it, cuts it, hashes it) gives its mark away, and that string becomes part of the key by which the
// result is remembered. Strings that YAML would read as something else, or would have to quote, never get a mark.
package residual

import (
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
)

// A mark is what stands for the string of a hole: a word that YAML and JSON take as it is. The number is that of the hole.
const (
	markStart = "xqhole"
	markEnd   = "elohqx"
)

// Mark returns the mark of a hole.
func Mark(hole int) string { return markStart + strconv.Itoa(hole) + markEnd }

// marks returns the holes whose marks a text holds, with the text between them: one piece more than holes.
func marks(text string) (holes []int, between []string) {
	for {
		before, after, found := strings.Cut(text, markStart)
		number, rest, ended := strings.Cut(after, markEnd)
		hole, err := strconv.Atoi(number)
		if !found || !ended || err != nil {
			return holes, append(between, text)
		}
		holes, between = append(holes, hole), append(between, before)
		text = rest
	}
}

// Values are a tree of values as a chart gets it, cut into its shape and the strings that may be holes.
type Values struct {
	// Shape is a text that is the same for trees that differ in those strings alone.
	Shape string
	// Cut are the strings, in an order that the shape determines.
	Cut []string
	// OK is false where the tree holds what cannot be written down, or a mark.
	OK bool
}

// Split cuts values.
func Split(values map[string]any) Values {
	s := splitter{ok: true}
	s.value(values)
	return Values{string(s.shape), s.cut, s.ok}
}

type splitter struct {
	shape []byte
	cut   []string
	ok    bool
}

func (s *splitter) value(value any) {
	switch v := value.(type) {
	case nil:
		s.shape = append(s.shape, 'n')
	case string:
		if passable(v) {
			s.shape = append(s.shape, 'h')
			s.cut = append(s.cut, v)
			return
		}
		s.ok = s.ok && !strings.Contains(v, markStart)
		s.shape = strconv.AppendQuote(s.shape, v)
	case bool:
		s.shape = strconv.AppendBool(s.shape, v)
	case float64:
		s.shape = append(strconv.AppendUint(append(s.shape, 'f'), math.Float64bits(v), 16), ';')
	case int:
		s.shape = append(strconv.AppendInt(append(s.shape, 'i'), int64(v), 10), ';')
	case []any:
		s.shape = append(s.shape, '[')
		for _, item := range v {
			s.value(item)
		}
		s.shape = append(s.shape, ']')
	case map[string]any:
		s.shape = append(s.shape, '{')
		for _, key := range slices.Sorted(maps.Keys(v)) {
			s.ok = s.ok && !strings.Contains(key, markStart)
			s.shape = strconv.AppendQuote(s.shape, key)
			s.value(v[key])
		}
		s.shape = append(s.shape, '}')
	default:
		s.ok = false
	}
}

// Marked returns a copy of the values with marks in place of the strings that were cut, but for those that are to be
// kept.
func Marked(values map[string]any, keep []int) map[string]any {
	hole := -1
	var mark func(any) any
	mark = func(value any) any {
		switch v := value.(type) {
		case string:
			if passable(v) {
				if hole++; !slices.Contains(keep, hole) {
					return Mark(hole)
				}
			}
		case []any:
			if v != nil {
				list := make([]any, len(v))
				for i := range v {
					list[i] = mark(v[i])
				}
				return list
			}
		case map[string]any:
			if v != nil {
				m := make(map[string]any, len(v))
				for _, key := range slices.Sorted(maps.Keys(v)) {
					m[key] = mark(v[key])
				}
				return m
			}
		}
		return value
	}
	marked, _ := mark(values).(map[string]any)
	return marked
}

// passable reports whether a string may be a hole: words of letters and digits joined by a sign that no syntax knows,
// beginning with a letter, and nothing that some YAML takes for a boolean or null. It is not empty.
func passable(s string) bool {
	sign := true // that a word begins here
	for i := range len(s) {
		switch c := s[i]; {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z':
			sign = false
		case c >= '0' && c <= '9':
			if i == 0 {
				return false
			}
			sign = false
		case c == '-', c == '.', c == '_', c == '/':
			if sign {
				return false
			}
			sign = true
		default:
			return false
		}
	}
	return !sign && !word(s) && !strings.Contains(s, markStart)
}

// word reports whether something reads a text as true, false, null or a number.
func word(s string) bool {
	if len(s) > len("infinity") {
		return false
	}
	switch strings.ToLower(s) {
	case "true", "false", "null", "yes", "no", "on", "off", "y", "n", "inf", "infinity", "nan":
		return true
	}
	return false
}
