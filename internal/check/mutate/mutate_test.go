package mutate

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/meshfn/meshfn/internal/krm"
)

func TestMutations(t *testing.T) {
	o := krm.Object{"kind": "K", "spec": map[string]any{"ports": []any{int64(80)}, "on": true}}
	other := krm.Object{"kind": "K", "spec": map[string]any{"ports": []any{int64(81)}, "on": true}}
	seen := map[string]bool{}
	for _, m := range mutations(o, other) {
		name := string(m.op) + " " + m.field
		if seen[name] {
			t.Errorf("%s is there twice", name)
		}
		seen[name] = true
		for _, changed := range m.make() {
			if cmp.Equal(changed, o) != (m.op == Duplicate && m.field == "") {
				t.Errorf("%s gives %v", name, changed)
			}
		}
	}
	for _, want := range []string{"delete ", "duplicate item ", "delete kind", "misspelt key spec.on", "typo spec.on", "swap spec.ports[]",
		"duplicate item spec.ports[]", "wrong type spec.ports", "delete spec.ports[]"} {
		if !seen[want] {
			t.Errorf("no %q in %v", want, seen)
		}
	}
	if o.Map("spec")["on"] != true || len(o.List("spec", "ports")) != 1 {
		t.Errorf("the object has changed: %v", o)
	}
}
