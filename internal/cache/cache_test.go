package cache_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/meshfn/meshfn/internal/cache"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/fleet"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
	"github.com/meshfn/meshfn/internal/pipeline"
	"github.com/meshfn/meshfn/internal/run"
	"github.com/meshfn/meshfn/internal/tree"
)

const head = `apiVersion: meshfn.dev/v1alpha1
kind: Mesh
metadata: {name: NAME, annotations: {config.kubernetes.io/local-config: "true"}}
spec:
  delivery: {expand: Never}
  controlPlane: {distribution: Istio, meshID: MESHID, revisions: [{version: 1.29.1}]}
  multiCluster: {remoteSecrets: {source: ExternalSecret, externalSecret: {store: vault, key: "mesh/{mesh}"}}}
`

type fixture struct {
	t            *testing.T
	root, folder string
}

// open opens the cache by a clock that is ahead, so that nothing has changed too shortly before, and the tree with it.
func (f *fixture) open(program string) (*cache.Cache, run.Run, error) {
	f.t.Helper()
	later := func() time.Time { return time.Now().Add(time.Hour) }
	c := cache.Open(f.folder, program, f.root, f.root, later)
	t, err := tree.Reopen(f.root, ".", time.Time{}, c)
	if err != nil {
		return nil, run.Run{}, err
	}
	t = t.WithMeshes(f.root)
	r := f.run(t)
	r.Memory, c.Inputs, c.Folder = c, r.Charts.Inputs, r.Folder
	return c, r, nil
}

// run of a tree without a cache.
func (f *fixture) run(t *tree.Tree) run.Run {
	f.t.Helper()
	charts, err := pipeline.TreeCharts(f.root, "")
	f.must(err)
	return run.Run{
		Tree: t, Charts: charts, Jobs: 2, Folder: func(m *fleet.Member) string { return m.Dir }, Place: krm.OpenInPlace(f.root, t.Abandoned, false, nil),
	}
}

// recall returns the names of the meshes that the cache knows.
func (f *fixture) recall(program string) (names string, c *cache.Cache, r run.Run) {
	f.t.Helper()
	c, r, err := f.open(program)
	f.must(err)
	for _, m := range r.Tree.Fleet.Members {
		if _, ok := c.Recall(m); ok {
			names += m.Name()
		}
	}
	return names, c, r
}

// render renders the tree with its cache, and returns the names of the meshes that it knew.
func (f *fixture) render() string {
	f.t.Helper()
	names, c, r := f.recall("p")
	result, err := r.Do(context.Background())
	if err != nil || finding.HasErrors(result.Findings) {
		f.t.Fatal(err, result.Findings)
	}
	if err := c.Save(false, r.Tree.Fleet.Names()); err != nil {
		f.t.Fatal(err)
	}
	return names
}

func (f *fixture) write(name, text string) {
	f.t.Helper()
	file := filepath.Join(f.root, name)
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		f.t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		f.t.Fatal(err)
	}
}

