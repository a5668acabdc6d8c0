package mutate

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/meshfn/meshfn/internal/check"
	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/fleet"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
	"github.com/meshfn/meshfn/internal/pipeline"
)

// Fleet is a fleet in memory, and what it renders to.
type Fleet struct {
	Name   string
	in     fleet.Input
	output []cluster
}

type cluster struct {
	name  string
	items []krm.Item
}

var whole = pipeline.Whole{Charts: pipeline.Library("")}

// Read reads and renders the fleet of a folder; one that has findings of its own is no green fleet and an error.
func Read(dir string) (*Fleet, error) {
	f := &Fleet{Name: filepath.Base(dir)}
	names, err := krm.Walk(dir)
	if err != nil {
		return nil, err
	}
	files, err := krm.Scan(dir, names, fleet.Wanted)
	if err != nil {
		return nil, err
	}
	f.in.Objects = func(name string) ([]krm.Object, error) {
		text, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
		if errors.Is(err, fs.ErrNotExist) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		return krm.Decode(text)
	}
	f.in.Add(files)
	loaded, _, err := fleet.New(f.in)
	if err != nil {
		return nil, err
	}
	for _, m := range loaded.Members {
		out, err := whole.Render(m)
		if err != nil {
			return nil, err
		}
		f.output = append(f.output, cluster{m.Name(), out.Set.Items()})
	}
	for where, found := range map[string][]finding.Finding{"mesh.yaml": f.checkSources(f.in), "output": f.checkOutput(0, f.output[0].items)} {
		if len(grave(found)) > 0 {
			return nil, fmt.Errorf("fleet %s is not green: %s: %v", f.Name, where, grave(found))
		}
	}
	return f, nil
}

// checkSources checks mesh.yaml files with what they render to.
func (f *Fleet) checkSources(in fleet.Input) []finding.Finding {
	loaded, findings, err := fleet.New(in)
	if err != nil {
		panic(err) // the input is in memory
	}
	c := check.New(in.Now)
	c.Report(findings...)
	for _, m := range loaded.Members {
		out, err := whole.Render(m)
		if err != nil {
			panic(err)
		}
		c.Report(out.Findings...)
		c.Add(rule.NewCluster(m.Name(), m, rule.Rendered(m.Dir, out.Set.Items())))
	}
	return c.Findings()
}

// checkOutput checks what the fleet renders to as folders of manifests, with other items for one cluster.
func (f *Fleet) checkOutput(changed int, items []krm.Item) []finding.Finding {
	none, _, err := fleet.New(fleet.Input{})
	if err != nil {
		panic(err) // there is nothing to read
	}
	in := check.Input{Fleet: none, Now: f.in.Now}
	for i, other := range f.output {
		if i == changed {
			other.items = items
		}
		in.Files = append(in.Files, other.files()...)
	}
	findings, err := check.Run(context.Background(), in)
	if err != nil {
		panic(err) // the files are in memory
	}
	return findings
}

// files are those of the cluster's folder, without the record.
func (c cluster) files() []check.File {
	objects := map[string][]krm.Object{}
	for _, it := range c.items {
		objects[it.Path] = append(objects[it.Path], it.Object)
	}
	var files []check.File
	for _, name := range slices.Sorted(maps.Keys(objects)) {
		file := path.Join(c.name, name)
		content := check.Content{Objects: rule.Resources(file, objects[name])}
		files = append(files, check.File{Path: file, Mesh: objects[name][0].Annotation(krm.MeshAnnotation),
			Read: func() (check.Content, error) { return content, nil }})
	}
	return files
}

// rendersAs reports whether the meshes render to what the fleet's do.
func (f *Fleet) rendersAs(in fleet.Input) bool {
	loaded, _, err := fleet.New(in)
	if err != nil || len(loaded.Members) != len(f.output) {
		return false
	}
	for i, m := range loaded.Members {
		out, err := whole.Render(m)
		if err != nil || m.Name() != f.output[i].name || text(out.Set.Items()) != text(f.output[i].items) {
			return false
		}
	}
	return true
}

