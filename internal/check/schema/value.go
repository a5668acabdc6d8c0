package schema

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math"
	"regexp"
	"strings"
	"sync"
	"unicode/utf8"

	quantity "k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/kube-openapi/pkg/validation/strfmt"

	"github.com/meshfn/meshfn/internal/check/schema/shape"
	"github.com/meshfn/meshfn/internal/finding"
)

// text checks a string.
func (w *walker) text(n *shape.Node, s string) {
	if n.MinLength != nil || n.MaxLength != nil {
		w.count(utf8.RuneCountInString(s), n.MinLength, n.MaxLength, "character")
	}
	if n.Pattern != "" {
		if re := pattern(n.Pattern); re != nil && !re.MatchString(s) {
			w.report(finding.SchemaValue, "%s does not match the pattern %s", quoted(s), n.Pattern)
		}
	}
	if n.Format != "" && !w.formatted(n.Format, s) {
		w.report(finding.SchemaValue, "%s is no %s", quoted(s), n.Format)
	}
}

// formats are those that an API server checks of custom resources: supportedVersionedFormats in
// k8s.io/apiextensions-apiserver/pkg/apiserver/validation. Others are ignored.
var formats = map[string]bool{
	"bsonobjectid": true, "uri": true, "email": true, "hostname": true, "ipv4": true, "ipv6": true, "cidr": true, "mac": true,
	"uuid": true, "uuid3": true, "uuid4": true, "uuid5": true, "isbn": true, "isbn10": true, "isbn13": true, "creditcard": true,
	"ssn": true, "hexcolor": true, "rgbcolor": true, "byte": true, "date": true, "duration": true, "datetime": true,
	"k8sshortname": true, "k8slongname": true,
}

func (w *walker) formatted(format, s string) bool {
	name := strings.ReplaceAll(format, "-", "")
	if !formats[name] {
		return true
	}
	if name == "byte" && w.native { // decoded into []byte
		_, err := base64.StdEncoding.DecodeString(s)
		return err == nil
	}
	return strfmt.Default.Validates(format, s)
}

func (w *walker) number(n *shape.Node, f float64) {
	if n.Minimum != nil && (f < *n.Minimum || n.ExclusiveMinimum && f == *n.Minimum) {
		w.report(finding.SchemaValue, "%v is less than %v", f, *n.Minimum)
	}
	if n.Maximum != nil && (f > *n.Maximum || n.ExclusiveMaximum && f == *n.Maximum) {
		w.report(finding.SchemaValue, "%v is more than %v", f, *n.Maximum)
	}
	if n.MultipleOf != nil && *n.MultipleOf != 0 && math.Mod(f, *n.MultipleOf) != 0 {
		w.report(finding.SchemaValue, "%v is no multiple of %v", f, *n.MultipleOf)
	}
}

// sized reports whether an integer of a Kubernetes kind fits into the Go type that it is decoded into.
func (w *walker) sized(n *shape.Node, v any) bool {
	if n.Type == "integer" && n.Format == "int32" && w.native && (float(v) > math.MaxInt32 || float(v) < math.MinInt32) {
		w.report(finding.SchemaValue, "%v is more than 32 bits hold", v)
		return false
	}
	return true
}

// quantity checks an amount such as 500m or 1.5Gi, which may be a number without quotes too.
func (w *walker) quantity(v any) bool {
	s := fmt.Sprint(v)
	switch v.(type) {
	case string, int, int64, float64:
	default:
		w.report(finding.SchemaType, "want a quantity, have %s", describe(v))
		return false
	}
	if _, err := quantity.ParseQuantity(s); err != nil {
		w.report(finding.SchemaValue, "%s is no quantity such as 500m, 2 or 1.5Gi", quoted(s))
		return false
	}
	return true
}

func (w *walker) enum(n *shape.Node, v any) {
	var words []string
	for _, e := range n.Enum {
		words = append(words, fmt.Sprint(e))
	}
	p := w.report(finding.SchemaValue, "%s is none of %s", quoted(fmt.Sprint(v)), strings.Join(words, ", "))
	if s, ok := v.(string); ok {
		if near := finding.Nearest(s, words); near != "" {
			p.Fix = "Did you mean " + near + "?"
		}
	}
}

var patterns sync.Map // string -> *regexp.Regexp, nil for what is none

// pattern returns a compiled pattern, nil for what does not compile: its CRD is to blame, not the object.
func pattern(text string) *regexp.Regexp {
	if re, ok := patterns.Load(text); ok {
		return re.(*regexp.Regexp)
	}
	re, err := regexp.Compile(text)
	if err != nil {
		re = nil
	}
	patterns.Store(text, re)
	return re
}

// typeOf names the JSON type of a value.
func typeOf(v any) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case bool:
		return "boolean"
	case string:
		return "string"
	case int, int64:
		return "integer"
	case float64:
		return "number"
	case []any:
		return "array"
	case map[string]any:
		return "object"
	default:
		return fmt.Sprintf("%T", v)
	}
}

func describe(v any) string {
	switch v.(type) {
	case map[string]any, []any, nil:
		return article(typeOf(v))
	}
	return fmt.Sprintf("%s %s", article(typeOf(v)), quoted(fmt.Sprint(v)))
}

var articles = map[string]string{"array": "a list", "object": "a map", "integer": "an integer", "boolean": "a boolean", "null": "null",
	"string": "a string", "number": "a number", "integer or string": "an integer or a string"}

func article(kind string) string {
	if a := articles[kind]; a != "" {
		return a
	}
	return kind
}

// quoted is a value for a message, cut where it is long.
func quoted(s string) string {
	if r := []rune(s); len(r) > 60 {
		s = string(r[:57]) + "..."
	}
	return fmt.Sprintf("%q", s)
}

func integral(v any) bool {
	switch v := v.(type) {
	case int, int64:
		return true
	case float64:
		return v == math.Trunc(v) && !math.IsInf(v, 0)
	}
	return false
}

func float(v any) float64 {
	switch v := v.(type) {
	case int:
		return float64(v)
	case int64:
		return float64(v)
	case float64:
		return v
	}
	return 0
}

// equal compares two JSON values; numbers by what they are worth.
func equal(a, b any) bool {
	switch a := a.(type) {
	case int, int64, float64:
		switch b.(type) {
		case int, int64, float64:
			return float(a) == float(b)
		}
		return false
	case string:
		s, ok := b.(string)
		return ok && a == s
	}
	return canonical(a) == canonical(b)
}

// canonical is a text that is the same for equal values.
func canonical(v any) string {
	if s, ok := v.(string); ok {
		return `"` + s
	}
	text, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprintf("%v", v) // not JSON at all: NaN
	}
	return string(text)
}
