package rule

import (
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

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
	back := func(name string) krm.Object {
		packed, err := Pack([]krm.Object{object(name)})
		if err != nil {
			t.Fatal(err)
		}
		all, err := p.unpack(packed)
		if err != nil {
			t.Fatal(err)
		}
		return all[0]
	}
	a, b := back("a"), back("b")
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

// What was packed comes back equal, into a pool that is new and into one that has seen it; what is broken is an error.
func TestPack(t *testing.T) {
	objects := []krm.Object{
		{"kind": "K", "metadata": map[string]any{"name": "a"}, "spec": map[string]any{
			"number": int64(-1), "float": 1.5, "text": "1", "on": true, "off": false, "none": nil, "list": []any{"a", int64(1), map[string]any{}, []any{}},
		}},
		{"kind": "K", "metadata": map[string]any{"name": "b"}, "spec": map[string]any{"list": []any{"a", int64(1), map[string]any{}, []any{}}, "": "\x00\n"}},
	}
	packed, err := Pack(objects)
	if err != nil {
		t.Fatal(err)
	}
	p := newPool()
	for range 2 {
		back, err := p.unpack(packed)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(objects, back); diff != "" {
			t.Error(diff)
		}
	}
	if _, err := Pack([]krm.Object{{"kind": "K", "spec": struct{}{}}}); err == nil {
		t.Error("a struct can be packed")
	}
	for n := range packed {
		if back, err := newPool().unpack(packed[:n]); err == nil && len(back) == len(objects) {
			t.Errorf("%d of %d bytes are as good as all", n, len(packed))
		}
	}
}

func FuzzUnpack(f *testing.F) {
	packed, err := Pack([]krm.Object{{"kind": "K", "list": []any{"a", int64(1), 1.5, true, nil}}})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(packed)
	f.Fuzz(func(t *testing.T, text []byte) {
		objects, err := newPool().unpack(text)
		if err != nil {
			return
		}
		again, err := Pack(objects)
		if err != nil {
			t.Fatal(err)
		}
		if back, err := newPool().unpack(again); err != nil || !cmp.Equal(objects, back, cmpopts.EquateNaNs()) {
			t.Error(err, cmp.Diff(objects, back))
		}
	})
}
