package functions_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/meshfn/meshfn/functions"
	checkmesh "github.com/meshfn/meshfn/functions/check-mesh"
	"github.com/meshfn/meshfn/internal/krm"
)

var update = flag.Bool("update", false, "write the expected lists anew; the run fails, so that a refresh is no pass")

// catalogue is every function that has a folder here.
var catalogue = functions.Standard().With("check-mesh", checkmesh.Processor(functions.Charts))

// TestCases runs each folder functions/<name>/testdata/<case>: input.yaml is the ResourceList that a function gets,
// output.yaml the one it gives, with items and results; whether it succeeded follows from the results, and is compared
// with them.
func TestCases(t *testing.T) {
	inputs, err := filepath.Glob("*/testdata/*/input.yaml")
	if err != nil || len(inputs) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, input := range inputs {
		dir := filepath.Dir(input)
		name := filepath.Dir(filepath.Dir(dir))
		t.Run(filepath.ToSlash(dir), func(t *testing.T) {
			process, ok := catalogue[name]
			if !ok {
				t.Fatalf("no function %s in the catalogue", name)
			}
			first := apply(t, process, read(t, input))
			expected := filepath.Join(dir, "output.yaml")
			if *update {
				if err := os.WriteFile(expected, first, 0o644); err != nil {
					t.Fatal(err)
				}
				t.Fatal("expected list written anew: read it, then run without -update")
			}
			if diff := cmp.Diff(string(read(t, expected)), string(first)); diff != "" {
				t.Errorf("want -, got +\n%s", diff)
			}
			// A function that runs on its own output changes nothing more.
			if again := apply(t, process, first); !bytes.Equal(again, first) {
				t.Errorf("a second run changes the list\n%s", cmp.Diff(string(first), string(again)))
			}
		})
	}
}

// TestDocumented holds the catalogue and the folders against each other.
func TestDocumented(t *testing.T) {
	for _, name := range catalogue.Names() {
		for _, file := range []string{"README.md", "metadata.yaml"} {
			if _, err := os.Stat(filepath.Join(name, file)); err != nil {
				t.Errorf("function %s: %v", name, err)
			}
		}
		if cases, _ := filepath.Glob(filepath.Join(name, "testdata", "*", "input.yaml")); len(cases) == 0 {
			t.Errorf("function %s has no case in its testdata", name)
		}
	}
}

func apply(t *testing.T, process functions.Processor, list []byte) []byte {
	t.Helper()
	parsed, err := krm.ReadResourceList(bytes.NewReader(list))
	if err != nil {
		t.Fatal(err)
	}
	if err := process(parsed); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := parsed.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func read(t *testing.T, file string) []byte {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return text
}
