// Package mutate measures what the check notices: it breaks a green fleet in every single field, one at a time, and asks
// whether the check says more than before.
//
// Two things are broken: the mesh.yaml files, and what they render to, looked at without the mesh.yaml files as a folder
// of manifests. With them every edit of a generated file is noticed by its record, which would measure nothing.
//
// Not every change is a mistake: a gateway may have four replicas. What no check can know stands with its reason in
// choices.yaml and is counted apart. The rest is expected to be reported by one of the families that are for the kind of
// mistake; docs/mutations.md is the table, misses included.
package mutate

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/meshfn/meshfn/internal/krm"
)

//go:generate go run ./gen

// Op is a way to break a field or an object.
type Op string

// The ways.
const (
	Delete    Op = "delete"         // a field, or an object
	Swap      Op = "swap"           // the value of a field with that of another cluster's object of that kind and name
	Typo      Op = "typo"           // one letter more in a text, one more in a number, a boolean turned round
	KeyTypo   Op = "misspelt key"   // one letter more in the name of a field
	WrongType Op = "wrong type"     // a list where there was a value
	Duplicate Op = "duplicate item" // an item of a list twice, or an object
)

// mutation of one object; a nil result is an object that is gone, two are a duplicate.
type mutation struct {
	op    Op
	field string // without indexes and names, as the table groups it
	make  func() []krm.Object
}

// mutations of an object in every field. Other is the object of another cluster to swap with, or nil.
func mutations(o, other krm.Object) []mutation {
	all := []mutation{
		{Delete, "", func() []krm.Object { return nil }},
		{Duplicate, "", func() []krm.Object { return []krm.Object{o, o} }},
	}
	w := walker{root: o, other: other}
	w.walk(nil, map[string]any(o))
	return append(all, w.found...)
}

type walker struct {
	root, other krm.Object
	found       []mutation
}

// add adds a change of the value at a path: edit gets the map or list that holds it, copied, and returns it changed.
func (w *walker) add(op Op, path []any, edit func(holder any, key any) any) {
	w.found = append(w.found, mutation{op, pattern(path), func() []krm.Object {
		changed := change(map[string]any(w.root), path, edit)
		return []krm.Object{changed.(map[string]any)}
	}})
}

func (w *walker) walk(path []any, value any) {
	if len(path) > 0 {
		w.leaf(path, value)
	}
	switch v := value.(type) {
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			w.walk(append(slices.Clone(path), key), v[key])
		}
	case []any:
		for i := range v {
			w.walk(append(slices.Clone(path), i), v[i])
		}
	}
}

func (w *walker) leaf(path []any, value any) {
	w.add(Delete, path, remove)
	w.add(WrongType, path, func(holder, key any) any { return set(holder, key, wrong(value)) })
	if _, inList := path[len(path)-1].(int); inList {
		w.add(Duplicate, path, func(holder, key any) any {
			list := holder.([]any)
			return slices.Insert(list, key.(int)+1, list[key.(int)])
		})
	} else {
		w.add(KeyTypo, path, func(holder, key any) any {
			holder = remove(holder, key)
			return set(holder, misspelt(key.(string)), value)
		})
	}
	if typed := typo(value); typed != nil {
		w.add(Typo, path, func(holder, key any) any { return set(holder, key, typed) })
	}
	if theirs, ok := at(w.other, path); ok && typo(value) != nil && fmt.Sprint(theirs) != fmt.Sprint(value) {
		w.add(Swap, path, func(holder, key any) any { return set(holder, key, theirs) })
	}
}

// wrong is a value of another type.
func wrong(value any) any {
	if _, ok := value.([]any); ok {
		return "text"
	}
	return []any{"text"}
}

// typo is a scalar with a slip in it, nil for what is none.
func typo(value any) any {
	switch v := value.(type) {
	case string:
		return misspelt(v)
	case bool:
		return !v
	case int:
		return v + 1
	case int64:
		return v + 1
	case float64:
		return v + 1
	}
	return nil
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

// at returns the value at a path.
func at(o krm.Object, path []any) (any, bool) {
	var value any = map[string]any(o)
	for _, step := range path {
		switch holder := value.(type) {
		case map[string]any:
			key, ok := step.(string)
			if value, ok = holder[key], ok && holder[key] != nil; !ok {
				return nil, false
			}
		case []any:
			i, ok := step.(int)
			if !ok || i >= len(holder) {
				return nil, false
			}
			value = holder[i]
		default:
			return nil, false
		}
	}
	return value, true
}

// change returns a copy of a value in which the holder of the path's end is edited.
func change(value any, path []any, edit func(holder, key any) any) any {
	var holder any
	switch v := value.(type) {
	case map[string]any:
		holder = maps.Clone(v)
	case []any:
		holder = slices.Clone(v)
	}
	if len(path) == 1 {
		return edit(holder, path[0])
	}
	below, _ := at(krm.Object{"": value}, []any{"", path[0]})
	return set(holder, path[0], change(below, path[1:], edit))
}

func set(holder, key, value any) any {
	switch h := holder.(type) {
	case map[string]any:
		h[key.(string)] = value
	case []any:
		h[key.(int)] = value
	}
	return holder
}

func remove(holder, key any) any {
	switch h := holder.(type) {
	case map[string]any:
		delete(h, key.(string))
	case []any:
		return slices.Delete(h, key.(int), key.(int)+1)
	}
	return holder
}

// pattern is a path as the table groups it: without indexes.
func pattern(path []any) string {
	var b strings.Builder
	for _, step := range path {
		switch step := step.(type) {
		case string:
			if b.Len() > 0 {
				b.WriteByte('.')
			}
			b.WriteString(step)
		default:
			b.WriteString("[]")
		}
	}
	return b.String()
}
