package cli_test

import (
	"bytes"
	"context"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/meshfn/meshfn/cmd/meshfn/cli"
)

var update = flag.Bool("update", false, "write testdata/golden anew; the run fails, so that a refresh is no pass")

// TestGolden renders each fleet that has a folder in testdata/golden and compares every file. A golden file is read by
// eye against the facts before it is committed.
func TestGolden(t *testing.T) {
	const golden, fleets = "../../../testdata/golden", "../../../testdata/fleets"
	folders, err := os.ReadDir(golden)
	if err != nil || len(folders) == 0 {
		t.Fatalf("no golden fleets: %v", err)
	}
	for _, f := range folders {
		t.Run(f.Name(), func(t *testing.T) {
			out := filepath.Join(t.TempDir(), "out")
			var said bytes.Buffer
			code := cli.Run(context.Background(), []string{"render", filepath.Join(fleets, f.Name()), "--out", out},
				cli.Streams{In: bytes.NewReader(nil), Out: &said, Err: &said})
			if code != 0 {
				t.Fatalf("exit %d:\n%s", code, said.String())
			}
			want := filepath.Join(golden, f.Name())
			if *update {
				if err := os.RemoveAll(want); err != nil {
					t.Fatal(err)
				}
				if err := os.CopyFS(want, os.DirFS(out)); err != nil {
					t.Fatal(err)
				}
				t.Fatal("golden files written anew: read them, then run without -update")
			}
			if diff := cmp.Diff(contents(t, want), contents(t, out)); diff != "" {
				t.Errorf("want -, got +\n%s", diff)
			}
		})
	}
}

// contents of every file of a tree by path.
func contents(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		rel, _ := filepath.Rel(dir, path)
		files[filepath.ToSlash(rel)] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}
