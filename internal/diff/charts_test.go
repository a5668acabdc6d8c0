package diff_test

import (
	"context"
	"io/fs"
	"path"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/meshfn/meshfn/internal/chart"
	"github.com/meshfn/meshfn/internal/diff"
)

const template = "charts/istio-control/istio-discovery/templates/service.yaml"

// TestCharts changes, removes and adds a template of the charts that one of two meshes names. It is named as the cause, and the
// other mesh has no difference.
func TestCharts(t *testing.T) {
	for _, c := range []struct{ base, head, op string }{
		{"https-dns", "https-names", "changed"},
		{"https-dns", "", "removed"},
		{"", "https-dns", "added"},
	} {
		text := string(withCharts(t, c.base, c.head).Text())
		want := "  from a/own/" + template + ":1 spec.controlPlane.revisions[0].charts: " + c.op + "\n"
		if !strings.HasPrefix(text, "1 cluster of 2 changed.\n") || !strings.HasSuffix(text, want) {
			t.Errorf("want the cause\n%s, got\n%s", want, text)
		}
	}
}

// TestBrokenCharts mends a template that failed: the mesh was broken at the base, and the other is compared.
func TestBrokenCharts(t *testing.T) {
	for _, broken := range []string{`{{ fail "broken" }}`, "{{ end }}"} {
		result := withCharts(t, broken, "https-dns")
		if !slices.Equal(result.Broken, []string{"a"}) || len(result.BaseFindings) != 1 || result.Compared != 2 || len(result.Added) != 1 {
			t.Errorf("%s: %v, %v\n%s", broken, result.Broken, result.BaseFindings, result.Text())
		}
	}
}

// withCharts compares two meshes, of which one has charts of its own with another name of a port in them at the base and
// in the head, or without the template that has it.
func withCharts(t *testing.T, base, head string) diff.Result {
	t.Helper()
	var sides [2]diff.Side
	for i, port := range []string{base, head} {
		files := fstest.MapFS{}
		err := fs.WalkDir(chart.Embedded().FS(), ".", func(name string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() {
				return err
			}
			text, err := fs.ReadFile(chart.Embedded().FS(), name)
			switch {
			case name == template && port == "":
				return err
			case name == template:
				text = []byte(strings.Replace(string(text), "https-dns", port, 1))
			}
			files[path.Join("a/own", name)] = &fstest.MapFile{Data: text}
			return err
		})
		if err != nil || (files["a/own/"+template] == nil) != (port == "") {
			t.Fatal("the template is not where it was", err)
		}
		sides[i] = sideOf(t, files, map[string]string{
			"a": strings.ReplaceAll(meshHead, "%s", "a") + "  controlPlane: {revisions: [{version: 1.29.1, charts: own}]}\n",
			"b": strings.ReplaceAll(meshHead, "%s", "b") + "  controlPlane: {trustDomain: b.example.com}\n",
		})
	}
	result, err := diff.Comparison{Base: sides[0], Head: sides[1], Jobs: 2}.Do(context.Background())
	if err != nil || len(result.Findings) > 0 {
		t.Fatal(err, result.Findings)
	}
	return result
}
