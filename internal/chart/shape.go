package chart

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/meshfn/meshfn/internal/finding"
)

// shape says what a field of an IstioOperator may hold. tables_gen.go has the shapes of Istio's and Kubernetes' types,
// each field with the rules of the decoder that istioctl reads it by.
type shape struct {
	kind   shapeKind
	elem   int    // of a list or map
	fields string // of a struct: name=shape, separated by spaces; of an enum: its values
}

type shapeKind uint8

const (
	anyKind    shapeKind = iota
	structKind           // with no other fields
	lenientKind
	listKind
	mapKind
	enumKind
	stringKind
	boolKind
	int32Kind
	int64Kind
	uint32Kind
	protoInt32Kind // protocol buffers take numbers in quotes, too
	protoInt64Kind
	protoUint32Kind
	protoUint64Kind
	protoFloatKind
	durationKind
	intOrStringKind
	quantityKind
)

// names of the kinds in messages.
var kindNames = map[shapeKind]string{
	structKind: "a map", lenientKind: "a map", listKind: "a list", mapKind: "a map", enumKind: "one of its names",
	stringKind: "a string", boolKind: "true or false", int32Kind: "a whole number", int64Kind: "a whole number",
	uint32Kind: "a whole number from 0", protoInt32Kind: "a whole number", protoInt64Kind: "a whole number",
	protoUint32Kind: "a whole number from 0", protoUint64Kind: "a whole number from 0", protoFloatKind: "a number",
	durationKind: "a duration such as 10s", intOrStringKind: "a whole number or a string",
	quantityKind: "a quantity such as 100m or 1Gi",
}

// field returns the shape of a struct's field.
func (s shape) field(name string) (int, bool) {
	for entry := range strings.SplitSeq(s.fields, " ") {
		if key, number, ok := strings.Cut(entry, "="); ok && key == name {
			n, _ := strconv.Atoi(number)
			return n, true
		}
	}
	return 0, false
}

// near returns the field that was probably meant, or "".
func (s shape) near(name string) string {
	best, least := "", 3
	for entry := range strings.SplitSeq(s.fields, " ") {
		key, _, _ := strings.Cut(entry, "=")
		if d := distance(strings.ToLower(key), strings.ToLower(name)); d < least {
			best, least = key, d
		}
	}
	return best
}

// below returns the field of a field beside it that has the name: what was meant by one that stands a level too high, as
// where its blanks were lost; "" for none. Names of variables, in capitals, belong into a map.
func (s shape) below(name string, beside map[string]any) string {
	for _, key := range slices.Sorted(maps.Keys(beside)) {
		number, known := s.field(key)
		if !known {
			continue
		}
		inner := shapes[number]
		_, has := inner.field(name)
		if has || inner.kind == mapKind && shapes[inner.elem].kind == stringKind && strings.ToUpper(name) == name {
			return key + "." + name
		}
	}
	return ""
}

// distance is how many letters must be added, removed or replaced.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		left := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := left
			if a[i] != b[j] {
				change++
			}
			left = row[j+1]
			row[j+1] = min(change, row[j+1]+1, row[j]+1)
		}
	}
	return row[len(b)]
}

// checkShape compares a decoded value with a shape and reports every difference. A null fits everywhere.
func checkShape(value any, number int, field string) []finding.Finding {
	s := shapes[number]
	switch {
	case value == nil:
		return nil
	case s.kind == structKind || s.kind == lenientKind || s.kind == mapKind:
		return s.checkMap(value, field)
	case s.kind == listKind:
		list, ok := value.([]any)
		if !ok {
			return s.wrong(value, field)
		}
		var findings []finding.Finding
		for i, item := range list {
			findings = append(findings, checkShape(item, s.elem, fmt.Sprintf("%s[%d]", field, i))...)
		}
		return findings
	case !s.fits(value):
		return s.wrong(value, field)
	}
	return nil
}

func (s shape) checkMap(value any, field string) []finding.Finding {
	m, ok := value.(map[string]any)
	if !ok {
		return s.wrong(value, field)
	}
	var findings []finding.Finding
	for _, key := range slices.Sorted(maps.Keys(m)) {
		at := strings.TrimPrefix(field+"."+key, ".")
		if s.kind == mapKind {
			findings = append(findings, checkShape(m[key], s.elem, at)...)
			continue
		}
		if number, ok := s.field(key); ok {
			findings = append(findings, checkShape(m[key], number, at)...)
			continue
		}
		near := cmp.Or(s.near(key), s.below(key, m))
		code, consequence := finding.OperatorField, "istioctl refuses it"
		if s.kind == lenientKind || strings.EqualFold(near, key) {
			code, consequence = finding.ExpansionWarning, "Istio ignores it"
		}
		f := finding.New(code, noField+"%s here, and %s", key, consequence).At("", at)
		if near != "" {
			f = f.WithFix(otherField+"%s, or remove the field.", near)
		} else {
			f = f.WithFix("Correct the field's name, or remove it.")
		}
		findings = append(findings, f)
	}
	return findings
}

// How a field that is not known is reported, and what is said where another was probably meant.
const noField, otherField = "there is no field ", "Write "

// strange reports whether a finding is about a field that is not known and is no misspelling of one that is.
func strange(f finding.Finding) bool {
	return strings.HasPrefix(f.Message, noField) && !strings.HasPrefix(f.Fix, otherField)
}

func (s shape) wrong(value any, field string) []finding.Finding {
	want := kindNames[s.kind]
	if s.kind == enumKind {
		want = "one of " + strings.ReplaceAll(s.fields, " ", ", ")
	}
	return []finding.Finding{finding.New(finding.OperatorField, "%s is %s where %s belongs", field, text(value), want).At("", field)}
}

// text is a value in a message.
func text(value any) string {
	switch v := value.(type) {
	case string:
		return strconv.Quote(v)
	case map[string]any:
		return "a map"
	case []any:
		return "a list"
	default:
		return fmt.Sprint(v)
	}
}

// quantity is compiled when it is first needed, which most runs never do.
var quantity = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?[0-9]+)?$`)
})

// fits reports whether a scalar is one that the decoder takes.
func (s shape) fits(value any) bool {
	number, isNumber := value.(float64)
	word, isString := value.(string)
	if isString && s.kind >= protoInt32Kind && s.kind <= protoFloatKind {
		parsed, err := strconv.ParseFloat(word, 64)
		number, isNumber = parsed, err == nil
	}
	within := func(low, high float64) bool {
		return isNumber && number == float64(int64(number)) && number >= low && number <= high
	}
	switch s.kind {
	case stringKind:
		return isString
	case boolKind:
		_, ok := value.(bool)
		return ok
	case enumKind:
		return isNumber || isString && slices.Contains(strings.Split(s.fields, " "), word)
	case int32Kind, protoInt32Kind:
		return within(-1<<31, 1<<31-1)
	case int64Kind, protoInt64Kind:
		return within(-1<<63, 1<<63-1)
	case uint32Kind, protoUint32Kind:
		return within(0, 1<<32-1)
	case protoUint64Kind:
		return within(0, 1<<63-1)
	case protoFloatKind:
		return isNumber
	case durationKind:
		_, err := time.ParseDuration(word)
		return isString && err == nil
	case intOrStringKind:
		return isString || within(-1<<31, 1<<31-1)
	case quantityKind:
		return isNumber || isString && quantity().MatchString(word)
	}
	return true
}
