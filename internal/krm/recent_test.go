package krm_test

import (
	"testing"

	"github.com/meshfn/meshfn/internal/krm"
)

// A result is worked out once for each key, until there are too many.
func TestRecent(t *testing.T) {
	recent := krm.Recent[string, int]{Most: 2}
	works := 0
	for i, key := range []string{"a", "b", "a", "b", "c", "a", "a"} {
		got := recent.Of(key, func() int { works++; return works })
		if want := []int{1, 2, 1, 2, 3, 4, 4}[i]; got != want {
			t.Errorf("%d. %s: %d, want %d", i, key, got, want)
		}
	}
}
