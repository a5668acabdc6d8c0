package krm

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func goOn() error { return nil }

// writeOut writes versions of meshes to OUT: a whole run, or a part of one.
func writeOut(d disk, dir string, n int, partial, force bool, meshes ...string) (refused []*Plan, err error) {
	out, err := openOut(d, dir, force)
	if err != nil {
		return nil, err
	}
	for _, mesh := range meshes {
		p, err := out.Add(version(mesh, n))
		if err != nil {
			return nil, errors.Join(err, out.Discard())
		}
		if len(p.Findings) > 0 {
			refused = append(refused, p)
		}
	}
	if len(refused) > 0 {
		return refused, out.Discard()
	}
	if !partial {
		removed, err := out.AddGone(meshes)
		if err != nil {
			return nil, errors.Join(err, out.Discard())
		}
		for _, p := range removed {
			if len(p.Findings) > 0 {
				refused = append(refused, p)
			}
		}
	}
	if len(refused) > 0 {
		return refused, out.Discard()
	}
	return refused, out.Commit(goOn)
}

// fleet is what OUT holds of meshes at a version.
func fleet(t *testing.T, n int, meshes ...string) map[string]string {
	t.Helper()
	m := map[string]string{}
	for _, mesh := range meshes {
		for file, text := range texts(t, version(mesh, n)) {
			m[mesh+"/"+file] = text
		}
	}
	return m
}

func with(m map[string]string, more ...string) map[string]string {
	for i := 0; i < len(more); i += 2 {
		m[more[i]] = more[i+1]
	}
	return m
}

func join(all ...map[string]string) map[string]string {
	m := map[string]string{}
	for _, a := range all {
		for k, v := range a {
			m[k] = v
		}
	}
	return m
}

// outHolds compares OUT and what stands beside it.
func outHolds(t *testing.T, dir string, want map[string]string) {
	t.Helper()
	all := map[string]string{}
	for file, text := range want {
		all[filepath.Base(dir)+"/"+file] = text
	}
	if diff := cmp.Diff(all, found(t, filepath.Dir(dir))); diff != "" {
		t.Error(diff)
	}
}

func write1(t *testing.T, dir string, n int, partial bool, meshes ...string) {
	t.Helper()
	if refused, err := writeOut(realDisk{}, dir, n, partial, false, meshes...); err != nil || len(refused) > 0 {
		t.Fatal(err, refused)
	}
}

func TestOut(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "above", "out")
	write1(t, dir, 1, false, "red", "green")
	outHolds(t, dir, fleet(t, 1, "red", "green"))

	before, err := os.Stat(dir)
	if err != nil {
		t.Fatal(err)
	}
	write1(t, dir, 1, false, "red", "green")
	if after, err := os.Stat(dir); err != nil || !os.SameFile(before, after) {
		t.Error("a run that changes nothing has switched OUT", err)
	}

	// What others put there stays, with its mode, and links stay links.
	if err := os.WriteFile(filepath.Join(dir, "red", "mine.sh"), []byte("mine"), 0o750); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("red", filepath.Join(dir, "current")); err != nil {
		t.Fatal(err)
	}
	mine := []string{"red/mine.sh", "mine"}
	if err := os.Chmod(filepath.Join(dir, "red", "manifests", "namespaces.yaml"), 0o600); err != nil {
		t.Fatal(err)
	}
	write1(t, dir, 2, true, "red")
	if err := os.Remove(filepath.Join(dir, "current")); err != nil {
		t.Errorf("the link is lost: %v", err)
	}
	outHolds(t, dir, with(join(fleet(t, 2, "red"), fleet(t, 1, "green")), mine...))
	for file, mode := range map[string]fs.FileMode{"mine.sh": 0o750, "manifests/namespaces.yaml": 0o600} {
		if info, err := os.Stat(filepath.Join(dir, "red", file)); err != nil || info.Mode().Perm() != mode {
			t.Error(file, info.Mode(), err)
		}
	}

	// A mesh that is gone goes from OUT, unless only a part is rendered.
	write1(t, dir, 2, true, "blue")
	outHolds(t, dir, with(join(fleet(t, 2, "red", "blue"), fleet(t, 1, "green")), mine...))
	write1(t, dir, 2, false, "red")
	outHolds(t, dir, with(fleet(t, 2, "red"), append(mine, "blue/", "", "green/", "")...))
}

