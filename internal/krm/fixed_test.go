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

// What is worked out of a fixed part is worked out once; of another it is each time.
func TestFixed(t *testing.T) {
	part, other := map[string]any{"a": "b"}, map[string]any{"a": "b"}
	Fix(part)
	var memo Fixed[int]
	works := 0
	work := func() int { works++; return works }
	for _, c := range []struct {
		part map[string]any
		want int
	}{{part, 1}, {part, 1}, {other, 2}, {other, 3}, {part, 1}} {
		if got := memo.Of(c.part, work); got != c.want {
			t.Errorf("worked out %d times, want %d", got, c.want)
		}
	}
}
