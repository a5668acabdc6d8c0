package expression_test

import (
	"os"
	"strings"
	"testing"

	"github.com/google/cel-go/common/types"

	"github.com/meshfn/meshfn/internal/check/schema/expression"
	"github.com/meshfn/meshfn/internal/check/schema/shape"
)

// The schema of the values in the tests.
var schema = map[string]any{
	"type": "object",
	"properties": map[string]any{
		"name":      map[string]any{"type": "string"},
		"namespace": map[string]any{"type": "string"},
		"x-dash":    map[string]any{"type": "string"},
		"kind":      map[string]any{"type": "string", "default": "Exact"},
		"weight":    map[string]any{"type": "number"},
		"port":      map[string]any{"x-kubernetes-int-or-string": true},
		"timeout":   map[string]any{"type": "string", "format": "duration"},
		"since":     map[string]any{"type": "string", "format": "date-time"},
		"numbers":   map[string]any{"type": "array", "items": map[string]any{"type": "integer"}},
		"labels":    map[string]any{"type": "object", "additionalProperties": map[string]any{"type": "string"}},
		"nested": map[string]any{"type": "object", "default": map[string]any{}, "properties": map[string]any{
			"mode": map[string]any{"type": "string", "default": "auto"}}},
	},
}

var value = map[string]any{
	"name": "web", "namespace": "shop", "x-dash": "d", "weight": 2, "port": 80, "timeout": "90s", "since": "2026-01-02T03:04:05Z",
	"numbers": []any{int64(1), int64(3), int64(2)}, "labels": map[string]any{"app": "web", "tier": "front"},
}

// Every rule of rules.cel is true, as in an API server: the judge evaluates those that need no self as well.
func TestRules(t *testing.T) {
	b := shape.NewBuilder()
	id := (&shape.Converter{Builder: b}).Schema(schema)
	self := expression.Value(b.Table(), id, value)
	rules, err := os.ReadFile("testdata/rules.cel")
	if err != nil {
		t.Fatal(err)
	}
	for rule := range strings.Lines(string(rules)) {
		v, err := expression.Evaluate(strings.TrimSpace(rule), self)
		if err != nil || v != types.True {
			t.Errorf("%s: %v, %v", rule, v, err)
		}
	}
	for _, rule := range []string{"self.", "self.nothing == 1", "undefined(self)", "self.name + 1 == 2", "self.numbers.map(n, n).filter(n, n > 9).min() == 1",
		"ip('x') == ip('y')", "cidr('x') == cidr('y')", "quantity('x') == quantity('y')", "semver('x') == semver('y')", "url('x') == url('y')"} {
		if v, err := expression.Evaluate(rule, self); err == nil {
			t.Errorf("%s gives %v", rule, v)
		}
	}
}

// A rule that would run for ever is stopped as an API server stops it.
func TestCost(t *testing.T) {
	b := shape.NewBuilder()
	list := make([]any, 1000)
	for i := range list {
		list[i] = int64(i)
	}
	id := (&shape.Converter{Builder: b}).Schema(map[string]any{"type": "array", "items": map[string]any{"type": "integer"}})
	_, err := expression.Evaluate("self.all(a, self.all(b, self.all(c, a + b + c >= 0)))", expression.Value(b.Table(), id, list))
	if err == nil || !strings.Contains(err.Error(), "cost") {
		t.Errorf("the limit is not kept: %v", err)
	}
}
