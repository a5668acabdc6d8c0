package tree

import (
	"fmt"
	"hash/fnv"
	"strconv"
	"strings"
)

// Shard is the I-th of N parts of a fleet, counted from 1; the zero value is the whole. A mesh belongs to the part that
// its name says, so that no mesh moves when others come or go, and few move when N changes.
type Shard struct{ I, N int }

// ParseShard reads I/N; "" is the whole.
func ParseShard(text string) (Shard, error) {
	if text == "" {
		return Shard{}, nil
	}
	i, n, _ := strings.Cut(text, "/")
	s := Shard{}
	var err, err2 error
	s.I, err = strconv.Atoi(i)
	s.N, err2 = strconv.Atoi(n)
	if err != nil || err2 != nil || s.I < 1 || s.I > s.N {
		return Shard{}, fmt.Errorf("shard %q: write I/N, for example 1/4, with I from 1 to N", text)
	}
	return s, nil
}

// Has reports whether the mesh of the name is in the part.
func (s Shard) Has(name string) bool {
	if s.N <= 1 {
		return true
	}
	h := fnv.New64a()
	h.Write([]byte(name)) // a hash takes everything
	return jump(h.Sum64(), s.N) == s.I-1
}

// First reports whether the part is the first, which takes care of what belongs to the fleet and to no mesh.
func (s Shard) First() bool { return s.I <= 1 }

// jump is the jump consistent hash of Lamping and Veach: the bucket of a key among n.
func jump(key uint64, n int) int {
	bucket, next := int64(-1), int64(0)
	for next < int64(n) {
		bucket = next
		key = key*2862933555777941757 + 1
		next = int64(float64(bucket+1) * (float64(1<<31) / float64(key>>33+1)))
	}
	return int(bucket)
}
