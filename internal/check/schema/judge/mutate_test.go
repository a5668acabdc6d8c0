package judge

import (
	"encoding/json"
	"maps"
	"math/rand/v2"
	"slices"

	"github.com/meshfn/meshfn/internal/krm"
)

// mutated returns a copy of an object with one thing changed somewhere, and what was done.
func mutated(r *rand.Rand, o krm.Object) (krm.Object, string) {
	c := copied(o)
	var at []place
	if places(map[string]any(c), &at); len(at) == 0 {
		c["unknown"] = "x" // a ServiceAccount, say, is nothing but its name
		return c, "a field"
	}
	p := at[r.IntN(len(at))]
	return c, p.change(r)
}

func copied(o krm.Object) krm.Object {
	text, err := json.Marshal(o)
	if err != nil {
		panic(err)
	}
	var c any
	if err := json.Unmarshal(text, &c); err != nil {
		panic(err)
	}
	return whole(c).(map[string]any)
}

// whole turns floats that are integers into those, as a reader of YAML gives them.
func whole(v any) any {
	switch v := v.(type) {
	case float64:
		if v == float64(int64(v)) {
			return int64(v)
		}
	case map[string]any:
		for k, e := range v {
			v[k] = whole(e)
		}
	case []any:
		for i, e := range v {
			v[i] = whole(e)
		}
	}
	return v
}

// place is a field of a map, or an entry of a list, with the way to write there.
type place struct {
	parent map[string]any
	key    string
	value  any
	set    func(any)
}

func places(v any, all *[]place) {
	switch v := v.(type) {
	case map[string]any:
		for _, k := range slices.Sorted(maps.Keys(v)) {
			if k == "apiVersion" || k == "kind" || k == "metadata" {
				continue
			}
			*all = append(*all, place{v, k, v[k], func(n any) { v[k] = n }})
			places(v[k], all)
		}
	case []any:
		for i := range v {
			*all = append(*all, place{nil, "", v[i], func(n any) { v[i] = n }})
			places(v[i], all)
		}
	}
}

var words = []any{"", "web", "Web_1", "a.b/c", "*", "10s", "1ms", "0s", "-5", "10.0.0.0/8", "TCP", "http://x", int64(0), int64(-1), int64(70000),
	int64(1 << 40), 0.5, true, []any{}, map[string]any{}, []any{"x"}, map[string]any{"x": "y"}, []any{map[string]any{}}}

// change does one of what people and scripts do wrong.
func (p place) change(r *rand.Rand) string {
	switch n := r.IntN(10); {
	case n == 0 && p.parent != nil:
		delete(p.parent, p.key)
		return "without " + p.key
	case n == 1 && p.parent != nil:
		delete(p.parent, p.key)
		p.parent[p.key+"x"] = p.value
		return "misspelt " + p.key
	case n == 2 && p.parent != nil:
		p.parent["unknown"] = "x"
		return "a field beside " + p.key
	}
	if l, ok := p.value.([]any); ok && len(l) > 0 && r.IntN(3) == 0 {
		p.set(append(slices.Clone(l), l[0]))
		return "twice in " + p.key
	}
	w := words[r.IntN(len(words))]
	p.set(w)
	text, _ := json.Marshal(w)
	return p.key + "=" + string(text)
}
