package gateway

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/fleet"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
	"github.com/meshfn/meshfn/internal/render"
)

var update = flag.Bool("update", false, "write the golden files anew; the run fails")

// TestCases renders each folder of testdata/cases as one fleet and compares every mesh with the golden.txtar beside it:
// the files, then the steps and the findings.
func TestCases(t *testing.T) {
	cases, err := filepath.Glob("testdata/cases/*")
	if err != nil || len(cases) == 0 {
		t.Fatal("no cases", err)
	}
	for _, dir := range cases {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			f := load(t, dir)
			for _, m := range f.Members {
				out := Render(m)
				if finding.HasErrors(out.Findings) {
					t.Errorf("%s: %v", m.Name(), out.Findings)
				}
				compare(t, filepath.Join(dir, m.Name(), "golden.txtar"), text(m, out))
			}
		})
	}
}

// load reads a folder as a fleet: every mesh.yaml, fleet-facts.yaml and, for overlays, any other file.
func load(t testing.TB, dir string) *fleet.Fleet {
	t.Helper()
	in := fleet.Input{Objects: func(file string) ([]krm.Object, error) {
		b, err := os.ReadFile(filepath.Join(dir, file))
		if err != nil {
			return nil, err
		}
		return krm.Decode(b)
	}}
	files, err := filepath.Glob(filepath.Join(dir, "*", "mesh.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range append(files, filepath.Join(dir, "mesh.yaml"), filepath.Join(dir, "fleet-facts.yaml")) {
		b, err := os.ReadFile(name)
		if os.IsNotExist(err) {
			continue
		} else if err != nil {
			t.Fatal(err)
		}
		rel, _ := filepath.Rel(dir, name)
		src := mesh.Source{File: filepath.ToSlash(rel), Text: b}
		if strings.HasSuffix(name, "facts.yaml") {
			in.Facts = append(in.Facts, src)
		} else {
			in.Meshes = append(in.Meshes, src)
		}
	}
	return newFleet(t, in)
}

func newFleet(t testing.TB, in fleet.Input) *fleet.Fleet {
	t.Helper()
	f, findings, err := fleet.New(in)
	if err != nil || finding.HasErrors(findings) || len(f.Members) != len(in.Meshes) || len(in.Meshes) == 0 {
		t.Fatalf("loading %d meshes: %v %v", len(in.Meshes), err, findings)
	}
	return f
}

// text of an output as a txtar archive.
func text(m *fleet.Member, out render.Output) string {
	var b strings.Builder
	objects := map[string][]krm.Object{}
	var order []string
	for _, it := range out.Set.Items() {
		if objects[it.Path] == nil {
			order = append(order, it.Path)
		}
		objects[it.Path] = append(objects[it.Path], it.Object)
	}
	for _, path := range order {
		fmt.Fprintf(&b, "-- %s --\n%s", path, krm.Encode(objects[path]...))
	}
	if len(out.Checklist) > 0 {
		fmt.Fprintf(&b, "-- CHECKLIST.md --\n%s", render.Checklist(m.Name(), out.Checklist))
	}
	if len(out.Findings) > 0 {
		b.WriteString("-- findings --\n")
		for _, f := range out.Findings {
			fmt.Fprintf(&b, "%s %s %s:%d:%d %s: %s\n", f.Code, f.Severity, f.File, f.Line, f.Column, f.Field, f.Message)
		}
	}
	return b.String()
}

func compare(t *testing.T, golden, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		t.Errorf("%s written anew", golden)
		return
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", golden, diff)
	}
}
