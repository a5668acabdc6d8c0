package krm_test

import (
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	kubernetes "sigs.k8s.io/yaml"

	"github.com/meshfn/meshfn/internal/krm"
)

// foreign are texts that people and other tools write.
var foreign = map[string]string{
	"comments and layout": "# c\nkind:   A # d\nlist:\n    - 1\n    -   two\nflow: {a: [b, 'c', \"d\"], e: }\n",
	"line ends":           "kind: A\r\ntext: |\r\n  a\r\n  b\r\n",
	"byte order mark":     "\ufeffkind: A\n",
	"numbers":             "int: 12\nneg: -3\nhex: 0x1F\noct: 0o17\nold: 017\nunder: 1_000\nfloat: 1.5\nexp: 1e3\nbig: 9223372036854775807\nhuge: 123456789012345678901234567890\n",
	"words of YAML 1.1":   "a: yes\nb: No\nc: ON\nd: off\ne: true\nf: FALSE\ng: yEs\nh: 'yes'\ni: \"on\"\nj: !!str yes\nk: ~\nl: Null\nm:\nyes: n\n",
	"strings":             "a: 12:30\nb: 2024-01-01\nc: 2024-01-01T10:00:00Z\nd: 0089x\ne: \"0071335\"\nf: >-\n  folded\n  text\ng: |+\n  kept\n\n",
	"keys":                "1: a\ntrue: b\n1.5: c\n\"on\": d\n",
	"anchors":             "a: &x {b: 1, c: [2]}\nd: *x\n&k e: f\ng: *k\n",
	"merge keys":          "base: &x {a: 1, b: 2}\nmore: &y {b: 3, c: 4}\nm: {<<: *x, b: 5}\nn: {<<: [*x, *y], d: 6}\no: {<<: {z: 1}}\n",
	"binary":              "a: !!binary aGVsbG8=\n",
	"JSON":                `{"kind": "A", "list": [1, 2.5, null, true, "x"], "deep": {"a": {"b": []}}}`,
	"empty":               "a: {}\nb: []\nc: ''\n",
}

// TestDecodeReadsAsKubernetesDoes compares with the reader of kubectl and of the delivery tools.
func TestDecodeReadsAsKubernetesDoes(t *testing.T) {
	t.Parallel()
	for name, text := range foreign {
		objects, err := krm.Decode([]byte(text))
		if err != nil || len(objects) != 1 {
			t.Errorf("%s: %v, %d objects", name, err, len(objects))
			continue
		}
		var want map[string]any
		if err := kubernetes.Unmarshal([]byte(text), &want); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if diff := cmp.Diff(same(want), same(map[string]any(objects[0]))); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		verify(t, objects[0])
	}
}

func TestDecodeDocuments(t *testing.T) {
	t.Parallel()
	objects, err := krm.Decode([]byte("---\n# nothing\n---\nkind: A\n--- # next\nkind: B\n...\n---\nnull\n---\n"))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]krm.Object{{"kind": "A"}, {"kind": "B"}}, objects); diff != "" {
		t.Error(diff)
	}
	if objects, err := krm.Decode(nil); err != nil || len(objects) > 0 {
		t.Error(objects, err)
	}
}

func TestDecodeErrors(t *testing.T) {
	t.Parallel()
	bomb := "a: &a [x, x, x, x, x, x, x, x, x]\n"
	for i := range 8 {
		name, from := string(rune('b'+i)), string(rune('a'+i))
		bomb += name + ": &" + name + " [" + strings.Repeat("*"+from+", ", 8) + "*" + from + "]\n"
	}
	for text, want := range map[string]string{
		"kind: A\n---\n- a\n":         "read document 2: line 2: want an object with fields, have a list",
		"just text":                   "read document 1: line 1: want an object with fields, have a single value",
		"a: b: c":                     "read document 1: yaml: mapping values are not allowed in this context",
		"a: 1\nb: {c: 1, c: 2}":       `read document 1: line 2: the key "c" stands twice`,
		"? [a]\n: b":                  "read document 1: line 1: want a string as key",
		"a: *x":                       "read document 1: yaml: unknown anchor 'x' referenced",
		"<<: a":                       "read document 1: line 1: want a map or a list of maps to merge",
		"a: {<<: [{b: 1}, c]}":        "read document 1: line 1: want a map or a list of maps to merge",
		"a: !!int x":                  "read document 1: line 1: yaml: cannot decode !!str `x` as a !!int",
		"a: !!binary '*'":             "read document 1: line 1: yaml: !!binary value contains invalid base64 data",
		"\x00":                        "read document 1: yaml: control characters are not allowed",
		"a: &a [*a]":                  `read document 1: line 1: the alias "a" holds itself`,
		bomb:                          "aliases repeat too much",
		strings.Repeat("a: [", 20000): "read document 1: yaml: exceeded max depth",
	} {
		_, err := krm.Decode([]byte(text))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.60q: have %v, want %s", text, err, want)
		}
	}
}

