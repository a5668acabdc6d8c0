package federation_test

import (
	"flag"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/meshfn/meshfn/internal/controlplane"
	"github.com/meshfn/meshfn/internal/federation"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/fleet"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
	"github.com/meshfn/meshfn/internal/render"
)

var update = flag.Bool("update", false, "write the golden files anew; the run fails all the same")

// readFleet reads the fleet below a folder, and fails where the loader finds an error.
func readFleet(t testing.TB, dir string) *fleet.Fleet {
	t.Helper()
	f, findings := loadFleet(t, dir)
	if finding.HasErrors(findings) {
		t.Fatalf("%s: %v", dir, findings)
	}
	return f
}

// loadFleet reads every mesh.yaml below a folder, its fleet.yaml and fleet-facts.yaml; folders named green are the mended
// twins of a fixture and left out.
func loadFleet(t testing.TB, dir string) (*fleet.Fleet, []finding.Finding) {
	t.Helper()
	in := fleet.Input{Objects: func(file string) ([]krm.Object, error) {
		text, err := os.ReadFile(filepath.Join(dir, file))
		if err != nil {
			return nil, err
		}
		return krm.Decode(text)
	}}
	err := filepath.WalkDir(dir, func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if d.Name() == "green" && file != dir && filepath.Dir(file) == dir {
				return filepath.SkipDir
			}
			return nil
		}
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		name, err := filepath.Rel(dir, file)
		if err != nil {
			return err
		}
		src := mesh.Source{File: filepath.ToSlash(name), Text: text}
		switch d.Name() {
		case "mesh.yaml":
			in.Meshes = append(in.Meshes, src)
		case "fleet.yaml":
			in.Fleets = append(in.Fleets, src)
		case "fleet-facts.yaml":
			in.Facts = append(in.Facts, src)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	f, findings, err := fleet.New(in)
	if err != nil {
		t.Fatal(err)
	}
	return f, findings
}

// renderMesh is the part of a mesh's output that concerns OpenShift: control plane and federation.
func renderMesh(m *fleet.Member) render.Output {
	out := controlplane.Render(m)
	out.Append(federation.Render(m))
	return out
}

// files are the texts of an output by path, its findings and its checklist beside them.
func files(m *fleet.Member) map[string]string {
	out := renderMesh(m)
	objects := map[string][]krm.Object{}
	for _, it := range out.Set.Items() {
		objects[it.Path] = append(objects[it.Path], it.Object)
	}
	texts := map[string]string{}
	for p, all := range objects {
		texts[p] = string(krm.Encode(all...))
	}
	if len(out.Findings) > 0 {
		var b strings.Builder
		for _, f := range out.Findings {
			b.WriteString(string(f.Code) + " " + string(f.Severity) + " " + path.Base(f.File) + " " + f.Field + ": " + f.Message + "\n")
		}
		texts["findings.txt"] = b.String()
	}
	texts["CHECKLIST.md"] = render.Checklist(m.Name(), out.Checklist)
	return texts
}

// TestFleets compares each fleet of testdata/fleets that is about federation with what was read by eye against the facts.
func TestFleets(t *testing.T) {
	fleets, err := filepath.Glob("../../testdata/fleets/federation*")
	if err != nil || len(fleets) == 0 {
		t.Fatalf("no fleets: %v", err)
	}
	for _, dir := range fleets {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			golden := filepath.Join("testdata", filepath.Base(dir))
			got := map[string]string{}
			for _, m := range readFleet(t, dir).Members {
				for p, text := range files(m) {
					got[m.Name()+"/"+p] = text
				}
			}
			if *update {
				write(t, golden, got)
			}
			if diff := cmp.Diff(read(t, golden), got); diff != "" {
				t.Errorf("-golden +rendered:\n%s", diff)
			}
		})
	}
}

func read(t *testing.T, dir string) map[string]string {
	t.Helper()
	texts := map[string]string{}
	err := filepath.WalkDir(dir, func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		name, err := filepath.Rel(dir, file)
		texts[filepath.ToSlash(name)] = string(text)
		return err
	})
	if err != nil {
		t.Error(err)
	}
	return texts
}

func write(t *testing.T, dir string, texts map[string]string) {
	t.Helper()
	t.Error("golden files were written anew; read them, and run again without -update")
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	for p, text := range texts {
		file := filepath.Join(dir, p)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
