package diff

import (
	"bytes"
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
	// File and Line in the head; where the field is removed, in the base.
	File  string
	Line  int
	Field string
	Op    Op
	// Before and After as JSON; "" where there is none.
	Before, After string

	told bool // it is known of another mesh
}

// edits compares a document field by field.
func edits(before, after mesh.Source) []Edit {
	var all []Edit
	eachEdit(before, after, func(_ Path, e Edit) { all = append(all, e) })
	return all
}

func eachEdit(before, after mesh.Source, do func(Path, Edit)) {
	if bytes.Equal(before.Text, after.Text) {
		return
	}
	for _, f := range leaves(Compare(read(before), read(after))) {
		src, path := after, f.Path
		if f.Op == Removed {
			src, path = before, f.Path.atBase()
		}
		e := Edit{File: src.File, Field: path.Indexed(), Op: f.Op, Before: printed(f.Before), After: printed(f.After)}
		if path[0].Field == "spec" { // the rest says which document it is, and decides nothing
			e.Line, _ = src.Locate(e.Field)
			do(path, e)
		}
	}
}

// publishedEdits are the edits of the published facts, by mesh.
func publishedEdits(base, head *tree.Tree) map[string][]Edit {
	read := func(t *tree.Tree) mesh.Source {
		text, err := fs.ReadFile(t.Files, fleet.FactsFile)
		if err != nil {
			text = nil // then there are no facts
		}
		return mesh.Source{File: fleet.FactsFile, Text: text}
	}
	all := map[string][]Edit{}
	eachEdit(read(base), read(head), func(p Path, e Edit) {
		if len(p) > 2 { // spec, meshes, the one of the name
			name := strings.TrimPrefix(p[2].Item, "name=")
			all[name] = append(all[name], e)
		}
	})
	return all
}

// leaves divides what was added or removed as a map into its fields, each with a line of its own. Maps of defaults and of a
// mesh merge field by field.
func leaves(fields []Field) []Field {
	var all []Field
	for _, f := range fields {
		before, wasMap := f.Before.(map[string]any)
		after, isMap := f.After.(map[string]any)
		if f.Op != Added && f.Op != Removed || !wasMap && !isMap || len(before)+len(after) == 0 || f.Path[len(f.Path)-1].Field == "" {
			all = append(all, f)
			continue
		}
		inner := Compare(before, after)
		for i := range inner {
			inner[i].Path = append(f.Path[:len(f.Path):len(f.Path)], inner[i].Path...)
		}
		all = append(all, leaves(inner)...)
	}
	return all
}

func printed(v any) string {
	if v == nil {
		return ""
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return fmt.Sprint(v)
	}
	return strings.TrimSuffix(b.String(), "\n")
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
	// facts are the meshes of which others know something else than before, with the edits that can be why.
	facts map[string][]Edit
	// published are the edits of the published facts, where they count.
	published map[string][]Edit
	// charts are the changed files of folders with charts, by folder.
	charts map[string][]Edit
}

func newSources(base, head *tree.Tree) *sources {
	s := &sources{base: base, head: head, facts: map[string][]Edit{}, charts: changedCharts(base, head)}
	s.defaults = edits(defaultsOf(base), defaultsOf(head))
	if base.Part || head.Part {
		s.published = publishedEdits(base, head)
	}
	for _, name := range union(base.Fleet.Known(), head.Fleet.Known()) {
		before, was := base.Fleet.Facts(name)
		after, is := head.Fleet.Facts(name)
		if was == is && printed(before) == printed(after) {
			continue
		}
		s.facts[name] = slices.DeleteFunc(s.reachingItself(name), func(e Edit) bool {
			field := e.Field
			if below, isDefault := strings.CutPrefix(field, "spec.defaults"); isDefault {
				field = "spec" + below
			}
			return e.File != fleet.FactsFile && !published(field)
		})
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
		return slices.Concat(edits(before.Source(), after.Source()), s.overlays(before, after), s.chartsOf(after))
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

// reachingItself are the edits of a mesh's own files and of the defaults that hold for it.
func (s *sources) reachingItself(name string) []Edit {
	after, is := s.head.Fleet.Member(name)
	before, was := s.base.Fleet.Member(name)
	all := s.own(name)
	switch {
	case !is && !was:
		return s.published[name]
	case !is || !was || after.Defaults() == nil && before.Defaults() == nil:
		return all
	}
	for _, e := range s.defaults {
		if !overridden(after, e.Field) {
			all = append(all, e)
		}
	}
	return all
}

// reaching are the edits that can change what is generated for a mesh.
func (s *sources) reaching(name string) []Edit {
	all := s.reachingItself(name)
	after, is := s.head.Fleet.Member(name)
	before, was := s.base.Fleet.Member(name)
	if !is || !was {
		return all
	}
	for other, edits := range s.facts {
		if s.tells(other, before, after) {
			for _, e := range edits {
				e.told = true
				all = append(all, e)
			}
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
