package residual

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"text/template"

	"github.com/Masterminds/sprig/v3"
	"sigs.k8s.io/yaml"
)

func TestPassable(t *testing.T) {
	for _, s := range []string{"cluster-1", "proj-123.svc.id.goog", "gcr.io/gke-release/asm", "a", "ASM_x", "e3"} {
		if !passable(s) {
			t.Errorf("%q is not passable", s)
		}
	}
	for _, s := range []string{"", "1", "1e3", "y", "No", "TRUE", "null", "nan", "a b", "a:b", "a-", "-a", "a--b", "'", "a\n", "é", "{{", "~", "a#", Mark(1)} {
		if passable(s) {
			t.Errorf("%q is passable", s)
		}
	}
}

// Values that differ in passable strings have one shape, and what is made of the marked ones is filled with the others.
func TestRoundTrip(t *testing.T) {
	values := func(a, b string) map[string]any {
		return map[string]any{"a": a, "list": []any{b, 1.5, nil, true, map[string]any{"deep": a}}, "text": "not passable: " + "x", "empty": ""}
	}
	made := func(m map[string]any) any {
		return []any{map[string]any{"joined": fmt.Sprint("of ", m["a"], ", ", m["list"].([]any)[0], "!"), "same": m["text"], "all": m}}
	}
	first, second := Split(values("one", "two")), Split(values("three", "four"))
	if first.Shape != second.Shape || !slices.Equal(second.Cut, []string{"three", "four", "three"}) || !second.OK {
		t.Fatalf("%+v, %+v", first, second)
	}
	if other := Split(values("one", "t wo")); other.Shape == first.Shape {
		t.Error("a string that cannot pass is part of no shape")
	}
	tree, ok := Compile(made(Marked(values("one", "two"), nil)), made(values("one", "two")))
	if !ok {
		t.Fatal("cannot be compiled")
	}
	have, ok := tree.Fill(second.Cut)
	if want := made(values("three", "four")); !ok || !reflect.DeepEqual(have, want) {
		t.Errorf("%v, want %v", have, want)
	}
	kept := Marked(values("one", "two"), []int{1})
	if kept["a"] != Mark(0) || kept["list"].([]any)[0] != "two" {
		t.Errorf("%v", kept)
	}
}

func TestNotToBeFilled(t *testing.T) {
	for name, marked := range map[string]any{
		"a key": map[string]any{Mark(0): 1}, "a number": "12" + Mark(0), "a sign": []any{"-" + Mark(0)},
	} {
		if _, ok := Compile(marked, marked); ok {
			t.Errorf("%s can be filled", name)
		}
	}
	tree, ok := Compile("o"+Mark(0), "one")
	if !ok {
		t.Fatal("cannot be compiled")
	}
	if _, ok := tree.Fill([]string{"n"}); ok {
		t.Error("a text became a boolean")
	}
}

