package setmeshsetters

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/meshfn/meshfn/internal/krm"
)

var update = flag.Bool("update", false, "write the wanted lists anew, and fail")

// TestProcess runs each testdata/<case>/in.yaml and compares the whole list, results and all, with out.yaml; a second run
// changes nothing.
func TestProcess(t *testing.T) {
	inputs, err := filepath.Glob("testdata/*/in.yaml")
	if err != nil || len(inputs) == 0 {
		t.Fatal("no cases", err)
	}
	for _, name := range inputs {
		dir := filepath.Dir(name)
		t.Run(filepath.Base(dir), func(t *testing.T) {
			in, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			got := run(t, in)
			want := filepath.Join(dir, "out.yaml")
			if *update {
				if err := os.WriteFile(want, got, 0o644); err != nil {
					t.Fatal(err)
				}
				t.Fatal("refreshed: read the difference, then run without -update")
			}
			out, err := os.ReadFile(want)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(out), string(got)); diff != "" {
				t.Errorf("list (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(string(got), string(run(t, got))); diff != "" {
				t.Errorf("the second time is not as the first:\n%s", diff)
			}
		})
	}
}

func run(t *testing.T, in []byte) []byte {
	t.Helper()
	list, err := krm.ReadResourceList(bytes.NewReader(in))
	if err != nil {
		t.Fatal(err)
	}
	if err := Process(list); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := list.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
