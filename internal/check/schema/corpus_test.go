package schema_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/meshfn/meshfn/internal/krm"
)

const root = "../../.."

// piece is a YAML file of the repository, or a part of an archive.
type piece struct {
	name string
	text []byte
}

// rendered are all manifests that the repository holds as what its renderers give.
func rendered(t testing.TB) []piece {
	t.Helper()
	var all []piece
	for _, dir := range []string{"testdata/golden", "packages", "internal/gateway/testdata", "internal/controlplane/testdata", "internal/federation/testdata"} {
		err := filepath.WalkDir(filepath.Join(root, dir), func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			switch {
			case filepath.Ext(name) == ".txtar":
				archive, err := txtar.ParseFile(name)
				if err != nil {
					return err
				}
				for _, f := range archive.Files {
					if strings.HasPrefix(f.Name, "manifests/") {
						all = append(all, piece{name + ":" + f.Name, f.Data})
					}
				}
			case filepath.Ext(name) == ".yaml" && strings.Contains(name, "/manifests/"):
				text, err := os.ReadFile(name)
				if err != nil {
					return err
				}
				all = append(all, piece{name, text})
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(all) < 20 {
		t.Fatalf("only %d files of manifests", len(all))
	}
	return all
}

// objects of a piece.
func (p piece) objects(t testing.TB) []krm.Object {
	t.Helper()
	all, err := krm.Decode(p.text)
	if err != nil {
		t.Fatalf("%s: %v", p.name, err)
	}
	return all
}
