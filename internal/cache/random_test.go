package cache_test

import (
	"context"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/meshfn/meshfn/internal/run"
	"github.com/meshfn/meshfn/internal/tree"
)

// TestRandomEdits believes every sign of what is untouched, and changes files and folders at random, each time so much later
// that the file system's clock has moved on: a run with the cache gives what one without gives.
func TestRandomEdits(t *testing.T) {
	f := &fixture{t: t, root: t.TempDir(), folder: t.TempDir()}
	f.write("fleet.yaml", "apiVersion: meshfn.dev/v1alpha1\nkind: Fleet\nmetadata: {name: f, annotations: {config.kubernetes.io/local-config: \"true\"}}\nspec: {}\n")
	f.write("notes/foreign.yaml", foreign)
	for name, id := range map[string]string{"a": "one", "b": "one", "c": "two"} {
		f.write("clusters/"+name+"/mesh.yaml", source(name, id))
	}
	good := f.holds()
	r, changed := rand.New(rand.NewPCG(1, 2)), 0
	for step := range 80 {
		plain := &fixture{t: t, root: t.TempDir()}
		plain.become(f.holds())
		want, got := plain.plain(), f.cached()
		if diff := cmp.Diff(want, got) + cmp.Diff(plain.holds(), f.holds()); diff != "" {
			t.Fatalf("step %d: without a cache -, with one +\n%s", step, diff)
		}
		if strings.Contains(got, "error") {
			f.become(good)
		} else {
			good = f.holds()
			changed++
		}
		f.settle()
		f.edit(r)
		f.settle()
	}
	if changed < 30 {
		t.Errorf("only %d of the trees could be rendered", changed)
	}
}

// foreign is as long as a source of names of one letter.
var foreign = fmt.Sprintf("%-*s", len(source("a", "one")), "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: foreign}\n#")

func source(name, id string) string {
	return strings.NewReplacer("NAME", name, "MESHID", id).Replace(head)
}

// cached renders with the cache, by a clock by which nothing was changed lately, and returns what is said and changed.
func (f *fixture) cached() string {
	c, r, err := f.open("p")
	said := f.outcome(r, err)
	if !strings.Contains(said, "error") {
		f.must(c.Save(false, r.Tree.Fleet.Names()))
	}
	return said
}

// plain renders without a cache.
func (f *fixture) plain() string {
	t, err := tree.OpenMeshes(f.root, time.Time{})
	if err != nil {
		return f.outcome(run.Run{}, err)
	}
	return f.outcome(f.run(t), nil)
}

func (f *fixture) outcome(r run.Run, err error) string {
	var result run.Result
	if err == nil {
		result, err = r.Do(context.Background())
	}
	var said strings.Builder
	if err != nil {
		fmt.Fprintln(&said, "error", err)
	}
	for _, found := range result.Findings {
		fmt.Fprintln(&said, found.File, found.Line, found.Severity, found.Code, found.Message)
	}
	fmt.Fprint(&said, result.Meshes, result.Changes, result.Unchanged)
	return strings.ReplaceAll(said.String(), f.root, "ROOT")
}

// holds returns the texts of all files; a link is its target.
func (f *fixture) holds() map[string]string {
	f.t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(f.root, func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		below, err := filepath.Rel(f.root, name)
		if err != nil {
			return err
		}
		if e.Type() == fs.ModeSymlink {
			target, err := os.Readlink(name)
			all[filepath.ToSlash(below)] = "-> " + target
			return err
		}
		text, err := os.ReadFile(name)
		all[filepath.ToSlash(below)] = string(text)
		return err
	})
	if err != nil {
		f.t.Fatal(err)
	}
	return all
}

