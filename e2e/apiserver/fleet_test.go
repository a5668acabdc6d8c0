package apiserver

import (
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

// Every object of every demo fleet is accepted, in the order that the
// annotations give to either tool, and applying it again changes nothing.
func TestFleetsApply(t *testing.T) {
	for fleet, dir := range meshfn.Fleets(t) {
		out := filepath.Join(t.TempDir(), "out")
		meshfn.Run(t, "render", dir, "--out", out)
		shared, err := Load(existing(filepath.Join(out, "crds"))...)
		if err != nil {
			t.Fatal(err)
		}
		meshes, err := filepath.Glob(filepath.Join(out, "*", "manifests"))
		if err != nil || len(meshes) == 0 {
			t.Fatalf("fleet %s renders no manifests (%v)", fleet, err)
		}
		for _, manifests := range meshes {
			mesh, err := Load(manifests)
			if err != nil {
				t.Fatal(err)
			}
			for order, sorted := range orders {
				t.Run(fleet+"/"+filepath.Base(filepath.Dir(manifests))+"/"+order, func(t *testing.T) {
					ordered, err := sorted(mesh)
					if err != nil {
						t.Fatal(err)
					}
					client := start(t)
					prepare(t, client, slices.Concat(shared, mesh), shared)
					applyTwice(t, client, ordered)
				})
			}
		}
	}
}

// prepare gives the server what a cluster has before the mesh comes: the
// platform's CRDs, the shared ones of the fleet, and Istio's own where the
// manifests do not bring them.
func prepare(t *testing.T, client *Client, all, shared []Manifest) {
	t.Helper()
	platform, err := Platform(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	applyAll(t, client, platform)
	applyAll(t, client, shared)
	brings := func(m Manifest) bool { return m.GetName() == "gateways.networking.istio.io" }
	if !slices.ContainsFunc(all, brings) {
		istio, err := Istio(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		applyAll(t, client, istio)
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
	for _, warning := range client.Warnings() {
		t.Errorf("the server warns: %s", warning)
	}
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
