package mutate

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
)

// Case is one mutation of a fleet.
type Case struct {
	Fleet, Where, Kind, Field string
	Op                        Op
	// run checks the broken fleet. same reports whether it renders to what the green one does: then nothing is broken.
	run  func() []finding.Finding
	same func() bool
}

// Sources and Output are where a mutation is made.
const (
	Sources = "mesh.yaml"
	Output  = "output"
)

// KindFile is the kind of a case in which a whole file is moved about.
const KindFile = "file"

// Cases of the fleet: every field of every mesh.yaml and of everything that they render to.
func (f *Fleet) Cases() []Case {
	var all []Case
	for i := range f.in.Meshes {
		all = append(all, f.sourceCases(i)...)
	}
	for i := range f.output {
		all = append(append(all, f.outputCases(i)...), f.fileCases(i)...)
	}
	return all
}

// next is the cluster with which the i-th swaps.
func (f *Fleet) next(i int) int { return (i + 1) % len(f.output) }

func (f *Fleet) sourceCases(i int) []Case {
	own, other := decode(f.in.Meshes[i]), decode(f.in.Meshes[f.next(i)])
	var all []Case
	add := func(field string, op Op, meshes ...mesh.Source) {
		in := f.in
		in.Meshes = slices.Replace(slices.Clone(f.in.Meshes), i, i+1, meshes...)
		all = append(all, Case{f.Name, Sources, mesh.KindMesh, field, op,
			func() []finding.Finding { return f.checkSources(in) }, func() bool { return f.rendersAs(in) }})
	}
	file := f.in.Meshes[i].File
	for _, m := range mutations(own, other) {
		var meshes []mesh.Source
		for i, o := range m.make() {
			name := path.Join(path.Dir(file), strings.Repeat("copy/", i), path.Base(file))
			meshes = append(meshes, mesh.Source{File: name, Text: krm.Encode(o)})
		}
		add(m.field, m.op, meshes...)
	}
	lines := strings.SplitAfter(string(krm.Encode(own)), "\n")
	for i, line := range lines {
		content := strings.TrimLeft(line, "- ")
		if key, value, found := strings.Cut(content, ": "); found && value != "\n" {
			twice := strings.Repeat(" ", len(line)-len(content)) + content
			text := strings.Join(slices.Insert(slices.Clone(lines), i+1, twice), "")
			add(key, SecondKey, mesh.Source{File: file, Text: []byte(text)})
		}
	}
	add("", FileCopied, mesh.Source{File: file, Text: f.in.Meshes[f.next(i)].Text})
	return all
}

func decode(src mesh.Source) krm.Object {
	objects, err := krm.Decode(src.Text)
	if err != nil || len(objects) != 1 {
		panic(fmt.Sprint(src.File, err)) // the fleet is green
	}
	return objects[0]
}

func (f *Fleet) outputCase(kind, field string, op Op, make func() changes) Case {
	return Case{f.Name, Output, kind, field, op, func() []finding.Finding { return f.checkOutput(make()) }, func() bool { return false }}
}

func (f *Fleet) outputCases(of int) []Case {
	var all []Case
	items := f.output[of].items
	for i, it := range items {
		for _, m := range mutations(it.Object, f.other(of, i)) {
			all = append(all, f.outputCase(it.Object.Kind(), m.field, m.op, func() changes {
				changed := slices.Delete(slices.Clone(items), i, i+1)
				for _, o := range m.make() {
					changed = slices.Insert(changed, i, krm.Item{Path: it.Path, Object: o})
				}
				return changes{of: changed}
			}))
		}
	}
	return all
}

// other is the object of the next cluster that is to it what the i-th is to this: of the same kind and name, or of the
// same kind and rank.
func (f *Fleet) other(of, i int) krm.Object {
	own := f.output[of].items[i].Object.ID()
	rank := 0
	for _, it := range f.output[of].items[:i] {
		if it.Object.ID().Kind == own.Kind {
			rank++
		}
	}
	var same []krm.Object
	for _, it := range f.output[f.next(of)].items {
		id := it.Object.ID()
		if id == own {
			return it.Object
		}
		if id.Kind == own.Kind && id.Group == own.Group {
			same = append(same, it.Object)
		}
	}
	if rank < len(same) {
		return same[rank]
	}
	return nil
}

// fileCases are those in which a whole file is not where it belongs.
func (f *Fleet) fileCases(of int) []Case {
	own, to := f.output[of], f.next(of)
	files := map[string][]krm.Item{}
	for _, it := range own.items {
		files[it.Path] = append(files[it.Path], it)
	}
	var all []Case
	for _, name := range slices.Sorted(maps.Keys(files)) {
		without := func(c cluster) []krm.Item {
			return slices.DeleteFunc(slices.Clone(c.items), func(it krm.Item) bool { return it.Path == name })
		}
		var twice []krm.Item
		for _, it := range files[name] {
			twice = append(twice, krm.Item{Path: path.Join(path.Dir(name), "copy-of-"+path.Base(name)), Object: it.Object})
		}
		there := append(without(f.output[to]), files[name]...)
		for _, c := range []struct {
			op      Op
			changed changes
		}{
			{FileRemoved, changes{of: without(own)}},
			{FileTwice, changes{of: slices.Concat(own.items, twice)}},
			{FileCopied, changes{to: there}},
			{FileMoved, changes{of: without(own), to: there}},
		} {
			all = append(all, f.outputCase(KindFile, name, c.op, func() changes { return c.changed }))
		}
	}
	return all
}
