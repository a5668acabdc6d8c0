package mutate

import (
	"strings"

	"github.com/meshfn/meshfn/internal/check/rule"
)

// replacement of a value by a broken one.
type replacement struct {
	op    Op
	value any
}

// replacements of a value: one for each way in which one of its type can be mistyped.
func replacements(value any) []replacement {
	all := []replacement{{Null, nil}}
	switch v := value.(type) {
	case string:
		all = append(all, replacement{WrongType, []any{"text"}}, replacement{WrongScalar, int64(7)}, replacement{Typo, misspelt(v)})
		if upper := strings.ToUpper(v); upper != v {
			all = append(all, replacement{UpperCase, upper})
		}
		if v != "" {
			all = append(all, replacement{Empty, ""}, replacement{Blank, v + " "})
		}
		if len(v) > 1 {
			all = append(all, replacement{CutShort, v[:len(v)-1]})
		}
	case bool:
		all = append(all, replacement{WrongType, []any{"text"}}, replacement{WrongScalar, "text"}, replacement{Typo, !v})
	case int, int64:
		n, _ := rule.Number(v)
		all = append(all, replacement{WrongType, []any{"text"}}, replacement{WrongScalar, "text"},
			replacement{Typo, int64(n + 1)}, replacement{Negative, int64(-n - 1)})
	case []any:
		all = append(all, replacement{WrongType, "text"})
		if len(v) > 0 {
			all = append(all, replacement{Empty, []any{}})
		}
	case map[string]any:
		all = append(all, replacement{WrongType, []any{"text"}})
		if len(v) > 0 {
			all = append(all, replacement{Empty, map[string]any{}})
		}
	}
	return all
}

// misspelt doubles the letter in the middle, or adds one.
func misspelt(s string) string {
	if s == "" {
		return "x"
	}
	i := len(s) / 2
	for i > 0 && (s[i] < 'a' || s[i] > 'z') && (s[i] < '0' || s[i] > '9') {
		i--
	}
	return s[:i+1] + s[i:]
}

// scalar reports whether a value holds no others.
func scalar(value any) bool {
	switch value.(type) {
	case nil, []any, map[string]any:
		return false
	}
	return true
}
