package history_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/plumbing/object"

	"github.com/meshfn/meshfn/internal/history"
)

// TestAt reads a commit while the working tree holds something else.
func TestAt(t *testing.T) {
	root := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		file := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("fleet.yaml", "one\n")
	write("clusters/a/mesh.yaml", "a\n")
	write("clusters/a.b/mesh.yaml", "a.b\n") // git sorts folders with a slash at their end
	for link, target := range map[string]string{"linked": "clusters", "clusters/up.yaml": "../fleet.yaml", "out.yaml": "../../out.yaml", "circle.yaml": "circle.yaml"} {
		if err := os.Symlink(target, filepath.Join(root, link)); err != nil {
			t.Fatal(err)
		}
	}
	repository, err := git.PlainInit(root, false)
	if err != nil {
		t.Fatal(err)
	}
	worktree, err := repository.Worktree()
	if err != nil {
		t.Fatal(err)
	}
	if err := worktree.AddGlob("."); err != nil {
		t.Fatal(err)
	}
	who := &object.Signature{Name: "a", Email: "a@example.com", When: time.Unix(0, 0)}
	if _, err := worktree.Commit("one", &git.CommitOptions{Author: who}); err != nil {
		t.Fatal(err)
	}
	write("fleet.yaml", "two\n")
	write("new.yaml", "new\n")

	files, below, err := history.At(filepath.Join(root, "clusters", "a"), "HEAD")
	if err != nil || below != "clusters/a" {
		t.Fatal(below, err)
	}
	for name, want := range map[string]string{
		"fleet.yaml": "one\n", "clusters/a/mesh.yaml": "a\n", "linked/a.b/mesh.yaml": "a.b\n", "clusters/up.yaml": "one\n",
	} {
		if text, err := fs.ReadFile(files, name); err != nil || string(text) != want {
			t.Errorf("%s: %q, %v", name, text, err)
		}
	}
	for _, name := range []string{"new.yaml", "out.yaml", "circle.yaml", "fleet.yaml/x"} {
		if text, err := fs.ReadFile(files, name); err == nil {
			t.Errorf("%s: %q", name, text)
		}
	}
	sub, err := fs.Sub(files, "clusters")
	if err != nil {
		t.Fatal(err)
	}
	entries, err := fs.ReadDir(sub, ".")
	if err != nil || len(entries) != 3 || entries[0].Name() != "a" || !entries[0].IsDir() || entries[2].Type() != fs.ModeSymlink {
		t.Errorf("%v, %v", entries, err)
	}
	if all, err := fs.ReadDir(files, "."); err != nil || slices.ContainsFunc(all, func(e fs.DirEntry) bool { return e.Name() == "out.yaml" }) {
		t.Errorf("a link out of the repository is listed: %v, %v", all, err)
	}
	if out := files.Outward(); !slices.Equal(out, []string{"circle.yaml", "out.yaml"}) {
		t.Errorf("links that lead out: %v", out)
	}
	if _, below, err := history.At(root, "HEAD:clusters/a"); err != nil || below != "clusters/a" {
		t.Errorf("HEAD:clusters/a is %s: %v", below, err)
	}
	for revision, want := range map[string]string{
		"HEAD~1": "there is no such commit", "origin/main": "there is no such commit", "HEAD@{1}": "depends on this clone",
		"@{u}": "depends on this clone", "HEAD..main": "is a range", ":/one": "names no commit", "": "names no commit",
		"HEAD:../up": "names no folder",
	} {
		if _, _, err := history.At(root, revision); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", revision, err, want)
		}
	}
	if _, _, err := history.At(root, "HEAD~1"); err == nil {
		t.Error("a commit before the first was found")
	}
	if _, _, err := history.At(t.TempDir(), "HEAD"); err == nil {
		t.Error("a repository was found where none is")
	}
	if _, err := fs.ReadDir(history.Nothing(), "."); err != nil {
		t.Error(err)
	}
}
