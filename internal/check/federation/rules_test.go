package federation_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/meshfn/meshfn/internal/check/checktest"
	"github.com/meshfn/meshfn/internal/check/federation"
	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
)

const fixtures = root + "/testdata/rules/federation"

// TestEveryRuleIsThere asks for a code of every number of the list.
func TestEveryRuleIsThere(t *testing.T) {
	for n := 1; n <= 59; n++ {
		code := finding.Code(fmt.Sprintf("MSH10%02d", n))
		if n == 52 { // a warning of its own besides
			code = finding.FailoverNotLocal
		}
		if !slices.ContainsFunc(federation.Rules, func(r rule.Rule) bool { return slices.Contains(r.Codes, code) }) {
			t.Errorf("no rule reports %s", code)
		}
	}
}

// TestRulesCanFail patches the output of a fleet by the fixtures of testdata/rules/federation, named by the number of the
// rule that each must break: with what the meshes say, and where asked for with the objects alone.
func TestRulesCanFail(t *testing.T) {
	cases, err := os.ReadDir(fixtures)
	if err != nil {
		t.Fatal(err)
	}
	for _, dir := range cases {
		if !dir.IsDir() {
			continue
		}
		t.Run(dir.Name(), func(t *testing.T) {
			code := finding.Code("MSH10" + dir.Name()[:2])
			clusters := patched(t, checktest.Clusters(t, root+"/testdata/fleets/federation"), filepath.Join(fixtures, dir.Name()))
			found := checktest.Run(federation.Rules, clusters)
			i := slices.IndexFunc(found, func(f finding.Finding) bool { return f.Code == code })
			if i < 0 {
				t.Fatalf("%s is not reported, but: %v", code, found)
			}
			if f := found[i]; f.File == "" || f.Line == 0 || f.Field == "" || f.Mesh == "" {
				t.Errorf("without a place: %+v", f)
			}
		})
	}
}

// patched are the clusters with the objects of dir/<mesh>.yaml merged in: into the object of the same identity, maps
// deeply and lists as a whole; one that is not there is added; "$patch: delete" removes it.
func patched(t *testing.T, clusters []*rule.Cluster, dir string) []*rule.Cluster {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.yaml"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%s holds no patch: %v", dir, err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".yaml")
		i := slices.IndexFunc(clusters, func(c *rule.Cluster) bool { return c.Name == name })
		text, err := os.ReadFile(file)
		if err != nil || i < 0 {
			t.Fatalf("%s: %v", file, err)
		}
		changes, err := rule.Read(filepath.Base(dir)+"/"+filepath.Base(file), text)
		if err != nil {
			t.Fatal(err)
		}
		objects := slices.Concat(clusters[i].Objects, clusters[i].Local)
		for _, change := range changes {
			at := slices.IndexFunc(objects, func(o rule.Object) bool { return o.ID() == change.ID() })
			switch {
			case change.Get("$patch") == "delete" && at >= 0:
				objects = slices.Delete(objects, at, at+1)
			case change.Get("$patch") == "delete":
				t.Fatalf("%s: nothing to delete: %s", file, change.ID())
			case at >= 0:
				merge(objects[at].Object, change.Object)
			default:
				objects = append(objects, change)
			}
		}
		clusters[i] = rule.NewCluster(name, clusters[i].Member, objects)
	}
	return clusters
}

func merge(base, patch krm.Object) {
	for k, v := range patch {
		under, isMap := base[k].(map[string]any)
		over, alsoMap := v.(map[string]any)
		switch {
		case v == nil:
			delete(base, k)
		case isMap && alsoMap:
			merge(under, over)
		default:
			base[k] = v
		}
	}
}
