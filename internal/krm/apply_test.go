package krm

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var errFault = errors.New("no space left on device")

// faulty lets one operation after another pass, and then all fail, or one.
type faulty struct {
	disk
	passes int
	once   bool // only one operation fails
	calls  int
	last   string
}

func (f *faulty) fail(what, name string) error {
	f.calls++
	if f.calls <= f.passes || f.once && f.calls > f.passes+1 {
		return nil
	}
	if f.last == "" {
		f.last = what + " " + name
	}
	return errFault
}

func (f *faulty) lstat(name string) (fs.FileInfo, error) {
	if err := f.fail("lstat", name); err != nil {
		return nil, err
	}
	return f.disk.lstat(name)
}

func (f *faulty) readFile(name string) ([]byte, error) {
	if err := f.fail("readFile", name); err != nil {
		return nil, err
	}
	return f.disk.readFile(name)
}

func (f *faulty) readDir(name string) ([]fs.DirEntry, error) {
	if err := f.fail("readDir", name); err != nil {
		return nil, err
	}
	return f.disk.readDir(name)
}

func (f *faulty) readLink(name string) (string, error) {
	if err := f.fail("readLink", name); err != nil {
		return "", err
	}
	return f.disk.readLink(name)
}

// create fails in the middle of the text.
func (f *faulty) create(name string, text []byte, mode fs.FileMode) error {
	if err := f.fail("create", name); err != nil {
		return errors.Join(err, f.disk.create(name, text[:len(text)/2], mode))
	}
	return f.disk.create(name, text, mode)
}

func (f *faulty) lock(folder string, wait bool) (io.Closer, error) {
	if err := f.fail("lock", folder); err != nil {
		return nil, err
	}
	return f.disk.lock(folder, wait)
}

func (f *faulty) act(what, name string, do func() error) error {
	if err := f.fail(what, name); err != nil {
		return err
	}
	return do()
}

func (f *faulty) mkdir(name string) error {
	return f.act("mkdir", name, func() error { return f.disk.mkdir(name) })
}

func (f *faulty) chmod(name string, mode fs.FileMode) error {
	return f.act("chmod", name, func() error { return f.disk.chmod(name, mode) })
}

func (f *faulty) link(from, to string) error {
	return f.act("link", to, func() error { return f.disk.link(from, to) })
}

func (f *faulty) symlink(target, name string) error {
	return f.act("symlink", name, func() error { return f.disk.symlink(target, name) })
}

func (f *faulty) rename(from, to string) error {
	return f.act("rename", to, func() error { return f.disk.rename(from, to) })
}

func (f *faulty) exchange(a, b string) error {
	return f.act("exchange", b, func() error { return f.disk.exchange(a, b) })
}

func (f *faulty) remove(name string) error {
	return f.act("remove", name, func() error { return f.disk.remove(name) })
}

func (f *faulty) removeAll(name string) error {
	return f.act("removeAll", name, func() error { return f.disk.removeAll(name) })
}

func (f *faulty) settle(root string, files []string) error {
	return f.act("settle", root, func() error { return f.disk.settle(root, files) })
}

func (f *faulty) writable(folder string) error {
	return f.act("writable", folder, func() error { return f.disk.writable(folder) })
}

// version is an output that differs from other versions in every way: files that stay, change, come and go.
func version(mesh string, n int) Output {
	object := func(name string) Object {
		o := New("v1", "ConfigMap", "shop", name).Annotate(MeshAnnotation, mesh)
		o["data"] = map[string]any{"version": fmt.Sprint(n), "text": strings.Repeat("line\n", 20*n)}
		return o
	}
	same := New("v1", "Namespace", "", "shop").Annotate(MeshAnnotation, mesh)
	out := Output{Mesh: mesh, Folder: mesh, Items: []Item{
		{"manifests/namespaces.yaml", same}, {"manifests/control-plane/istiod.yaml", object("istiod")}, {"operator/default.yaml", object("operator")},
		{fmt.Sprintf("manifests/gateways/only-%d.yaml", n), object("gateway")}, {fmt.Sprintf("manifests/revision-%d/a.yaml", n), object("a")},
		{fmt.Sprintf("manifests/revision-%d/deep/b.yaml", n), object("b")},
	}}
	if n%2 == 1 {
		out.Checklist = "# steps\n"
	}
	return out
}

