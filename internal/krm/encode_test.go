package krm_test

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	yaml11 "go.yaml.in/yaml/v2"
	"sigs.k8s.io/kustomize/kyaml/yaml"
	kubernetes "sigs.k8s.io/yaml"

	"github.com/meshfn/meshfn/internal/krm"
)

// nasty are strings that some reader takes for something else, or that a printer finds hard to write.
var nasty = []string{
	"", " ", "  ", "\t", "\n", "\n\n", "0071335", "0089", "1e3", "1E+3", "1e", "0x1F", "0b101", "0o17", "017", "1_000", "_1", "1_", "0_7",
	"on", "On", "ON", "oN", "off", "yes", "Yes", "YES", "yEs", "no", "y", "Y", "n", "N", "true", "True", "TRUE", "tRue", "false",
	"null", "Null", "NULL", "~", "nil", "12:30", "190:20:30", "190:20:30.15", "1:2:3:4", "2024-01-01", "2024-1-1", "2024-01-01T10:00:00Z",
	"2024-01-01 10:00:00", "2001-12-14t21:59:43.10-05:00", ".inf", "-.inf", "+.INF", ".nan", ".NaN", "inf", "nan", "-", "--", "---", "--- a", "...", "-1",
	"+1", "-a", "- a", "+", ".", "..", ".5", "5.", "1.2.3", "1.23.3-asm.2", "10.0.0.7", "10.0.0.0/8", "100m", "128Mi", "1e3Mi", "=", "<<", "<", "?",
	"? a", "?a", ":", ": a", ":a", "a:", "a: b", "a:b", "a :b", "a#b", "a #b", "a# b", "#a", "# a", "a #", "a ", " a", "a  b", "a\tb", "\ta", "a\t",
	"*", "*a", "&a", "!a", "!!str a", "|", "|a", ">", ">-", "'", "'a'", "a'b", "\"", "\"a\"", "a\"b", "%a", "@a", "`a`", "{", "}", "[", "]", "{}", "[]",
	"{a", "[a", "a{b}", "a,b", ",a", "a]", "a}", "\\", "a\\b", "\\n", "a\nb", "a\nb\n", "a\nb\n\n", "a\n\nb", "\na", " a\nb", "a \nb", "a\n b", "a\n\tb",
	"a\n#b", "a\n# b\n", "#a\nb", "a\n---\nb", "---\na\n", "a\n...\nb\n", "a\n- b\n", "a: b\nc: d\n", "a\n \nb", "a\n  b\n c\n", "a\r\nb", "a\rb", "a\r", "\r\n",
	"a\n\n\n", "a\tb\nc\n", "a\n\t\nb", "\u00e9", "\u00e9\nb", "\u65e5\u672c", "a\u00a0b", "\u00a0", "\u0085", "a\u0085b", "a\u2028b", "\u2029", "a\u2028b\nc", "\ufeff", "\ufeffa\nb",
	"a\ufeffb", "\U0001F600", "\U0001F600\nb", "\x00", "\x01", "\x1b[0m", "\x7f", "a\x07b\nc", "\u0080", "\u009f", "\ue000", "\ufffd", "\ufffe", "\uffff", "\u200b",
	strings.Repeat("long ", 400) + "end", strings.Repeat("x", 5000), strings.Repeat("long line ", 300) + "\n" + strings.Repeat("b ", 200) + "c\n",
	strings.Repeat("'", 200), strings.Repeat("a\n", 100), "name", "apiVersion", "key with space", "meshfn.dev/mesh", strings.Repeat("k", 128), strings.Repeat("k", 129),
	"bm90IGEgc2VjcmV0Cg==", "${VAR}", "{{ .Values.x }}", "<a href=\"x\">", "00", "0", "-0", "0.0", "1.", "1.0", "6e5", "12e03", "0x", "0xg", "1,000", "+1:30", "0o8", "4d",
}

// arbitrary returns a random value that an Object may hold.
func arbitrary(r *rand.Rand, depth int) any {
	switch k := r.IntN(14); {
	case k < 2 && depth > 0:
		l := make([]any, 0, 4)
		for range r.IntN(5) {
			l = append(l, arbitrary(r, depth-1))
		}
		return l
	case k < 6 && depth > 0:
		m := map[string]any{}
		for range r.IntN(6) {
			m[text(r)] = arbitrary(r, depth-1)
		}
		return m
	case k == 7:
		return r.IntN(2) == 0
	case k == 8:
		return []int64{0, 1, -1, 15021, math.MaxInt64, math.MinInt64, r.Int64()}[r.IntN(7)]
	case k == 9:
		return []float64{0.5, -1.25, 1e21, 1e-9, 3.14159, 1.5e300, math.MaxFloat64, math.SmallestNonzeroFloat64, r.Float64()}[r.IntN(9)]
	case k == 10:
		return nil
	}
	return text(r)
}

