package krm_test

import (
	"bytes"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/meshfn/meshfn/internal/krm"
)

const folder = "clusters/red"

// TestWrite runs the cases of testdata/write: first/ is an earlier output, edit/ what a person then did to the folder,
// second/ the output that is written, after/ what is there then. The record and the seal of the checklist are compared
// by their effect.
func TestWrite(t *testing.T) {
	t.Parallel()
	cases, err := filepath.Glob("testdata/write/*.txtar")
	if err != nil || len(cases) == 0 {
		t.Fatal(err, "no cases")
	}
	for _, file := range cases {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			runCase(t, archive)
		})
	}
}

func runCase(t *testing.T, archive *txtar.Archive) {
	root := t.TempDir()
	dir := filepath.Join(root, folder)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	options := strings.Fields(string(section(archive, "options")))
	force := slices.Contains(options, "force")
	if first := output(t, archive, "first/"); len(first.Items) > 0 {
		if p, err := krm.Write(root, first, false); err != nil || len(p.Findings) > 0 {
			t.Fatal(err, p.Findings)
		}
	}
	for name, text := range tree(archive, "edit/") {
		put(t, filepath.Join(dir, name), text)
	}
	plan := func() (*krm.Plan, error) {
		second := output(t, archive, "second/")
		if slices.Contains(options, "remove") {
			return krm.Removal(root, folder, force)
		}
		return krm.Compare(root, second, force)
	}
	before := snapshot(t, dir)
	p, err := plan()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, snapshot(t, dir)); diff != "" {
		t.Errorf("comparing changed the folder: %s", diff)
	}
	if diff := cmp.Diff(string(section(archive, "changes")), changes(p)); diff != "" {
		t.Errorf("changes: %s", diff)
	}
	var findings strings.Builder
	for _, f := range p.Findings {
		fmt.Fprintf(&findings, "%s %s: %s\n", f.Code, f.File, f.Message)
	}
	if diff := cmp.Diff(string(section(archive, "findings")), findings.String()); diff != "" {
		t.Errorf("findings: %s", diff)
	}
	if err := p.Apply(); (err != nil) != (len(p.Findings) > 0) {
		t.Fatalf("apply: %v", err)
	}
	after := snapshot(t, dir)
	if len(p.Findings) > 0 {
		if diff := cmp.Diff(before, after); diff != "" {
			t.Errorf("a refused plan changed the folder: %s", diff)
		}
	}
	want := map[string]string{}
	for name, text := range tree(archive, "after/") {
		want[name] = string(text)
	}
	delete(after, krm.RecordFile)
	if text, ok := after[krm.ChecklistFile]; ok {
		after[krm.ChecklistFile], _, _ = strings.Cut(text, "<!-- meshfn ")
	}
	if diff := cmp.Diff(want, after); diff != "" {
		t.Errorf("after: %s", diff)
	}
	if len(p.Findings) == 0 {
		again, err := plan()
		if err != nil {
			t.Fatal(err)
		}
		if again.Stale() || len(again.Findings) > 0 || !slices.Contains(options, "remove") && again.Unchanged == 0 {
			t.Errorf("a second run is not done: %s%v, %d unchanged", changes(again), again.Findings, again.Unchanged)
		}
	}
}

func section(archive *txtar.Archive, name string) []byte {
	for _, f := range archive.Files {
		if f.Name == name {
			return f.Data
		}
	}
	return nil
}

func tree(archive *txtar.Archive, prefix string) map[string][]byte {
	files := map[string][]byte{}
	for _, f := range archive.Files {
		if name, ok := strings.CutPrefix(f.Name, prefix); ok {
			files[name] = f.Data
		}
	}
	return files
}

func output(t *testing.T, archive *txtar.Archive, prefix string) krm.Output {
	t.Helper()
	out := krm.Output{Mesh: "red", Folder: folder}
	files := tree(archive, prefix)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if name == krm.ChecklistFile {
			out.Checklist = string(files[name])
			continue
		}
		objects, err := krm.Decode(files[name])
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range objects {
			out.Items = append(out.Items, krm.Item{Path: name, Object: o})
		}
	}
	return out
}

// put writes a file as a person would; DELETE removes it.
func put(t *testing.T, name string, text []byte) {
	t.Helper()
	if string(text) == "DELETE\n" {
		if err := os.Remove(name); err != nil {
			t.Fatal(err)
		}
		return
	}
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, text, 0o644); err != nil {
		t.Fatal(err)
	}
}

// snapshot returns the files below a folder, with an entry for each empty folder and each link.
func snapshot(t testing.TB, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
		if err != nil || name == dir {
			return err
		}
		rel, err := filepath.Rel(dir, name)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		switch {
		case e.IsDir():
			entries, err := os.ReadDir(name)
			if len(entries) == 0 {
				files[rel+"/"] = "empty"
			}
			return err
		case e.Type()&fs.ModeSymlink != 0:
			target, err := os.Readlink(name)
			files[rel] = "link to " + target
			return err
		}
		text, err := os.ReadFile(name)
		files[rel] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func changes(p *krm.Plan) string {
	var b strings.Builder
	for _, c := range p.Changes {
		what := "update"
		switch {
		case c.Before == nil:
			what = "create"
		case c.After == nil:
			what = "delete"
		case bytes.Equal(c.Before, c.After):
			what = "leave"
		}
		fmt.Fprintf(&b, "%s %s\n", what, c.Path)
	}
	return b.String()
}
