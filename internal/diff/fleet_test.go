package diff_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/meshfn/meshfn/internal/diff"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/pipeline"
	"github.com/meshfn/meshfn/internal/tree"
)

const meshHead = "apiVersion: meshfn.dev/v1alpha1\nkind: Mesh\nmetadata: {name: %s, annotations: {config.kubernetes.io/local-config: \"true\"}}\nspec:\n"

// choices are lines of a mesh.yaml, of which an edit takes one instead of another.
var choices = [][]string{
	{"", "  cluster: {network: one}\n", "  cluster: {network: two, region: r}\n"},
	{"", "  namespaces: [{name: shop}]\n", "  namespaces: [{name: pay}, {name: shop, injection: Disabled}]\n"},
	{"", "  gateways: [{name: in, namespace: in, role: Ingress, exposure: External}]\n", "  gateways: [{name: in, namespace: in, role: Ingress, exposure: Internal, replicas: {min: 2, max: 4}}]\n"},
	{"", "  controlPlane: {trustDomain: a.example.com}\n", "  controlPlane: {meshID: one}\n"},
	{"", "  multiCluster: {remoteSecrets: {source: ExternalSecret, externalSecret: {store: vault, key: \"mesh/{mesh}\"}}}\n"},
}

// TestFleet edits a fleet at random. What is said in JSON, applied to the objects of the base, gives those of the head;
// and clusters of which nothing is said have the same objects.
func TestFleet(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 25 {
		before := randomFleet(r, nil)
		after := randomFleet(r, before)
		base, head := side(t, before), side(t, after)
		result, err := diff.Comparison{Base: base, Head: head, Jobs: 2, Objects: true}.Do(context.Background())
		if err != nil || finding.HasErrors(result.Findings) {
			t.Fatal(err, result.Findings)
		}
		text, err := result.JSON()
		if err != nil {
			t.Fatal(err)
		}
		got := patched(t, objects(t, base), text)
		if d := cmp.Diff(objects(t, head), got); d != "" {
			t.Fatalf("want -, got +\n%s\n%s", d, text)
		}
		same, err := diff.Comparison{Base: head, Head: side(t, after), Jobs: 2}.Do(context.Background())
		if err != nil || !same.Empty() {
			t.Fatalf("a fleet differs from itself: %v %s", err, same.Text())
		}
	}
}

// randomFleet returns the lines of the meshes by name: new ones, or those of another fleet with some changed.
func randomFleet(r *rand.Rand, from map[string]string) map[string]string {
	fleet := map[string]string{}
	for _, name := range []string{"a", "b", "c", "d"} {
		old, had := from[name]
		switch {
		case r.IntN(6) == 0 && name != "a":
		case had && r.IntN(2) == 0:
			fleet[name] = old
		default:
			text := fmt.Sprintf(meshHead, name)
			for _, lines := range choices {
				text += lines[r.IntN(len(lines))]
			}
			if strings.HasSuffix(text, "spec:\n") {
				text = strings.TrimSuffix(text, "\n") + " {}\n"
			}
			fleet[name] = text
		}
	}
	return fleet
}

func side(t *testing.T, meshes map[string]string) diff.Side {
	t.Helper()
	return sideOf(t, fstest.MapFS{}, meshes)
}

// sideOf is side with files beside the meshes.
func sideOf(t *testing.T, files fstest.MapFS, meshes map[string]string) diff.Side {
	t.Helper()
	files["fleet.yaml"] = &fstest.MapFile{Data: []byte(`apiVersion: meshfn.dev/v1alpha1
kind: Fleet
metadata: {name: fleet, annotations: {config.kubernetes.io/local-config: "true"}}
spec: {defaults: {controlPlane: {distribution: Istio, revisions: [{version: 1.29.1}]}, delivery: {crds: None}}}
`)}
	for name, text := range meshes {
		files[name+"/mesh.yaml"] = &fstest.MapFile{Data: []byte(text)}
	}
	tr, err := tree.OpenFS(files, ".", time.Time{})
	if err != nil || finding.HasErrors(tr.Findings) {
		t.Fatal(err, tr.Findings)
	}
	charts, err := pipeline.FSCharts(files, tr.Root, "")
	if err != nil {
		t.Fatal(err)
	}
	return diff.Side{Tree: tr, Charts: charts}
}

// objects of each cluster of a side by identity, but for IstioOperators.
func objects(t *testing.T, s diff.Side) map[string]map[string]any {
	t.Helper()
	all := map[string]map[string]any{}
	for _, m := range s.Tree.Fleet.Members {
		out, err := pipeline.Whole{Charts: s.Charts}.Render(m)
		if err != nil || finding.HasErrors(out.Findings) {
			t.Fatal(err, out.Findings)
		}
		all[m.Name()] = map[string]any{}
		for _, it := range out.Set.Items() {
			if it.Object.Kind() != "IstioOperator" {
				all[m.Name()][it.Object.ID().String()] = plain(it.Object)
			}
		}
	}
	return all
}

// patched applies what is said to the objects of a base.
func patched(t *testing.T, clusters map[string]map[string]any, text []byte) map[string]map[string]any {
	t.Helper()
	var said struct {
		Changes []struct {
			Op       string
			Object   krm.ID
			Clusters []string
			Fields   []jsonField
			Value    map[string]any
		}
		Added []struct {
			Cluster string
			Objects []krm.Object
		}
		Removed []struct{ Cluster string }
	}
	if err := json.Unmarshal(text, &said); err != nil {
		t.Fatal(err)
	}
	for _, c := range said.Changes {
		for _, cluster := range c.Clusters {
			id := c.Object.String()
			switch held := clusters[cluster]; c.Op {
			case "added":
				o := krm.Object(plain(c.Value).(map[string]any))
				held[id] = plain(o.Annotate(krm.MeshAnnotation, cluster))
			case "removed":
				delete(held, id)
			default:
				held[id] = apply(held[id], slices.Clone(c.Fields))
			}
		}
	}
	for _, c := range said.Removed {
		delete(clusters, c.Cluster)
	}
	for _, c := range said.Added {
		clusters[c.Cluster] = map[string]any{}
		for _, o := range c.Objects {
			clusters[c.Cluster][o.ID().String()] = plain(o)
		}
	}
	return maps.Clone(clusters)
}