func text(items []krm.Item) string {
	var b strings.Builder
	for _, it := range items {
		b.WriteString("# " + it.Path + "\n")
		b.Write(krm.Encode(it.Object))
	}
	return b.String()
}

// grave are the findings that a pipeline or a reviewer acts on.
func grave(all []finding.Finding) []finding.Finding {
	return slices.DeleteFunc(slices.Clone(all), func(f finding.Finding) bool { return f.Severity == finding.Info })
}

// Case is one mutation of a fleet.
type Case struct {
	Fleet, Where, Kind, Field string
	Op                        Op
	// run checks the broken fleet. same reports whether it renders to what the green one does: then nothing is broken.
	run  func() []finding.Finding
	same func() bool
}

// Cases of the fleet: every field of its first mesh.yaml and of what that renders to.
func (f *Fleet) Cases() []Case { return append(f.sourceCases(), f.outputCases()...) }

// Sources and Output are where a mutation is made.
const (
	Sources = "mesh.yaml"
	Output  = "output"
)

func (f *Fleet) sourceCases() []Case {
	objects := make([]krm.Object, len(f.in.Meshes))
	for i, src := range f.in.Meshes {
		decoded, err := krm.Decode(src.Text)
		if err != nil || len(decoded) != 1 {
			panic(fmt.Sprint(src.File, err))
		}
		objects[i] = decoded[0]
	}
	var all []Case
	add := func(field string, op Op, texts ...[]byte) {
		in := f.in
		in.Meshes = slices.Clone(f.in.Meshes[1:])
		for i, text := range texts {
			file := path.Join(path.Dir(f.in.Meshes[0].File), strings.Repeat("copy/", i), "mesh.yaml")
			in.Meshes = append(in.Meshes, mesh.Source{File: file, Text: text})
		}
		all = append(all, Case{f.Name, Sources, mesh.KindMesh, field, op,
			func() []finding.Finding { return f.checkSources(in) }, func() bool { return f.rendersAs(in) }})
	}
	for _, m := range mutations(objects[0], objects[1]) {
		var texts [][]byte
		for _, o := range m.make() {
			texts = append(texts, krm.Encode(o))
		}
		add(m.field, m.op, texts...)
	}
	lines := strings.SplitAfter(string(krm.Encode(objects[0])), "\n")
	for i, line := range lines {
		key, value, scalar := strings.Cut(strings.TrimLeft(line, "- "), ": ")
		if scalar && value != "\n" {
			twice := strings.Repeat(" ", len(line)-len(strings.TrimLeft(line, "- "))) + strings.TrimLeft(line, "- ")
			text := strings.Join(slices.Insert(slices.Clone(lines), i+1, twice), "")
			add(key, "duplicate key", []byte(text))
		}
	}
	return all
}

func (f *Fleet) outputCases() []Case {
	var all []Case
	items := f.output[0].items
	for i, it := range items {
		for _, m := range mutations(it.Object, f.other(i)) {
			run := func() []finding.Finding {
				changed := slices.Delete(slices.Clone(items), i, i+1)
				for _, o := range m.make() {
					changed = slices.Insert(changed, i, krm.Item{Path: it.Path, Object: o})
				}
				return f.checkOutput(0, changed)
			}
			all = append(all, Case{f.Name, Output, it.Object.Kind(), m.field, m.op, run, func() bool { return false }})
		}
	}
	return all
}

// other is the object of the second cluster that is to it what the i-th is to the first: of the same kind and name, or
// of the same kind and rank.
func (f *Fleet) other(i int) krm.Object {
	own := f.output[0].items[i].Object.ID()
	rank := 0
	for _, it := range f.output[0].items[:i] {
		if it.Object.ID().Kind == own.Kind {
			rank++
		}
	}
	var same []krm.Object
	for _, it := range f.output[1].items {
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
