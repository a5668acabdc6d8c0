package residual

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"text/template"
)

// Trace watches a run of templates on marked values.
type Trace struct{ seen map[int]bool }

// NewTrace starts a trace.
func NewTrace() *Trace { return &Trace{seen: map[int]bool{}} }

// Seen returns the holes that something has looked into, sorted.
func (t *Trace) Seen() []int { return slices.Sorted(maps.Keys(t.seen)) }

// See notes that somebody looks into a value and everything in it.
func (t *Trace) See(value any) {
	switch v := value.(type) {
	case string:
		holes, _ := marks(v)
		for _, hole := range holes {
			t.seen[hole] = true
		}
	case []byte:
		t.See(string(v))
	case error:
		t.See(v.Error())
	case nil, bool, int, int64, float64:
	default:
		t.reflected(reflect.ValueOf(v))
	}
}

func (t *Trace) reflected(v reflect.Value) {
	switch v.Kind() {
	case reflect.Map:
		for _, key := range v.MapKeys() {
			t.See(key.Interface())
			t.See(v.MapIndex(key).Interface())
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			t.See(v.Index(i).Interface())
		}
	case reflect.Pointer, reflect.Struct, reflect.Func, reflect.Chan:
		t.See(fmt.Sprint(v.Interface()))
	case reflect.String:
		t.See(v.String())
	}
}

// How a function treats an argument.
type look int

const (
	into   look = iota // it may depend on every letter
	pass               // it keeps the value or writes it down as it is
	size               // it asks how many items there are; into for a string
	equal              // it compares with another argument
	writes             // it writes a value down, and may break lines at blanks by their length
)

// treats says how functions treat their arguments, the last one for all that follow. A function that is not here looks
// into all of them.
var treats = map[string][]look{
	// They make, change and take apart lists and maps, by keys and numbers.
	"dict": {into, pass}, "list": {pass}, "tuple": {pass}, "set": {pass, into, pass}, "unset": {pass, into},
	"get": {pass, into}, "hasKey": {size, into}, "pick": {pass, into}, "omit": {pass, into}, "index": {pass, into},
	"merge": {pass}, "mergeOverwrite": {pass}, "mustMerge": {pass}, "mustMergeOverwrite": {pass},
	"deepCopy": {pass}, "mustDeepCopy": {pass}, "concat": {pass}, "append": {pass}, "mustAppend": {pass},
	"prepend": {pass}, "mustPrepend": {pass}, "first": {size}, "last": {size}, "rest": {size}, "initial": {size},
	"keys": {size}, "values": {size}, "len": {size},
	// They ask whether there is something and what it is. A hole is never empty, and always a string.
	"default": {pass}, "empty": {pass}, "coalesce": {pass}, "ternary": {pass}, "required": {into, pass}, "not": {pass},
	"kindOf": {pass}, "kindIs": {into, pass}, "typeOf": {pass}, "typeIs": {into, pass},
	"eq": {equal}, "ne": {equal},
	// They write a value down. A hole holds nothing that would have to be quoted, and no line end.
	"toString": {pass}, "quote": {pass}, "print": {pass}, "println": {pass}, "toYaml": {writes}, "toYamlDocument": {pass, writes},
	"toJson": {pass}, "toPrettyJson": {pass}, "toRawJson": {pass}, "indent": {pass}, "nindent": {pass}, "trim": {pass},
	"fromYaml": {pass}, "fromJson": {pass}, "fromYamlArray": {pass}, "fromJsonArray": {pass},
	"include": {into, pass}, "tpl": {into, pass},
}

// builtin are functions of text/template itself that look into their arguments or are listed above; and, or, print and
// the like treat a mark as any other text that is not empty.
var builtin = []string{"eq", "ne", "lt", "le", "gt", "ge", "len", "index", "slice", "printf", "html", "js", "urlquery", "call"}

// Functions returns the functions, and those of text/template that matter, watched by the trace.
func (t *Trace) Functions(all template.FuncMap) template.FuncMap {
	watched := template.FuncMap{}
	for name, function := range all {
		watched[name] = t.watch(name, caller(function))
	}
	for _, name := range builtin {
		watched[name] = t.watch(name, inTemplate(name))
	}
	return watched
}

