package apiserver

import (
	"flag"
	"os"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

var update = flag.Bool("update", false, "write testdata/defaults.txt anew; the run fails, so that a refresh is no pass")

// defaultsFile lists every field that the server adds to what we render. None of
// them makes a difference to a tool that compares what it applied: Config Sync
// (e2e/configsync) and Argo CD with ServerSideDiff (e2e/argocd) leave them alone.
const defaultsFile = "testdata/defaults.txt"

// Every object of every demo fleet and of the packages is accepted, in the order of
// its sync waves, applying it again changes nothing, and the fields that the
// server adds are those that we know of.
func TestFleetsApply(t *testing.T) {
	c := StartCluster(t)
	istio, err := Istio(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	outputs := Outputs(t)
	c.ApplyAll(t, istio)
	defaults := Defaults{}
	for _, o := range outputs {
		if !o.BringsCRDs() {
			t.Run(o.Name, func(t *testing.T) { applyOutput(t, c, o, defaults) })
		}
	}
	c.DeleteAll(t, istio)
	for _, o := range outputs {
		if o.BringsCRDs() {
			t.Run(o.Name, func(t *testing.T) { applyOutput(t, c, o, defaults) })
		}
	}
	compareDefaults(t, defaults)
	for _, warning := range c.Warnings() {
		t.Errorf("the server warns: %s", warning)
	}
}

func applyOutput(t *testing.T, c Cluster, o Output, defaults Defaults) {
	ordered, err := ByWave(o.Mesh)
	if err != nil {
		t.Fatal(err)
	}
	c.ApplyAll(t, o.Shared)
	applyTwice(t, c, ordered, defaults)
	c.DeleteAll(t, slices.Concat(o.Shared, ordered))
}

func compareDefaults(t *testing.T, got Defaults) {
	t.Helper()
	if *update {
		if err := os.WriteFile(defaultsFile, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		t.Fatal("list of defaults written anew: read it, then run without -update")
	}
	want, err := os.ReadFile(defaultsFile)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got.String()); diff != "" {
		t.Errorf("the server adds other fields (-known +added):\n%s", diff)
	}
}

func applyTwice(t *testing.T, c Cluster, manifests []Manifest, defaults Defaults) {
	t.Helper()
	c.ApplyAll(t, manifests)
	before := make([]*unstructured.Unstructured, len(manifests))
	for i, m := range manifests {
		stored, err := c.Get(t.Context(), m)
		if err != nil {
			t.Fatal(err)
		}
		before[i] = stored
		defaults.Add(m, stored)
	}
	for i, m := range manifests {
		after, err := c.Apply(t.Context(), m)
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