// What a function that passes strings on makes of marks is, filled, what it makes of the strings.
func TestFunctions(t *testing.T) {
	functions := sprig.TxtFuncMap()
	functions["toYaml"] = func(v any) string { text, _ := yaml.Marshal(v); return string(text) }
	functions["fromYaml"] = func(text string) (m map[string]any) { _ = yaml.Unmarshal([]byte(text), &m); return m }
	r := rand.New(rand.NewPCG(1, 1))
	word := func() string {
		const letters = "abcdefghijklmnopqrstuvwxyzABC0123456789"
		b := []byte{letters[r.IntN(26)]}
		for range r.IntN(70) {
			b = append(b, letters[r.IntN(len(letters))])
		}
		if s := string(b); passable(s) {
			return s
		}
		return "fallback"
	}
	for _, text := range []string{
		`{{ .a }}-{{ .b }}`, `{{ quote .a }}`, `{{ . | toYaml | nindent 4 }}`, `{{ toJson . }}`, `{{ toPrettyJson . }}`,
		`{{ printf "%s/%v-%d%%" .a .b 7 }}`, `{{ print .a .b }}`, `{{ .a | default "x" }}`, `{{ coalesce "" .a }}`,
		`{{ ternary .a .b true }}`, `{{ if .a }}{{ .b }}{{ end }}`, `{{ with .list }}{{ index . 0 }}{{ end }}`,
		`{{ dict "k" .a "l" (list .b) | toYaml }}`, `{{ (fromYaml (printf "x: %s\ny: [%s]" .a .b)).x }}`, `{{ len .list }}`,
		`{{ merge (dict "a" "z") . | toJson }}`, `{{ kindOf .a }}`, `{{ empty .a }}`, `{{ not .a }}`, `{{ eq .a "" }}`, `{{ ne .a "" }}`,
		`{{ get . "a" }}`, `{{ hasKey . "a" }}`, `{{ pick . "a" | toYaml }}`, `{{ omit . "a" | toYaml }}`, `{{ concat .list (list .a) | toJson }}`,
		`{{ first .list }}`, `{{ last .list }}`, `{{ and .a .b }}`, `{{ or .a .b }}`, `{{ trim (print " " .a " ") }}`,
		`{{ deepCopy . | toJson }}`, `{{ toString .a }}`, `{{ keys (dict "x" .a) }}`, `{{ values (dict "x" .a) }}`, `{{ include "x" . }}`,
	} {
		functions["include"] = func(_ string, data map[string]any) string { return "<" + data["a"].(string) + ">" }
		run := func(all template.FuncMap, values map[string]any) string {
			var b strings.Builder
			if err := template.Must(template.New("t").Funcs(all).Parse(text)).Execute(&b, values); err != nil {
				t.Fatal(text, err)
			}
			return b.String()
		}
		for range 50 {
			values := map[string]any{"a": word(), "b": word(), "list": []any{word(), word()}}
			trace := NewTrace()
			marked := run(trace.Functions(functions), Marked(values, nil))
			if seen := trace.Seen(); len(seen) > 0 {
				t.Fatalf("%s looks into %v", text, seen)
			}
			actual := run(functions, values)
			tree, ok := Compile([]any{"text " + marked}, []any{"text " + actual})
			if !ok {
				t.Fatal(text)
			}
			if have, _ := tree.Fill(Split(values).Cut); have.([]any)[0] != "text "+actual {
				t.Errorf("%s: %v, want %q", text, have, actual)
			}
		}
	}
}

func TestSeen(t *testing.T) {
	for text, want := range map[string][]int{
		`{{ eq .a "x" }}`: {0}, `{{ eq .a .b }}`: {0, 1}, `{{ ne "x" .b }}`: {1}, `{{ lt .a "x" }}`: {0}, `{{ len .a }}`: {0},
		`{{ trunc 3 .a }}`: {0}, `{{ sha256sum .b }}`: {1}, `{{ .a | upper }}`: {0}, `{{ printf "%5s" .a }}`: {0}, `{{ printf .a }}`: {0},
		`{{ has .a (list "x" .b) }}`: {0, 1}, `{{ dict .a 1 }}`: {0}, `{{ index (dict "x" 1) .a }}`: {0}, `{{ slice .a 1 }}`: {0},
		`{{ contains "x" .a }}`: {0}, `{{ toYaml (print "x " .a) }}`: {0}, `{{ set (dict) .b 1 }}`: {1}, `{{ join "," .list }}`: {2},
	} {
		functions := sprig.TxtFuncMap()
		functions["toYaml"] = fmt.Sprint
		trace := NewTrace()
		values := Marked(map[string]any{"a": "one", "b": "two", "list": []any{"three"}}, nil)
		_ = template.Must(template.New("t").Funcs(trace.Functions(functions)).Parse(text)).Execute(&strings.Builder{}, values) // some fail on marks
		if seen := trace.Seen(); !slices.Equal(seen, want) {
			t.Errorf("%s looks into %v, want %v", text, seen, want)
		}
	}
}
