package schema

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/google/cel-go/common/types"
	"github.com/google/cel-go/common/types/ref"

	"github.com/meshfn/meshfn/internal/check/schema/expression"
	"github.com/meshfn/meshfn/internal/check/schema/shape"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
)

// rules evaluates the CEL rules of a kind. An API server does so only for objects that their schema allows.
func (r resource) rules(o krm.Object) []Problem {
	if !r.table.At(r.Root).Deep {
		return nil
	}
	w := walker{table: r.table}
	w.ruled(r.Root, map[string]any(o))
	return w.problems
}

// ruled evaluates the rules at a value and below.
func (w *walker) ruled(id shape.ID, v any) {
	n := w.table.At(id)
	if !n.Deep || v == nil {
		return
	}
	if len(n.Rules) > 0 {
		self := expression.Value(w.table, id, v)
		for _, rule := range n.Rules {
			w.rule(rule, self)
		}
	}
	switch v := v.(type) {
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			child, ok := n.Fields[name]
			if !ok {
				child = n.Rest
			}
			if child != 0 {
				w.at = append(w.at, step{key: name})
				w.ruled(child, v[name])
				w.at = w.at[:len(w.at)-1]
			}
		}
	case []any:
		if n.Items == 0 {
			return
		}
		for i, e := range v {
			w.at = append(w.at, step{index: i, list: true})
			w.ruled(n.Items, e)
			w.at = w.at[:len(w.at)-1]
		}
	}
}

// transition is how a rule on an update looks: it needs the value that was there before, and git knows none.
var transition = regexp.MustCompile(`\boldSelf\b`)

func (w *walker) rule(rule shape.Rule, self ref.Val) {
	if transition.MatchString(rule.Rule) && !rule.OptionalOldSelf {
		return
	}
	result, err := expression.Evaluate(rule.Rule, self)
	if err == nil && result == types.True {
		return
	}
	at := w.at
	w.at = append(slices.Clone(w.at), fieldPath(rule.FieldPath)...)
	switch {
	case err != nil:
		w.report(finding.SchemaRule, "the rule %s cannot be evaluated: %v", oneLine(rule.Rule), err)
	default:
		w.report(finding.SchemaRule, "%s", message(rule, self))
	}
	w.at = at
}

// message of a broken rule: what its expression gives, else what the CRD says, else the rule.
func message(rule shape.Rule, self ref.Val) string {
	if rule.MessageExpression != "" {
		if v, err := expression.Evaluate(rule.MessageExpression, self); err == nil {
			if s, ok := v.(types.String); ok && strings.TrimSpace(string(s)) != "" {
				return strings.TrimSpace(string(s))
			}
		}
	}
	if rule.Message != "" {
		return strings.TrimSpace(rule.Message)
	}
	return "this rule is broken: " + oneLine(rule.Rule)
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

var pathPart = regexp.MustCompile(`\.([A-Za-z_][A-Za-z0-9_]*)|\['([^']*)'\]`)

// fieldPath reads the path that a rule gives to where it is reported, such as .spec.replicas.
func fieldPath(p string) path {
	var at path
	for _, m := range pathPart.FindAllStringSubmatch(p, -1) {
		at = append(at, step{key: m[1] + m[2]})
	}
	return at
}