func TestOutRefusesEdits(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "out")
	write1(t, dir, 1, false, "red", "green")
	edited := filepath.Join(dir, "green", "manifests", "namespaces.yaml")
	if err := os.WriteFile(edited, []byte("kind: Edited\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	held := with(fleet(t, 1, "red", "green"), "green/manifests/namespaces.yaml", "kind: Edited\n")
	for name, meshes := range map[string][]string{"rendered": {"red", "green"}, "gone": {"red"}} {
		refused, err := writeOut(realDisk{}, dir, 2, false, false, meshes...)
		if err != nil || len(refused) != 1 || refused[0].Findings[0].File != "green/manifests/namespaces.yaml" {
			t.Errorf("%s: refused %v, %v", name, refused, err)
		}
		outHolds(t, dir, held)
	}
	if refused, err := writeOut(realDisk{}, dir, 2, false, true, "red", "green"); err != nil || len(refused) > 0 {
		t.Error(refused, err)
	}
	outHolds(t, dir, fleet(t, 2, "red", "green"))
}

func TestOutThatCannotMove(t *testing.T) {
	root := t.TempDir()
	for _, name := range []string{"checkout/.git", "here/below"} {
		if err := os.MkdirAll(filepath.Join(root, name), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(root, "file"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	t.Chdir(filepath.Join(root, "here", "below"))
	for dir, want := range map[string]string{
		".": "cannot be the current folder", "..": "cannot be the current folder", "../../checkout": "it is a git checkout", "../../file": "not a folder",
		"../../file/out": "not a directory",
	} {
		if _, err := OpenOut(dir, false, nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: have %v, want %s", dir, err, want)
		}
	}
}

func TestOutThroughALink(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	if err := os.Mkdir(filepath.Join(root, "v1"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("v1", filepath.Join(root, "current")); err != nil {
		t.Fatal(err)
	}
	write1(t, filepath.Join(root, "current"), 1, false, "red")
	if target, err := os.Readlink(filepath.Join(root, "current")); target != "v1" {
		t.Error(target, err)
	}
	if diff := cmp.Diff(fleet(t, 1, "red"), found(t, filepath.Join(root, "v1"))); diff != "" {
		t.Error(diff)
	}
}

// plainDisk can neither exchange folders nor link files.
type plainDisk struct{ disk }

func (plainDisk) exchange(string, string) error { return errors.ErrUnsupported }
func (plainDisk) link(string, string) error     { return syscall.EPERM }

// TestOutFaults lets every operation fail: OUT is the old or the new tree, never between, and the next run ends well.
func TestOutFaults(t *testing.T) {
	t.Parallel()
	for name, d := range map[string]disk{"exchange": realDisk{}, "two renames": plainDisk{realDisk{}}} {
		for _, once := range []bool{false, true} {
			for n := 0; ; n++ {
				dir := filepath.Join(memory(t), "out")
				write1(t, dir, 1, false, "red", "blue")
				old, next := fleet(t, 1, "red", "blue"), with(fleet(t, 2, "red"), "blue/", "")
				f := &faulty{disk: d, passes: n, once: once}
				_, failed := writeOut(f, dir, 2, false, false, "red")
				if f.last == "" {
					if failed != nil || n < 100 {
						t.Errorf("%s, without a fault: %v, %d operations", name, failed, n)
					}
					break
				}
				at := name + ", fault at " + f.last
				if there, err := exists(realDisk{}, dir); err != nil || !there && name == "exchange" {
					t.Fatalf("%s: OUT is gone: %v", at, err)
				} else if there {
					now := found(t, dir)
					if !cmp.Equal(now, old) && !cmp.Equal(now, next) {
						t.Errorf("%s: neither old nor new: %s", at, cmp.Diff(next, now))
					}
					if failed == nil && !cmp.Equal(now, next) {
						t.Errorf("%s: no error, and not the new tree", at)
					}
				}
				if refused, err := writeOut(d, dir, 2, false, false, "red"); err != nil || len(refused) > 0 {
					t.Fatalf("%s: the next run: %v %v", at, err, refused)
				}
				outHolds(t, dir, next)
			}
		}
	}
}

// TestOutOfManyWriters writes parts of a fleet from several writers and goroutines: none loses another's part.
func TestOutOfManyWriters(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "out")
	parts := [][]string{{"a", "b"}, {"c", "d"}, {"e", "f"}, {"g", "h"}}
	var all []string
	var writers sync.WaitGroup
	for _, part := range parts {
		all = append(all, part...)
		writers.Go(func() {
			out, err := OpenOut(dir, false, nil)
			if err != nil {
				t.Error(err)
				return
			}
			var adders sync.WaitGroup
			for _, mesh := range part {
				adders.Go(func() {
					if _, err := out.Add(version(mesh, 1)); err != nil {
						t.Error(err)
					}
				})
			}
			adders.Wait()
			if err := out.Commit(goOn); err != nil {
				t.Error(err)
			}
		})
	}
	writers.Wait()
	outHolds(t, dir, fleet(t, 1, all...))
}

func TestShared(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "out")
	facts := func(n string) []Item {
		o := New("meshfn.dev/v1alpha1", "FleetFacts", "", "fleet")
		o["spec"] = map[string]any{"n": n}
		return []Item{{"fleet-facts.yaml", o}, {"crds/1.29.1/crds.yaml", New("apiextensions.k8s.io/v1", "CustomResourceDefinition", "", n)}}
	}
	for _, n := range []string{"a", "b", "b"} {
		out, err := OpenOut(dir, false, nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := out.Add(version("red", 1)); err != nil {
			t.Fatal(err)
		}
		if p, err := out.AddShared(Shared{Items: facts(n)}); err != nil || len(p.Findings) > 0 {
			t.Fatal(err, p.Findings)
		}
		if err := out.Commit(goOn); err != nil {
			t.Fatal(err)
		}
		items := facts(n)
		outHolds(t, dir, with(fleet(t, 1, "red"), items[0].Path, string(Encode(items[0].Object)), items[1].Path, string(Encode(items[1].Object))))
	}
	theirs := filepath.Join(dir, "fleet-facts.yaml")
	if err := os.WriteFile(theirs, []byte("kind: Theirs\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	p, err := CompareShared(dir, Shared{Items: facts("c")}, false)
	if err != nil || len(p.Findings) != 1 || p.Findings[0].File != "fleet-facts.yaml" || p.Apply() == nil {
		t.Error(p.Findings, err)
	}
	if p, err = CompareShared(dir, Shared{Items: facts("c")}, true); err == nil {
		err = p.Apply()
	}
	if err != nil {
		t.Error(err)
	}
	if p, err = CompareShared(dir, Shared{Items: facts("c")}, false); err != nil || p.Stale() {
		t.Error(p, err)
	}
	for _, bad := range []string{"../a.yaml", "/a.yaml", "", "a//b.yaml"} {
		if _, err := CompareShared(dir, Shared{Items: []Item{{bad, Object{}}}}, false); err == nil || !strings.Contains(err.Error(), "is no path below it") {
			t.Errorf("%q: %v", bad, err)
		}
	}
}
