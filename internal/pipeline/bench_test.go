package pipeline_test

import (
	"fmt"
	"runtime"
	"sync"
	"testing"

	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/fleet"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
	"github.com/meshfn/meshfn/internal/pipeline"
)

// asmFleet is a fleet of n ASM meshes, each a mesh of its own name, project and network.
func asmFleet(n int) fleet.Input {
	in := fleet.Input{Objects: func(string) ([]krm.Object, error) { return nil, nil }}
	for i := range n {
		in.Meshes = append(in.Meshes, mesh.Source{File: fmt.Sprintf("clusters/c%04d/mesh.yaml", i), Text: fmt.Appendf(nil, `apiVersion: meshfn.dev/v1alpha1
kind: Mesh
metadata:
  name: c%04[1]d
  annotations: {config.kubernetes.io/local-config: "true"}
spec:
  cluster:
    project: shop-%04[1]d
    projectNumber: "98765432%04[1]d"
    location: us-central1-c
    platform: GKE
    network: shop-%04[1]d-default
  controlPlane:
    distribution: ASM
    certificateAuthority: {type: MeshCA}
    revisions:
    - version: 1.23.3-asm.2
      options: [envoy-access-log, legacy-default-ingressgateway]
  namespaces:
  - name: shop
  - name: payments
  - {name: legacy, injection: Disabled}
`, i)})
	}
	return in
}

// BenchmarkFleet loads and renders 1,000 ASM meshes (IstioOperator and namespaces, no expansion) to text.
// meshes/s counts wall time on all cores; retained-B/mesh is what the loaded fleet keeps alive, its text included.
func BenchmarkFleet(b *testing.B) {
	const meshes = 1000
	whole := pipeline.Whole{Charts: pipeline.Library("")}
	var retained uint64
	for b.Loop() {
		in := asmFleet(meshes)
		before := heap()
		f, findings, err := fleet.New(in)
		if err != nil || finding.HasErrors(findings) {
			b.Fatal(err, findings)
		}
		retained = heap() - before
		var work sync.WaitGroup
		next := make(chan *fleet.Member)
		for range runtime.GOMAXPROCS(0) {
			work.Go(func() {
				for m := range next {
					out, err := whole.Render(m)
					if err != nil || finding.HasErrors(out.Findings) {
						panic(fmt.Sprint(err, out.Findings))
					}
					for _, it := range out.Set.Items() {
						krm.Encode(it.Object)
					}
				}
			})
		}
		for _, m := range f.Members {
			next <- m
		}
		close(next)
		work.Wait()
	}
	b.ReportMetric(float64(meshes*b.N)/b.Elapsed().Seconds(), "meshes/s")
	b.ReportMetric(float64(retained)/meshes, "retained-B/mesh")
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
