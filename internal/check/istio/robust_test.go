package istio_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/meshfn/meshfn/internal/check/istio"
	"github.com/meshfn/meshfn/internal/krm"
)

// Istio's analyzers are written for objects that an API server has checked; ours come from git. Whatever stands in a
// field, nothing breaks.
func TestOddObjects(t *testing.T) {
	tried := 0
	for name, objects := range analyzed(t) {
		for i, o := range objects {
			for _, variant := range variants(map[string]any(o)) {
				odd, ok := variant.(map[string]any)
				if !ok {
					continue
				}
				tried++
				if tried%10 != 0 {
					continue // All of them take half a minute.
				}
				cluster := slices.Clone(objects)
				cluster[i] = odd
				tryCheck(t, name, cluster, odd)
			}
		}
	}
	if tried < 10000 {
		t.Errorf("only %d were tried", tried)
	}
}

func tryCheck(t *testing.T, name string, cluster []krm.Object, odd krm.Object) {
	t.Helper()
	defer func() {
		if r := recover(); r != nil {
			t.Fatalf("%s: %v with %v", name, r, odd)
		}
	}()
	istio.Unjudged(cluster, istio.Settings{})
	for _, p := range istio.Check(cluster, istio.Settings{}) {
		if p.Object < 0 || p.Object >= len(cluster) {
			t.Fatalf("%s: %+v is about no object", name, p)
		}
	}
}

// variants are the value with one of its parts left out or replaced by nothing, a text or a map.
func variants(value any) []any {
	all := []any{nil, "text", map[string]any{}}
	switch value := value.(type) {
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(value)) {
			for _, v := range variants(value[key]) {
				other := maps.Clone(value)
				other[key] = v
				all = append(all, other)
			}
		}
	case []any:
		all = append(all, []any{}, append(slices.Clone(value), nil))
		for i := range value {
			for _, v := range variants(value[i]) {
				other := slices.Clone(value)
				other[i] = v
				all = append(all, other)
			}
		}
	}
	return all
}

func describe(objects []krm.Object, problems []istio.Problem) []string {
	var all []string
	for _, p := range problems {
		all = append(all, fmt.Sprintf("%s %s %s %s", p.Code, p.IST, objects[p.Object].ID(), p.Field))
	}
	return all
}
