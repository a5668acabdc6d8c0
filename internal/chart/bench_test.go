package chart_test

import (
	"fmt"
	"os"
	"testing"

	"sigs.k8s.io/yaml"

	"github.com/meshfn/meshfn/internal/chart"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
)

// operator decodes an IstioOperator.
func operator(t testing.TB, text string) krm.Object {
	t.Helper()
	o := map[string]any{}
	if err := yaml.Unmarshal([]byte(text), &o); err != nil {
		t.Fatal(err)
	}
	return o
}

// cluster is the n-th of a fleet: names and networks all different, revisions in five groups.
func cluster(t testing.TB, n int) krm.Object {
	return operator(t, fmt.Sprintf(`
apiVersion: install.istio.io/v1alpha1
kind: IstioOperator
metadata: {name: mesh}
spec:
  profile: minimal
  revision: rev-%d
  meshConfig:
    trustDomain: shop-fleet.svc.id.goog
    defaultConfig: {proxyMetadata: {ISTIO_META_CLUSTER_ID: cluster-%d}}
  values:
    global:
      meshID: proj-123456789012
      network: network-%d
      multiCluster: {clusterName: cluster-%d}
`, n%5, n, n, n))
}

func expand(t testing.TB, operators ...krm.Object) chart.Expansion {
	e, findings, err := chart.Embedded().Expand(operators...)
	if err != nil || finding.HasErrors(findings) {
		t.Fatal(err, findings)
	}
	return e
}

// A cluster as a Mesh renders it, every time another one.
func BenchmarkFleet(b *testing.B) {
	clusters := make([]krm.Object, 1000)
	for n := range clusters {
		clusters[n] = cluster(b, n)
	}
	expand(b, clusters[0])
	b.ReportAllocs()
	for n := 0; b.Loop(); n++ {
		expand(b, clusters[n%len(clusters)])
	}
}

// Any IstioOperator with settings under k8s, two gateways and overlays.
func BenchmarkOverlays(b *testing.B) {
	text, err := os.ReadFile("testdata/operators/gateways-several.yaml")
	if err != nil {
		b.Fatal(err)
	}
	o := operator(b, string(text))
	expand(b, o)
	b.ReportAllocs()
	for n := 0; b.Loop(); n++ {
		values := map[string]any{"values": map[string]any{"global": map[string]any{"network": fmt.Sprint("network-", n)}}}
		expand(b, o, krm.Object{"spec": values})
	}
}

// The first expansion of a process: charts read, templates parsed, definitions made.
func BenchmarkCold(b *testing.B) {
	o := cluster(b, 1)
	b.ReportAllocs()
	for b.Loop() {
		charts, err := chart.Load(chart.Embedded().FS())
		if err != nil {
			b.Fatal(err)
		}
		if _, _, err := charts.Expand(o); err != nil {
			b.Fatal(err)
		}
	}
}
