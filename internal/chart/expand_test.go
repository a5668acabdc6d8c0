package chart_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/meshfn/meshfn/internal/chart"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
)

// TestBroken expands the fixture of each finding that expansion reports, and its green twin.
func TestBroken(t *testing.T) {
	for _, code := range []finding.Code{
		finding.ExpansionRefused, finding.ExpansionWarning, finding.OverlayIgnored, finding.OperatorField, finding.ExpandsToNothing,
	} {
		t.Run(string(code), func(t *testing.T) {
			dir := filepath.Join("../../testdata/broken", string(code))
			if !says(t, dir, code) {
				t.Error("the fixture does not trigger it")
			}
			if says(t, filepath.Join(dir, "green"), code) {
				t.Error("the green twin triggers it")
			}
		})
	}
}

func says(t *testing.T, dir string, code finding.Code) bool {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, "operator.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	_, findings, err := chart.Embedded().Expand(operator(t, string(text)))
	if err != nil {
		t.Fatal(err)
	}
	return slices.ContainsFunc(findings, func(f finding.Finding) bool { return f.Code == code && f.Field != "" })
}

// A hundred expansions by several workers, in any order, with others between, are one text.
func TestExpandIsStable(t *testing.T) {
	want := krm.Encode(withoutCRDs(expand(t, cluster(t, 1)))...)
	for range 4 {
		t.Run("", func(t *testing.T) {
			t.Parallel()
			for n := range 25 {
				expand(t, cluster(t, n))
				if diff := cmp.Diff(string(want), string(krm.Encode(withoutCRDs(expand(t, cluster(t, 1)))...))); diff != "" {
					t.Fatal(diff)
				}
			}
		})
	}
}

// withoutCRDs are the objects but for the definitions, which are long and the same for all.
func withoutCRDs(e chart.Expansion) []krm.Object {
	return slices.DeleteFunc(e.Objects(), func(o krm.Object) bool { return o.Kind() == "CustomResourceDefinition" })
}

// What a caller does to metadata stays with its own expansion.
func TestMetadataIsTheCallers(t *testing.T) {
	want := krm.Encode(expand(t, cluster(t, 2)).Objects()...)
	for _, o := range expand(t, cluster(t, 2)).Objects() {
		o.Annotate("a", "b").SetLabels("c", "d")
		o.Map("metadata")["namespace"] = "changed"
	}
	if diff := cmp.Diff(string(want), string(krm.Encode(expand(t, cluster(t, 2)).Objects()...))); diff != "" {
		t.Error(diff)
	}
}

// The input is the caller's.
func TestExpandKeepsItsInput(t *testing.T) {
	files, err := filepath.Glob("testdata/operators/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		operators, err := krm.Decode(text)
		if err != nil {
			t.Fatal(err)
		}
		before := krm.Encode(operators...)
		if _, _, err := chart.Embedded().Expand(operators...); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(before), string(krm.Encode(operators...))); diff != "" {
			t.Errorf("%s: %s", file, diff)
		}
	}
}
