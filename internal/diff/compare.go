package diff

import (
	"fmt"
	"maps"
	"reflect"
	"slices"

	"github.com/meshfn/meshfn/internal/krm"
)

// Op is what happens to a field or an object.
type Op string

// The operations. Reordered is for a list whose items have keys: the same items in another order.
const (
	Added     Op = "added"
	Removed   Op = "removed"
	Changed   Op = "changed"
	Reordered Op = "reordered"
)

// Field is a difference between two objects.
type Field struct {
	Path   Path `json:"path"`
	Op     Op   `json:"op"`
	Before any  `json:"before,omitempty"`
	After  any  `json:"after,omitempty"`
	// Index of an added item in the list of the head.
	Index *int `json:"index,omitempty"`
	// Inside are the differences between two texts that are YAML documents themselves, as a ConfigMap holds the mesh's
	// configuration.
	Inside []Field `json:"inside,omitempty"`
	// Class of the change, and why it has it.
	Class  Class  `json:"class"`
	Reason string `json:"reason"`
}

// Compare returns the differences between two values of maps, lists and scalars, in the order of their paths.
func Compare(before, after any) []Field {
	var c comparison
	c.values(nil, before, after)
	return c.fields
}

type comparison struct{ fields []Field }

func (c *comparison) add(f Field) { c.fields = append(c.fields, f) }

func (c *comparison) values(at Path, before, after any) {
	if same(before, after) {
		return
	}
	switch b := before.(type) {
	case map[string]any:
		if a, ok := after.(map[string]any); ok {
			c.maps(at, b, a)
			return
		}
	case []any:
		if a, ok := after.([]any); ok {
			c.lists(at, b, a)
			return
		}
	case string:
		if a, ok := after.(string); ok {
			if fields, documents := inside(b, a); !documents || len(fields) > 0 {
				c.add(Field{Path: at, Op: Changed, Before: b, After: a, Inside: fields})
			}
			return
		}
	}
	if !krm.Equal(before, after) {
		c.add(Field{Path: at, Op: Changed, Before: before, After: after})
	}
}

// same is a cheap answer for values that are shared by both sides, as definitions are.
func same(a, b any) bool {
	switch a := a.(type) {
	case map[string]any:
		b, ok := b.(map[string]any)
		return ok && reflect.ValueOf(a).Pointer() == reflect.ValueOf(b).Pointer()
	case string:
		b, ok := b.(string)
		return ok && a == b
	}
	return false
}

func isList(v any) bool {
	switch v.(type) {
	case map[string]any, []any:
		return true
	}
	return false
}

func (c *comparison) maps(at Path, before, after map[string]any) {
	keys := slices.AppendSeq(slices.Collect(maps.Keys(before)), maps.Keys(after))
	slices.Sort(keys)
	for _, key := range slices.Compact(keys) {
		old, had := before[key]
		next, has := after[key]
		path := at.with(Step{Field: key})
		switch {
		case !had:
			c.add(Field{Path: path, Op: Added, After: next})
		case !has:
			c.add(Field{Path: path, Op: Removed, Before: old})
		default:
			c.values(path, old, next)
		}
	}
}

// lists compares item by item where items have keys or their number is the same; any other list is one value.
func (c *comparison) lists(at Path, before, after []any) {
	if key := keyOf(before, after); key != nil {
		c.keyed(at, key, before, after)
		return
	}
	if len(before) == len(after) && len(before) > 0 && isList(before[0]) {
		for i := range before {
			c.values(at.with(Step{Index: i, was: i}), before[i], after[i])
		}
		return
	}
	if !krm.Equal(before, after) && !sameSet(at, before, after) {
		c.add(Field{Path: at, Op: Changed, Before: before, After: after})
	}
}

func (c *comparison) keyed(at Path, key []string, before, after []any) {
	old := map[string]int{}
	for i, item := range before {
		old[nameOf(key, item)] = i
	}
	var stayed []string // in the order of the head
	next := map[string]bool{}
	for i, item := range after {
		name := nameOf(key, item)
		next[name] = true
		path := at.with(Step{Item: name, Index: i})
		if j, had := old[name]; had {
			stayed = append(stayed, name)
			path[len(path)-1].was = j
			c.values(path, before[j], item)
		} else {
			c.add(Field{Path: path, Op: Added, After: item, Index: &i})
		}
	}
	var were []string
	for i, item := range before {
		if name := nameOf(key, item); next[name] {
			were = append(were, name)
		} else {
			c.add(Field{Path: at.with(Step{Item: name, Index: i, was: i}), Op: Removed, Before: item})
		}
	}
	if !slices.Equal(stayed, were) {
		c.add(Field{Path: at, Op: Reordered, Before: were, After: stayed})
	}
}

// redacted stands for what a Secret holds.
const redacted = "(secret)"

// redact hides the values of a Secret, and nothing of other objects.
func redact(o krm.Object, fields []Field) {
	if o.Kind() != "Secret" || o.ID().Group != "" {
		return
	}
	for i := range fields {
		f := &fields[i]
		if f.Path[0].Field != "data" && f.Path[0].Field != "stringData" {
			continue
		}
		f.Before, f.After, f.Inside = hide(f.Before), hide(f.After), nil
	}
}

// hidden is a copy of an object without what a Secret holds.
func hidden(o krm.Object) krm.Object {
	if o.Kind() != "Secret" || o.ID().Group != "" {
		return o
	}
	o = maps.Clone(o)
	for _, field := range []string{"data", "stringData"} {
		if o[field] != nil {
			o[field] = hide(o[field])
		}
	}
	return o
}

func hide(v any) any {
	switch v := v.(type) {
	case nil:
		return nil
	case map[string]any:
		all := map[string]any{}
		for key := range v {
			all[key] = redacted
		}
		return all
	}
	return redacted
}

// nameOf is the key of an item as paths show it.
func nameOf(key []string, item any) string {
	m, _ := item.(map[string]any)
	name := ""
	for _, k := range key {
		if v, ok := m[k]; ok {
			if name != "" {
				name += ","
			}
			name += fmt.Sprintf("%s=%v", k, v)
		}
	}
	return name
}
