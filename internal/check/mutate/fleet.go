package mutate

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
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
	"github.com/meshfn/meshfn/internal/pipeline"
)

// Fleet is a fleet in memory, and what it renders to.
type Fleet struct {
	Name   string
	in     fleet.Input
	output []cluster
}

// cluster is a mesh and what it renders to, as a folder of manifests.
type cluster struct {
	name  string
	items []krm.Item
	// note is what the rules say of the green items, for the checks in which another cluster is broken.
	note rule.Note
}

// Fleets are the green fleets that are broken, folders of testdata/fleets.
var Fleets = []string{"onprem", "gke", "federation"}

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
		c := cluster{name: m.Name(), items: out.Set.Items()}
		c.note = rule.NewRun(check.Rules, f.in.Now).Add(c.objects())
		f.output = append(f.output, c)
	}
	for where, found := range map[string][]finding.Finding{Sources: f.checkSources(f.in), Output: f.checkFolders(nil)} {
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

// changes are the items of clusters that are not as they were, by the index of the cluster.
type changes map[int][]krm.Item

// checkOutput checks what the fleet renders to as folders of manifests. It says what checkFolders says, and looks at no
// cluster that has not changed: for that its note stands.
func (f *Fleet) checkOutput(changed changes) []finding.Finding {
	run := rule.NewRun(check.Rules, f.in.Now)
	for i, c := range f.output {
		items, ok := changed[i]
		if !ok {
			run.Recall(c.name, nil, c.note)
			continue
		}
		c.items = items
		if !c.whole() {
			return f.checkFolders(changed)
		}
		run.Add(c.objects())
	}
	return run.Findings()
}

// checkFolders checks the folders of manifests as the command line does.
func (f *Fleet) checkFolders(changed changes) []finding.Finding {
	none, _, err := fleet.New(fleet.Input{})
	if err != nil {
		panic(err) // there is nothing to read
	}
	in := check.Input{Fleet: none, Now: f.in.Now}
	for i, c := range f.output {
		if items, ok := changed[i]; ok {
			c.items = items
		}
		in.Files = append(in.Files, c.files()...)
	}
	findings, err := check.Run(context.Background(), in)
	if err != nil {
		panic(err) // the files are in memory
	}
	return findings
}

// whole reports whether all objects say that they are the cluster's: then nothing but rules looks at them.
func (c cluster) whole() bool {
	return len(c.items) > 0 && !slices.ContainsFunc(c.items, func(it krm.Item) bool { return it.Object.Annotation(krm.MeshAnnotation) != c.name })
}

func (c cluster) objects() *rule.Cluster {
	var all []rule.Object
	for _, f := range c.files() {
		content, _ := f.Read() // it is in memory
		objects, _ := content.Objects()
		all = append(all, objects...)
	}
	return rule.NewCluster(c.name, nil, all)
}

// files are those of the cluster's folder, without the record.
func (c cluster) files() []check.File {
	var names []string
	objects := map[string][]krm.Object{}
	for _, it := range c.items {
		if objects[it.Path] == nil {
			names = append(names, it.Path)
		}
		objects[it.Path] = append(objects[it.Path], it.Object)
	}
	var files []check.File
	for _, name := range slices.Sorted(slices.Values(names)) {
		file := path.Join(c.name, name)
		read := rule.Resources(file, objects[name])
		content := check.Content{Objects: func() ([]rule.Object, []finding.Finding) { return read, nil }}
		f := check.File{Path: file, Read: func() (check.Content, error) { return content, nil }}
		for _, o := range objects[name] {
			if f.Mesh == "" {
				f.Mesh = o.Annotation(krm.MeshAnnotation)
			}
		}
		files = append(files, f)
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
