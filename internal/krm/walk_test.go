package krm_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/meshfn/meshfn/internal/krm"
)

func TestWalk(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	for name, text := range map[string]string{
		"Kptfile": "", "mesh.yaml": "m", "UP.YAML": "", "readme.md": "", "j.json": "j", ".dot.yaml": "", ".github/w/ci.yml": "",
		".git/x.yaml": "", "a/.git/x.yaml": "", ".meshfn/x.yaml": "", "a/b/c.yaml": "", "z/a/b/c.yaml": "", "ign/i.yaml": "", "ign/deep/pkg/Kptfile": "", "ign/deep/pkg/p.yaml": "",
		"ign/deep/pkg/own.yaml": "", "ign/deep/pkg/.krmignore": "own.yaml\r\n", ".krmignore": "# names\nign/\n/a/b\n!\n*.tmp.yaml\n!keep.tmp.yaml\n", "x.tmp.yaml": "", "keep.tmp.yaml": "",
		"plain/.krmignore": "p.yaml\n", "plain/p.yaml": "", "sub/Kptfile": "", "sub/x.tmp.yaml": "", "dir.yaml/f.yaml": "",
	} {
		file := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for link, target := range map[string]string{"linked": "plain", "link.yaml": "plain/p.yaml", "link-folder.yaml": "plain"} {
		if err := os.Symlink(target, filepath.Join(root, link)); err != nil {
			t.Fatal(err)
		}
	}
	got, err := krm.Walk(root)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		".dot.yaml", ".github/w/ci.yml", "Kptfile", "dir.yaml/f.yaml", "ign/deep/pkg/Kptfile", "ign/deep/pkg/p.yaml", "j.json", "keep.tmp.yaml", "link.yaml",
		"mesh.yaml", "plain/p.yaml", "sub/Kptfile", "sub/x.tmp.yaml", "z/a/b/c.yaml",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	files, err := krm.Scan(root, got, func(_ string, text []byte) bool { return len(text) == 1 })
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]krm.File{{Path: "j.json", Text: []byte("j")}, {Path: "mesh.yaml", Text: []byte("m")}}, files); diff != "" {
		t.Error(diff)
	}

	if err := os.Symlink("nowhere", filepath.Join(root, "dangling.yml")); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(root, "sub", ".krmignore"), 0o755); err != nil {
		t.Fatal(err)
	}
	_, err = krm.Walk(root)
	for _, part := range []string{"follow the link: stat " + root + "/dangling.yml: no such file", "read the ignored names: read " + root + "/sub/.krmignore: is a directory"} {
		if err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("want %q in %v", part, err)
		}
	}
	if _, err := krm.Walk(filepath.Join(root, "mesh.yaml")); err == nil || !strings.HasSuffix(err.Error(), "mesh.yaml: not a folder") {
		t.Error(err)
	}
	if _, err := krm.Walk(filepath.Join(root, "absent")); err == nil || !strings.Contains(err.Error(), "absent: no such file") {
		t.Error(err)
	}
	if _, err := krm.Scan(root, []string{"absent.yaml", "gone.yaml"}, nil); err == nil || strings.Count(err.Error(), "no such file") != 2 {
		t.Error(err)
	}
}
