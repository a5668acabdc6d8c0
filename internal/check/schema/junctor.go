package schema

import (
	"strings"

	"github.com/meshfn/meshfn/internal/check/schema/shape"
	"github.com/meshfn/meshfn/internal/finding"
)

// junctors checks what a schema says by allOf, anyOf, oneOf and not.
func (w *walker) junctors(n *shape.Node, v any) {
	for _, id := range n.All {
		w.within(func() { w.value(id, v) })
	}
	if len(n.Any) > 0 && w.fitting(n.Any, v) == 0 {
		w.report(finding.SchemaValue, "%s", w.alternatives(n.Any, "at least one", "must"))
	}
	if len(n.One) > 0 && w.fitting(n.One, v) != 1 {
		w.report(finding.SchemaValue, "%s", w.alternatives(n.One, "exactly one", "must"))
	}
	if n.Not != 0 && w.fits(n.Not, v) {
		if names := w.table.At(n.Not).Required; len(names) > 0 {
			w.report(finding.SchemaValue, "%s must not be set here", strings.Join(names, " and "))
		} else {
			w.report(finding.SchemaValue, "the schema excludes this value")
		}
	}
}

// within runs a check of what stands below a junctor.
func (w *walker) within(check func()) {
	was := w.nested
	w.nested = true
	check()
	w.nested = was
}

func (w *walker) fits(id shape.ID, v any) bool {
	before := len(w.problems)
	w.within(func() { w.value(id, v) })
	fits := len(w.problems) == before
	w.problems = w.problems[:before]
	return fits
}

func (w *walker) fitting(ids []shape.ID, v any) int {
	count := 0
	for _, id := range ids {
		if w.fits(id, v) {
			count++
		}
	}
	return count
}

// alternatives says what a person may choose from. Istio writes a oneof as "none of them, or one of them".
func (w *walker) alternatives(ids []shape.ID, how, verb string) string {
	var names []string
	for _, id := range ids {
		n := w.table.At(id)
		if n.Not != 0 {
			how, verb = strings.Replace(how, "exactly", "at most", 1), "may"
		}
		if len(n.Required) > 0 {
			names = append(names, strings.Join(n.Required, " with "))
		}
	}
	if len(names) == 0 {
		return "the value fits none of the forms that the schema allows"
	}
	return how + " of " + strings.Join(names, ", ") + " " + verb + " be set"
}
