//go:build unix

package krm

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sys/unix"
)

// TestWhatStandsInTheWay puts things that are no plain files where generated files go. Not even force replaces them.
func TestWhatStandsInTheWay(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		put  func(dir string) error
		want string
	}{
		"a folder": {func(dir string) error { return os.MkdirAll(filepath.Join(dir, "operator/default.yaml/x"), 0o755) }, "red/operator/default.yaml is a folder"},
		"a link": {func(dir string) error {
			return os.Symlink("../../target", filepath.Join(dir, "manifests", "control-plane"))
		}, "red/manifests/control-plane/istiod.yaml is below manifests/control-plane, which is a link"},
		"a link to a file": {func(dir string) error {
			return os.Symlink("../../target/a.yaml", filepath.Join(dir, "manifests", "namespaces.yaml"))
		}, "red/manifests/namespaces.yaml is a link"},
		"a file for a folder": {func(dir string) error { return os.WriteFile(filepath.Join(dir, "operator"), nil, 0o644) }, "red/operator/record.yaml is below operator, which is a file"},
		"a pipe":              {func(dir string) error { return unix.Mkfifo(filepath.Join(dir, "manifests", "namespaces.yaml"), 0o644) }, "red/manifests/namespaces.yaml is no plain file"},
	} {
		root := t.TempDir()
		dir := filepath.Join(root, "red")
		for _, folder := range []string{filepath.Join(dir, "manifests"), filepath.Join(root, "target")} {
			if err := os.MkdirAll(folder, 0o755); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.WriteFile(filepath.Join(root, "target", "a.yaml"), []byte("kind: Target\n"), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := c.put(dir); err != nil {
			t.Fatal(err)
		}
		for _, force := range []bool{false, true} {
			p, err := Compare(root, version("red", 2), force)
			if err != nil {
				t.Fatal(err)
			}
			var all strings.Builder
			for _, f := range p.Findings {
				all.WriteString(f.Message + "\n")
			}
			if !strings.Contains(all.String(), c.want) || p.Apply() == nil {
				t.Errorf("%s, force %v: %q", name, force, all.String())
			}
		}
		if _, err := os.Lstat(filepath.Join(dir, stagingName)); !os.IsNotExist(err) {
			t.Errorf("%s: the staging folder is there: %v", name, err)
		}
		if diff := cmp.Diff(map[string]string{"a.yaml": "kind: Target\n"}, found(t, filepath.Join(root, "target"))); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestModesAreKept(t *testing.T) {
	t.Parallel()
	root, _ := standAt1(t)
	file := filepath.Join(root, "red", "manifests", "control-plane", "istiod.yaml")
	if err := os.Chmod(file, 0o640); err != nil {
		t.Fatal(err)
	}
	if err := run(realDisk{}, root, version("red", 2)); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o640 {
		t.Error(info.Mode(), err)
	}
	if info, err := os.Stat(filepath.Join(root, "red", "manifests", "revision-2")); err != nil || info.Mode().Perm() != 0o755 {
		t.Error(info.Mode(), err)
	}
}

func TestOutputRefusesPaths(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"mesh.yaml", "manifests/../mesh.yaml", "operator/record.yaml", "manifests/a.json", "/manifests/a.yaml", ""} {
		out := Output{Mesh: "red", Folder: "red", Items: []Item{{path, Object{"kind": "A"}}}}
		if _, err := out.Files(); err == nil || !strings.Contains(err.Error(), "is no path of a generated file") {
			t.Errorf("%q: %v", path, err)
		}
	}
}

func TestOrphans(t *testing.T) {
	t.Parallel()
	files := []string{"a/b/operator/record.yaml", "a/mesh.yaml", "a/operator/record.yaml", "operator/record.yaml", "x/myoperator/record.yaml", "z/operator/records.yaml"}
	if diff := cmp.Diff([]string{"a/b", "."}, Orphans(files, []string{"a", "c"})); diff != "" {
		t.Error(diff)
	}
}
