package diff

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/meshfn/meshfn/internal/fleet"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
	"github.com/meshfn/meshfn/internal/tree"
)

// Edit is a changed field of a source.
type Edit struct {
	File  string
	Line  int // in the head; where the field is removed, in the base
	Field string
	Op    Op
	// Before and After as JSON; "" where there is none.
	Before, After string
}

// Cause is an edit that was made in one place or alike in many.
type Cause struct {
	Field  string `json:"field,omitempty"`
	Op     Op     `json:"op"`
	Before string `json:"before,omitempty"`
	After  string `json:"after,omitempty"`
	// Places are FILE:LINE, sorted.
	Places []string `json:"places"`
}

// causes joins edits that say the same of the same field, those of the fewest places first.
func causes(edits []Edit) []Cause {
	slices.SortFunc(edits, func(a, b Edit) int {
		return cmp.Or(cmp.Compare(a.Field, b.Field), cmp.Compare(a.Op, b.Op), cmp.Compare(a.Before, b.Before),
			cmp.Compare(a.After, b.After), cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
	var all []Cause
	for _, e := range edits {
		c := Cause{Field: e.Field, Op: e.Op, Before: e.Before, After: e.After}
		place := fmt.Sprintf("%s:%d", e.File, e.Line)
		if n := len(all); n > 0 && all[n-1].says(c) {
			all[n-1].Places = append(all[n-1].Places, place)
			continue
		}
		c.Places = []string{place}
		all = append(all, c)
	}
	return all
}

func (c Cause) says(o Cause) bool {
	return c.Field == o.Field && c.Op == o.Op && c.Before == o.Before && c.After == o.After
}

// edits compares a document field by field.
func edits(before, after mesh.Source) []Edit {
	if bytes.Equal(before.Text, after.Text) {
		return nil
	}
	var all []Edit
	for _, f := range Compare(read(before), read(after)) {
		e := Edit{File: after.File, Field: f.Path.Indexed(), Op: f.Op, Before: printed(f.Before), After: printed(f.After)}
		src := after
		if f.Op == Removed {
			src = before
		}
		e.Line, _ = src.Locate(e.Field)
		all = append(all, e)
	}
	return all
}

func printed(v any) string {
	if v == nil {
		return ""
	}
	text, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	return string(text)
}

// read returns a source as a value; one that cannot be read counts as empty, what is wrong with it is a finding.
func read(src mesh.Source) map[string]any {
	objects, err := krm.Decode(src.Text)
	if err != nil || len(objects) != 1 {
		return nil
	}
	return objects[0]
}

// sources knows what was edited between two trees, and which meshes it can reach.
type sources struct {
	base, head *tree.Tree
	// defaults are the edits of fleet.yaml.
	defaults []Edit
	// facts are the meshes of which others know something else than before, with the edits of their files.
	facts map[string][]Edit
}

func newSources(base, head *tree.Tree) *sources {
	s := &sources{base: base, head: head, facts: map[string][]Edit{}}
	s.defaults = edits(defaultsOf(base), defaultsOf(head))
	for _, name := range union(base.Fleet.Known(), head.Fleet.Known()) {
		before, was := base.Fleet.Facts(name)
		after, is := head.Fleet.Facts(name)
		if was == is && printed(before) == printed(after) {
			continue
		}
		s.facts[name] = []Edit{}
		for _, e := range s.own(name) {
			if published(e.Field) {
				s.facts[name] = append(s.facts[name], e)
			}
		}
	}
	return s
}

// published reports whether a field of a mesh is among those that others know of it, or decides one of them.
func published(field string) bool {
	return field == "" || slices.ContainsFunc([]string{"metadata.name", "spec.cluster", "spec.fleet", "spec.controlPlane", "spec.gateways", "spec.federation"},
		func(known string) bool { return strings.HasPrefix(field, known) || strings.HasPrefix(known, field) })
}

func defaultsOf(t *tree.Tree) mesh.Source {
	for _, m := range t.Fleet.Members {
		if d := m.Defaults(); d != nil {
			return *d
		}
	}
	return mesh.Source{File: fleet.DefaultsFile}
}

// own are the edits of a mesh's own files.
func (s *sources) own(name string) []Edit {
	before, was := s.base.Fleet.Member(name)
	after, is := s.head.Fleet.Member(name)
	switch {
	case was && is:
		return append(edits(before.Source(), after.Source()), s.overlays(before, after)...)
	case is:
		return []Edit{{File: after.File(), Line: 1, Op: Added}}
	case was:
		return []Edit{{File: before.File(), Line: 1, Op: Removed}}
	}
	return nil
}

func (s *sources) overlays(before, after *fleet.Member) []Edit {
	var all []Edit
	for name := range after.Overlays {
		if _, was := before.Overlays[name]; was {
			all = append(all, edits(overlay(s.base, before, name), overlay(s.head, after, name))...)
		}
	}
	return all
}

func overlay(t *tree.Tree, m *fleet.Member, name string) mesh.Source {
	file := path.Join(m.Dir, name)
	text, err := fs.ReadFile(t.Files, file)
	if err != nil {
		text = nil // it was there a moment ago; then it has no fields
	}
	return mesh.Source{File: file, Text: text}
}

// reaching are the edits that can change what is generated for a mesh.
func (s *sources) reaching(name string) []Edit {
	all := s.own(name)
	after, is := s.head.Fleet.Member(name)
	before, was := s.base.Fleet.Member(name)
	if !is || !was {
		return all
	}
	if after.Defaults() != nil || before.Defaults() != nil {
		for _, e := range s.defaults {
			if !overridden(after, e.Field) {
				all = append(all, e)
			}
		}
	}
	for other, edits := range s.facts {
		if s.tells(other, before, after) {
			all = append(all, edits...)
		}
	}
	return all
}

// others reports whether something else than before is known of a mesh that this one is rendered with.
func (s *sources) others(before, after *fleet.Member) bool {
	for other := range s.facts {
		if s.tells(other, before, after) {
			return true
		}
	}
	return false
}

func (s *sources) tells(other string, before, after *fleet.Member) bool {
	return other != after.Name() && (knows(before, s.base, other) || knows(after, s.head, other))
}

// overridden reports whether a mesh has a value of its own for a default. A list replaces the list of the defaults.
func overridden(m *fleet.Member, field string) bool {
	field, isDefault := strings.CutPrefix(field, "spec.defaults")
	field, _, _ = strings.Cut(field, "[")
	return isDefault && field != "" && m.Source().Has("spec"+field)
}

// knows reports whether a mesh is rendered with the facts of another: they share a mesh ID, or it names it as a peer.
func knows(m *fleet.Member, t *tree.Tree, other string) bool {
	if f := m.Mesh.Spec.Federation; f != nil {
		for _, p := range f.Peers {
			if p.Name == other {
				return true
			}
		}
	}
	facts, ok := t.Fleet.Facts(other)
	return ok && facts.MeshID != "" && facts.MeshID == m.Mesh.Spec.ControlPlane.MeshID
}

// union of two sorted lists.
func union(a, b []string) []string {
	all := slices.Concat(a, b)
	slices.Sort(all)
	return slices.Compact(all)
}
