package argocd

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/meshfn/meshfn/e2e/apiserver"
	"github.com/meshfn/meshfn/e2e/meshfn"
	"github.com/meshfn/meshfn/e2e/process"
)

const waveAnnotation = "argocd.argoproj.io/sync-wave"

// The controllers that Argo CD's assessment of the last waves depends on.
var (
	balancers   = schema.GroupKind{Kind: "Service"}
	autoscalers = schema.GroupKind{Group: "autoscaling", Kind: "HorizontalPodAutoscaler"}
)

// course is how a sync went.
type course struct {
	Phase, Message string
	Waves          []int
	Objects        []assessed
}

type assessed struct {
	Object          string
	Wave            int
	Applied         bool
	Health, Message string
}

// waiting reports whether Argo CD would wait for the object. It has no
// assessment of many kinds: they are done when they are applied.
func (a assessed) waiting() bool { return !a.Applied || a.Health != "" && a.Health != "Healthy" }

func (a assessed) String() string {
	return fmt.Sprintf("wave %d, %s: applied %t, %s %s", a.Wave, a.Object, a.Applied, a.Health, a.Message)
}

// Argo CD's own sync takes every mesh of the demo fleets and packages through all waves,
// each of which it holds until what it applied is healthy, and in the end all is
// healthy and nothing is out of sync. The first mesh brings Istio's definitions,
// which nobody has applied before.
func TestWaves(t *testing.T) {
	s, _ := start(t)
	c := startCluster(t)
	controllers := c.Server.RunControllers(t)
	app := applicationSet(t, s, fleet(t))[0]
	for _, o := range outputs(t) {
		t.Run(o.Name, func(t *testing.T) {
			c.ApplyAll(t, o.Shared)
			manifests := o.Mesh
			got := s.sync(t, c, app, manifests, process.Patience)
			if got.Phase != "Succeeded" {
				t.Errorf("%s: %s", got.Phase, got.Message)
			}
			if diff := cmp.Diff(wavesOf(t, manifests), got.Waves); diff != "" {
				t.Errorf("waves (-annotated +applied):\n%s", diff)
			}
			for _, o := range got.Objects {
				if o.waiting() {
					t.Error(o)
				}
			}
			controllers.Settle(t)
			if found := s.differences(t, c, app, manifests); len(found) > 0 {
				t.Errorf("out of sync: %v", found)
			}
			t.Logf("%d objects in waves %v", len(got.Objects), got.Waves)
			c.DeleteAll(t, withoutDefinitions(manifests))
		})
	}
}

// A cluster without load balancers or metrics gets everything that does not
// need them: what waits for them comes last. Autoscalers in an earlier wave would
// hold back the mesh.
func TestWavesHeld(t *testing.T) {
	s, _ := start(t)
	app := applicationSet(t, s, fleet(t))[0]
	mesh := apiserver.Render(t, filepath.Join(meshfn.Root(), "testdata", "fleets", "istio"))[0].Mesh
	cases := []struct {
		name       string
		without    schema.GroupKind
		autoscaler string // their wave, if not the rendered one

		phase string
		held  int // the wave that is not healthy
	}{
		{name: "without load balancers", without: balancers, phase: "Running", held: -1},
		// Nothing comes after the last wave, so the sync itself is done.
		{name: "without metrics", without: autoscalers, phase: "Succeeded", held: 0},
		{name: "autoscalers with the control plane", without: autoscalers, autoscaler: "-3", phase: "Running", held: -3},
	}
	for _, test := range cases {
		t.Run(test.name, func(t *testing.T) {
			c := startCluster(t)
			c.Server.RunControllers(t, test.without)
			manifests := trackedAll(t, mesh)
			if test.autoscaler != "" {
				moveTo(manifests, autoscalers.Kind, test.autoscaler)
			}
			got := s.sync(t, c, app, manifests, 10*time.Second)
			if got.Phase != test.phase {
				t.Errorf("%s: %s", got.Phase, got.Message)
			}
			if held := "waiting for healthy state of " + test.without.Group + "/" + test.without.Kind; test.phase == "Running" && !strings.HasPrefix(got.Message, held) {
				t.Errorf("the sync is %s", got.Message)
			}
			progressing := 0
			for _, o := range got.Objects {
				holds := o.Wave == test.held && o.Applied && o.Health == "Progressing" && strings.HasPrefix(o.Object, test.without.Kind+" ")
				switch {
				case holds:
					progressing++
				case o.waiting() && o.Wave <= test.held, o.Applied && o.Wave > test.held:
					t.Error(o)
				}
			}
			if progressing == 0 {
				t.Errorf("no %s of wave %d is progressing", test.without.Kind, test.held)
			}
			t.Logf("%s, %s; waves %v, %d progressing", got.Phase, got.Message, got.Waves, progressing)
		})
	}
}

