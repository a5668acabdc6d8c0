package mesh

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func TestLocate(t *testing.T) {
	src := Source{File: "mesh.yaml", Text: []byte(`apiVersion: meshfn.dev/v1alpha1
kind: Mesh
metadata:
  name: red
  annotations:
    config.kubernetes.io/local-config: "true"
    a"b.c: quote
spec:
  cluster: {project: shop}
  gateways:
  - name: one
    ports:
    - {name: a, port: 1}
    - {name: b, port: 2}
  - name: two
    annotations: {plain: x}
`)}
	for field, want := range map[string][2]int{
		"":              {1, 1},
		"kind":          {2, 7},
		"metadata":      {3, 1},
		"metadata.name": {4, 9},
		`metadata.annotations["config.kubernetes.io/local-config"]`: {6, 40},
		`metadata.annotations["a\"b.c"]`:                            {7, 12},
		"spec.cluster":                                              {9, 3},
		"spec.cluster.project":                                      {9, 22},
		"spec.gateways[0].name":                                     {11, 11},
		"spec.gateways[0].ports[1].port":                            {14, 23},
		"spec.gateways[1]":                                          {15, 5},
		`spec.gateways[1].annotations["plain"]`:                     {16, 26},
		// What is absent is at the nearest part that is there.
		"spec.cluster.network":        {9, 3},
		"spec.gateways[7].name":       {10, 3},
		"spec.gateways.name":          {10, 3},
		"spec.controlPlane.hub":       {8, 1},
		"spec.cluster.project.deeper": {9, 22},
		"status":                      {1, 1},
		"spec[":                       {8, 1},
		`spec["`:                      {8, 1},
		"spec.gateways[x]":            {10, 3},
		"spec.gateways[-1]":           {10, 3},
	} {
		if line, column := src.Locate(field); [2]int{line, column} != want {
			t.Errorf("%s is at %d:%d, not at %d:%d", field, line, column, want[0], want[1])
		}
	}
	for _, broken := range []string{"", "a: [", "\xff\xfe"} {
		if line, column := (Source{Text: []byte(broken)}).Locate("spec"); line != 0 || column != 0 {
			t.Errorf("%q: %d:%d", broken, line, column)
		}
	}
}

// FuzzPath writes and reads any path.
func FuzzPath(f *testing.F) {
	f.Add("spec", 3, `a.b/c["x"]`)
	f.Add("-", 0, "\x00\xff")
	f.Fuzz(func(t *testing.T, a string, i int, b string) {
		if a == "" || b == "" || i < 0 {
			return // no path of a document has these
		}
		p := path{{key: a}, {index: i}, {key: b}}
		if diff := cmp.Diff(p, parsePath(p.String()), cmp.AllowUnexported(step{}), cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s: %s", p, diff)
		}
	})
}
