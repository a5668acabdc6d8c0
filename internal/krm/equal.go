package krm

import (
	"maps"
	"slices"
)

// Equal compares values of objects; numbers of the same value are equal whatever their type.
func Equal(a, b any) bool {
	switch a := a.(type) {
	case map[string]any:
		b, ok := b.(map[string]any)
		return ok && maps.EqualFunc(a, b, Equal)
	case []any:
		b, ok := b.([]any)
		return ok && slices.EqualFunc(a, b, Equal)
	}
	switch b.(type) {
	case map[string]any, []any:
		return false
	}
	x, isNumber := numeric(a)
	y, alsoNumber := numeric(b)
	if isNumber && alsoNumber {
		return x == y
	}
	return a == b
}

func numeric(v any) (float64, bool) {
	switch v := v.(type) {
	case int:
		return float64(v), true
	case int64:
		return float64(v), true
	case float64:
		return v, true
	}
	return 0, false
}
