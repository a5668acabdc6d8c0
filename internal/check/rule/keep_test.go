package rule

import (
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/meshfn/meshfn/internal/krm"
)

// What the pool gives back is equal to what went in, types included, and equal parts are there once.
func TestPool(t *testing.T) {
	object := func(name string) krm.Object {
		return krm.Object{"kind": "K", "metadata": map[string]any{"name": name}, "spec": map[string]any{
			"number": int64(1), "float": 1.0, "text": "1", "on": true, "none": nil, "list": []any{"a", int64(1), map[string]any{}, []any{}},
		}}
	}
	p := newPool()
	a, b := p.object(object("a")), p.object(object("b"))
	if diff := cmp.Diff(object("a"), a) + cmp.Diff(object("b"), b); diff != "" {
		t.Error(diff)
	}
	if reflect.ValueOf(a["spec"]).Pointer() != reflect.ValueOf(b["spec"]).Pointer() {
		t.Error("equal parts are there twice")
	}
	if reflect.ValueOf(a["metadata"]).Pointer() == reflect.ValueOf(b["metadata"]).Pointer() {
		t.Error("different parts are one")
	}
}
