package apiserver

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/meshfn/meshfn/e2e/meshfn"
)

// Output is what one mesh of a fleet renders to.
type Output struct {
	Name         string
	Shared, Mesh []Manifest // the fleet's own CRDs, the mesh's manifests
}

// BringsCRDs reports whether the CRDs of Istio are among the manifests.
func (o Output) BringsCRDs() bool {
	return slices.ContainsFunc(slices.Concat(o.Shared, o.Mesh), func(m Manifest) bool {
		return m.GetName() == "gateways.networking.istio.io"
	})
}

// Outputs renders all demo fleets and the packages.
func Outputs(t testing.TB) []Output {
	t.Helper()
	var outputs []Output
	fleets := meshfn.Fleets(t)
	fleets["packages"] = filepath.Join(meshfn.Root(), "packages")
	for _, fleet := range slices.Sorted(maps.Keys(fleets)) {
		for _, o := range Render(t, fleets[fleet]) {
			o.Name = fleet + "/" + o.Name
			outputs = append(outputs, o)
		}
	}
	return outputs
}

// Render renders the meshes below a folder.
func Render(t testing.TB, dir string) []Output {
	t.Helper()
	out := filepath.Join(t.TempDir(), "out")
	meshfn.Run(t, "render", dir, "--out", out)
	shared, err := Load(existing(filepath.Join(out, "crds"))...)
	if err != nil {
		t.Fatal(err)
	}
	folders, err := filepath.Glob(filepath.Join(out, "*", "manifests"))
	if err != nil || len(folders) == 0 {
		t.Fatalf("%s renders no manifests (%v)", dir, err)
	}
	var outputs []Output
	for _, folder := range folders {
		mesh, err := Load(folder)
		if err != nil {
			t.Fatal(err)
		}
		outputs = append(outputs, Output{Name: filepath.Base(filepath.Dir(folder)), Shared: shared, Mesh: mesh})
	}
	return outputs
}

// existing returns the paths that exist.
func existing(paths ...string) []string {
	return slices.DeleteFunc(paths, func(path string) bool {
		_, err := os.Stat(path)
		return os.IsNotExist(err)
	})
}
