package setters

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/meshfn/meshfn/internal/krm"
)

// TestWriteAllOrNothing: where one file cannot be written, none is, and nothing is left behind.
func TestWriteAllOrNothing(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string]string{"a.yaml": "a: old # kpt-set: ${x}\n", "b.yaml": "b: old # kpt-set: ${x}\n"})
	if err := os.Symlink("b.yaml", filepath.Join(dir, "link.yaml")); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(filepath.Join(dir, "a.yaml"), 0o640); err != nil {
		t.Fatal(err)
	}
	before := tree(t, dir)
	c := open(t, dir).Set(Values{"x": Text("new")}, Author{})
	broken := *c
	broken.writes = append(append([]written{}, c.writes...), written{krm.File{Path: "gone/c.yaml", Text: []byte("c")}, nil})
	if err := Write(&broken); err == nil {
		t.Fatal("no error")
	}
	if diff := cmp.Diff(before, tree(t, dir)); diff != "" {
		t.Errorf("after a failure:\n%s", diff)
	}
	if err := Write(c); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"a.yaml": "a: new # kpt-set: ${x}\n", "b.yaml": "b: new # kpt-set: ${x}\n", "link.yaml": "b: new # kpt-set: ${x}\n"}
	if diff := cmp.Diff(want, tree(t, dir)); diff != "" {
		t.Error(diff)
	}
	if info, err := os.Lstat(filepath.Join(dir, "link.yaml")); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Error("the link is a link no more", err)
	}
	if info, err := os.Stat(filepath.Join(dir, "a.yaml")); err != nil || info.Mode().Perm() != 0o640 {
		t.Error("the mode of the file changed", err)
	}
}

// TestRestore: what was renamed before a failure gets its old text back.
func TestRestore(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string]string{"a.yaml": "old", "b.yaml": "old"})
	before := tree(t, dir)
	s := staged{target: filepath.Join(dir, "a.yaml"), before: []byte("old"), after: []byte("new")}
	if err := s.stage(); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(s.temporary, s.target); err != nil {
		t.Fatal(err)
	}
	if err := restore([]staged{s}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, tree(t, dir)); diff != "" {
		t.Error(diff)
	}
}

// TestWritesHitsOnly: a file whose fields hold their values already is not written.
func TestWritesHitsOnly(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string]string{"a.yaml": "a: new # kpt-set: ${x}\n", "b.yaml": "b: old # kpt-set: ${x}\n", "c.yaml": "c: old\n"})
	c := open(t, dir).Set(Values{"x": Text("new")}, Author{})
	if diff := cmp.Diff([]string{"b.yaml"}, c.Files()); diff != "" {
		t.Error(diff)
	}
}
