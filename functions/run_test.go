package functions_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/meshfn/meshfn/functions"
)

// What an orchestrator sees of a function: the list with its results whether it found errors or not, the errors where
// people read them, and nothing at all from one that could not be carried out.
func TestRun(t *testing.T) {
	for _, c := range []struct {
		name, function, list string
		findings             bool
		err, out, say        string
	}{
		{name: "fine", function: "expand-istio-operator", list: list("[]"), out: "kind: ResourceList"},
		{name: "finding", function: "render-mesh", list: list("[]"), findings: true, out: "results:", say: "error MSH1"},
		{name: "no list", function: "render-mesh", list: "kind: Pod\n", err: "want kind ResourceList"},
		{name: "empty", function: "render-mesh", err: "the input is empty"},
		{name: "unknown", function: "render-all", list: list("[]"), err: `no function "render-all"; there are expand-istio-operator,`},
	} {
		t.Run(c.name, func(t *testing.T) {
			var out, say bytes.Buffer
			err := functions.Standard().Run(c.function, strings.NewReader(c.list), &out, &say)
			if errors.Is(err, functions.ErrFindings) != c.findings {
				t.Errorf("the error is %v", err)
			}
			if c.err != "" && (err == nil || !strings.Contains(err.Error(), c.err)) {
				t.Errorf("the error is %v, want %s", err, c.err)
			}
			if c.err == "" && !c.findings && err != nil {
				t.Error(err)
			}
			if !strings.Contains(out.String(), c.out) || c.out == "" && out.Len() > 0 {
				t.Errorf("out: %q", out.String())
			}
			if !strings.Contains(say.String(), c.say) || c.say == "" && say.Len() > 0 {
				t.Errorf("said: %q", say.String())
			}
		})
	}
}

// An error of the reader or the writer is the function's.
func TestRunStreams(t *testing.T) {
	broken := errors.New("broken pipe")
	if err := functions.Standard().Run("render-mesh", failing{broken}, failing{}, failing{}); !errors.Is(err, broken) {
		t.Errorf("reading: %v", err)
	}
	if err := functions.Standard().Run("expand-istio-operator", strings.NewReader(list("[]")), failing{broken}, failing{}); !errors.Is(err, broken) {
		t.Errorf("writing: %v", err)
	}
}

func TestWith(t *testing.T) {
	standard := functions.Standard()
	more := standard.With("check-all", standard["render-mesh"])
	if more["check-all"] == nil || standard["check-all"] != nil {
		t.Error("With is to give another catalogue and leave the first alone")
	}
	if len(more) != len(standard)+1 {
		t.Errorf("%v", more.Names())
	}
}

func list(items string) string {
	return "apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems: " + items + "\n"
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error)  { return 0, f.err }
func (f failing) Write([]byte) (int, error) { return 0, f.err }
