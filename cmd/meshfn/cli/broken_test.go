package cli_test

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/meshfn/meshfn/cmd/meshfn/cli"
)

const broken = "../../../testdata/broken"

// TestBroken runs every fixture as a user would, and its green twin: a tree is rendered and checked, a
// resourcelist.yaml goes through the function render-mesh. Fixtures of other commands have their tests with those.
func TestBroken(t *testing.T) {
	fixtures, err := os.ReadDir(broken)
	if err != nil {
		t.Fatal(err)
	}
	ran := 0
	for _, f := range fixtures {
		code := f.Name()
		if !hasAny(filepath.Join(broken, code), "mesh.yaml", "resourcelist.yaml", "manifests") {
			continue
		}
		ran++
		t.Run(code, func(t *testing.T) {
			if said := run(t, filepath.Join(broken, code)); !says(said, code) {
				t.Errorf("the fixture does not trigger it, but:\n%s", said)
			}
			if said := run(t, filepath.Join(broken, code, "green")); says(said, code) {
				t.Errorf("the green twin triggers it:\n%s", said)
			}
		})
	}
	if ran < 20 {
		t.Errorf("only %d fixtures were found", ran)
	}
}

// says reports whether a code is reported, as text or as JSON.
func says(text, code string) bool {
	return strings.Contains(text, code+":") || strings.Contains(text, `"code": "`+code+`"`)
}

// run returns what meshfn says of a copy of the tree, without its green twin.
func run(t *testing.T, dir string) string {
	t.Helper()
	copied := t.TempDir()
	if err := os.CopyFS(copied, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(filepath.Join(copied, "green")); err != nil {
		t.Fatal(err)
	}
	var out, said bytes.Buffer
	s := cli.Streams{In: strings.NewReader(""), Out: &out, Err: &said}
	list, err := os.Open(filepath.Join(copied, "resourcelist.yaml"))
	if err != nil {
		cli.Run(context.Background(), []string{"check", copied, "--format", "json"}, s)
		cli.Run(context.Background(), []string{"render", copied}, s)
		return out.String() + said.String()
	}
	defer list.Close()
	s.In = list
	cli.Run(context.Background(), []string{"fn", "render-mesh"}, s)
	results, err := io.ReadAll(&out)
	if err != nil {
		t.Fatal(err)
	}
	return said.String() + string(results)
}

// hasAny reports whether a file or folder of one of the names lies anywhere in the tree.
func hasAny(dir string, names ...string) bool {
	found := false
	_ = filepath.WalkDir(dir, func(path string, _ os.DirEntry, err error) error {
		for _, name := range names {
			found = found || err == nil && filepath.Base(path) == name
		}
		return nil
	})
	return found
}
