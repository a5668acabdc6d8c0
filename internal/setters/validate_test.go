package setters

import (
	"strings"
	"testing"
)

// TestValidate holds each keyword that packages use, with the value at its edge on either side.
func TestValidate(t *testing.T) {
	cases := []struct {
		definition string
		value      Value
		want       string // part of the error, "" for none
	}{
		{"type: string", Text("5"), ""},
		{"type: integer", Text("5"), ""},
		{"type: int", Text("5"), ""},
		{"type: integer", Text("five"), "must be of type integer"},
		{"type: integer\nminimum: 5", Text("5"), ""},
		{"type: integer\nminimum: 5", Text("4"), "should be greater than or equal to 5"},
		{"maximum: 4", Text("5"), "should be less than or equal to 4"},
		{"type: boolean", Text("true"), ""},
		{"type: bool", Text("yes, please"), "must be of type boolean"},
		{"type: number", Text("0.5"), ""},
		{"type: string\nmaxLength: 3", Text("abc"), ""},
		{"type: string\nmaxLength: 3", Text("abcd"), "at most 3 chars"},
		{"type: string\npattern: ^[a-z]+$", Text("abc"), ""},
		{"type: string\npattern: ^[a-z]+$", Text("ABC"), "should match '^[a-z]+$'"},
		{"type: string\nenum: [a, b]", Text("b"), ""},
		{"type: string\nenum: [a, b]", Text("c"), "should be one of"},
		{"type: array\nminItems: 1", List("a"), ""},
		{"type: array\nminItems: 2", List("a"), "at least 2 items"},
		{"type: array\nitems: {type: string, maxLength: 2}", List("ab", "abc"), "at most 2 chars"},
		{"type: array\nitems: {type: integer}", List("1", "2"), ""},
		{"type: array\nitems: {type: int}", List("1", "x"), "must be of type integer"},
		{"type: array", Text("[a, b]"), ""},
		{"type: string", List("a", "b"), "it is a list"},
		{"description: no type", Text("a: b: c:"), ""},
		{"x-k8s-cli: {setter: {name: x, enumValues: {small: '1', large: '4'}}}", Text("large"), ""},
		{"x-k8s-cli: {setter: {name: x, enumValues: {small: '1', large: '4'}}}", Text("4"), "the possible values are large, small"},
		{"type: string", Text("a\xff"), "not UTF-8"},
		{"type: string", Text("${y}"), `contains "${"`},
	}
	for _, c := range cases {
		t.Run(strings.ReplaceAll(c.definition, "\n", " ")+" "+c.value.String(), func(t *testing.T) {
			text := c.definition
			if !strings.Contains(text, "x-k8s-cli") {
				text += "\nx-k8s-cli: {setter: {name: x}}"
			}
			d := definitions(t, "openAPI:\n  definitions:\n    io.k8s.cli.setters.x:\n      "+strings.ReplaceAll(text, "\n", "\n      "))
			findings := Values{"x": c.value}.Validate(d)
			switch {
			case c.want == "" && len(findings) > 0:
				t.Errorf("unexpected: %v", findings)
			case c.want != "" && len(findings) == 0:
				t.Errorf("no error, want %s", c.want)
			case c.want != "":
				wantError(t, findings, c.want)
			}
		})
	}
}

func TestDefinitionsThatCannotBeUsed(t *testing.T) {
	const substitution = "io.k8s.cli.substitutions.%: {x-k8s-cli: {substitution: {name: %, pattern: P, values: [{marker: P, ref: '#/definitions/REF'}]}}}"
	cases := map[string]struct{ text, want string }{
		"itself":      {strings.NewReplacer("%", "a", "REF", "io.k8s.cli.substitutions.a").Replace(substitution), "refers to itself through a"},
		"nowhere":     {strings.NewReplacer("%", "a", "REF", "io.k8s.cli.setters.b").Replace(substitution), "which is not defined"},
		"no marker":   {strings.NewReplacer("%", "a", "marker: P", "marker: ''", "REF", "io.k8s.cli.substitutions.a").Replace(substitution), "has no marker"},
		"wrong shape": {"io.k8s.cli.setters.a: {x-k8s-cli: {setter: [1]}}", "cannot be read"},
		"list":        {"io.k8s.cli.setters.a: {x-k8s-cli: {setter: {name: a, listValues: {b: c}}}}", "cannot be read"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			_, findings := ReadKptfile("Kptfile", []byte("openAPI:\n  definitions:\n    "+c.text))
			if len(findings) == 0 {
				t.Fatal("nothing is reported")
			}
			wantError(t, findings, c.want)
		})
	}
}
