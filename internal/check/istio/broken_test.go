package istio_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/meshfn/meshfn/internal/check/istio"
	"github.com/meshfn/meshfn/internal/krm"
)

const broken = "../../../testdata/broken"

// Each broken tree of this family has the problem by whose code it is called, and the mended one has none at all.
func TestBroken(t *testing.T) {
	trees, err := filepath.Glob(broken + "/MSH03*")
	if err != nil || len(trees) < 6 {
		t.Fatalf("%d trees, %v", len(trees), err)
	}
	for _, tree := range trees {
		code := filepath.Base(tree)
		t.Run(code, func(t *testing.T) {
			problems := check(readTree(t, filepath.Join(tree, "manifests")))
			if !slices.ContainsFunc(problems, func(p istio.Problem) bool { return string(p.Code) == code }) {
				t.Errorf("%s is not found: %+v", code, problems)
			}
			for _, p := range problems {
				if string(p.Code) == code && p.Field == "" {
					t.Errorf("no field: %+v", p)
				}
			}
			if rest := check(readTree(t, filepath.Join(tree, "green", "manifests"))); len(rest) > 0 {
				t.Errorf("the mended tree has %+v", rest)
			}
		})
	}
}

// What we render ourselves, and the packages that users start from, are clean.
func TestOurOwn(t *testing.T) {
	clusters := map[string][]krm.Object{}
	for _, root := range []string{"../../../testdata/golden", "../../../testdata/fleets", "../../../packages"} {
		for _, name := range yamlFiles(t, root) {
			cluster, _, rendered := strings.Cut(name, "/manifests/")
			if !rendered {
				cluster, _, rendered = strings.Cut(name, "/operator/")
			}
			if rendered {
				key := filepath.Base(root) + "/" + cluster
				clusters[key] = append(clusters[key], readObjects(t, filepath.Join(root, name))...)
			}
		}
	}
	if len(clusters) < 5 {
		t.Fatalf("only %d clusters", len(clusters))
	}
	for _, name := range sortedKeys(clusters) {
		for _, p := range check(clusters[name]) {
			t.Errorf("%s: %s %s: %s", name, clusters[name][p.Object].ID(), p.Code, p.Message)
		}
	}
}

func readTree(t *testing.T, root string) []krm.Object {
	t.Helper()
	var all []krm.Object
	for _, name := range yamlFiles(t, root) {
		all = append(all, readObjects(t, filepath.Join(root, name))...)
	}
	return all
}