func (t *Trace) watch(name string, call func([]any) (any, error)) func(...any) (any, error) {
	return func(args ...any) (any, error) {
		for i, arg := range args {
			t.look(treat(name, i, args), arg, args)
		}
		result, err := call(args)
		if err != nil {
			t.See(err)
		}
		return result, err
	}
}

// treat says how a function treats its i-th argument.
func treat(name string, i int, args []any) look {
	ways, known := treats[name]
	switch {
	case name == "dict" && i%2 == 0:
		return into // a key
	case name == "printf" && i > 0 && plainFormat(args[0]):
		return pass
	case !known:
		return into
	}
	return ways[min(i, len(ways)-1)]
}

// plainFormat reports whether a format writes strings as they are.
func plainFormat(format any) bool {
	text, isText := format.(string)
	parts := strings.Split(strings.ReplaceAll(text, "%%", ""), "%")
	for _, verb := range parts[1:] {
		if verb == "" || strings.IndexByte("svd", verb[0]) < 0 {
			return false
		}
	}
	return isText
}

func (t *Trace) look(way look, arg any, all []any) {
	switch way {
	case into:
		t.See(arg)
	case size:
		if _, isText := arg.(string); isText {
			t.See(arg)
		}
	case writes:
		t.broken(arg)
	case equal:
		for _, other := range all {
			if text, isText := other.(string); isText && text != "" && text != arg {
				t.See(arg)
			}
		}
	}
	t.keys(arg)
}

// broken notes the marks in strings with a blank.
func (t *Trace) broken(value any) {
	switch v := value.(type) {
	case string:
		if strings.ContainsAny(v, " \n") {
			t.See(v)
		}
	case map[string]any:
		for _, item := range v {
			t.broken(item)
		}
	case []any:
		for _, item := range v {
			t.broken(item)
		}
	}
}

// keys notes the marks in keys of maps, which have an order that others would not have.
func (t *Trace) keys(value any) {
	switch v := value.(type) {
	case map[string]any:
		for key, item := range v {
			t.See(key)
			t.keys(item)
		}
	case []any:
		for _, item := range v {
			t.keys(item)
		}
	}
}

// caller calls a function as a template does.
func caller(function any) func([]any) (any, error) {
	f := reflect.ValueOf(function)
	return func(args []any) (any, error) {
		in := make([]reflect.Value, len(args))
		for i, arg := range args {
			var err error
			if in[i], err = argument(f.Type(), i, arg); err != nil {
				return nil, err
			}
		}
		if n := f.Type().NumIn(); len(args) < n && !(f.Type().IsVariadic() && len(args) == n-1) || len(args) > n && !f.Type().IsVariadic() {
			return nil, fmt.Errorf("%d arguments, want %d", len(args), n)
		}
		out := f.Call(in)
		if len(out) == 2 && !out[1].IsNil() {
			return nil, out[1].Interface().(error)
		}
		return out[0].Interface(), nil
	}
}

func argument(f reflect.Type, i int, arg any) (reflect.Value, error) {
	var want reflect.Type
	switch {
	case f.IsVariadic() && i >= f.NumIn()-1:
		want = f.In(f.NumIn() - 1).Elem()
	case i < f.NumIn():
		want = f.In(i)
	default:
		return reflect.Value{}, fmt.Errorf("too many arguments")
	}
	v := reflect.ValueOf(arg)
	switch {
	case !v.IsValid():
		return reflect.Zero(want), nil
	case v.Type().AssignableTo(want):
		return v, nil
	case v.CanConvert(want) && v.CanInt() && want.Kind() != reflect.String:
		return v.Convert(want), nil
	}
	return reflect.Value{}, fmt.Errorf("a %s where a %s belongs", v.Type(), want)
}

// inTemplate calls a function of text/template, which only a template can.
func inTemplate(name string) func([]any) (any, error) {
	return func(args []any) (any, error) {
		text := "{{keep (" + name
		for i := range args {
			text += fmt.Sprintf(" (index . %d)", i)
		}
		var result any
		keep := func(value any) string { result = value; return "" }
		t, err := template.New(name).Funcs(template.FuncMap{"keep": keep}).Parse(text + ")}}")
		if err == nil {
			err = t.Execute(&strings.Builder{}, args)
		}
		return result, err
	}
}
