package configsync

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"sigs.k8s.io/cli-utils/pkg/object"

	"github.com/meshfn/meshfn/e2e/apiserver"
)

// lines of a mesh.yaml that somebody takes out one day, after the mark.
const lines = `apiVersion: meshfn.dev/v1alpha1
kind: Mesh
metadata:
  name: red
  annotations: {config.kubernetes.io/local-config: "true"}
spec:
  cluster: {platform: Other, network: red}
  controlPlane:
    distribution: Istio
    revisions:
    - {version: 1.29.1}
    - {version: 1.29.1, name: canary} # out
    tags: {default: canary, prod: canary} # out
  delivery: {crds: PerCluster} # out
  namespaces:
  - {name: shop}
  - {name: pay} # out
  gateways:
  - {name: ingress, namespace: ingress, role: Ingress, sourceRanges: ["0.0.0.0/0"]}
  - {name: egress, namespace: egress, role: Egress} # out
  - {name: eastwest, namespace: ingress, role: EastWest, sourceRanges: ["192.0.2.0/24"]} # out
`

// A line that is taken out of mesh.yaml prunes what it rendered, and never a
// Namespace or a CustomResourceDefinition: those are let go and stay.
func TestPrune(t *testing.T) {
	c := start(t)
	all, less := mesh(t, lines), mesh(t, fewer())
	engine := c.engine(t, "red")
	if _, err := engine.Apply(t.Context(), all); err != nil {
		t.Fatal(err)
	}
	outcome, err := engine.Apply(t.Context(), less)
	if err != nil {
		t.Fatal(err)
	}
	c.pruned(t, outcome, without(all, less))
	c.kept(t, less)

	outcome, err = engine.Apply(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	c.pruned(t, outcome, less)
}

// fewer are the lines without those that go.
func fewer() string {
	left := ""
	for line := range strings.Lines(lines) {
		if !strings.HasSuffix(line, "# out\n") {
			left += line
		}
	}
	return left + "  delivery: {crds: None}\n"
}

// mesh renders a mesh.yaml.
func mesh(t *testing.T, text string) []apiserver.Manifest {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "mesh.yaml"), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return apiserver.Render(t, dir)[0].Mesh
}

// without returns the manifests whose objects are not among others.
func without(manifests, others []apiserver.Manifest) []apiserver.Manifest {
	there := map[object.ObjMetadata]bool{}
	for _, m := range others {
		there[object.UnstructuredToObjMetadata(m.Unstructured)] = true
	}
	return slices.DeleteFunc(slices.Clone(manifests), func(m apiserver.Manifest) bool {
		return there[object.UnstructuredToObjMetadata(m.Unstructured)]
	})
}

// pruned checks that exactly these objects left the unit.
func (c cluster) pruned(t *testing.T, o Outcome, objects []apiserver.Manifest) {
	t.Helper()
	foundations, others := c.gone(t, objects)
	if len(o.Kept) != foundations || len(o.Pruned) != others {
		t.Errorf("kept %d of %d, pruned %d of %d", len(o.Kept), foundations, len(o.Pruned), others)
	}
}

// gone checks that these objects belong to nobody any more: foundations are
// there nevertheless, the others are not. It returns how many there are of each.
func (c cluster) gone(t *testing.T, objects []apiserver.Manifest) (foundations, others int) {
	t.Helper()
	for _, m := range objects {
		stored, err := c.Get(t.Context(), m)
		switch m.GetKind() {
		case "Namespace", "CustomResourceDefinition":
			if foundations++; err != nil {
				t.Errorf("%s is not kept: %v", m, err)
			} else if owner := stored.GetAnnotations()["config.k8s.io/owning-inventory"]; owner != "" {
				t.Errorf("%s still belongs to %s", m, owner)
			}
		default:
			if others++; !apierrors.IsNotFound(err) {
				t.Errorf("%s is still there (%v)", m, err)
			}
		}
	}
	if foundations == 0 || others == 0 {
		t.Errorf("%d foundations and %d other objects go: this tests nothing", foundations, others)
	}
	return foundations, others
}

// kept checks that objects are still there.
func (c cluster) kept(t *testing.T, manifests []apiserver.Manifest) {
	t.Helper()
	for _, m := range manifests {
		if _, err := c.Get(t.Context(), m); err != nil {
			t.Errorf("%s: %v", m, err)
		}
	}
}
