package chart

import (
	"fmt"
	"slices"
	"strings"

	"github.com/meshfn/meshfn/internal/krm"
)

// Judge expands IstioOperators in another way, the plain and slow one.
type Judge interface {
	Expand(operators ...krm.Object) (objects []krm.Object, warnings []string, err error)
}

// JudgedBy makes every expansion that is not refused be compared with the judge's; one that differs in any field is an
// error that lists the fields. It is meant for --verify-expansion, and not to be called while charts are in use.
func (c *Charts) JudgedBy(j Judge) { c.judge = j }

func (c *Charts) verify(operators []krm.Object, e Expansion) error {
	theirs, _, err := c.judge.Expand(operators...)
	if err != nil {
		return fmt.Errorf("verify expansion: Istio's renderer refuses what was expanded: %w", err)
	}
	if lines := Differences(e.Objects(), theirs); len(lines) > 0 {
		return fmt.Errorf("verify expansion: %d differences from Istio's renderer:\n%s", len(lines), strings.Join(lines, "\n"))
	}
	return nil
}

// Differences returns what differs between an expansion and a judge's, one line per field.
func Differences(ours, theirs []krm.Object) []string {
	var lines []string
	mine, others := byID(ours), byID(theirs)
	for _, id := range ids(ours, theirs) {
		a, b := mine[id], others[id]
		if len(a) != len(b) {
			lines = append(lines, fmt.Sprintf("%s: %d of ours, %d of Istio's", id, len(a), len(b)))
			continue
		}
		for i := range a {
			lines = append(lines, difference(id.String(), map[string]any(a[i]), map[string]any(b[i]))...)
		}
	}
	return lines
}

func byID(objects []krm.Object) map[krm.ID][]krm.Object {
	groups := map[krm.ID][]krm.Object{}
	for _, o := range objects {
		groups[o.ID()] = append(groups[o.ID()], o)
	}
	return groups
}

func ids(lists ...[]krm.Object) []krm.ID {
	var all []krm.ID
	for _, o := range slices.Concat(lists...) {
		all = append(all, o.ID())
	}
	slices.SortFunc(all, krm.ID.Compare)
	return slices.Compact(all)
}

func difference(at string, a, b any) []string {
	switch a := a.(type) {
	case map[string]any:
		if b, ok := b.(map[string]any); ok {
			return mapDifference(at, a, b)
		}
	case []any:
		if b, ok := b.([]any); ok && len(a) == len(b) {
			var lines []string
			for i := range a {
				lines = append(lines, difference(fmt.Sprintf("%s[%d]", at, i), a[i], b[i])...)
			}
			return lines
		}
	default:
		switch b.(type) {
		case map[string]any, []any:
		default:
			if a == b {
				return nil
			}
		}
	}
	return []string{fmt.Sprintf("%s: ours %T %.200v, Istio's %T %.200v", at, a, a, b, b)}
}

func mapDifference(at string, a, b map[string]any) []string {
	var keys, lines []string
	for _, m := range []map[string]any{a, b} {
		for k := range m {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	for _, k := range slices.Compact(keys) {
		x, ok := a[k]
		y, there := b[k]
		switch path := at + "." + k; {
		case !there:
			lines = append(lines, fmt.Sprintf("%s: only ours: %.200v", path, x))
		case !ok:
			lines = append(lines, fmt.Sprintf("%s: only Istio's: %.200v", path, y))
		default:
			lines = append(lines, difference(path, x, y)...)
		}
	}
	return lines
}