// TestRecall changes one thing after the other: what it reaches is rendered, and nothing else.
func TestRecall(t *testing.T) {
	f := &fixture{t: t, root: t.TempDir(), folder: t.TempDir()}
	for name, id := range map[string]string{"a": "one", "b": "one", "c": "two", "d": "two"} {
		f.write(name+"/mesh.yaml", source(name, id))
	}
	if known := f.render(); known != "" {
		t.Fatalf("%s without a run before", known)
	}
	namespaces, err := os.ReadFile(filepath.Join(f.root, "a/manifests/namespaces.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name   string
		change func()
		want   string
	}{
		{"nothing", func() {}, "abcd"},
		{"a comment reaches its mesh", func() { f.write("a/mesh.yaml", source("a", "one")+"# a\n") }, "bcd"},
		{"the same text does not", func() { f.write("a/mesh.yaml", source("a", "one")+"# a\n") }, "abcd"},
		{"what others know reaches them", func() {
			f.write("c/mesh.yaml", strings.Replace(source("c", "two"), "spec:", "spec:\n  cluster: {network: net}", 1))
		}, "ab"},
		{"a mesh that joins", func() { f.write("e/mesh.yaml", source("e", "one")) }, "cd"},
		{"defaults reach all", func() {
			f.write("fleet.yaml", "apiVersion: meshfn.dev/v1alpha1\nkind: Fleet\nmetadata: {name: f, annotations: {config.kubernetes.io/local-config: \"true\"}}\nspec: {}\n")
		}, ""},
	} {
		c.change()
		if known := f.render(); known != c.want {
			t.Errorf("%s: recalled %q, want %q", c.name, known, c.want)
		}
	}
	if known, _, _ := f.recall("another program"); known != "" {
		t.Errorf("%s by another program", known)
	}

	// An edit by hand of the same length, with the time of the content set back.
	file := filepath.Join(f.root, "a/manifests/namespaces.yaml")
	info, err := os.Stat(file)
	if err != nil {
		t.Fatal(err)
	}
	f.write("a/manifests/namespaces.yaml", strings.Replace(string(namespaces), "Namespace", "NameSpace", 1))
	if err := os.Chtimes(file, info.ModTime(), info.ModTime()); err != nil {
		t.Fatal(err)
	}
	if known, _, _ := f.recall("p"); known != "bcde" {
		t.Errorf("after an edit by hand: recalled %q", known)
	}
}

// TestLinkedFile has a link to a stranger's file, which becomes a mesh where no folder of the tree shows it.
func TestLinkedFile(t *testing.T) {
	f := &fixture{t: t, root: t.TempDir(), folder: t.TempDir()}
	target := filepath.Join(t.TempDir(), "target.yaml")
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(target, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	text := source("a", "one")
	f.write("a/mesh.yaml", text)
	f.write("b/notes.txt", "")
	write("kind: ConfigMap\n")
	if err := os.Symlink(target, filepath.Join(f.root, "b/linked.yaml")); err != nil {
		t.Fatal(err)
	}
	f.render()
	write(strings.Replace(text, "name: a", "name: b", 1))
	if _, _, r := f.recall("p"); len(r.Tree.Fleet.Members) != 2 {
		t.Errorf("the meshes are %v, want a and b", r.Tree.Fleet.Names())
	}
}

// TestLoaded has every mesh of the fleets come back as it was loaded, from the same document with the same defaults only.
func TestLoaded(t *testing.T) {
	folder, defaults := t.TempDir(), &mesh.Source{File: "fleet.yaml", Text: []byte("a")}
	open := func() *cache.Cache { return cache.Open(folder, "p", "root", "root", time.Now) }
	first, loaded := open(), map[string]*mesh.Mesh{}
	files, err := filepath.Glob("../../testdata/fleets/*/*/mesh.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal(err, files)
	}
	source := func(file string) mesh.Source {
		t.Helper()
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		return mesh.Source{File: file, Text: text}
	}
	for _, file := range files {
		m, findings := mesh.Load(source(file), nil)
		if m == nil || len(findings) > 0 {
			continue // of a fleet with defaults
		}
		mesh.Default(m)
		first.SetLoaded(source(file), defaults, m)
		loaded[file] = m
	}
	if len(loaded) < len(files)/2 {
		t.Fatalf("only %d of %d meshes can be loaded", len(loaded), len(files))
	}
	if err := first.Save(false, nil); err != nil {
		t.Fatal(err)
	}
	second := open()
	for file, want := range loaded {
		same := source(file)
		if diff := cmp.Diff(want, second.Loaded(same, defaults)); diff != "" {
			t.Errorf("%s\n%s", file, diff)
		}
		moved, edited, others := same, same, *defaults
		moved.File += "x"
		edited.Text = append(edited.Text, '#')
		others.Text = []byte("b")
		if second.Loaded(moved, defaults) != nil || second.Loaded(edited, defaults) != nil || second.Loaded(same, &others) != nil || second.Loaded(same, nil) != nil {
			t.Errorf("%s is taken for another document, or one with other defaults", file)
		}
	}
}

// TestInTheWay puts things in the way of what was generated, of which the files themselves tell nothing.
func TestInTheWay(t *testing.T) {
	expanded := func(name string) string {
		return strings.Replace(source(name, "one"), "  delivery: {expand: Never}\n", "", 1)
	}
	for _, c := range []struct {
		name   string
		change func(f *fixture)
	}{
		{"a link to a folder", func(f *fixture) {
			f.must(os.Rename(f.at("a/manifests"), f.at("a/real")))
			f.must(os.Symlink("real", f.at("a/manifests")))
		}},
		{"a checklist that is no longer wanted", func(f *fixture) {
			list, err := os.ReadFile(f.at("b/operator/CHECKLIST.md"))
			f.must(err)
			f.write("a/operator/CHECKLIST.md", string(list))
		}},
	} {
		f := &fixture{t: t, root: t.TempDir(), folder: t.TempDir()}
		f.write("a/mesh.yaml", expanded("a"))
		f.write("b/mesh.yaml", source("b", "two"))
		f.render()
		if known, _, _ := f.recall("p"); known != "ab" {
			t.Fatalf("before: recalled %q", known)
		}
		c.change(f)
		if known, _, _ := f.recall("p"); known != "b" {
			t.Errorf("%s: recalled %q", c.name, known)
		}
	}
}

// TestReplaced has another put files of its own in the place of generated ones before it is noted how these look. They are
// older than the run.
func TestReplaced(t *testing.T) {
	for _, unchanged := range []bool{false, true} {
		f := &fixture{t: t, root: t.TempDir(), folder: t.TempDir()}
		f.write("a/mesh.yaml", source("a", "one"))
		f.write("b/mesh.yaml", source("b", "one"))
		if unchanged {
			f.render()
			f.must(os.RemoveAll(f.folder))
		}
		edited, mesh := filepath.Join(t.TempDir(), "edited"), filepath.Join(t.TempDir(), "mesh")
		f.must(os.WriteFile(edited, []byte("kind: Namespace\n"), 0o644))
		f.must(os.WriteFile(mesh, []byte(source("c", "one")), 0o644))
		c, r, err := f.open("p")
		f.must(err)
		if _, err := r.Do(context.Background()); err != nil {
			t.Fatal(err)
		}
		f.must(os.Rename(edited, f.at("a/manifests/namespaces.yaml")))
		f.must(os.Rename(mesh, f.at("b/manifests/namespaces.yaml")))
		f.must(c.Save(false, r.Tree.Fleet.Names()))
		if known, _, r := f.recall("p"); known != "" || len(r.Tree.Fleet.Members) != 3 {
			t.Errorf("recalled %q of %v", known, r.Tree.Fleet.Names())
		}
	}
}

// TestOddFile has something else in the place of the cache.
func TestOddFile(t *testing.T) {
	for name, put := range map[string]func(string) error{
		"a file of two gigabytes": func(name string) error { return os.Truncate(name, 1<<31) },
		"a folder":                func(name string) error { return errors.Join(os.Remove(name), os.Mkdir(name, 0o700)) },
		"a cut file":              func(name string) error { return os.Truncate(name, 2) },
	} {
		f := &fixture{t: t, root: t.TempDir(), folder: t.TempDir()}
		f.write("a/mesh.yaml", source("a", "one"))
		f.render()
		files, err := filepath.Glob(filepath.Join(f.folder, "*"))
		if err != nil || len(files) != 1 {
			t.Fatal(files, err)
		}
		f.must(put(files[0]))
		if known, _, _ := f.recall("p"); known != "" {
			t.Errorf("%s: recalled %q", name, known)
		}
	}
}
