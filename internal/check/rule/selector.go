package rule

import (
	"slices"

	"github.com/meshfn/meshfn/internal/krm"
)

// Within reports whether every label of an equality selector, such as a Service's, is among the labels. A selector
// without labels selects nothing.
func Within(selector, labels map[string]any) bool {
	for key, value := range selector {
		if labels[key] != value {
			return false
		}
	}
	return len(selector) > 0
}

// Selects reports whether a LabelSelector (matchLabels and matchExpressions) selects the labels, as the API server
// decides it: what is absent selects everything, an operator that does not exist nothing.
func Selects(selector krm.Object, labels map[string]any) bool {
	if match := selector.Map("matchLabels"); len(match) > 0 && !Within(match, labels) {
		return false
	}
	for _, e := range Maps(selector.List("matchExpressions")) {
		if !expression(e, labels) {
			return false
		}
	}
	return true
}

func expression(e krm.Object, labels map[string]any) bool {
	value, present := labels[e.String("key")]
	listed := present && slices.Contains(e.List("values"), value)
	switch e.String("operator") {
	case "In":
		return listed
	case "NotIn":
		return !listed
	case "Exists":
		return present
	case "DoesNotExist":
		return !present
	}
	return false
}
