package diff_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// jsonField is a difference as programs read it.
type jsonField struct {
	Path          []any
	Op            string
	Before, After any
	Index         *int
}

// apply does to a value what the differences say.
func apply(v any, fields []jsonField) any {
	// What is added to a list goes to its place once all else is done; removed items have left by then.
	slices.SortStableFunc(fields, func(a, b jsonField) int { return phase(a) - phase(b) })
	for _, f := range fields {
		v = at(v, f.Path, f)
	}
	return v
}

func phase(f jsonField) int {
	switch {
	case f.Op == "added" && f.Index != nil:
		return 2
	case f.Op == "reordered":
		return 1
	}
	return 0
}

func at(v any, path []any, f jsonField) any {
	if len(path) == 0 {
		switch f.Op {
		case "reordered":
			return reorder(v.([]any), f.After.([]any))
		case "changed":
			return f.After
		}
		panic(fmt.Sprint("no operation for a whole value: ", f.Op))
	}
	last := len(path) == 1
	switch step := path[0].(type) {
	case string:
		m := maps.Clone(v.(map[string]any))
		switch {
		case last && f.Op == "added":
			m[step] = f.After
		case last && f.Op == "removed":
			delete(m, step)
		default:
			m[step] = at(m[step], path[1:], f)
		}
		return m
	case float64:
		l := slices.Clone(v.([]any))
		l[int(step)] = at(l[int(step)], path[1:], f)
		return l
	case map[string]any:
		l := slices.Clone(v.([]any))
		i := slices.IndexFunc(l, func(item any) bool { return named(item, step["item"].(string)) })
		switch {
		case last && f.Op == "added":
			return slices.Insert(l, min(*f.Index, len(l)), f.After)
		case last && f.Op == "removed":
			return slices.Delete(l, i, i+1)
		}
		l[i] = at(l[i], path[1:], f)
		return l
	}
	panic(fmt.Sprintf("no step: %v", path[0]))
}

func reorder(l, names []any) []any {
	var ordered []any
	for _, name := range names {
		i := slices.IndexFunc(l, func(item any) bool { return named(item, name.(string)) })
		ordered = append(ordered, l[i])
	}
	return ordered
}

// named reports whether an item has the key=value pairs of a name, and lacks what the name has not.
func named(item any, name string) bool {
	m := item.(map[string]any)
	for pair := range strings.SplitSeq(name, ",") {
		key, value, _ := strings.Cut(pair, "=")
		if fmt.Sprint(m[key]) != value {
			return false
		}
	}
	_, protocol := m["protocol"]
	return !strings.Contains(name, "ort=") || protocol == strings.Contains(name, "protocol=")
}

// plain is a value as JSON has it.
func plain(v any) any {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	var out any
	if err := json.Unmarshal(text, &out); err != nil {
		panic(err)
	}
	return out
}
