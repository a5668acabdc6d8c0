package chart

import (
	"fmt"
	"maps"
	"strconv"
	"strings"
)

// get returns what is under the keys, or nil.
func get(m map[string]any, keys ...string) any {
	var at any = m
	for _, k := range keys {
		m, ok := at.(map[string]any)
		if !ok {
			return nil
		}
		at = m[k]
	}
	return at
}

// getMap is get for a map, nil where there is none.
func getMap(m map[string]any, keys ...string) map[string]any {
	found, _ := get(m, keys...).(map[string]any)
	return found
}

// has reports whether there is anything under the keys, null included.
func has(m map[string]any, keys ...string) bool {
	last := len(keys) - 1
	_, ok := getMap(m, keys[:last]...)[keys[last]]
	return ok
}

// set writes value under the keys and creates the maps between. Below a null nothing is written, as in istioctl.
func set(m map[string]any, value any, keys ...string) error {
	for i, k := range keys[:len(keys)-1] {
		next, ok := m[k]
		if !ok {
			next = map[string]any{}
			m[k] = next
		}
		if next == nil {
			return nil
		}
		if m, ok = next.(map[string]any); !ok {
			return fmt.Errorf("%s is %v where a map belongs", strings.Join(keys[:i+1], "."), next)
		}
	}
	m[keys[len(keys)-1]] = value
	return nil
}

// merge puts src over dst: maps are merged, everything else is replaced. dst then shares what it took from src.
func merge(dst, src map[string]any) {
	for k, v := range src {
		if from, ok := v.(map[string]any); ok {
			if into, ok := dst[k].(map[string]any); ok {
				merge(into, from)
				continue
			}
		}
		dst[k] = v
	}
}

// clone returns a deep copy as a round trip through JSON would: whole numbers become float64, typed maps and lists the
// plain ones, and a nil map null.
func clone(value any) any {
	switch v := value.(type) {
	case map[string]any:
		return cloneMap(v)
	case []any:
		if v == nil {
			return nil
		}
		list := make([]any, len(v))
		for i, item := range v {
			list[i] = clone(item)
		}
		return list
	case int:
		return float64(v)
	case int64:
		return float64(v)
	default:
		return v
	}
}

func cloneMap(m map[string]any) map[string]any {
	if m == nil {
		return nil
	}
	into := make(map[string]any, len(m))
	for k, v := range m {
		into[k] = clone(v)
	}
	return into
}

// scalar reads a value as istioctl reads what follows the = of --set, which is how it copies hub, tag and revision.
func scalar(text string) any {
	text = strings.TrimSpace(text)
	if n, err := strconv.Atoi(text); err == nil {
		return n
	}
	if f, err := strconv.ParseFloat(text, 64); err == nil {
		return f
	}
	if b, err := strconv.ParseBool(text); err == nil {
		return b
	}
	return strings.ReplaceAll(text, `\,`, ",")
}

// coalesce lays the user's values over those of the chart as Helm does: a null removes the chart's value, and a table
// never replaces a scalar nor a scalar a table. Values stays the caller's; the result shares nothing with it or the chart.
func coalesce(user, chart map[string]any) map[string]any {
	into := maps.Clone(user)
	if into == nil {
		into = map[string]any{}
	}
	for k, v := range into {
		into[k] = copyValue(v)
	}
	coalesceInto(into, chart)
	return into
}

func coalesceInto(user, chart map[string]any) {
	for k, fallback := range chart {
		value, ok := user[k]
		if !ok {
			user[k] = copyValue(fallback)
			continue
		}
		if value == nil {
			delete(user, k)
			continue
		}
		table, isTable := value.(map[string]any)
		from, fromTable := fallback.(map[string]any)
		if isTable && fromTable {
			coalesceInto(table, from)
		}
	}
}

// copyValue is a deep copy that keeps every leaf as it is.
func copyValue(value any) any {
	switch v := value.(type) {
	case map[string]any:
		if v == nil {
			return v
		}
		into := make(map[string]any, len(v))
		for k, item := range v {
			into[k] = copyValue(item)
		}
		return into
	case []any:
		if v == nil {
			return v
		}
		list := make([]any, len(v))
		for i, item := range v {
			list[i] = copyValue(item)
		}
		return list
	}
	return value
}
