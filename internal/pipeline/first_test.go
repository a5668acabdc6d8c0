package pipeline_test

import (
	"errors"
	"sync"
	"testing"

	"github.com/meshfn/meshfn/internal/chart"
	"github.com/meshfn/meshfn/internal/fleet"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
	"github.com/meshfn/meshfn/internal/pipeline"
)

// TestOnFirst shows each set of charts once, before it is used, and a refusal stops every mesh that would use it.
func TestOnFirst(t *testing.T) {
	in := fleet.Input{Objects: func(string) ([]krm.Object, error) { return nil, nil }}
	for _, name := range []string{"a", "b", "c"} {
		in.Meshes = append(in.Meshes, mesh.Source{File: name + "/mesh.yaml", Text: []byte(`
apiVersion: meshfn.dev/v1alpha1
kind: Mesh
metadata: {name: ` + name + `, annotations: {config.kubernetes.io/local-config: "true"}}
spec: {controlPlane: {distribution: Istio, revisions: [{version: ` + chart.Version + `}]}}
`)})
	}
	f, _, err := fleet.New(in)
	if err != nil {
		t.Fatal(err)
	}
	charts := pipeline.Library("")
	refused := errors.New("refused")
	shown := 0
	charts.OnFirst(func(set *chart.Charts) error {
		shown++
		if set != chart.Embedded() {
			t.Error("another set")
		}
		return refused
	})
	var work sync.WaitGroup
	for _, m := range f.Members {
		work.Go(func() {
			if _, err := (pipeline.Whole{Charts: charts}).Render(m); !errors.Is(err, refused) {
				t.Errorf("%s: %v", m.Name(), err)
			}
		})
	}
	work.Wait()
	if shown != 1 || len(f.Members) != 3 {
		t.Errorf("shown %d times to %d meshes", shown, len(f.Members))
	}
}
