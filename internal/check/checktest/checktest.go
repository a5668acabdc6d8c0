// Package checktest runs the rules of a family over folders: over the fixtures of its codes, which must trigger them and
// mended must not, and over fleets in which nothing is wrong.
package checktest

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/fleet"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
	"github.com/meshfn/meshfn/internal/pipeline"
)

// Broken runs testdata/broken/<code> and its green twin for every code of the rules. Codes that loading and rendering
// report too have a mesh as their fixture there, and their cases as objects elsewhere.
func Broken(t *testing.T, root string, rules []rule.Rule) {
	t.Helper()
	for _, r := range rules {
		for _, code := range r.Codes {
			dir := filepath.Join(root, "testdata/broken", string(code))
			if manifests, _ := filepath.Glob(filepath.Join(dir, "*/manifests")); len(manifests) == 0 {
				continue
			}
			t.Run(string(code), func(t *testing.T) {
				Case(t, dir, rules, code)
				for _, f := range Run(rules, Clusters(t, filepath.Join(dir, "green"))) {
					if f.Severity != finding.Info || f.Code == code {
						t.Errorf("green: %s", describe(f))
					}
				}
			})
		}
	}
}

// Case runs one folder, which must give the code, each time with its place, and no other error or warning of the rules.
func Case(t *testing.T, dir string, rules []rule.Rule, code finding.Code) {
	t.Helper()
	found := false
	clusters := Clusters(t, dir)
	enough(t, rules, clusters)
	for _, f := range Run(rules, clusters) {
		found = found || f.Code == code
		if f.Code != code && f.Severity != finding.Info {
			t.Errorf("another finding: %s", describe(f))
		}
		if f.Field == "" || f.Line == 0 {
			t.Errorf("without a place: %s", describe(f))
		}
	}
	if !found {
		t.Errorf("%s is not reported", code)
	}
}

// Green runs the rules over the fleets of the repository in which nothing is wrong.
func Green(t *testing.T, root string, rules []rule.Rule) {
	t.Helper()
	fleets, err := filepath.Glob(filepath.Join(root, "testdata/fleets/*"))
	if err != nil {
		t.Fatal(err)
	}
	packages, err := filepath.Glob(filepath.Join(root, "packages/*/mesh.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range packages {
		fleets = append(fleets, filepath.Dir(p))
	}
	fleets = append(fleets, filepath.Join(root, "packages/istio-multicluster"), filepath.Join(root, "packages/ossm-federation"))
	if len(fleets) < 8 {
		t.Fatalf("only %d green fleets", len(fleets))
	}
	for _, dir := range fleets {
		for what, clusters := range map[string][]*rule.Cluster{"meshes": Clusters(t, dir), "objects": Objects(t, dir)} {
			enough(t, rules, clusters)
			for _, f := range Run(rules, clusters) {
				if f.Severity != finding.Info {
					t.Errorf("%s as %s: %s", dir, what, describe(f))
				}
			}
		}
	}
}

func describe(f finding.Finding) string {
	return string(f.Code) + " " + f.File + " " + f.Resource + " " + f.Field + ": " + f.Message
}

// now is the time of every check here.
var now = time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)

// Run returns what the rules find.
func Run(rules []rule.Rule, clusters []*rule.Cluster) []finding.Finding {
	run := rule.NewRun(rules, now)
	for _, c := range clusters {
		run.Add(c)
	}
	return run.Findings()
}

// enough holds what each rule over several clusters keeps against what it finds with all objects of the kinds that it reads.
func enough(t *testing.T, rules []rule.Rule, clusters []*rule.Cluster) {
	t.Helper()
	for _, r := range rules {
		if r.Fleet == nil || r.Keep == nil {
			continue
		}
		kept := Run([]rule.Rule{r}, clusters)
		r.Keep = nil
		if diff := cmp.Diff(Run([]rule.Rule{r}, clusters), kept); diff != "" {
			t.Errorf("%v with what they keep (+) and with all that they read (-):\n%s", r.Codes, diff)
		}
	}
}

