package krm

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// field is a key with its value and the key's place in Kubernetes' order.
type field struct {
	rank  int
	key   string
	value any
}

// appendFields adds the fields of m, sorted: those that kyaml ranks first, the rest by name.
func appendFields(to []field, m map[string]any) []field {
	start := len(to)
	for key, value := range m {
		rank, ok := yaml.FieldOrder[key]
		if !ok {
			rank = math.MaxInt
		}
		to = append(to, field{rank, key, value})
	}
	slices.SortFunc(to[start:], func(a, b field) int {
		if a.rank != b.rank {
			return cmp.Compare(a.rank, b.rank)
		}
		return strings.Compare(a.key, b.key)
	})
	return to
}