func text(r *rand.Rand) string {
	switch r.IntN(4) {
	case 0:
		const alphabet = "ab01 :#-'\"\n\t.,_eExX+~*&!|>%@`{}[]\\=<>?/é日\u2028\r"
		runes := []rune(alphabet)
		var b strings.Builder
		for range r.IntN(12) {
			b.WriteRune(runes[r.IntN(len(runes))])
		}
		return b.String()
	case 1:
		return []string{"name", "metadata", "spec", "labels", "containers", "image", "zone", "args", "env", "value"}[r.IntN(10)]
	}
	return nasty[r.IntN(len(nasty))]
}

func TestEncodeIsWhatKptPrints(t *testing.T) {
	t.Parallel()
	for _, s := range nasty {
		for _, o := range []krm.Object{
			{"a": s}, {s: "a"}, {s: s}, {"a": []any{s, s}}, {"a": []any{[]any{s}}}, {"a": []any{map[string]any{"b": s, "c": s}}},
			{"a": map[string]any{"b": map[string]any{s: s}}}, {"a": []any{map[string]any{s: []any{s}}}}, {s: map[string]any{}}, {s: []any{map[string]any{}, []any{}}},
		} {
			verify(t, o)
		}
	}
	r := rand.New(rand.NewPCG(1, 2))
	for range 1500 {
		o := krm.Object{}
		for range 1 + r.IntN(5) {
			o[text(r)] = arbitrary(r, 4)
		}
		verify(t, o)
		if t.Failed() {
			return
		}
	}
}

func FuzzEncode(f *testing.F) {
	for i, s := range nasty {
		f.Add(s, nasty[(i+7)%len(nasty)])
	}
	f.Fuzz(func(t *testing.T, key, value string) {
		if !utf8.ValidString(key) || !utf8.ValidString(value) {
			t.Skip("objects hold UTF-8")
		}
		verify(t, krm.Object{key: value, "l": []any{value, map[string]any{key: value, "x": []any{value}}}})
	})
}

// verify holds Encode against kyaml's printer, against its own parse, and against readers of YAML 1.1 and 1.2.
func verify(t *testing.T, o krm.Object) {
	t.Helper()
	out := krm.Encode(o)
	if printed, err := o.Node().String(); err != nil || printed != string(out) {
		t.Errorf("%#v: the tree of nodes prints as\n%s\nthe object as\n%s(%v)", o, printed, out, err)
	}
	if again := reprint(t, out); again != string(out) {
		t.Errorf("%#v: kyaml turns\n%q\ninto\n%q", o, out, again)
	}
	back, err := krm.Decode(out)
	if err != nil || len(back) != 1 {
		t.Errorf("%#v: decode\n%s: %d objects, %v", o, out, len(back), err)
		return
	}
	if diff := cmp.Diff(same(map[string]any(o)), same(map[string]any(back[0]))); diff != "" {
		t.Errorf("decode\n%s\n%s", out, diff)
	}
	for name, read := range map[string]func([]byte) (any, error){"YAML 1.1": read11, "YAML 1.2": read12, "Kubernetes": readKubernetes} {
		v, err := read(out)
		if err != nil {
			t.Errorf("%s reads\n%q: %v", name, out, err)
		} else if diff := cmp.Diff(same(map[string]any(o)), same(v)); diff != "" {
			t.Errorf("%s reads\n%q\n%s", name, out, diff)
		}
	}
}

// reprint is what kpt does with a file: parse it, print it.
func reprint(t *testing.T, text []byte) string {
	t.Helper()
	n, err := yaml.Parse(string(text))
	if err != nil {
		t.Errorf("kyaml cannot read\n%s: %v", text, err)
		return ""
	}
	var b bytes.Buffer
	e := yaml.NewEncoder(&b)
	e.CompactSeqIndent()
	if err := e.Encode(n.Document()); err != nil {
		t.Error(err)
	}
	return b.String()
}

func read11(text []byte) (v any, err error) { err = yaml11.Unmarshal(text, &v); return v, err }
func read12(text []byte) (v any, err error) { err = yaml.Unmarshal(text, &v); return v, err }
func readKubernetes(text []byte) (v any, err error) {
	err = kubernetes.Unmarshal(text, &v)
	return v, err
}

// same brings the readers' numbers and maps to one form.
func same(v any) any {
	switch v := v.(type) {
	case map[string]any:
		m := map[string]any{}
		for k, e := range v {
			m[k] = same(e)
		}
		return m
	case krm.Object:
		return same(map[string]any(v))
	case map[any]any:
		m := map[string]any{}
		for k, e := range v {
			m[fmt.Sprintf("%s", k)] = same(e) // a key that is no string shows as %!s(...)
		}
		return m
	case []any:
		l := make([]any, len(v))
		for i, e := range v {
			l[i] = same(e)
		}
		return l
	case int:
		return float64(v)
	case int64:
		return float64(v)
	case uint64:
		return float64(v)
	}
	return v
}
