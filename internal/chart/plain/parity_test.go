package plain

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sigs.k8s.io/yaml"

	"github.com/meshfn/meshfn/internal/chart"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
)

// read returns the IstioOperators of a file as istioctl decodes them.
func read(t testing.TB, file string) []krm.Object {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var all []krm.Object
	for _, document := range strings.Split(string(text), "\n---\n") {
		o := map[string]any{}
		if err := yaml.Unmarshal([]byte(document), &o); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		all = append(all, o)
	}
	return all
}

func corpus(t testing.TB, pattern string) []string {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// A case is a file; more than one document in it are files of one call, later wins.
func TestParity(t *testing.T) {
	files := corpus(t, "../testdata/operators/*.yaml")
	if len(files) < 60 {
		t.Fatalf("%d operators, at least 60 are wanted", len(files))
	}
	judge, err := New(chart.Embedded().FS(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".yaml"), func(t *testing.T) {
			operators := read(t, file)
			theirs, warnings, err := judge.Expand(operators...)
			if err != nil {
				t.Fatalf("istioctl refuses: %v", err)
			}
			expansion, findings, err := chart.Embedded().Expand(operators...)
			if err != nil {
				t.Fatal(err)
			}
			if finding.HasErrors(findings) {
				t.Fatalf("refused: %+v", findings)
			}
			for _, line := range chart.Differences(expansion.Objects(), theirs) {
				t.Error(line)
			}
			for _, w := range warnings {
				if !warned(findings, w) {
					t.Errorf("istioctl warns and we do not: %s", w)
				}
			}
		})
	}
}

func warned(findings []finding.Finding, text string) bool {
	for _, f := range findings {
		if strings.Contains(f.Message, text) {
			return true
		}
	}
	return false
}

// What istioctl refuses we refuse.
func TestParityOfRefusals(t *testing.T) {
	judge, err := New(chart.Embedded().FS(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range corpus(t, "../testdata/operators/refused/*.yaml") {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".yaml"), func(t *testing.T) {
			operators := read(t, file)
			if _, _, err := judge.Expand(operators...); err == nil {
				t.Fatal("istioctl accepts this")
			} else {
				t.Log(err)
			}
			_, findings, err := chart.Embedded().Expand(operators...)
			if err != nil {
				t.Fatal(err)
			}
			if !finding.HasErrors(findings) {
				t.Fatalf("not refused: %+v", findings)
			}
			for _, f := range findings {
				t.Logf("%s: %s", f.Field, f.Message)
				if f.Field == "" {
					t.Errorf("a finding without a field: %s", f.Message)
				}
			}
		})
	}
}
