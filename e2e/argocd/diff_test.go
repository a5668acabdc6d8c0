package argocd

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/meshfn/meshfn/e2e/apiserver"
)

type difference struct {
	Object          string
	Live, Predicted object
}

func (d difference) String() string {
	return fmt.Sprintf("%s (-live +after a sync):\n%s", d.Object, cmp.Diff(d.Live, d.Predicted))
}

// Nothing of what we render is ever out of sync: not when the server has filled
// in its defaults, and not when istiod has written into its webhooks. Argo CD's
// own comparison says so, for an Application of the shipped ApplicationSet.
func TestInSync(t *testing.T) {
	s, _ := start(t)
	c := startCluster(t)
	app := applicationSet(t, s, fleet(t))[0]
	for _, o := range outputs(t) {
		t.Run(o.Name, func(t *testing.T) {
			manifests, err := apiserver.ByWave(o.Mesh)
			if err != nil {
				t.Fatal(err)
			}
			c.ApplyAll(t, o.Shared)
			c.ApplyAll(t, manifests)
			if found := s.differences(t, c, app, manifests); len(found) > 0 {
				t.Errorf("out of sync after the first sync: %v", found)
			}
			if webhooks := webhooks(manifests); len(webhooks) > 0 {
				s.istiodWrites(t, c, app, webhooks)
			}
			c.DeleteAll(t, withoutDefinitions(manifests))
		})
	}
}

// istiodWrites does to webhooks what istiod does: it writes the bundle of its
// authority, and into a validating one the policy. Without our rules the latter
// would be taken back.
func (s *Servers) istiodWrites(t *testing.T, c apiserver.Cluster, app object, webhooks []apiserver.Manifest) {
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
func (s *Servers) differences(t *testing.T, c apiserver.Cluster, app object, manifests []apiserver.Manifest) (found []difference) {
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
	if err := s.ask(t.Context(), question, &found, "diff", c.Kubeconfig); err != nil {
		t.Fatal(err)
	}
	return found
}

// startCluster starts a cluster that Argo CD would sync to.
func startCluster(t *testing.T) apiserver.Cluster {
	t.Helper()
	c := apiserver.StartCluster(t)
	c.Manager = "argocd-controller"
	return c
}

// withoutDefinitions are the manifests that go with their mesh: definitions are
// left to the next one.
func withoutDefinitions(manifests []apiserver.Manifest) []apiserver.Manifest {
	return slices.DeleteFunc(slices.Clone(manifests), func(m apiserver.Manifest) bool {
		return m.GetKind() == "CustomResourceDefinition"
	})
}

func webhooks(manifests []apiserver.Manifest) []apiserver.Manifest {
	return slices.DeleteFunc(slices.Clone(manifests), func(m apiserver.Manifest) bool {
		return !strings.HasSuffix(m.GetKind(), "WebhookConfiguration")
	})
}

// outputs are those of every mesh of the demo fleets and of the packages, as the
// repository server would send them. The meshes whose own waves bring Istio's
// definitions come first.
func outputs(t *testing.T) []apiserver.Output {
	t.Helper()
	all := apiserver.Outputs(t)
	slices.SortStableFunc(all, func(a, b apiserver.Output) int { return brings(b) - brings(a) })
	for i := range all {
		all[i].Mesh = trackedAll(t, all[i].Mesh)
	}
	return all
}

// brings is 1 for a mesh whose own waves bring Istio's definitions.
func brings(o apiserver.Output) int {
	if o.BringsCRDs() && len(o.Shared) == 0 {
		return 1
	}
	return 0
}