func texts(t testing.TB, out Output) map[string]string {
	t.Helper()
	files, err := out.Files()
	if err != nil {
		t.Fatal(err)
	}
	m := map[string]string{}
	for _, f := range files {
		m[f.Path] = string(f.Text)
	}
	return m
}

// found returns the files below a folder; an empty folder counts as one.
func found(t testing.TB, dir string) map[string]string {
	t.Helper()
	m := map[string]string{}
	err := filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
		if err != nil || name == dir {
			return err
		}
		rel, err := filepath.Rel(dir, name)
		if err != nil {
			return err
		}
		if !e.IsDir() {
			text, err := os.ReadFile(name)
			m[filepath.ToSlash(rel)] = string(text)
			return err
		}
		entries, err := os.ReadDir(name)
		if len(entries) == 0 {
			m[filepath.ToSlash(rel)+"/"] = ""
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// inMemory is the system's folder for files in memory, where it has one with room for these tests.
var inMemory string

// memory returns a folder that goes with the test, in memory where that can be: what is tested is what happens to files,
// not how long a disk takes to sync them.
func memory(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp(inMemory, "krm")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	return dir
}

const foreignFile, foreignText = "manifests/gateways/mine.yaml", "kind:   Mine\n"

// standing at version 1, with a file of somebody else.
func standAt1(t *testing.T) (root string, old map[string]string) {
	t.Helper()
	root = memory(t)
	if err := os.MkdirAll(filepath.Join(root, "red", "manifests", "gateways"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(root, "red", foreignFile), []byte(foreignText), 0o644); err != nil {
		t.Fatal(err)
	}
	if p, err := Write(root, version("red", 1), false); err != nil || len(p.Findings) > 0 {
		t.Fatal(err, p.Findings)
	}
	return root, found(t, filepath.Join(root, "red"))
}

func run(d disk, root string, out Output) error {
	p, err := compare(d, root, out, false)
	if err != nil {
		return err
	}
	return p.apply(d)
}

// TestFaults lets every operation of a write fail, for good and once: what is there afterwards is the old or the new
// output, or half of each with a journal, and then the next run finishes.
func TestFaults(t *testing.T) {
	t.Parallel()
	next := texts(t, version("red", 2))
	next[foreignFile] = foreignText
	for _, once := range []bool{false, true} {
		for n := 0; ; n++ {
			root, old := standAt1(t)
			f := &faulty{disk: realDisk{}, passes: n, once: once}
			err := run(f, root, version("red", 2))
			if f.last == "" {
				if err != nil {
					t.Fatalf("without a fault: %v", err)
				}
				if n < 100 {
					t.Errorf("only %d operations", n)
				}
				break
			}
			checkOldOrNew(t, fmt.Sprintf("fault %d (once: %v) at %s: %v", n, once, f.last, err), root, old, next, err)
		}
	}
}

func checkOldOrNew(t *testing.T, name, root string, old, next map[string]string, failed error) {
	t.Helper()
	dir := filepath.Join(root, "red")
	now := found(t, dir)
	staged := map[string]string{}
	maps.DeleteFunc(now, func(name, text string) bool {
		if strings.HasPrefix(name, stagingName+"/") {
			staged[name] = text
			return true
		}
		return false
	})
	_, journal := staged[stagingName+"/"+journalName]
	for name := range staged {
		if !journal && resources(filepath.Base(name)) {
			t.Errorf("%s: the staging folder holds %s, which kpt would read", name, name)
		}
	}
	switch {
	case cmp.Equal(now, old) && failed != nil, cmp.Equal(now, next):
	case !journal:
		t.Errorf("%s: neither old nor new, and no journal: %s", name, cmp.Diff(next, now))
	default:
		for file, text := range now {
			if text != old[file] && text != next[file] && !strings.HasSuffix(file, "/") {
				t.Errorf("%s: %s is neither old nor new", name, file)
			}
		}
	}
	if failed == nil && !cmp.Equal(now, next) {
		t.Errorf("%s: no error, and not the new output", name)
	}
	p, err := compare(realDisk{}, root, version("red", 2), false)
	if err != nil || len(p.Findings) > 0 {
		t.Errorf("%s: the next run: %v %v", name, err, p.Findings)
		return
	}
	if err := p.Apply(); err != nil {
		t.Errorf("%s: the next run: %v", name, err)
	}
	if diff := cmp.Diff(next, found(t, dir)); diff != "" {
		t.Errorf("%s: the next run does not finish: %s", name, diff)
	}
}
