package apiserver

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/meshfn/meshfn/e2e/meshfn"
)

var orders = map[string]func([]Manifest) ([]Manifest, error){
	"sync-wave":  ByWave,
	"depends-on": ByDependency,
}

// output is what one mesh of a fleet renders to.
type output struct {
	name         string
	shared, mesh []Manifest // the fleet's own CRDs, the mesh's manifests
}

func (o output) bringsCRDs() bool {
	return slices.ContainsFunc(slices.Concat(o.shared, o.mesh), func(m Manifest) bool {
		return m.GetName() == "gateways.networking.istio.io"
	})
}

// Every object of every demo fleet and of the packages is accepted, in the order that the
// annotations give to either tool, and applying it again changes nothing.
func TestFleetsApply(t *testing.T) {
	client := start(t)
	platform, err := Platform(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	istio, err := Istio(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	outputs := render(t)
	applyAll(t, client, platform)
	applyAll(t, client, istio)
	for _, o := range outputs {
		if !o.bringsCRDs() {
			applyInEachOrder(t, client, o)
		}
	}
	remove(t, client, istio)
	for _, o := range outputs {
		if o.bringsCRDs() {
			applyInEachOrder(t, client, o)
		}
	}
	for _, warning := range client.Warnings() {
		t.Errorf("the server warns: %s", warning)
	}
}

func render(t *testing.T) []output {
	t.Helper()
	var outputs []output
	fleets := meshfn.Fleets(t)
	fleets["packages"] = filepath.Join(meshfn.Root(), "packages")
	for _, fleet := range slices.Sorted(maps.Keys(fleets)) {
		out := filepath.Join(t.TempDir(), "out")
		meshfn.Run(t, "render", fleets[fleet], "--out", out)
		shared, err := Load(existing(filepath.Join(out, "crds"))...)
		if err != nil {
			t.Fatal(err)
		}
		folders, err := filepath.Glob(filepath.Join(out, "*", "manifests"))
		if err != nil || len(folders) == 0 {
			t.Fatalf("fleet %s renders no manifests (%v)", fleet, err)
		}
		for _, folder := range folders {
			mesh, err := Load(folder)
			if err != nil {
				t.Fatal(err)
			}
			outputs = append(outputs, output{
				name:   fleet + "/" + filepath.Base(filepath.Dir(folder)),
				shared: shared,
				mesh:   mesh,
			})
		}
	}
	return outputs
}

func applyInEachOrder(t *testing.T, client *Client, o output) {
	for _, order := range slices.Sorted(maps.Keys(orders)) {
		t.Run(o.name+"/"+order, func(t *testing.T) {
			ordered, err := orders[order](o.mesh)
			if err != nil {
				t.Fatal(err)
			}
			applyAll(t, client, o.shared)
			applyTwice(t, client, ordered)
			remove(t, client, slices.Concat(o.shared, ordered))
		})
	}
}

// remove leaves the server as it was before the manifests were applied.
func remove(t *testing.T, client *Client, applied []Manifest) {
	t.Helper()
	for _, m := range slices.Backward(applied) {
		if err := client.Delete(t.Context(), m); err != nil {
			t.Error(err)
		}
	}
}

func applyTwice(t *testing.T, client *Client, manifests []Manifest) {
	t.Helper()
	applyAll(t, client, manifests)
	before := make([]*unstructured.Unstructured, len(manifests))
	for i, m := range manifests {
		stored, err := client.Get(t.Context(), m)
		if err != nil {
			t.Fatal(err)
		}
		before[i] = stored
	}
	for i, m := range manifests {
		after, err := client.Apply(t.Context(), m)
		if err != nil {
			t.Error(err)
			continue
		}
		if diff := cmp.Diff(content(before[i]), content(after)); diff != "" {
			t.Errorf("applying %s again changes it (-first +second):\n%s", m, diff)
		}
	}
	t.Logf("%d objects applied twice", len(manifests))
}

// content is the object without the server's own book-keeping.
func content(o *unstructured.Unstructured) map[string]any {
	o = o.DeepCopy()
	o.SetManagedFields(nil)
	o.SetResourceVersion("")
	return o.Object
}

// existing returns the paths that exist.
func existing(paths ...string) []string {
	return slices.DeleteFunc(paths, func(path string) bool {
		_, err := os.Stat(path)
		return os.IsNotExist(err)
	})
}
