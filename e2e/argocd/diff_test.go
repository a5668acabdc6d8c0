package argocd

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/meshfn/meshfn/e2e/apiserver"
	"github.com/meshfn/meshfn/e2e/meshfn"
)

type difference struct {
	Object          string
	Live, Predicted object
}

func (d difference) String() string {
	return fmt.Sprintf("%s (-live +after a sync):\n%s", d.Object, cmp.Diff(d.Live, d.Predicted))
}

// cluster is an API server to which Argo CD would sync.
type cluster struct {
	*apiserver.Client
	server     *apiserver.Server
	kubeconfig string
}

// Nothing of what we render is ever out of sync: not when the server has filled
// in its defaults, and not when istiod has written into its webhooks. Argo CD's
// own comparison says so, for an Application of the shipped ApplicationSet.
func TestInSync(t *testing.T) {
	s, _ := start(t)
	c := startCluster(t)
	app := applicationSet(t, s, fleet(t))[0]
	for _, mesh := range rendering(t) {
		t.Run(mesh.name, func(t *testing.T) {
			c.apply(t, mesh.manifests)
			if found := s.differences(t, c, app, mesh.manifests); len(found) > 0 {
				t.Errorf("out of sync after the first sync: %v", found)
			}
			if webhooks := mesh.webhooks(); len(webhooks) > 0 {
				s.istiodWrites(t, c, app, webhooks)
			}
			c.remove(t, mesh.manifests)
		})
	}
}

// istiodWrites does to webhooks what istiod does: it writes the bundle of its
// authority, and into a validating one the policy. Without our rules the latter
// would be taken back.
func (s *Servers) istiodWrites(t *testing.T, c cluster, app object, webhooks []apiserver.Manifest) {
	t.Helper()
	for _, m := range webhooks {
		err := c.Change(t.Context(), m, "pilot-discovery", func(o *unstructured.Unstructured) {
			for _, item := range o.Object["webhooks"].([]any) {
				webhook := item.(object)
				webhook["clientConfig"].(object)["caBundle"] = "LS0tLS1CRUdJTg=="
				if o.GetKind() == "ValidatingWebhookConfiguration" {
					webhook["failurePolicy"] = "Ignore"
				}
			}
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if found := s.differences(t, c, app, webhooks); len(found) > 0 {
		t.Errorf("out of sync after istiod has written: %v", found)
	}
	without := clone(t, app)
	delete(without["spec"].(object), "ignoreDifferences")
	found := s.differences(t, c, without, webhooks)
	if len(found) == 0 {
		t.Error("the rules are not needed")
	}
	for _, d := range found {
		if !strings.HasPrefix(d.Object, "ValidatingWebhookConfiguration ") {
			t.Errorf("%s is out of sync without the rules", d.Object)
		}
	}
	// What somebody else writes is taken back.
	err := c.Change(t.Context(), webhooks[0], "somebody", func(o *unstructured.Unstructured) {
		o.Object["webhooks"].([]any)[0].(object)["timeoutSeconds"] = int64(1)
		o.SetLabels(map[string]string{"istio.io/rev": "other"})
	})
	if err != nil {
		t.Fatal(err)
	}
	if found := s.differences(t, c, app, webhooks); len(found) != 1 {
		t.Errorf("a change by hand gives %v", found)
	}
}

// tracked marks an object as the repository server does.
func tracked(t *testing.T, m apiserver.Manifest) apiserver.Manifest {
	t.Helper()
	if m.GetKind() == "CustomResourceDefinition" {
		return m
	}
	annotations := m.GetAnnotations()
	annotations[tracking] = fmt.Sprintf("mesh:%s/%s:%s/%s", m.GroupVersionKind().Group, m.GetKind(), m.GetNamespace(), m.GetName())
	m.SetAnnotations(annotations)
	var err error
	if m.Text, err = json.Marshal(m.Object); err != nil {
		t.Fatal(err)
	}
	return m
}

// differences asks Argo CD what of the manifests an Application has to sync.
func (s *Servers) differences(t *testing.T, c cluster, app object, manifests []apiserver.Manifest) (found []difference) {
	t.Helper()
	question := struct {
		Application    object
		Targets, Lives []object
	}{Application: app}
	for _, m := range manifests {
		live, err := c.Get(t.Context(), m)
		if err != nil {
			t.Fatal(err)
		}
		question.Targets = append(question.Targets, m.Object)
		question.Lives = append(question.Lives, live.Object)
	}
	if err := s.ask(t.Context(), question, &found, "diff", c.kubeconfig); err != nil {
		t.Fatal(err)
	}
	return found
}

func startCluster(t *testing.T) cluster {
	t.Helper()
	server, err := apiserver.Start(t.Context(), t.TempDir(), os.Stderr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Stop)
	client, err := server.Client()
	if err != nil {
		t.Fatal(err)
	}
	platform, err := apiserver.Platform(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	c := cluster{client, server, filepath.Join(t.TempDir(), "kubeconfig")}
	c.apply(t, platform)
	c.Manager = "argocd-controller"
	if err := server.WriteKubeconfig(c.kubeconfig); err != nil {
		t.Fatal(err)
	}
	return c
}

func (c cluster) apply(t *testing.T, manifests []apiserver.Manifest) {
	t.Helper()
	for _, m := range manifests {
		if _, err := c.Apply(t.Context(), m); err != nil {
			t.Fatal(err)
		}
	}
}

// remove deletes the objects and leaves the definitions to the next mesh.
func (c cluster) remove(t *testing.T, manifests []apiserver.Manifest) {
	t.Helper()
	for _, m := range slices.Backward(manifests) {
		if m.GetKind() == "CustomResourceDefinition" {
			continue
		}
		if err := c.Delete(t.Context(), m); err != nil {
			t.Error(err)
		}
	}
}

// mesh is what one mesh renders to, in the order of the sync waves.
type mesh struct {
	name      string
	manifests []apiserver.Manifest
}

func (m mesh) webhooks() []apiserver.Manifest {
	return slices.DeleteFunc(slices.Clone(m.manifests), func(m apiserver.Manifest) bool {
		return !strings.HasSuffix(m.GetKind(), "WebhookConfiguration")
	})
}

// rendering is every mesh of the demo fleets and of the packages; the one that
// brings Istio's definitions comes first.
func rendering(t *testing.T) []mesh {
	t.Helper()
	var all []mesh
	fleets := meshfn.Fleets(t)
	for _, name := range []string{"istio", "demo", "federation"} {
		all = append(all, renderedFleet(t, fleets[name])...)
	}
	all = append(all, renderedFleet(t, filepath.Join(meshfn.Root(), "packages"))...)
	if len(all) < 10 {
		t.Fatalf("%d meshes", len(all))
	}
	return all
}

func renderedFleet(t *testing.T, dir string) (all []mesh) {
	t.Helper()
	out := filepath.Join(t.TempDir(), "out")
	meshfn.Run(t, "render", dir, "--out", out)
	folders, err := filepath.Glob(filepath.Join(out, "*", "manifests"))
	if err != nil {
		t.Fatal(err)
	}
	for _, folder := range folders {
		manifests, err := apiserver.Load(folder)
		if err != nil {
			t.Fatal(err)
		}
		if manifests, err = apiserver.ByWave(manifests); err != nil {
			t.Fatal(err)
		}
		for i, m := range manifests {
			manifests[i] = tracked(t, m)
		}
		name := fmt.Sprintf("%s/%s", filepath.Base(dir), filepath.Base(filepath.Dir(folder)))
		all = append(all, mesh{name, manifests})
	}
	return all
}
