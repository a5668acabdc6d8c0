package krm_test

import (
	"testing"

	"github.com/meshfn/meshfn/internal/krm"
)

func TestEqual(t *testing.T) {
	object := func(v any) any { return map[string]any{"list": []any{"a", v}, "map": map[string]any{}} }
	for _, c := range []struct {
		a, b any
		want bool
	}{
		{1, int64(1), true}, {int64(1), 1.0, true}, {1, 1.5, false}, {1, "1", false}, {true, "true", false}, {nil, nil, true},
		{nil, "", false}, {nil, map[string]any{}, false}, {"a", []any{"a"}, false}, {[]any{"a"}, "a", false},
		{object(1), object(1.0), true}, {object("x"), object("y"), false}, {object(nil), object(map[string]any{}), false},
		{map[string]any{"a": nil}, map[string]any{"b": nil}, false}, {[]any{"a"}, []any{"a", "b"}, false},
	} {
		if got := krm.Equal(c.a, c.b); got != c.want {
			t.Errorf("%v and %v: %v", c.a, c.b, got)
		}
		if got := krm.Equal(c.b, c.a); got != c.want {
			t.Errorf("%v and %v the other way round: %v", c.a, c.b, got)
		}
	}
}
