package mesh

import (
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/meshfn/meshfn/internal/certificate"
	"github.com/meshfn/meshfn/internal/finding"
)

const mergeTag = "!!merge"

func isNull(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.Tag == yaml.NodeTagNull }

func isString(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && notString(n) == "" }

// scalar decodes a string, an enum, an int or a bool.
func (d *decoder) scalar(v reflect.Value, key, n *yaml.Node) {
	switch v.Kind() {
	case reflect.Bool:
		d.boolean(v, key, n)
	case reflect.Int:
		d.integer(v, key, n)
	case reflect.String:
		d.text(v, key, n)
	default:
		panic("mesh: no decoding for " + v.Type().String())
	}
}

func (d *decoder) text(v reflect.Value, key, n *yaml.Node) {
	if n.Kind != yaml.ScalarNode {
		d.wrongType(key, n, "a string")
		return
	}
	if what := notString(n); what != "" {
		d.report(finding.New(finding.WrongType, "%s is %s, where a string belongs", n.Value, what).
			WithFix("Quote it: %s%q.", prefix(key), n.Value), n.Line, n.Column)
		return
	}
	values := valuesOf(v.Type())
	if values != nil && !slices.Contains(values, n.Value) && (n.Value != "" || d.rule.Required || d.rule.item) {
		d.notAllowed(n, values)
		return
	}
	v.SetString(n.Value)
	d.shape(n)
}

// shape checks a string by itself. An empty one means that the field is not set: it takes back a default of the fleet.
func (d *decoder) shape(n *yaml.Node) {
	if n.Value == "" && !d.rule.item {
		if d.rule.Required {
			d.report(finding.New(finding.Required, "the value is empty").WithFix("Write a value."), n.Line, n.Column)
		}
		return
	}
	s := d.rule.Shape
	if s == nil {
		s = &anyText
	}
	if !s.prose {
		if word := Placeholder(n.Value); word != "" {
			d.report(finding.New(finding.Placeholder, "%s is a placeholder", word), n.Line, n.Column)
			return
		}
	}
	if !s.fits(n.Value) {
		d.report(s.refuse(n.Value), n.Line, n.Column)
	}
}

func (d *decoder) notAllowed(n *yaml.Node, values []string) {
	f := finding.New(finding.NotAllowed, "%s is not one of %s", excerpt(n.Value), strings.Join(values, ", "))
	if near := finding.Nearest(n.Value, values); near != "" {
		f = f.WithFix("Did you mean %s?", near)
	}
	d.report(f, n.Line, n.Column)
}

func (d *decoder) boolean(v reflect.Value, key, n *yaml.Node) {
	switch {
	case n.Kind == yaml.ScalarNode && n.Style&quoted == 0 && (n.Value == "true" || n.Value == "false"):
		v.SetBool(n.Value == "true")
	case n.Kind == yaml.ScalarNode:
		f := finding.New(finding.WrongType, "%s is not true or false", excerpt(n.Value))
		if meant, ok := boolWords[strings.ToLower(n.Value)]; ok {
			f = f.WithFix("Write %s%t, without quotes.", prefix(key), meant)
		} else {
			f = f.WithFix("Write true or false, without quotes.")
		}
		d.report(f, n.Line, n.Column)
	default:
		d.wrongType(key, n, "true or false")
	}
}

var decimal = regexp.MustCompile(`^(0|-?[1-9][0-9]{0,9})$`)

func (d *decoder) integer(v reflect.Value, key, n *yaml.Node) {
	switch {
	case n.Kind == yaml.ScalarNode && n.Style&quoted == 0 && decimal.MatchString(n.Value):
		i, err := strconv.ParseInt(n.Value, 10, 64)
		if err != nil {
			panic("mesh: ten digits overflow: " + err.Error())
		}
		v.SetInt(i)
		if s := d.rule.Shape; s != nil && (int(i) < s.Low || int(i) > s.High) {
			d.report(finding.New(finding.OutOfRange, "%d is not %s from %d to %d", i, s.Form, s.Low, s.High), n.Line, n.Column)
		}
	case n.Kind == yaml.ScalarNode:
		f := finding.New(finding.WrongType, "%s is not a whole number in decimal digits", excerpt(n.Value))
		if decimal.MatchString(n.Value) {
			f = f.WithFix("Remove the quotes: %s%s.", prefix(key), n.Value)
		} else {
			f = f.WithFix("Write decimal digits, without quotes.")
		}
		d.report(f, n.Line, n.Column)
	default:
		d.wrongType(key, n, "a whole number")
	}
}

