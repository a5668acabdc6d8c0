package istio_test

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/meshfn/meshfn/internal/check/istio"
	"github.com/meshfn/meshfn/internal/krm"
)

// BenchmarkCheck is a cluster with the Bookinfo application, its rules and a gateway: 30 objects.
func BenchmarkCheck(b *testing.B) {
	objects := bookinfo(b)
	b.ReportMetric(float64(len(objects)), "objects")
	for b.Loop() {
		istio.Check(objects, istio.Settings{})
	}
}

// BenchmarkUnjudged is everything that Istio's analyzers were ever tested with.
func BenchmarkUnjudged(b *testing.B) {
	for name, objects := range analyzed(b) {
		if len(objects) > 20 {
			b.Run(fmt.Sprintf("%s-%d", name, len(objects)), func(b *testing.B) {
				for b.Loop() {
					istio.Unjudged(objects, istio.Settings{})
				}
			})
		}
	}
}

func bookinfo(b *testing.B) []krm.Object {
	b.Helper()
	root := filepath.Join(module(b, "istio.io/istio"), "samples", "bookinfo")
	var all []krm.Object
	for _, name := range []string{
		"platform/kube/bookinfo.yaml", "networking/bookinfo-gateway.yaml", "networking/destination-rule-all.yaml",
		"networking/virtual-service-all-v1.yaml", "networking/egress-rule-google-apis.yaml",
	} {
		all = append(all, readObjects(b, filepath.Join(root, name))...)
	}
	return all
}
