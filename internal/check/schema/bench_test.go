package schema_test

import (
	"io/fs"
	"path/filepath"
	"testing"

	"istio.io/istio/manifests"

	"github.com/meshfn/meshfn/internal/check/schema"
	"github.com/meshfn/meshfn/internal/krm"
)

// BenchmarkCheck checks all that one cluster gets of what the repository's renderers give, without CRDs.
func BenchmarkCheck(b *testing.B) {
	var objects []krm.Object
	for _, p := range rendered(b) {
		if filepath.Base(p.name) == "crds.yaml" {
			continue
		}
		objects = append(objects, p.objects(b)...)
	}
	s := schema.For("1.33")
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		s.Check(objects[i%len(objects)])
	}
}

// BenchmarkCRDs checks Istio's CRDs and adds their kinds, as for a cluster that gets them.
func BenchmarkCRDs(b *testing.B) {
	text, err := fs.ReadFile(manifests.BuiltinOrDir(""), "charts/base/files/crd-all.gen.yaml")
	if err != nil {
		b.Fatal(err)
	}
	objects := piece{"crd-all.gen.yaml", text}.objects(b)
	b.ReportAllocs()
	for b.Loop() {
		s := schema.For("1.33").With(objects...)
		for _, o := range objects {
			s.Check(o)
		}
	}
}
