package mutate

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"sigs.k8s.io/yaml"

	"github.com/meshfn/meshfn/internal/finding"
)

//go:embed choices.yaml
var choicesText []byte

//go:embed expected.yaml
var expectedText []byte

// cases that an entry of choices.yaml or expected.yaml is for. What it does not name it does not ask for.
type cases struct {
	Where string   `json:"where"`
	Kinds []string `json:"kinds"`
	// Fields are patterns as the table has them, in which * stands for any text.
	Fields []string `json:"fields"`
	Ops    []Op     `json:"ops"`
}

func (c cases) holds(k Case) bool {
	return (c.Where == "" || c.Where == k.Where) && (len(c.Kinds) == 0 || slices.Contains(c.Kinds, k.Kind)) &&
		(len(c.Ops) == 0 || slices.Contains(c.Ops, k.Op)) &&
		(len(c.Fields) == 0 || slices.ContainsFunc(c.Fields, func(f string) bool { return matches(f, k.Field) }))
}

func matches(pattern, field string) bool {
	first, rest, wild := strings.Cut(pattern, "*")
	field, begins := strings.CutPrefix(field, first)
	if !wild || !begins {
		return begins && field == ""
	}
	for i := range len(field) + 1 {
		if matches(rest, field[i:]) {
			return true
		}
	}
	return false
}

// choice is a field whose value no check can know to be a mistake.
type choice struct {
	cases
	Why string `json:"why"`
}

// class of mistakes: what a person would say is wrong is written down before a check is asked.
type class struct {
	Name string `json:"class"`
	Why  string `json:"why"`
	cases
	Expect []expectation `json:"expect"`
}

// expectation is what cases of a class give: one of the codes at least.
type expectation struct {
	cases
	Codes []finding.Code `json:"codes"`
}

// book is what is known of cases beforehand.
type book struct {
	choices []choice
	classes []class
}

func read() (book, error) {
	var b book
	if err := yaml.UnmarshalStrict(choicesText, &b.choices); err != nil {
		return b, fmt.Errorf("read choices.yaml: %w", err)
	}
	if err := yaml.UnmarshalStrict(expectedText, &b.classes); err != nil {
		return b, fmt.Errorf("read expected.yaml: %w", err)
	}
	return b, nil
}

// choice returns the index of the first choice that holds for a case, -1 for none.
func (b book) choice(c Case) int {
	return slices.IndexFunc(b.choices, func(k choice) bool { return k.holds(c) })
}

// class returns the class of a case, the last one that has an expectation for it, and the indexes of its expectations that
// hold: one, where the book is right.
func (b book) class(c Case) (class int, expected []int) {
	for i, k := range slices.Backward(b.classes) {
		if !k.holds(c) {
			continue
		}
		for j, e := range k.Expect {
			if e.holds(c) {
				expected = append(expected, j)
			}
		}
		if len(expected) > 0 {
			return i, expected
		}
	}
	return -1, nil
}

// expected returns the name of a case's class and the codes of which it gives one. A case without a class, or with two
// expectations in it, is an error of expected.yaml.
func (b book) expected(c Case) (name string, codes []finding.Code, err error) {
	i, held := b.class(c)
	if len(held) != 1 {
		return "", nil, fmt.Errorf("expected.yaml has %d expectations for %s %s %s %q", len(held), c.Where, c.Kind, c.Op, c.Field)
	}
	return b.classes[i].Name, b.classes[i].Expect[held[0]].Codes, nil
}
