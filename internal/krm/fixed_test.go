package krm

import (
	"bytes"
	"testing"
)

// A fixed part is written as any other, wherever it stands, and an equal one that is not fixed, too.
func TestFix(t *testing.T) {
	spec := func() map[string]any {
		return map[string]any{"text": "a\nb\n", "list": []any{map[string]any{"a": int64(1)}}, "map": map[string]any{"": "x"}}
	}
	of := func(spec map[string]any) Object {
		o := New("v1", "Kind", "", "a")
		o["spec"] = spec
		return o
	}
	want := Encode(of(spec()))
	part := spec()
	Fix(part)
	nested := Object{"kind": "Kind", "at": map[string]any{"spec": part}}
	if got := Encode(of(part)); !bytes.Equal(got, want) {
		t.Errorf("want\n%s\nhave\n%s", want, got)
	}
	if got, want := Encode(nested), Encode(Object{"kind": "Kind", "at": map[string]any{"spec": spec()}}); !bytes.Equal(got, want) {
		t.Errorf("want\n%s\nhave\n%s", want, got)
	}
	delete(part, "text")
	if got := Encode(of(part)); !bytes.Equal(got, want) {
		t.Error("the text was not made once")
	}
}
