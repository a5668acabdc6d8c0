package controlplane_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"sigs.k8s.io/yaml"

	"github.com/meshfn/meshfn/internal/controlplane"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/fleet"
	"github.com/meshfn/meshfn/internal/krm"
)

// row of a field table: what the sources say stands at a path of the IstioOperator's spec.
type row struct {
	Path   string `json:"path"`
	Value  any    `json:"value"`
	Source string `json:"source"`
}

// absent as a value means that the field must not be there.
const absent = "-"

// TestFields holds the installs of the guides against tables that were written from the packages and guides, not from
// the output.
func TestFields(t *testing.T) {
	members := load(t, "../../testdata/fleets/demo")
	tables, err := filepath.Glob("testdata/fields/*.yaml")
	if err != nil || len(tables) != len(members) {
		t.Fatalf("%d tables for %d meshes (%v)", len(tables), len(members), err)
	}
	for _, table := range tables {
		name := strings.TrimSuffix(filepath.Base(table), ".yaml")
		t.Run(name, func(t *testing.T) {
			m := members[name]
			if m == nil {
				t.Fatal("no such mesh in the fleet")
			}
			spec := operatorOf(t, m)
			for _, r := range readRows(t, table) {
				got := at(spec, r.Path)
				if r.Value == absent {
					r.Value = nil
				}
				if diff := cmp.Diff(plain(t, r.Value), plain(t, got)); diff != "" {
					t.Errorf("%s (%s): want -, got +\n%s", r.Path, r.Source, diff)
				}
			}
		})
	}
}

// load returns the members of a fleet on disk by name, and fails on any error.
func load(t testing.TB, dir string) map[string]*fleet.Member {
	t.Helper()
	names, err := krm.Walk(dir)
	if err != nil {
		t.Fatal(err)
	}
	files, err := krm.Scan(dir, names, fleet.Wanted)
	if err != nil {
		t.Fatal(err)
	}
	in := fleet.Input{Objects: func(name string) ([]krm.Object, error) {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			return nil, err
		}
		return krm.Decode(text)
	}}
	in.Add(files)
	return members(t, in)
}

func members(t testing.TB, in fleet.Input) map[string]*fleet.Member {
	t.Helper()
	f, findings, err := fleet.New(in)
	if err != nil {
		t.Fatal(err)
	}
	if finding.HasErrors(findings) {
		t.Fatalf("unexpected findings: %v", findings)
	}
	byName := map[string]*fleet.Member{}
	for _, m := range f.Members {
		byName[m.Name()] = m
	}
	return byName
}

// operatorOf renders a member and returns the spec of its only IstioOperator.
func operatorOf(t testing.TB, m *fleet.Member) map[string]any {
	t.Helper()
	out := controlplane.Render(m)
	if finding.HasErrors(out.Findings) {
		t.Fatalf("unexpected findings: %v", out.Findings)
	}
	var specs []map[string]any
	for _, it := range out.Set.Items() {
		if it.Object.Kind() == "IstioOperator" {
			specs = append(specs, it.Object.Map("spec"))
		}
	}
	if len(specs) != 1 {
		t.Fatalf("%d IstioOperators", len(specs))
	}
	return specs[0]
}

func readRows(t *testing.T, file string) []row {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var rows []row
	if err := yaml.UnmarshalStrict(text, &rows); err != nil {
		t.Fatal(err)
	}
	return rows
}

// at follows a path such as components.ingressGateways[istio-ingressgateway].enabled; an element of a list is found by
// its name.
func at(spec map[string]any, path string) any {
	var v any = spec
	for _, key := range strings.Split(path, ".") {
		key, element, _ := strings.Cut(key, "[")
		under, _ := v.(map[string]any)
		v = under[key]
		if element != "" {
			v = named(v, strings.TrimSuffix(element, "]"))
		}
	}
	return v
}

func named(v any, name string) any {
	list, _ := v.([]any)
	for _, e := range list {
		if m, ok := e.(map[string]any); ok && m["name"] == name {
			return m
		}
	}
	return nil
}

// plain turns a value into what YAML decodes, so that int and float64 compare.
func plain(t testing.TB, v any) any {
	t.Helper()
	text, err := yaml.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var decoded any
	if err := yaml.Unmarshal(text, &decoded); err != nil {
		t.Fatal(err)
	}
	return decoded
}
