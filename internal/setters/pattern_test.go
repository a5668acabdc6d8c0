package setters

import (
	"strings"
	"testing"

	"github.com/meshfn/meshfn/internal/finding"
)

// TestPattern holds the semantics of kpt v1's apply-setters against ours, case by case: text is a field and its comment,
// want the field afterwards. Where kpt names what it would have written, ours is another on purpose.
func TestPattern(t *testing.T) {
	cases := []struct {
		name, text string
		values     Values
		want       string // the text afterwards, or the error
		kpt        string // where it differs
	}{
		{"one name", "a: old # kpt-set: ${x}", Values{"x": Text("new")}, "a: new # kpt-set: ${x}", ""},
		{"two names", "a: h:t # kpt-set: ${hub}:${tag}", Values{"hub": Text("H"), "tag": Text("T")}, "a: H:T # kpt-set: ${hub}:${tag}", ""},
		{"dots and dashes in a name", "a: p # kpt-set: ${gcloud.core.project-id}", Values{"gcloud.core.project-id": Text("q")}, "a: q # kpt-set: ${gcloud.core.project-id}", ""},
		{"no name is given", "a: old # kpt-set: ${x}", Values{"y": Text("new")}, "a: old # kpt-set: ${x}", ""},
		{"a part is kept", "a: h:t # kpt-set: ${hub}:${tag}", Values{"tag": Text("T")}, "a: h:T # kpt-set: ${hub}:${tag}", ""},
		{"a part cannot be found", "a: ht # kpt-set: ${hub}:${tag}", Values{"tag": Text("T")}, "values for setters [${hub}] must be provided", ""},
		{"a part is empty", "a: ':t' # kpt-set: ${hub}:${tag}", Values{"tag": Text("T")}, "values for setters [${hub}] must be provided", ""},
		{"two ways to read the text", "a: cn-p-q-c # kpt-set: cn-${p}-${c}", Values{"c": Text("C")}, `"${p}" can be read as "p-q" and as "p"`, "a: cn-p-q-C"},
		{"the text holds the values already", "a: cn-p-q-c # kpt-set: cn-${p}-${c}", Values{"c": Text("q-c")}, "a: cn-p-q-c # kpt-set: cn-${p}-${c}", "a: cn-p-q-q-c"},
		{"a name twice", "a: x/x # kpt-set: ${x}/${x}", Values{"x": Text("y")}, "a: y/y # kpt-set: ${x}/${x}", ""},
		{"a kept name with two values", "a: 1/2/t # kpt-set: ${x}/${x}/${t}", Values{"t": Text("T")}, "values for setters [${x}] must be provided", "a: 1/2/T"},
		{"text around the pattern", "a: z-h:t # kpt-set: ${hub}:x${tag}", Values{"tag": Text("T")}, "values for setters [${hub}] must be provided", ""},
		{"the quotes stay", `a: "old" # kpt-set: ${x}`, Values{"x": Text("1.10")}, `a: "1.10" # kpt-set: ${x}`, ""},
		{"single quotes stay", `a: 'old' # kpt-set: ${x}`, Values{"x": Text("it's")}, `a: 'it''s' # kpt-set: ${x}`, ""},
		{"a number stays a number", "a: 3 # kpt-set: ${x}", Values{"x": Text("5")}, "a: 5 # kpt-set: ${x}", ""},
		{"a number becomes a string", "a: 3 # kpt-set: ${x}", Values{"x": Text("five")}, "a: five # kpt-set: ${x}", ""},
		{"a string stays a string", "a: old # kpt-set: ${x}", Values{"x": Text("1.10")}, `a: "1.10" # kpt-set: ${x}`, "a: 1.10"},
		{"a string of YAML 1.1", "a: old # kpt-set: ${x}", Values{"x": Text("on")}, `a: "on" # kpt-set: ${x}`, "a: on"},
		{"empty", "a: old # kpt-set: ${x}", Values{"x": Text("")}, `a: "" # kpt-set: ${x}`, ""},
		{"no value yet", "a: # kpt-set: ${x}", Values{"x": Text("new")}, "a: new # kpt-set: ${x}", "a:"},
		{"a list", "a: # kpt-set: ${x}\n- o", Values{"x": Text("[q, m]")}, "a: # kpt-set: ${x}\n- q\n- m", ""},
		{"a list as a block", "a: # kpt-set: ${x}\n- o", Values{"x": Text("- q\n- m\n")}, "a: # kpt-set: ${x}\n- q\n- m", ""},
		{"a list of types", "a: # kpt-set: ${x}\n- o", Values{"x": Text(`[1, "1", true]`)}, "a: # kpt-set: ${x}\n- 1\n- \"1\"\n- true", ""},
		{"an empty list", "a: # kpt-set: ${x}\n- o", Values{"x": Text("")}, "a: [] # kpt-set: ${x}\n", ""},
		{"an empty list written", "a: # kpt-set: ${x}\n- o", Values{"x": Text("[]")}, "a: [] # kpt-set: ${x}\n", ""},
		{"from an empty list", "a: [] # kpt-set: ${x}", Values{"x": Text("[q]")}, `a: ["q"] # kpt-set: ${x}`, "a: # kpt-set: ${x}\n- q"},
		{"a list in brackets", "a: [o, p] # kpt-set: ${x}", Values{"x": Text("[q]")}, "a: [q] # kpt-set: ${x}", "a: # kpt-set: ${x}\n- q"},
		{"a list keeps its comments", "a: # kpt-set: ${x}\n- o # one\n- p # two", Values{"x": Text("[p, o]")}, "a: # kpt-set: ${x}\n- p # two\n- o # one", "comments are lost"},
		{"no list", "a: # kpt-set: ${x}\n- o", Values{"x": Text("n")}, "is not a YAML list", ""},
		{"a list of maps", "a: # kpt-set: ${x}\n- o", Values{"x": Text("[{b: c}]")}, "is not a YAML list of single values", "the maps"},
		{"a pattern on a list", "a: # kpt-set: ${x}-${y}\n- o", Values{"x": Text("[q]")}, "a list is set by one setter", ""},
		{"a comment without the blank", "a: old #kpt-set: ${x}", Values{"x": Text("new")}, "a: old #kpt-set: ${x}", ""},
		{"a comment above", "# kpt-set: ${x}\na: old", Values{"x": Text("new")}, "# kpt-set: ${x}\na: old", ""},
		{"a value with a reference", "a: old # kpt-set: ${x}", Values{"x": Text("${y}")}, `it contains "${"`, "${y} or the value of y"},
		{"a value with a name of the pattern", "a: o-p # kpt-set: ${x}-${y}", Values{"x": Text("y"), "y": Text("x")}, "a: y-x # kpt-set: ${x}-${y}", ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if findings := c.values.Validate(nil); len(findings) > 0 {
				wantError(t, findings, c.want)
				return
			}
			got := Setting{Values: c.values}.Apply("f.yaml", []byte(c.text))
			if finding.HasErrors(got.Findings) {
				wantError(t, got.Findings, c.want)
			} else if string(got.Text) != c.want {
				t.Errorf("got  %q\nwant %q", got.Text, c.want)
			}
		})
	}
}

func wantError(t *testing.T, findings []finding.Finding, want string) {
	t.Helper()
	if !strings.Contains(findings[0].Message, want) {
		t.Errorf("got  %v\nwant %s", findings, want)
	}
}
