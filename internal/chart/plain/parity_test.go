package plain

import (
	"fmt"
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

// A fleet whose clusters differ in names is rendered once and filled in: the last clusters are what istioctl makes, too.
func TestParityOfFleet(t *testing.T) {
	judge, err := New(chart.Embedded().FS(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	const clusters = 40
	for n := range clusters {
		o := krm.New("install.istio.io/v1alpha1", "IstioOperator", "istio-system", "mesh")
		name, network := fmt.Sprintf("cluster-%d", n), fmt.Sprintf("net-%d.prod", n)
		o["spec"] = map[string]any{
			"meshConfig": map[string]any{"trustDomain": fmt.Sprintf("shop-%d.svc.id.goog", n)},
			"values": map[string]any{"global": map[string]any{
				"meshID": fmt.Sprintf("mesh-%d", n), "network": network, "multiCluster": map[string]any{"clusterName": name},
			}},
			"components": map[string]any{"ingressGateways": []any{map[string]any{
				"name": "gateway-" + name, "enabled": true, "label": map[string]any{"topology.istio.io/network": network},
			}}},
		}
		expansion, findings, err := chart.Embedded().Expand(o)
		if err != nil || len(findings) > 0 {
			t.Fatal(findings, err)
		}
		if n < clusters-2 {
			continue
		}
		theirs, _, err := judge.Expand(o)
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range chart.Differences(expansion.Objects(), theirs) {
			t.Error(line)
		}
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
