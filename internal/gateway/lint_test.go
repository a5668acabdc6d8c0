package gateway

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/meshfn/meshfn/internal/controlplane"
	"github.com/meshfn/meshfn/internal/fleet"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
)

// cluster is what the rules of the gateway lint list look at: objects, and what a mesh.yaml says of the cluster.
type cluster struct {
	name       string
	objects    []krm.Object
	mesh       *mesh.Spec // nil where there is none
	namespaces map[string]krm.Object
}

func clusterOf(name string, spec *mesh.Spec, objects []krm.Object) cluster {
	c := cluster{name, objects, spec, map[string]krm.Object{}}
	for _, o := range c.kind("Namespace") {
		c.namespaces[o.Name()] = o
	}
	return c
}

func (c cluster) kind(kinds ...string) []krm.Object {
	var all []krm.Object
	for _, o := range c.objects {
		if slices.Contains(kinds, o.Kind()) && !strings.HasPrefix(o.APIVersion(), "gateway.networking.k8s.io/") {
			all = append(all, o)
		}
	}
	return all
}

// revisions are the names that a label can ask for; nil where they are not known.
func (c cluster) revisions() []string {
	if c.mesh == nil {
		return nil
	}
	all := slices.Collect(maps.Keys(c.mesh.ControlPlane.Tags))
	for _, r := range c.mesh.ControlPlane.Revisions {
		all = append(all, r.Name)
	}
	return all
}

func (c cluster) controlPlane() string {
	if c.mesh == nil {
		return "istio-system"
	}
	return c.mesh.ControlPlane.Namespace
}

// within reports whether every label of small is in large.
func within(small, large map[string]any) bool {
	for k, v := range small {
		if large[k] != v {
			return false
		}
	}
	return len(small) > 0
}

func podLabels(d krm.Object) map[string]any { return d.Map("spec", "template", "metadata", "labels") }

func (c cluster) selected(namespace string, selector map[string]any) []krm.Object {
	var all []krm.Object
	for _, d := range c.kind("Deployment") {
		if (namespace == "" || d.Namespace() == namespace) && within(selector, podLabels(d)) {
			all = append(all, d)
		}
	}
	return all
}

// injected follows the webhooks of istiod's chart: the label of the namespace comes first.
func (c cluster) injected(d krm.Object) bool {
	ns, pod := c.namespaces[d.Namespace()], podLabels(d)
	rev, _ := pod["istio.io/rev"].(string)
	switch {
	case pod["sidecar.istio.io/inject"] == "false":
		return false
	case ns != nil && ns.Label("istio-injection") != "":
		return ns.Label("istio-injection") == "enabled"
	case ns != nil && ns.Label("istio.io/rev") != "":
		return true
	case c.mesh != nil && c.mesh.ControlPlane.Distribution == mesh.OpenShift:
		return pod["sidecar.istio.io/inject"] == "true"
	case rev == "":
		// Only a default revision or tag serves a pod that names none.
		return pod["sidecar.istio.io/inject"] == "true" && (c.mesh == nil || slices.Contains(c.revisions(), "") || c.mesh.ControlPlane.Tags["default"] != "")
	}
	return true
}

func isGateway(d krm.Object) bool {
	for _, ct := range d.List("spec", "template", "spec", "containers") {
		if m, _ := ct.(map[string]any); m["image"] == "auto" {
			return true
		}
	}
	return false
}

func isEastWest(o krm.Object) bool {
	return o.String("spec", "selector", "istio") == "eastwestgateway" || o.Label("istio") == "eastwestgateway"
}

func numbers(o krm.Object, field string) []int {
	var all []int
	for _, p := range o.List("spec", "ports") {
		m, _ := p.(map[string]any)
		if n, err := strconv.Atoi(fmt.Sprint(m[field])); err == nil {
			all = append(all, n)
		}
	}
	return all
}

// lint returns the numbers of the rules that clusters break, with what breaks them.
func lint(all []cluster) map[int][]string {
	broken := map[int][]string{}
	for number, rule := range rules {
		for _, c := range all {
			for _, what := range rule(c) {
				broken[number] = append(broken[number], c.name+": "+what)
			}
		}
	}
	if b := fleetRule(all); len(b) > 0 {
		broken[8] = append(broken[8], b...)
	}
	return broken
}

// rendered is a member's cluster as meshfn renders it: its gateways and the namespaces around them.
func rendered(m *fleet.Member) cluster {
	var objects []krm.Object
	cp, gw := controlplane.Render(m), Render(m)
	for _, it := range cp.Set.Items() {
		if it.Object.Kind() == "Namespace" {
			objects = append(objects, it.Object)
		}
	}
	for _, it := range gw.Set.Items() {
		objects = append(objects, it.Object)
	}
	return clusterOf(m.Name(), &m.Mesh.Spec, objects)
}

// TestCasesAreClean: what we render breaks no rule, but a gateway in the control plane's namespace where the Mesh asks
// for it, and an east-west gateway within one network where the Mesh has it (an info says so).
func TestCasesAreClean(t *testing.T) {
	cases, err := filepath.Glob("testdata/cases/*")
	if err != nil || len(cases) == 0 {
		t.Fatal("no cases", err)
	}
	asked := map[string]int{"unnamed": 1, "asm-110": 1, "one-network": 8}
	for _, dir := range cases {
		var all []cluster
		for _, m := range load(t, dir).Members {
			all = append(all, rendered(m))
		}
		broken := lint(all)
		number, expected := asked[filepath.Base(dir)]
		if expected && len(broken[number]) == 0 {
			t.Errorf("%s: rule %d is not broken", dir, number)
		}
		delete(broken, number)
		if len(broken) > 0 {
			t.Errorf("%s: %v", dir, broken)
		}
	}
}

// TestLintFixtures: testdata/lint/<number>/<case> breaks exactly that rule.
func TestLintFixtures(t *testing.T) {
	root := "../../testdata/lint"
	for number := range rules {
		dirs, err := filepath.Glob(filepath.Join(root, fmt.Sprintf("%02d", number), "*"))
		if err != nil || len(dirs) == 0 {
			t.Errorf("rule %d has no fixture", number)
		}
		for _, dir := range dirs {
			broken := lint(handWritten(t, dir))
			if len(broken[number]) == 0 {
				t.Errorf("%s breaks nothing", dir)
			}
			delete(broken, number)
			if len(broken) > 0 {
				t.Errorf("%s breaks more: %v", dir, broken)
			}
		}
	}
}

// handWritten reads a fixture: for each cluster the namespaces of its mesh.yaml, where it has one, and the manifests as
// they are.
func handWritten(t *testing.T, dir string) []cluster {
	t.Helper()
	folders, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var all []cluster
	for _, folder := range folders {
		var objects []krm.Object
		var spec *mesh.Spec
		at := filepath.Join(dir, folder.Name())
		if _, err := os.Stat(filepath.Join(at, "mesh.yaml")); err == nil {
			c := rendered(load(t, at).Members[0])
			spec, objects = c.mesh, c.kind("Namespace")
		}
		err := filepath.WalkDir(filepath.Join(at, "manifests"), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			b, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			decoded, err := krm.Decode(b)
			objects = append(objects, decoded...)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, clusterOf(folder.Name(), spec, objects))
	}
	return all
}
