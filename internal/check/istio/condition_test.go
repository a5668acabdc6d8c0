package istio_test

import (
	"slices"
	"strings"
	"testing"

	"sigs.k8s.io/yaml"

	"github.com/meshfn/meshfn/internal/check/istio"
	"github.com/meshfn/meshfn/internal/krm"
)

// testdata/conditions.yaml has, for the messages that need a fact, a cluster that shows it and one that does not.
func TestConditions(t *testing.T) {
	var cases []struct {
		Name    string
		Objects []string
		Says    []string
	}
	readYAML(t, "testdata/conditions.yaml", &cases)
	for _, c := range cases {
		t.Run(c.Name, func(t *testing.T) {
			var objects []krm.Object
			for _, text := range c.Objects {
				var o krm.Object
				if err := yaml.Unmarshal([]byte(text), &o); err != nil {
					t.Fatal(err)
				}
				objects = append(objects, o)
			}
			got := describe(objects, istio.Check(objects, istio.Settings{}))
			if !slices.Equal(got, c.Says) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(c.Says, "\n"))
			}
		})
	}
}
