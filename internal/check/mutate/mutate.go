// Package mutate measures what the check notices: it breaks a green fleet in every single field, one at a time, and asks
// whether the check says more than before.
//
// Two things are broken: the mesh.yaml files, and what they render to, looked at without the mesh.yaml files as a folder
// of manifests. With them every edit of a generated file is noticed by its record, which would measure nothing.
//
// What a person would say is wrong with a case stands in expected.yaml, by classes of mistakes, before a check is asked: the
// codes of which it has to give one. Not every change is a mistake: a gateway may have four replicas. What no check can know
// stands with its reason in choices.yaml and is counted apart, where nothing is said about it. docs/mutations.md is the
// table, what is missed or reported otherwise included.
package mutate

import (
	"fmt"
	"maps"
	"slices"

	"github.com/meshfn/meshfn/internal/krm"
)

//go:generate go run ./gen

// Op is a way to break a field or an object.
type Op string

// The ways.
const (
	Delete      Op = "delete"         // a field, or an object
	Swap        Op = "swap"           // the value of a field with that of another cluster's object of that kind and name
	Exchange    Op = "exchange"       // the values of two fields that stand beside each other
	Typo        Op = "typo"           // one letter more in a text, one more in a number, a boolean turned round
	CutShort    Op = "cut short"      // a text without its last letter
	UpperCase   Op = "upper case"     // a text in capitals
	Blank       Op = "trailing blank" // a text and a blank
	Negative    Op = "negative"       // a number below zero
	KeyTypo     Op = "misspelt key"   // one letter more in the name of a field
	AddedKey    Op = "added key"      // a field that nobody knows
	Outdent     Op = "outdented"      // a field that stands one level higher
	WrongType   Op = "wrong type"     // a list where there was something else, a text where there was a list
	WrongScalar Op = "wrong scalar"   // a number where there was a text, a text where there was a number or boolean
	Empty       Op = "empty"          // a text, a list or a map with nothing in it
	Null        Op = "null"           // a field that is there and has no value
	Duplicate   Op = "duplicate item" // an item of a list twice, or an object
	SecondKey   Op = "duplicate key"  // a line of a map twice
	FileRemoved Op = "file removed"
	FileTwice   Op = "file twice"  // under another name in its folder
	FileCopied  Op = "file copied" // into another cluster's folder, over the file of that name
	FileMoved   Op = "file moved"  // likewise, and gone where it was
)

// mutation of one object; a nil result is an object that is gone, two are a duplicate.
type mutation struct {
	op    Op
	field string // without indexes, as the table groups it
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

// edit changes the map or list that holds a value, a copy of its own, and returns it.
type edit func(holder, key any) any

func (w *walker) add(op Op, path []any, field string, e edit) {
	w.found = append(w.found, mutation{op, field, func() []krm.Object {
		return []krm.Object{change(map[string]any(w.root), path, e).(map[string]any)}
	}})
}

func (w *walker) walk(path []any, value any) {
	if len(path) > 0 {
		w.value(path, value)
	}
	switch v := value.(type) {
	case map[string]any:
		keys := slices.Sorted(maps.Keys(v))
		for i, key := range keys {
			below := append(slices.Clone(path), key)
			w.walk(below, v[key])
			if i+1 < len(keys) {
				w.exchange(below, keys[i+1], v)
			}
		}
	case []any:
		for i := range v {
			w.walk(append(slices.Clone(path), i), v[i])
		}
	}
}

// value adds the changes of the value at a path.
func (w *walker) value(path []any, value any) {
	field := pattern(path)
	w.add(Delete, path, field, remove)
	if _, inList := path[len(path)-1].(int); inList {
		w.add(Duplicate, path, field, func(holder, key any) any {
			list := holder.([]any)
			return slices.Insert(list, key.(int)+1, list[key.(int)])
		})
	} else {
		w.outdent(path, value)
		w.add(KeyTypo, path, field, func(holder, key any) any {
			return set(remove(holder, key), misspelt(key.(string)), value)
		})
	}
	for _, r := range replacements(value) {
		w.add(r.op, path, field, func(holder, key any) any { return set(holder, key, r.value) })
	}
	if _, fields := value.(map[string]any); fields {
		w.add(AddedKey, path, field, func(holder, key any) any {
			changed := maps.Clone(value.(map[string]any))
			changed["addedByMistake"] = "text"
			return set(holder, key, changed)
		})
	}
	if theirs, ok := at(w.other, path); ok && scalar(value) && fmt.Sprint(theirs) != fmt.Sprint(value) {
		w.add(Swap, path, field, func(holder, key any) any { return set(holder, key, theirs) })
	}
}

// outdent adds the field at a path moved out of its map into the one above.
func (w *walker) outdent(path []any, value any) {
	if len(path) < 2 {
		return
	}
	above, key := path[:len(path)-1], path[len(path)-1].(string)
	last, inMap := above[len(above)-1].(string)
	holder, _ := at(w.root, above[:len(above)-1])
	if _, taken := at(krm.Object{"": holder}, []any{"", key}); taken || !inMap {
		return
	}
	w.add(Outdent, above, pattern(path), func(holder, _ any) any {
		inner, _ := at(krm.Object{"": holder}, []any{"", last})
		left := maps.Clone(inner.(map[string]any))
		delete(left, key)
		return set(set(holder, last, left), key, value)
	})
}

// exchange adds that of the value at a path with the value of the next key, where both are scalars and differ.
func (w *walker) exchange(path []any, next string, holder map[string]any) {
	own, other := holder[path[len(path)-1].(string)], holder[next]
	if scalar(own) && scalar(other) && fmt.Sprint(own) != fmt.Sprint(other) {
		w.add(Exchange, path, pattern(path)+"~"+next, func(holder, key any) any {
			return set(set(holder, key, other), next, own)
		})
	}
}
