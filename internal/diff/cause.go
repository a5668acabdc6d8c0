package diff

import (
	"cmp"
	"fmt"
	"slices"
)

// Cause is an edit that was made in one place or alike in many.
type Cause struct {
	Field  string `json:"field,omitempty"`
	Op     Op     `json:"op"`
	Before string `json:"before,omitempty"`
	After  string `json:"after,omitempty"`
	// Places are FILE:LINE below the fleet root, sorted; of what was removed, in the base.
	Places []string `json:"places"`

	// The clusters that it can change, sorted: those whose own files or defaults it is in, and all.
	own, reach []string
}

// causes joins edits that say the same of the same field. Each comes with the clusters that it can change.
func causes(edits map[Edit][]string) []Cause {
	var all []Cause
	for e, clusters := range edits {
		slices.Sort(clusters)
		c := Cause{Field: e.Field, Op: e.Op, Before: e.Before, After: e.After, Places: []string{fmt.Sprintf("%s:%d", e.File, e.Line)}, reach: slices.Compact(clusters)}
		if !e.told {
			c.own = c.reach
		}
		all = append(all, c)
	}
	slices.SortFunc(all, func(a, b Cause) int { return cmp.Or(a.compare(b), slices.Compare(a.Places, b.Places)) })
	var joined []Cause
	for _, c := range all {
		if n := len(joined); n > 0 && joined[n-1].compare(c) == 0 {
			joined[n-1].add(c)
		} else {
			joined = append(joined, c)
		}
	}
	return joined
}

// compare orders causes by what they say.
func (c Cause) compare(o Cause) int {
	return cmp.Or(cmp.Compare(c.Field, o.Field), cmp.Compare(c.Op, o.Op), cmp.Compare(c.Before, o.Before), cmp.Compare(c.After, o.After))
}

// add takes the places and the clusters of a cause that says the same.
func (c *Cause) add(o Cause) {
	c.Places, c.own, c.reach = union(c.Places, o.Places), union(c.own, o.own), union(c.reach, o.reach)
}

// join adds causes to others.
func join(all, more []Cause) []Cause {
	for _, c := range more {
		if i := slices.IndexFunc(all, func(o Cause) bool { return c.compare(o) == 0 }); i >= 0 {
			all[i].add(c)
		} else {
			all = append(all, c)
		}
	}
	return all
}

// likely are the causes of a change that so many clusters have: those that reach all of them, for what is the same in all has
// one reason. Where none does, all. What is said in the clusters' own files and defaults comes before what they know of
// another, and what reaches more before what reaches fewer.
func likely(all []Cause, clusters int) []Cause {
	slices.SortFunc(all, func(a, b Cause) int {
		return cmp.Or(cmp.Compare(len(b.own), len(a.own)), cmp.Compare(len(b.reach), len(a.reach)), a.compare(b))
	})
	reaching := slices.DeleteFunc(slices.Clone(all), func(c Cause) bool { return len(c.reach) < clusters })
	if len(reaching) > 0 {
		return reaching
	}
	return all
}
