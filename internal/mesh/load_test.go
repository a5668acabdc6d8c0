package mesh

import (
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/meshfn/meshfn/internal/finding"
)

var update = flag.Bool("update", false, "write the golden findings, and fail")

// text is how the goldens spell findings.
func text(findings []finding.Finding) string {
	var b strings.Builder
	for _, f := range findings {
		fmt.Fprintf(&b, "%s:%d:%d: %s: %s %s\n    %s\n", f.File, f.Line, f.Column, f.Field, f.Code, f.Message, f.Fix)
	}
	return b.String()
}

// loadCase loads the fleet.yaml of a folder, where there is one, and its mesh.yaml.
func loadCase(t *testing.T, dir string) (*Mesh, []finding.Finding) {
	t.Helper()
	read := func(name string) []byte {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil && !(name == "fleet.yaml" && errors.Is(err, fs.ErrNotExist)) {
			t.Fatal(err)
		}
		return data
	}
	var fleet *Fleet
	var all []finding.Finding
	if data := read("fleet.yaml"); data != nil {
		fleet, all = LoadFleet(Source{File: "fleet.yaml", Text: data})
	}
	m, findings := Load(Source{File: "mesh.yaml", Text: read("mesh.yaml")}, fleet)
	return m, append(all, findings...)
}

// TestLoad compares all findings of each folder of testdata/load with findings.txt, which is absent where there are
// none.
func TestLoad(t *testing.T) {
	dirs, err := filepath.Glob("testdata/load/*")
	if err != nil || len(dirs) == 0 {
		t.Fatal("no cases", err)
	}
	for _, dir := range dirs {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			_, findings := loadCase(t, dir)
			golden := filepath.Join(dir, "findings.txt")
			want, err := os.ReadFile(golden)
			if err != nil && !errors.Is(err, fs.ErrNotExist) {
				t.Fatal(err)
			}
			diff := cmp.Diff(string(want), text(findings))
			if diff == "" {
				return
			}
			t.Error(diff)
			if *update {
				if err := os.WriteFile(golden, []byte(text(findings)), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}