func TestEncodeNumbers(t *testing.T) {
	t.Parallel()
	for v, want := range map[any]string{
		1: "1", int64(-7): "-7", float64(15021): "15021", -0.5: "-0.5", 1e21: "1.0e+21", 1.5e-9: "1.5e-09", math.Inf(1): ".inf", math.Inf(-1): "-.inf",
		float64(1 << 53): "9007199254740992", math.MaxFloat64: "1.7976931348623157e+308",
	} {
		if got := string(krm.Encode(krm.Object{"v": v})); got != "v: "+want+"\n" {
			t.Errorf("%v: %s", v, got)
		}
	}
	if got := string(krm.Encode(krm.Object{"v": math.NaN()})); got != "v: .nan\n" {
		t.Error(got)
	}
}

func TestEncodeEdges(t *testing.T) {
	t.Parallel()
	for want, objects := range map[string][]krm.Object{
		"{}\n":                 {{}},
		"a: 1\n---\nb: 2\n":    {{"a": 1}, {"b": 2}},
		"":                     nil,
		"a: \"x\ufffdy\"\n":    {{"a": "x\xffy"}},
		"o:\n  a: 1\n":         {{"o": krm.Object{"a": 1}}},
		"l:\n- a: 1\n  b: 2\n": {{"l": []any{krm.Object{"a": 1, "b": 2}}}},
		"name: a\nnamespace: b\napiVersion: c\nkind: d\nmetadata: e\nspec: f\nzone: g\n": {{"zone": "g", "spec": "f", "metadata": "e", "kind": "d", "apiVersion": "c", "namespace": "b", "name": "a"}},
	} {
		got := string(krm.Encode(objects...))
		if strings.ReplaceAll(got, `"`, "") != strings.ReplaceAll(want, `"`, "") {
			t.Errorf("have %q, want %q", got, want)
		}
	}
	deep := krm.Object{}
	at := deep
	for range 200 {
		next := krm.Object{}
		at["a"], at["b"] = map[string]any(next), "text\nof lines\n"
		at = next
	}
	at["c"] = "end"
	verify(t, deep)
}

func TestEncodePanicsOnWhatNoObjectHolds(t *testing.T) {
	t.Parallel()
	for _, v := range []any{map[string]string{}, []string{"a"}, int32(1), struct{}{}, new(string)} {
		func() {
			defer func() {
				if s, _ := recover().(string); !strings.HasPrefix(s, "krm: an object cannot hold a ") {
					t.Errorf("%T: %s", v, s)
				}
			}()
			krm.Encode(krm.Object{"v": v})
		}()
	}
}

// FuzzDecode holds that what can be read has one canonical text.
func FuzzDecode(f *testing.F) {
	for _, text := range foreign {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		objects, err := krm.Decode(text)
		if err != nil {
			return
		}
		once := krm.Encode(objects...)
		back, err := krm.Decode(once)
		if err != nil {
			t.Fatalf("%q: read\n%q: %v", text, once, err)
		}
		if again := krm.Encode(back...); string(again) != string(once) && len(objects) == len(back) {
			t.Errorf("%q: first\n%q, then\n%q", text, once, again)
		}
		if krm.Hash(objects...) != krm.Hash(back...) {
			t.Errorf("%q: the hash changes", text)
		}
	})
}