// become makes the tree hold these files; those that are the same are not touched.
func (f *fixture) become(files map[string]string) {
	f.t.Helper()
	held := f.holds()
	for name := range held {
		if _, stays := files[name]; !stays {
			f.must(os.Remove(f.at(name)))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if text, has := held[name]; has && text == files[name] {
			continue
		}
		f.put(name, files[name])
	}
}

// put writes a file or makes a link, in the place of whatever is there.
func (f *fixture) put(name, text string) {
	f.t.Helper()
	f.clear(name)
	if target, link := strings.CutPrefix(text, "-> "); link {
		f.must(os.MkdirAll(filepath.Dir(f.at(name)), 0o755))
		f.must(os.Symlink(target, f.at(name)))
		return
	}
	f.write(name, text)
}

// clear removes what is in the way of a file: what has its name, and files that have those of its folders.
func (f *fixture) clear(name string) {
	f.t.Helper()
	for above := path.Dir(name); above != "."; above = path.Dir(above) {
		if info, err := os.Lstat(f.at(above)); err == nil && !info.IsDir() {
			f.must(os.Remove(f.at(above)))
		}
	}
	f.must(os.RemoveAll(f.at(name)))
}

func (f *fixture) at(name string) string { return filepath.Join(f.root, filepath.FromSlash(name)) }

func (f *fixture) must(err error) {
	f.t.Helper()
	if err != nil {
		f.t.Fatal(err)
	}
}

// edit changes one thing.
func (f *fixture) edit(r *rand.Rand) {
	f.t.Helper()
	files := f.holds()
	name := slices.Sorted(maps.Keys(files))[r.IntN(len(files))]
	dir := path.Dir(name)
	fresh := fmt.Sprintf("%c", 'e'+r.IntN(4))
	link := strings.HasPrefix(files[name], "-> ")
	switch kind := r.IntN(10); {
	case link && kind < 2:
	case kind == 0: // a byte, in place
		if text := []byte(files[name]); len(text) > 0 {
			text[r.IntN(len(text))] = byte(32 + r.IntN(95))
			f.must(os.WriteFile(f.at(name), text, 0o644))
		}
	case kind == 1: // the same, with the time of the content set back
		info, err := os.Stat(f.at(name))
		f.must(err)
		f.must(os.WriteFile(f.at(name), []byte(strings.Replace(files[name], "one", "two", 1)), 0o644))
		f.must(os.Chtimes(f.at(name), info.ModTime(), info.ModTime()))
	case kind == 2:
		f.must(os.Remove(f.at(name)))
	case kind == 3: // a folder, with all that lies in it
		if dir != "." && dir != "clusters" {
			f.must(os.RemoveAll(f.at(dir)))
		}
	case kind == 4: // a folder of another name
		if dir != "." && !strings.HasPrefix(dir, "moved") {
			f.must(os.RemoveAll(f.at("moved")))
			f.must(os.Rename(f.at(dir), f.at("moved")))
		}
	case kind == 5:
		f.put("clusters/"+fresh+"/mesh.yaml", source(fresh, "one"))
	case kind == 6: // deep in a folder that was there
		f.put(dir+"/"+fresh+".yaml", foreign)
	case kind == 7: // a stranger's file becomes a mesh of the same length, or a mesh one
		if files["notes/foreign.yaml"] != foreign {
			f.write("notes/foreign.yaml", foreign)
			break
		}
		f.write("notes/foreign.yaml", source(fresh, "two"))
	case kind == 8: // a link to a mesh
		f.put("target/"+fresh+".txt", source(fresh, "one"))
		f.put("linked/mesh.yaml", "-> ../target/"+fresh+".txt")
	case kind == 9: // a file where a folder was
		if dir != "." && dir != "clusters" {
			f.put(dir, "")
		}
	}
}

// settle waits until the file system's clock has moved on.
func (f *fixture) settle() {
	f.t.Helper()
	probe := filepath.Join(f.folder, ".probe")
	var first time.Time
	for {
		f.must(os.WriteFile(probe, nil, 0o644))
		info, err := os.Stat(probe)
		f.must(err)
		if first.IsZero() {
			first = info.ModTime()
		}
		if info.ModTime().After(first) {
			return
		}
		time.Sleep(time.Millisecond)
	}
}
