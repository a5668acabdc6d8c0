package rule_test

import (
	"testing"
	"time"

	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
)

const text = `# two documents, and a list
apiVersion: v1
kind: Namespace
metadata:
  name: a
---
---
apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: ConfigMap
  metadata:
    name: b
  data:
    key: value
- apiVersion: v1
  kind: ConfigMap
  metadata:
    name: c
---
replicas: 3
`

func TestPlacesOfRead(t *testing.T) {
	objects, err := rule.Read("dir/x.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if len(objects) != 3 {
		t.Fatalf("%d objects", len(objects))
	}
	for i, want := range []struct {
		field string
		line  int
	}{{"metadata.name", 5}, {"data.key", 16}, {"metadata.name", 20}} {
		if at := objects[i].At(want.field); at.Line != want.line || at.File != "dir/x.yaml" {
			t.Errorf("%s of object %d is at %s:%d", want.field, i, at.File, at.Line)
		}
	}
}

// A rule over several clusters sees an object at the place that it had in its file, though the rest of it is gone.
func TestPlacesOfKept(t *testing.T) {
	var items []krm.Item
	for _, name := range []string{"a", "b", "c"} {
		items = append(items, krm.Item{Path: "manifests/all.yaml", Object: krm.New("v1", "Namespace", "", name)})
	}
	var at []finding.Place
	over := rule.Rule{
		Reads: []rule.GroupKind{{Kind: "Namespace"}},
		Fleet: func(w *rule.World) []finding.Finding {
			for _, o := range w.Clusters[0].Kind("", "Namespace") {
				at = append(at, o.At("metadata.name"))
			}
			return nil
		},
	}
	run := rule.NewRun([]rule.Rule{over}, time.Time{})
	run.Add(rule.NewCluster("red", nil, rule.Rendered("clusters/red", items)))
	run.Findings()
	if len(at) != 3 || at[0].Line != 4 || at[1].Line != 9 || at[2].Line != 14 || at[2].File != "clusters/red/manifests/all.yaml" {
		t.Errorf("%+v", at)
	}
}

// Where the control plane is not expanded, its Service alone says where it is.
func TestProfileOfService(t *testing.T) {
	objects, err := rule.Read("istiod.yaml", []byte("apiVersion: v1\nkind: Service\nmetadata: {name: istiod, namespace: mesh-system}\n"))
	if err != nil {
		t.Fatal(err)
	}
	if got := rule.NewCluster("a", nil, objects).Profile().Namespace; got != "mesh-system" {
		t.Errorf("the control plane is in %q", got)
	}
	if got := rule.NewCluster("a", nil, nil).Profile().Namespace; got != "" {
		t.Errorf("nothing is in %q", got)
	}
}
