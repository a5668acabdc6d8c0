package tree_test

import (
	"fmt"
	"testing"

	"github.com/meshfn/meshfn/internal/tree"
)

// TestShard divides a fleet: every mesh is in one part, the parts are of like size, and a further part takes only its
// own share from the others.
func TestShard(t *testing.T) {
	const meshes, parts = 2000, 8
	of := func(name string, n int) int {
		in := 0
		for i := 1; i <= n; i++ {
			if (tree.Shard{I: i, N: n}).Has(name) {
				if in != 0 {
					t.Fatalf("%s is in parts %d and %d of %d", name, in, i, n)
				}
				in = i
			}
		}
		if in == 0 {
			t.Fatalf("%s is in no part of %d", name, n)
		}
		return in
	}
	sizes, moved := map[int]int{}, 0
	for i := range meshes {
		name := fmt.Sprintf("cluster-%04d", i)
		before, after := of(name, parts), of(name, parts+1)
		sizes[before]++
		if before != after {
			moved++
			if after != parts+1 {
				t.Errorf("%s moved from part %d to %d, not to the new one", name, before, after)
			}
		}
	}
	for part, size := range sizes {
		if size < meshes/parts*3/4 || size > meshes/parts*5/4 {
			t.Errorf("part %d has %d of %d meshes", part, size, meshes)
		}
	}
	if want := meshes / (parts + 1); moved < want*3/4 || moved > want*5/4 {
		t.Errorf("%d of %d meshes moved to a ninth part", moved, meshes)
	}
}

func TestParseShard(t *testing.T) {
	for text, want := range map[string]tree.Shard{"": {}, "1/1": {I: 1, N: 1}, "2/3": {I: 2, N: 3}} {
		if got, err := tree.ParseShard(text); err != nil || got != want {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"0/3", "4/3", "1", "/", "a/b", "1/0", "-1/-1", "1/2/3"} {
		if got, err := tree.ParseShard(text); err == nil {
			t.Errorf("%q is read as %v", text, got)
		}
	}
}
