package istio_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"testing"

	"github.com/meshfn/meshfn/internal/check/istio"
	"github.com/meshfn/meshfn/internal/krm"
)

// analyzed are the inputs of Istio's own tests of its analyzers: they have all that can be said.
func analyzed(t testing.TB) map[string][]krm.Object {
	t.Helper()
	root := filepath.Join(module(t, "istio.io/istio"), "pkg/config/analysis/analyzers/testdata")
	all := map[string][]krm.Object{}
	for _, name := range yamlFiles(t, root) {
		all[name] = readObjects(t, filepath.Join(root, name))
	}
	return all
}

// What is found does not depend on the order of maps in Istio's analyzers, nor on that of the objects.
func TestAlwaysTheSame(t *testing.T) {
	for name, objects := range analyzed(t) {
		first := fmt.Sprint(istio.Unjudged(objects, istio.Settings{}))
		for range 20 {
			if again := fmt.Sprint(istio.Unjudged(objects, istio.Settings{})); again != first {
				t.Fatalf("%s:\n%s\n%s", name, first, again)
			}
		}
		turned := slices.Clone(objects)
		slices.Reverse(turned)
		back := istio.Unjudged(turned, istio.Settings{})
		for i := range back {
			back[i].Object = len(objects) - 1 - back[i].Object
		}
		slices.SortStableFunc(back, func(a, b istio.Problem) int { return a.Object - b.Object })
		if got := fmt.Sprint(back); got != first && !sameNames(objects) {
			t.Errorf("%s, turned round:\n%s\n%s", name, first, got)
		}
	}
}

// sameNames reports whether two objects are called the same; then which one counts depends on their order.
func sameNames(objects []krm.Object) bool {
	seen := map[krm.ID]bool{}
	for _, o := range objects {
		if seen[o.ID()] {
			return true
		}
		seen[o.ID()] = true
	}
	return false
}
