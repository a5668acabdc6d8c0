package configsync

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/cli-utils/pkg/object"
	"sigs.k8s.io/cli-utils/pkg/object/dependson"

	"github.com/meshfn/meshfn/e2e/apiserver"
)

// Every mesh of the demo fleets and the packages is a sync unit that the engine
// accepts, applies in the order of its dependencies and sees reconciled; what
// istiod and the controllers then write is nothing that it fights over.
func TestApply(t *testing.T) {
	c := start(t)
	istio, err := apiserver.Istio(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	outputs := apiserver.Outputs(t)
	c.ApplyAll(t, istio)
	for _, o := range outputs {
		if !o.BringsCRDs() {
			t.Run(o.Name, func(t *testing.T) { c.sync(t, o) })
		}
	}
	c.DeleteAll(t, istio)
	for _, o := range outputs {
		if o.BringsCRDs() {
			t.Run(o.Name, func(t *testing.T) { c.sync(t, o) })
		}
	}
}

func (c cluster) sync(t *testing.T, o apiserver.Output) {
	unit := strings.ReplaceAll(o.Name, "/", "-")
	if len(o.Shared) > 0 {
		if _, err := c.engine(t, unit+"-crds").Apply(t.Context(), o.Shared); err != nil {
			t.Fatalf("the fleet's own definitions: %v", err)
		}
	}
	engine := c.engine(t, unit)
	first, err := engine.Apply(t.Context(), o.Mesh)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range o.Mesh {
		c.inOrder(t, first, m)
	}
	before := c.stored(t, o.Mesh)
	for _, m := range o.Mesh {
		trusted(t, m, before[m.String()])
	}
	again, err := engine.Apply(t.Context(), o.Mesh)
	if err != nil {
		t.Fatalf("applying again: %v", err)
	}
	if len(first.Applied) != len(o.Mesh) || len(again.Applied) != len(o.Mesh) || len(again.Pruned)+len(again.Kept) > 0 {
		t.Errorf("%d objects: first applied %d, then %d and pruned %v", len(o.Mesh), len(first.Applied), len(again.Applied), again.Pruned)
	}
	if diff := cmp.Diff(before, c.stored(t, o.Mesh)); diff != "" {
		t.Errorf("applying again changes objects (-first +second):\n%s", diff)
	}
	c.DeleteAll(t, append(o.Shared, o.Mesh...))
}

// inOrder checks that everything an object needs was reconciled before it was
// applied: what it depends on, its namespace, its definition.
func (c cluster) inOrder(t *testing.T, o Outcome, m apiserver.Manifest) {
	t.Helper()
	id := object.UnstructuredToObjMetadata(m.Unstructured)
	needs, err := dependson.ReadAnnotation(m.Unstructured)
	if err != nil {
		t.Error(err)
	}
	for other := range o.Applied {
		namespace := other.GroupKind.Kind == "Namespace" && other.Name == m.GetNamespace()
		definition := other.GroupKind.Kind == "CustomResourceDefinition" && strings.HasSuffix(other.Name, "."+id.GroupKind.Group) &&
			strings.HasPrefix(other.Name, strings.ToLower(id.GroupKind.Kind))
		if namespace || definition {
			needs = append(needs, other)
		}
	}
	for _, need := range needs {
		if at, ok := o.Reconciled[need]; !ok || at > o.Applied[id] {
			t.Errorf("%s was applied before %s was there", id, need)
		}
	}
}

// trusted checks that a webhook holds what istiod wrote, with our own policy.
func trusted(t *testing.T, m apiserver.Manifest, stored any) {
	t.Helper()
	if !strings.HasSuffix(m.GetKind(), "WebhookConfiguration") {
		return
	}
	webhooks, _, _ := unstructured.NestedSlice(stored.(map[string]any), "webhooks")
	for _, item := range webhooks {
		webhook := item.(map[string]any)
		bundle, _, _ := unstructured.NestedString(webhook, "clientConfig", "caBundle")
		if bundle == "" || webhook["failurePolicy"] != "Fail" {
			t.Errorf("%s: %s has policy %v and bundle %q", m, webhook["name"], webhook["failurePolicy"], bundle)
		}
	}
	if len(webhooks) == 0 {
		t.Errorf("%s has no webhooks", m)
	}
}

// engineVersion is the version of cli-utils that is linked: a test binary does
// not say.
func engineVersion(t *testing.T) string {
	t.Helper()
	version, err := exec.Command("go", "list", "-m", "-f", "{{.Version}}", "sigs.k8s.io/cli-utils").Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(version))
}

// The ground itself: the engine applies nothing of a unit in which one object
// waits for something outside.
func TestEngineRefuses(t *testing.T) {
	c := start(t)
	outside := apiserver.Namespace("outside")
	outside.SetAnnotations(map[string]string{dependson.Annotation: "apps/namespaces/elsewhere/Deployment/istiod"})
	inside := apiserver.Namespace("inside")
	_, err := c.engine(t, "refused").Apply(t.Context(), []apiserver.Manifest{outside, inside})
	if err == nil || !strings.Contains(err.Error(), "external dependency") {
		t.Errorf("the engine says %v", err)
	}
	for _, m := range []apiserver.Manifest{outside, inside} {
		if _, err := c.Get(t.Context(), m); err == nil {
			t.Errorf("%s was applied", m)
		}
	}
}
