package check_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/meshfn/meshfn/internal/check"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/fleet"
	"github.com/meshfn/meshfn/internal/mesh"
	"github.com/meshfn/meshfn/internal/pipeline"
	"github.com/meshfn/meshfn/internal/render"
)

// BenchmarkCheck checks what 100 Istio clusters render to (some 30 objects each, no CRDs), all different in their names.
// ms/cluster is CPU of one goroutine.
func BenchmarkCheck(b *testing.B) {
	const clusters = 100
	f, outputs := istioFleet(b, clusters)
	objects := 0
	for _, out := range outputs {
		objects += out.Set.Len()
	}
	for b.Loop() {
		c := check.New(time.Time{})
		for i, m := range f.Members {
			c.AddRendered(m, outputs[i])
		}
		if found := c.Findings(); finding.HasErrors(found) {
			b.Fatal(found)
		}
	}
	b.ReportMetric(b.Elapsed().Seconds()*1000/float64(b.N*clusters), "ms/cluster")
	b.ReportMetric(float64(objects)/clusters, "objects/cluster")
}

func istioFleet(b *testing.B, n int) (*fleet.Fleet, []render.Output) {
	b.Helper()
	in := fleet.Input{}
	for i := range n {
		in.Meshes = append(in.Meshes, mesh.Source{File: fmt.Sprintf("clusters/c%04d/mesh.yaml", i), Text: fmt.Appendf(nil, `apiVersion: meshfn.dev/v1alpha1
kind: Mesh
metadata: {name: c%04[1]d, annotations: {config.kubernetes.io/local-config: "true"}}
spec:
  cluster: {network: net-%04[1]d}
  controlPlane: {distribution: Istio, meshID: mesh-%04[1]d, trustDomain: c%04[1]d.local, revisions: [{version: 1.29.1}]}
  delivery: {crds: None}
  namespaces: [{name: shop}, {name: payments}]
  gateways:
  - {name: istio-ingressgateway, namespace: istio-ingress, role: Ingress, exposure: External}
  - {name: istio-eastwestgateway, namespace: istio-eastwest, role: EastWest, exposure: Internal}
`, i)})
	}
	f, findings, err := fleet.New(in)
	if err != nil || finding.HasErrors(findings) {
		b.Fatal(err, findings)
	}
	whole := pipeline.Whole{Charts: pipeline.Library("")}
	outputs := make([]render.Output, n)
	for i, m := range f.Members {
		if outputs[i], err = whole.Render(m); err != nil {
			b.Fatal(err)
		}
	}
	return f, outputs
}
