package configsync

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
)

// Every code of Config Sync's own is named after its number in the catalogue too.
func TestTitles(t *testing.T) {
	titles := map[finding.Code]string{}
	for _, e := range finding.Entries() {
		titles[e.Code] = e.Title
	}
	for _, c := range slices.Concat(repository, rendering) {
		if !strings.HasPrefix(titles[c.code], c.knv+": ") {
			t.Errorf("%s is titled %q, want %s", c.code, titles[c.code], c.knv)
		}
	}
}

// The page says of every number which code it has; and of those without one, why.
func TestPage(t *testing.T) {
	text, err := os.ReadFile("../../../docs/configsync.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range slices.Concat(repository, rendering) {
		if row := "| " + c.knv + " | [" + string(c.code) + "](findings.md#" + strings.ToLower(string(c.code)) + ") |"; !strings.Contains(string(text), row) {
			t.Errorf("there is no row %s", row)
		}
	}
	for n := 1000; n <= 1071; n++ {
		if !strings.Contains(string(text), strconv.Itoa(n)) {
			t.Errorf("nothing is said of KNV%d", n)
		}
	}
}

// gateways is the definition that the cross-network Gateway needs.
const gateways = `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: gateways.networking.istio.io
  annotations: {client.lifecycle.config.k8s.io/deletion: detach, meshfn.dev/mesh: cluster1}
spec:
  group: networking.istio.io
  names: {kind: Gateway, plural: gateways}
  scope: Namespaced
  versions: [{name: v1, served: true, storage: true}, {name: v1beta1, served: true}]
`

// green are the objects of a cluster of the packages and a definition, read anew.
func green(t testing.TB) []rule.Object {
	t.Helper()
	const root = "../../../packages/istio-multicluster/clusters/cluster1"
	var all []rule.Object
	err := filepath.WalkDir(filepath.Join(root, "manifests"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		name, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		objects, err := rule.Read(filepath.ToSlash(name), text)
		all = append(all, objects...)
		return err
	})
	if err != nil || len(all) < 20 {
		t.Fatal(len(all), err)
	}
	definition, err := rule.Read("manifests/crds.yaml", []byte(gateways))
	if err != nil {
		t.Fatal(err)
	}
	return append(all, definition...)
}

func find(t *testing.T, in []rule.Object, resource string) rule.Object {
	t.Helper()
	for _, o := range in {
		if o.ID().String() == resource {
			return o
		}
	}
	t.Fatalf("there is no %s", resource)
	return rule.Object{}
}

func remove(m map[string]any, keys ...string) {
	for _, key := range keys[:len(keys)-1] {
		m, _ = m[key].(map[string]any)
	}
	delete(m, keys[len(keys)-1])
}