// With the assessment that we ship, Argo CD applies nothing of a federation before
// the control plane is ready; without an operator it never is.
func TestWavesHeldByControlPlane(t *testing.T) {
	s, _ := start(t)
	app := applicationSet(t, s, fleet(t))[0]
	c := startCluster(t)
	c.Server.RunControllers(t)
	manifests := trackedAll(t, apiserver.Render(t, filepath.Join(meshfn.Root(), "testdata", "fleets", "federation"))[0].Mesh)
	got := s.syncWith(t, shippedSettings(t), c, app, manifests, 10*time.Second)
	if got.Phase != "Running" || !strings.HasPrefix(got.Message, "waiting for healthy state of maistra.io/ServiceMeshControlPlane") {
		t.Errorf("%s: %s", got.Phase, got.Message)
	}
	for _, o := range got.Objects {
		if isPlane := strings.HasPrefix(o.Object, "ServiceMeshControlPlane "); isPlane != (o.Health == "Progressing") || o.Applied != (o.Wave <= -3) {
			t.Error(o)
		}
	}
}

// sync has Argo CD sync the manifests, and ends when nothing has changed for as
// long as patience says.
func (s *Servers) sync(t *testing.T, c apiserver.Cluster, app object, manifests []apiserver.Manifest, patience time.Duration) course {
	t.Helper()
	return s.syncWith(t, nil, c, app, manifests, patience)
}

// syncWith is sync with settings of argocd-cm.
func (s *Servers) syncWith(t *testing.T, settings object, c apiserver.Cluster, app object, manifests []apiserver.Manifest, patience time.Duration) (got course) {
	t.Helper()
	question := struct {
		Application, Settings object
		Targets               []object
	}{Application: app, Settings: settings}
	for _, m := range manifests {
		question.Targets = append(question.Targets, m.Object)
	}
	if err := s.ask(t.Context(), question, &got, "sync", c.Kubeconfig, patience.String()); err != nil {
		t.Fatal(err)
	}
	return got
}

// trackedAll returns copies of the manifests as the repository server would
// send them.
func trackedAll(t *testing.T, manifests []apiserver.Manifest) (all []apiserver.Manifest) {
	t.Helper()
	for _, m := range manifests {
		m.Unstructured = m.DeepCopy()
		all = append(all, tracked(t, m))
	}
	return all
}

// wavesOf returns the waves of the manifests in their order. All have one.
func wavesOf(t *testing.T, manifests []apiserver.Manifest) []int {
	t.Helper()
	waves := map[int]bool{}
	for _, m := range manifests {
		wave, err := strconv.Atoi(m.GetAnnotations()[waveAnnotation])
		if err != nil {
			t.Fatalf("sync wave of %s: %v", m, err)
		}
		waves[wave] = true
	}
	return slices.Sorted(maps.Keys(waves))
}

// moveTo moves the objects of a kind to another wave.
func moveTo(manifests []apiserver.Manifest, kind, wave string) {
	for _, m := range manifests {
		if m.GetKind() == kind {
			annotations := m.GetAnnotations()
			annotations[waveAnnotation] = wave
			m.SetAnnotations(annotations)
		}
	}
}
