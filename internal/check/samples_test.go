package check_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sigs.k8s.io/yaml"

	"github.com/meshfn/meshfn/internal/check"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/fleet"
)

// TestSamples checks every sample configuration that ships with Istio, each file as what one cluster gets. What is said
// about it stands in testdata/samples.yaml, with the reason why it is true; anything else is a false alarm.
func TestSamples(t *testing.T) {
	var expected []struct {
		File  string         `json:"file"`
		Codes []finding.Code `json:"codes"`
		Why   string         `json:"why"`
	}
	text, err := os.ReadFile("testdata/samples.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.UnmarshalStrict(text, &expected); err != nil {
		t.Fatal(err)
	}
	want := map[string][]finding.Code{}
	for _, e := range expected {
		if want[e.File] = e.Codes; e.Why == "" {
			t.Errorf("%s has no reason", e.File)
		}
	}
	seen := 0
	for name, text := range samples(t) {
		seen++
		codes := gravely(t, name, text)
		if !slices.Equal(codes, want[name]) {
			t.Errorf("%s gives %v, want %v", name, codes, want[name])
		}
		delete(want, name)
	}
	if seen < 100 {
		t.Errorf("only %d samples", seen)
	}
	for name := range want {
		t.Errorf("there is no sample %s", name)
	}
}

// samples are the YAML files of Istio's samples, by path below them.
func samples(t *testing.T) map[string][]byte {
	t.Helper()
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "istio.io/istio").Output()
	if err != nil {
		t.Fatal(err)
	}
	root := filepath.Join(strings.TrimSpace(string(dir)), "samples")
	all := map[string][]byte{}
	err = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".yaml" {
			return err
		}
		text, err := os.ReadFile(path)
		name, _ := filepath.Rel(root, path)
		all[filepath.ToSlash(name)] = text
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// gravely returns the codes of the errors and warnings about a file, sorted.
func gravely(t *testing.T, name string, text []byte) []finding.Code {
	t.Helper()
	none, _, err := fleet.New(fleet.Input{})
	if err != nil {
		t.Fatal(err)
	}
	read := func() (check.Content, error) { return check.Text(name, text), nil }
	found, err := check.Run(context.Background(), check.Input{Fleet: none, Files: []check.File{{Path: name, Read: read}}})
	if err != nil && !errors.Is(err, check.ErrNothing) { // values of charts are no resources
		t.Fatal(err)
	}
	var codes []finding.Code
	for _, f := range found {
		if f.Severity != finding.Info && !slices.Contains(codes, f.Code) {
			codes = append(codes, f.Code)
		}
	}
	slices.Sort(codes)
	return codes
}