// TestMutations makes one mistake at a time in a cluster that has none.
func TestMutations(t *testing.T) {
	if found := checkAll(green(t)); len(found) > 0 {
		t.Fatalf("the green cluster: %v", found)
	}
	annotations := func(o rule.Object) map[string]any { return o.Map("metadata", "annotations") }
	for _, c := range []struct {
		resource, does string
		mutate         func(rule.Object)
		want           finding.Code
	}{
		{"Deployment/istio-system/istiod", "has no name", func(o rule.Object) { remove(o.Object, "metadata", "name") }, finding.MissingName},
		{"Deployment/istio-system/istiod", "has no namespace", func(o rule.Object) { remove(o.Object, "metadata", "namespace") }, finding.MissingNamespace},
		{"Deployment/istio-system/istiod", "has another name", func(o rule.Object) { o.Map("metadata")["name"] = "istiot" }, finding.DependsOnOutside},
		{"Deployment/istio-system/istiod", "is of an old group", func(o rule.Object) { o.Object["apiVersion"] = "extensions/v1beta1" }, finding.DeprecatedKind},
		{"Deployment/istio-system/istiod", "waits for itself", func(o rule.Object) {
			annotations(o)[dependsOnAnnotation] = "apps/namespaces/istio-system/Deployment/istiod"
		}, finding.DependsOnCycle},
		{"Deployment/istio-system/istiod", "does not wait for its certificate", func(o rule.Object) { remove(o.Object, "metadata", "annotations", dependsOnAnnotation) }, finding.DependsOnMissing},
		{"Gateway/istio-system/cross-network-gateway", "does not wait", func(o rule.Object) { remove(o.Object, "metadata", "annotations", dependsOnAnnotation) }, finding.DependsOnMissing},
		{"Gateway/istio-system/cross-network-gateway", "is no kind", func(o rule.Object) { o.Object["kind"] = "Gatway" }, finding.NoDefinition},
		{"Gateway/istio-system/cross-network-gateway", "is no version", func(o rule.Object) { o.Object["apiVersion"] = "networking.istio.io/v2" }, finding.NoDefinition},
		{"HorizontalPodAutoscaler/istio-system/istiod", "does not wait", func(o rule.Object) { remove(o.Object, "metadata", "annotations", dependsOnAnnotation) }, finding.DependsOnMissing},
		{"Namespace/istio-system", "would be deleted", func(o rule.Object) { remove(o.Object, "metadata", "annotations", deletionAnnotation) }, finding.NotDetached},
		{"Namespace/istio-system", "would be deleted by a typo", func(o rule.Object) { annotations(o)[deletionAnnotation] = "Detach" }, finding.LifecycleValue},
		{"Namespace/istio-system", "waits for what is in it", func(o rule.Object) {
			annotations(o)[dependsOnAnnotation] = "apps/namespaces/istio-system/Deployment/istiod"
		}, finding.DependsOnCycle},
		{"CustomResourceDefinition/gateways.networking.istio.io", "is not complete", func(o rule.Object) { remove(o.Object, "spec", "versions") }, finding.MalformedDefinition},
		{"CustomResourceDefinition/gateways.networking.istio.io", "has another plural", func(o rule.Object) { o.Map("spec", "names")["plural"] = "gatways" }, finding.DefinitionName},
		{"ServiceAccount/istio-system/istiod", "has a status", func(o rule.Object) { o.Object["status"] = map[string]any{"a": "b"} }, finding.IllegalField},
		{"ServiceAccount/istio-system/istiod", "has a number as annotation", func(o rule.Object) { annotations(o)["a"] = int64(1) }, finding.AnnotationValue},
	} {
		objects := green(t)
		c.mutate(find(t, objects, c.resource))
		if !reported(checkAll(objects), c.want) {
			t.Errorf("%s %s: no %s", c.resource, c.does, c.want)
		}
	}
}

// Every object may be there once, and each that another waits for must be there.
func TestEveryObject(t *testing.T) {
	all := green(t)
	needed := newUnit(rule.NewCluster("cluster1", nil, all)).needs
	for i, o := range all {
		if found := checkAll(append(green(t), all[i])); !reported(found, finding.NameCollision) {
			t.Errorf("%s twice: %v", o.ID(), found)
		}
		for from, needs := range needed {
			if len(needs) == 1 && needs[0] == o.ID() {
				without := append(green(t)[:i:i], green(t)[i+1:]...)
				if !reported(checkAll(without), finding.DependsOnOutside) {
					t.Errorf("%s waits for %s, which is gone", from, o.ID())
				}
				break
			}
		}
	}
}

func checkAll(objects []rule.Object) []finding.Finding {
	return cluster(rule.NewCluster("cluster1", nil, objects), time.Time{})
}

func reported(found []finding.Finding, code finding.Code) bool {
	for _, f := range found {
		if f.Code == code {
			return true
		}
	}
	return false
}

// A circle of any length is reported once.
func TestCircles(t *testing.T) {
	for n := 1; n <= 6; n++ {
		var text strings.Builder
		for i := range n {
			o := krm.New("v1", "ConfigMap", "shop", string(rune('a'+i)))
			o.Annotate(dependsOnAnnotation, "/namespaces/shop/ConfigMap/"+string(rune('a'+(i+1)%n)))
			text.WriteString("---\n")
			text.Write(krm.Encode(o))
		}
		objects, err := rule.Read("a.yaml", []byte(text.String()))
		if err != nil {
			t.Fatal(err)
		}
		if found := checkAll(objects); len(found) != 1 || found[0].Code != finding.DependsOnCycle {
			t.Errorf("a circle of %d: %v", n, found)
		}
	}
}

func BenchmarkCluster(b *testing.B) {
	c := rule.NewCluster("cluster1", nil, green(b))
	for b.Loop() {
		if found := cluster(c, time.Time{}); len(found) > 0 {
			b.Fatal(found)
		}
	}
}