// Clusters returns the clusters of a folder: what its meshes render to together with the manifests of others, or the
// manifests alone where it has no mesh.
func Clusters(t testing.TB, dir string) []*rule.Cluster {
	t.Helper()
	objects := read(t, dir)
	rendered := map[string][]rule.Object{}
	members := map[string]*fleet.Member{}
	for _, m := range meshes(t, dir) {
		items := render(t, m)
		mine := slices.DeleteFunc(objects[m.Dir], func(o rule.Object) bool { return o.Annotation(krm.MeshAnnotation) != "" })
		members[m.Dir] = m
		rendered[m.Dir] = append(rule.Rendered(m.Dir, items), mine...)
	}
	return clusters(members, rendered, objects)
}

// Of returns the clusters of a fleet, with what its meshes render to.
func Of(t testing.TB, f *fleet.Fleet) []*rule.Cluster {
	t.Helper()
	var all []*rule.Cluster
	for _, m := range f.Members {
		all = append(all, rule.NewCluster(m.Name(), m, rule.Rendered(m.Dir, render(t, m))))
	}
	return all
}

// Objects returns the clusters of a folder as their rendered objects alone tell.
func Objects(t testing.TB, dir string) []*rule.Cluster {
	t.Helper()
	rendered := map[string][]rule.Object{}
	for _, m := range meshes(t, dir) {
		rendered[m.Dir] = rule.Rendered(m.Dir, render(t, m))
	}
	return clusters(nil, rendered, nil)
}

func clusters(members map[string]*fleet.Member, rendered, objects map[string][]rule.Object) []*rule.Cluster {
	var all []*rule.Cluster
	for folder, own := range rendered {
		name := folder
		if m := members[folder]; m != nil {
			name = m.Name()
		}
		all = append(all, rule.NewCluster(name, members[folder], own))
	}
	for folder, foreign := range objects {
		if _, done := rendered[folder]; !done {
			all = append(all, rule.NewCluster(folder, nil, foreign))
		}
	}
	slices.SortFunc(all, func(a, b *rule.Cluster) int { return strings.Compare(a.Name, b.Name) })
	return all
}

func render(t testing.TB, m *fleet.Member) []krm.Item {
	t.Helper()
	out, err := pipeline.Whole{Charts: pipeline.Library("")}.Render(m)
	if err != nil || finding.HasErrors(out.Findings) {
		t.Fatal(err, out.Findings)
	}
	return out.Set.Items()
}

// meshes of a folder, without those of a green twin in it.
func meshes(t testing.TB, dir string) []*fleet.Member {
	t.Helper()
	in := fleet.Input{Objects: func(name string) ([]krm.Object, error) {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			return nil, err
		}
		return krm.Decode(text)
	}}
	each(t, dir, func(name string, text []byte) {
		switch path.Base(name) {
		case "mesh.yaml":
			in.Meshes = append(in.Meshes, mesh.Source{File: name, Text: text})
		case "fleet.yaml":
			in.Fleets = append(in.Fleets, mesh.Source{File: name, Text: text})
		}
	})
	if len(in.Meshes) == 0 {
		return nil
	}
	f, findings, err := fleet.New(in)
	if err != nil || finding.HasErrors(findings) {
		t.Fatal(err, findings)
	}
	return f.Members
}

// read returns the objects of the manifests/ and operator/ folders by the folder above.
func read(t testing.TB, dir string) map[string][]rule.Object {
	t.Helper()
	all := map[string][]rule.Object{}
	each(t, dir, func(name string, text []byte) {
		for above := path.Dir(name); above != "."; above = path.Dir(above) {
			if base := path.Base(above); base != krm.ManifestsFolder && base != krm.OperatorFolder {
				continue
			}
			objects, err := rule.Read(name, text)
			if err != nil {
				t.Fatal(name, err)
			}
			folder := path.Dir(above)
			all[folder] = append(all[folder], objects...)
		}
	})
	return all
}

func each(t testing.TB, dir string, do func(name string, text []byte)) {
	t.Helper()
	err := filepath.WalkDir(dir, func(file string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && d.Name() == "green" && file == filepath.Join(dir, "green") && filepath.Base(filepath.Dir(dir)) == "broken":
			return filepath.SkipDir
		case d.IsDir() || path.Ext(file) != ".yaml":
			return nil
		}
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		name, err := filepath.Rel(dir, file)
		do(filepath.ToSlash(name), text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
