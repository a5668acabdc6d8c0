package setmeshsetters

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
	"github.com/meshfn/meshfn/internal/setters"
)

// TestBroken sets every fixture of the family and its green twin: a list.yaml goes through the function, a package is set
// from its cluster.yaml.
func TestBroken(t *testing.T) {
	for _, e := range finding.Entries() {
		if !strings.HasPrefix(string(e.Code), "MSH11") {
			continue
		}
		t.Run(string(e.Code), func(t *testing.T) {
			dir := filepath.Join("../../testdata/broken", string(e.Code))
			if said := set(t, dir); !strings.Contains(said, string(e.Code)) {
				t.Errorf("the fixture does not trigger it, but:\n%s", said)
			}
			if said := set(t, filepath.Join(dir, "green")); strings.Contains(said, string(e.Code)) {
				t.Errorf("the green twin triggers it:\n%s", said)
			}
		})
	}
}

// set returns what is said of a fixture.
func set(t *testing.T, dir string) string {
	t.Helper()
	var findings []finding.Finding
	if in, err := os.ReadFile(filepath.Join(dir, "list.yaml")); err == nil {
		list, err := krm.ReadResourceList(bytes.NewReader(in))
		if err != nil {
			t.Fatal(err)
		}
		if err := Process(list); err != nil {
			t.Fatal(err)
		}
		findings = list.Results
	} else {
		findings = setPackage(t, dir)
	}
	var said bytes.Buffer
	if err := finding.WriteText(&said, findings); err != nil {
		t.Fatal(err)
	}
	return said.String()
}

func setPackage(t *testing.T, dir string) []finding.Finding {
	t.Helper()
	work := t.TempDir()
	for _, name := range []string{"Kptfile.txt", "operator.yaml"} {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if os.IsNotExist(err) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(work, strings.TrimSuffix(name, ".txt")), text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(filepath.Join(dir, "cluster.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	m, findings := mesh.Load(mesh.Source{File: "cluster.yaml", Text: text}, nil)
	if findings = append(findings, mesh.Default(m)...); finding.HasErrors(findings) {
		t.Fatal(findings)
	}
	packages, err := setters.Open(work, false)
	if err != nil {
		t.Fatal(err)
	}
	c, _ := packages[0].SetFrom(m, nil, setters.Author{})
	return c.Findings
}
