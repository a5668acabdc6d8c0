package istio_test

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sigs.k8s.io/yaml"

	"github.com/meshfn/meshfn/internal/check/istio"
	"github.com/meshfn/meshfn/internal/krm"
)

// expectation is a problem that a sample of Istio has, and why that is right.
type expectation struct {
	In       []string // files, folders, and files joined by " + "
	Says     string   // MSH0303 IST0101
	Resource string
	Reason   string
}

// The samples that Istio ships are real configuration. Each is checked as a file by itself, with all of its folder, and,
// for Bookinfo, with the application that it is for; testdata/samples.yaml says what is found and why.
func TestSamples(t *testing.T) {
	var want struct {
		Templates []string
		Expected  []expectation
	}
	readYAML(t, "testdata/samples.yaml", &want)
	var got []string
	clusters := sampleClusters(t, want.Templates)
	for _, name := range sortedKeys(clusters) {
		for _, p := range check(clusters[name]) {
			got = append(got, fmt.Sprintf("%s: %s %s on %s", name, p.Code, p.IST, clusters[name][p.Object].ID()))
		}
	}
	var expected []string
	for _, e := range want.Expected {
		if e.Reason == "" {
			t.Errorf("%s %s has no reason", e.In, e.Says)
		}
		for _, in := range e.In {
			expected = append(expected, fmt.Sprintf("%s: %s on %s", in, e.Says, e.Resource))
		}
	}
	compare(t, got, expected)
}

const app = "bookinfo/platform/kube/bookinfo.yaml"

// sampleClusters are the clusters that can be made of the samples, by name.
func sampleClusters(t *testing.T, templates []string) map[string][]krm.Object {
	t.Helper()
	root := filepath.Join(module(t, "istio.io/istio"), "samples")
	clusters := map[string][]krm.Object{}
	files := map[string][]krm.Object{}
	for _, name := range yamlFiles(t, root) {
		if slices.Contains(templates, name) {
			continue
		}
		files[name] = readObjects(t, filepath.Join(root, name))
		clusters[name] = files[name]
		folder := path.Dir(name) + "/"
		clusters[folder] = apply(clusters[folder], files[name])
	}
	for name, objects := range files {
		if strings.HasPrefix(name, "bookinfo/networking/") {
			rules := files["bookinfo/networking/destination-rule-all.yaml"]
			clusters[app+" + "+name] = apply(apply(apply(nil, files[app]), rules), objects)
		}
	}
	if len(files) < 130 {
		t.Fatalf("only %d samples", len(files))
	}
	return clusters
}

// apply puts objects into a cluster: one of the same name replaces what is there.
func apply(cluster, objects []krm.Object) []krm.Object {
	for _, o := range objects {
		cluster = slices.DeleteFunc(slices.Clone(cluster), func(other krm.Object) bool { return other.ID() == o.ID() })
		cluster = append(cluster, o)
	}
	return cluster
}

func check(objects []krm.Object) []istio.Problem {
	return istio.Check(objects, istio.Settings{})
}

// compare reports what is in one list only.
func compare(t *testing.T, got, want []string) {
	t.Helper()
	slices.Sort(got)
	slices.Sort(want)
	got, want = slices.Compact(got), slices.Compact(want)
	for _, line := range got {
		if !slices.Contains(want, line) {
			t.Errorf("not expected: %s", line)
		}
	}
	for _, line := range want {
		if !slices.Contains(got, line) {
			t.Errorf("missing: %s", line)
		}
	}
}

func yamlFiles(t testing.TB, root string) []string {
	t.Helper()
	var all []string
	err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if ext := filepath.Ext(name); err == nil && !entry.IsDir() && (ext == ".yaml" || ext == ".yml") {
			relative, _ := filepath.Rel(root, name)
			all = append(all, filepath.ToSlash(relative))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// readObjects reads the resources of a file; documents that are none, values of Helm for one, are left out.
func readObjects(t testing.TB, name string) []krm.Object {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var all []krm.Object
	for _, text := range strings.Split("\n"+string(data), "\n---") {
		var document any
		if err := yaml.Unmarshal([]byte(text), &document); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		all = append(all, objectsOf(document)...)
	}
	return all
}

// objectsOf is the resource, or those of a List.
func objectsOf(document any) []krm.Object {
	m, _ := document.(map[string]any)
	o := krm.Object(m)
	if o.Kind() == "List" {
		var all []krm.Object
		for _, item := range o.List("items") {
			all = append(all, objectsOf(item)...)
		}
		return all
	}
	if o.Kind() == "" || o.Name() == "" {
		return nil
	}
	return []krm.Object{o}
}
