package diff_test

import (
	"context"
	"io/fs"
	"path"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/meshfn/meshfn/internal/chart"
	"github.com/meshfn/meshfn/internal/diff"
)

// TestCharts changes a template of the charts that one of two meshes names. It is named as the cause, and the other mesh
// has no difference.
func TestCharts(t *testing.T) {
	const template = "charts/istio-control/istio-discovery/templates/service.yaml"
	sides := map[string]diff.Side{}
	for name, port := range map[string]string{"base": "https-dns", "head": "https-names"} {
		files := fstest.MapFS{}
		err := fs.WalkDir(chart.Embedded().FS(), ".", func(name string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() {
				return err
			}
			text, err := fs.ReadFile(chart.Embedded().FS(), name)
			if name == template {
				text = []byte(strings.Replace(string(text), "https-dns", port, 1))
			}
			files[path.Join("a/own", name)] = &fstest.MapFile{Data: text}
			return err
		})
		if err != nil || files["a/own/"+template] == nil {
			t.Fatal("no template", err)
		}
		sides[name] = sideOf(t, files, map[string]string{
			"a": strings.ReplaceAll(meshHead, "%s", "a") + "  controlPlane: {revisions: [{version: 1.29.1, charts: own}]}\n",
			"b": strings.ReplaceAll(meshHead, "%s", "b") + "  controlPlane: {trustDomain: b.example.com}\n",
		})
	}
	result, err := diff.Comparison{Base: sides["base"], Head: sides["head"], Jobs: 2}.Do(context.Background())
	if err != nil || len(result.Findings) > 0 {
		t.Fatal(err, result.Findings)
	}
	const want = "  from a/own/" + template + ":1 spec.controlPlane.revisions[0].charts: changed\n"
	if text := string(result.Text()); !strings.HasPrefix(text, "1 cluster of 2 changed.\n") || !strings.HasSuffix(text, want) {
		t.Errorf("want the cause\n%s, got\n%s", want, text)
	}
}