func (d *decoder) wrongType(key, n *yaml.Node, want string) {
	what := "a list"
	switch n.Kind {
	case yaml.MappingNode:
		what = "a mapping"
	case yaml.ScalarNode:
		what = "the single value " + excerpt(n.Value)
	}
	line, column := place(key, n)
	d.report(finding.New(finding.WrongType, "this is %s, where %s belongs", what, want).
		WithFix("Write %s.", want), line, column)
}

func (d *decoder) null(key, n *yaml.Node) {
	line, column := place(key, n)
	if n.Value == "" && key != nil {
		d.report(finding.New(finding.WrongType, "%s has no value", key.Value).
			WithFix("Write a value, or remove the line: an absent field has its default."), line, column)
		return
	}
	if key == nil {
		d.report(finding.New(finding.WrongType, "the item is null").
			WithFix("Write a value, remove the item, or quote it if the text is meant: %q.", n.Value), line, column)
		return
	}
	d.report(finding.New(finding.WrongType, "%s is null", key.Value).
		WithFix("Remove the line, an absent field has its default; or quote it if the text is meant: %s%q.", prefix(key), n.Value),
		line, column)
}

// excerpt quotes a value for a message, of a long one its beginning, and nothing of a secret.
func excerpt(text string) string {
	const long = 80
	if certificate.HasPrivateKey(text) {
		return "a private key"
	}
	if len(text) > long {
		return strconv.Quote(strings.ToValidUTF8(text[:long], "")) + "..."
	}
	return strconv.Quote(text)
}

func prefix(key *yaml.Node) string {
	if key == nil {
		return ""
	}
	return key.Value + ": "
}

// quoted are the styles in which a scalar is a string whatever it holds.
var quoted = yaml.DoubleQuotedStyle | yaml.SingleQuotedStyle | yaml.LiteralStyle | yaml.FoldedStyle

// Plain words that YAML 1.1 reads as booleans. The parser follows 1.2, but kubectl and the tools that read our output
// follow 1.1, so both count.
var boolWords = map[string]bool{
	"y": true, "yes": true, "on": true, "true": true,
	"n": false, "no": false, "off": false, "false": false,
}

// Whole numbers with underscores, octal and in base 60 are numbers to YAML 1.1 alone.
var number11 = regexp.MustCompile(`^[-+]?(0b[01_]+|0x[0-9a-fA-F_]+|[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?|[0-9][0-9_]*(\.[0-9_]*)?([eE][-+]?[0-9]+)?|\.[0-9_]+([eE][-+]?[0-9]+)?)$`)

// notString says what an unquoted scalar is to YAML 1.1 or 1.2 other than a string, or "".
func notString(n *yaml.Node) string {
	if n.Style&quoted != 0 {
		return ""
	}
	switch n.Tag {
	case yaml.NodeTagNull:
		return "null"
	case yaml.NodeTagBool:
		return "a boolean"
	case yaml.NodeTagInt, yaml.NodeTagFloat:
		return "a number"
	case "!!timestamp":
		return "a timestamp"
	case mergeTag:
		return "a merge key"
	}
	if n.Value == "" || n.Style&yaml.TaggedStyle != 0 {
		return ""
	}
	if c := n.Value[0]; c >= '0' && c <= '9' || c == '+' || c == '-' || c == '.' {
		if number11.MatchString(n.Value) {
			return "a number"
		}
	} else if isBoolWord(n.Value) {
		return "a boolean"
	}
	return ""
}

// isBoolWord knows yes, Yes and YES, but not yEs.
func isBoolWord(s string) bool {
	if len(s) > 5 {
		return false
	}
	lower := strings.ToLower(s)
	_, ok := boolWords[lower]
	return ok && (s == lower || s[1:] == lower[1:] || s == strings.ToUpper(s))
}
