package schema

import (
	"slices"

	"github.com/meshfn/meshfn/internal/krm"
)

// labelSelector is ValidateLabelSelector of apimachinery.
func (c *checker) labelSelector(field string, selector map[string]any) {
	c.selectorMap(field+".matchLabels", selector["matchLabels"])
	each(field+".matchExpressions", selector["matchExpressions"], func(at string, e map[string]any) {
		operator := str(e, "operator")
		c.oneOf(at+".operator", operator, "In", "NotIn", "Exists", "DoesNotExist")
		c.selectorMap(at, map[string]any{str(e, "key"): ""})
		values := size(e["values"])
		switch {
		case (operator == "In" || operator == "NotIn") && values == 0:
			c.refuse(at+".values", "the operator %s needs values", operator)
		case (operator == "Exists" || operator == "DoesNotExist") && values > 0:
			c.refuse(at+".values", "the operator %s takes no values", operator)
		}
	})
}

// selects reports whether a selector selects labels.
func selects(selector, labels map[string]any) bool {
	for key, want := range krm.Object(selector).Map("matchLabels") {
		if labels[key] != want {
			return false
		}
	}
	matches := true
	each("", selector["matchExpressions"], func(_ string, e map[string]any) {
		have, there := labels[str(e, "key")]
		values, _ := e["values"].([]any)
		switch str(e, "operator") {
		case "In":
			matches = matches && there && slices.Contains(values, have)
		case "NotIn":
			matches = matches && !(there && slices.Contains(values, have))
		case "Exists":
			matches = matches && there
		case "DoesNotExist":
			matches = matches && !there
		}
	})
	return matches
}
