package setters

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	apierrors "k8s.io/kube-openapi/pkg/validation/errors"
	"k8s.io/kube-openapi/pkg/validation/spec"
	"k8s.io/kube-openapi/pkg/validation/strfmt"
	"k8s.io/kube-openapi/pkg/validation/validate"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/meshfn/meshfn/internal/finding"
)

// Validate reports values that no field can hold and those that the definitions do not allow. Definitions may be nil.
func (v Values) Validate(d *Definitions) []finding.Finding {
	var findings []finding.Finding
	for _, name := range slices.Sorted(maps.Keys(v)) {
		s := d.Setter(name)
		err := v[name].check()
		if err == nil && s != nil {
			err = s.Validate(v[name])
		}
		if err == nil {
			continue
		}
		f := finding.New(finding.SetterValue, "setter %s cannot be set to %s: %v", name, v[name], err)
		if s != nil && s.key != nil {
			f = f.At(d.File, "openAPI.definitions."+s.key.Value).Position(s.key.Line, s.key.Column)
		}
		findings = append(findings, f)
	}
	return findings
}

func (v Value) check() error {
	for _, text := range v.texts() {
		switch {
		case !utf8.ValidString(text):
			return errors.New("it is not UTF-8 text")
		case strings.Contains(text, "${"):
			return errors.New(`it contains "${", which would be taken for another setter`)
		}
	}
	return nil
}

// Validate checks a value against the definition: the keys of enumValues, and every keyword of its OpenAPI schema.
func (s *Setter) Validate(v Value) error {
	if s.Type != "array" && v.items != nil {
		return errors.New("it is a list, and the setter takes one value")
	}
	if len(s.EnumValues) > 0 {
		if _, ok := s.EnumValues[v.text]; !ok {
			return fmt.Errorf("the possible values are %s", strings.Join(slices.Sorted(maps.Keys(s.EnumValues)), ", "))
		}
	}
	if s.schema == nil {
		return nil
	}
	var input any
	if s.Type == "array" {
		list := []any{}
		for _, item := range itemsOf(v) {
			var types spec.StringOrArray
			if s.schema.Items != nil && s.schema.Items.Schema != nil {
				types = s.schema.Items.Schema.Type
			}
			list = append(list, typed(item, types))
		}
		input = list
	} else {
		input = typed(v.text, s.schema.Type)
	}
	result := validate.NewSchemaValidator(s.schema, nil, "", strfmt.Default).Validate(input)
	return firstLine(result.AsError())
}

// typed is the text as a string where the schema allows one, else what YAML makes of it.
func typed(text string, types spec.StringOrArray) any {
	if types.Contains("string") || len(types) == 0 && strings.HasSuffix(text, ":") {
		return text
	}
	var v any
	n := yaml.Node{Kind: yaml.ScalarNode, Value: text}
	if n.Decode(&v) != nil {
		return text
	}
	return v
}

// firstLine joins what the validator lists below a heading.
func firstLine(err error) error {
	var all *apierrors.CompositeError
	if !errors.As(err, &all) {
		return err
	}
	texts := make([]string, len(all.Errors))
	for i, e := range all.Errors {
		texts[i] = strings.Replace(strings.TrimSpace(e.Error()), "in body ", "it ", 1)
	}
	slices.Sort(texts)
	return errors.New(strings.Join(texts, "; "))
}
