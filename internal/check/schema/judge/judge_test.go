package judge

import (
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
	"istio.io/istio/manifests"

	"github.com/meshfn/meshfn/internal/check/schema"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
)

const newest = "1.35"

const root = "../../../.."

// moduleDir is where a module lies on disk.
func moduleDir(t *testing.T, name string) string {
	t.Helper()
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", name).Output()
	if err != nil || len(out) == 0 {
		t.Fatalf("no module %s: %v", name, err)
	}
	return strings.TrimSpace(string(out))
}

// definitions are the CRDs of Istio and the Gateway API, those that package schema has.
func definitions(t *testing.T) [][]byte {
	t.Helper()
	text, err := fs.ReadFile(manifests.BuiltinOrDir(""), "charts/base/files/crd-all.gen.yaml")
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(moduleDir(t, "sigs.k8s.io/gateway-api"), "config/crd/experimental/gateway.networking.k8s.io_*.yaml"))
	if err != nil || len(files) == 0 {
		t.Fatal("no CRDs of the Gateway API", err)
	}
	var all [][]byte
	for _, document := range strings.Split(string(text), "\n---\n") {
		all = append(all, []byte(document))
	}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, text)
	}
	return all
}

var judged = []string{"networking.istio.io", "security.istio.io", "telemetry.istio.io", "extensions.istio.io", "gateway.networking.k8s.io",
	"", "apps", "batch", "autoscaling", "policy", "rbac.authorization.k8s.io", "networking.k8s.io", "admissionregistration.k8s.io"}

// corpus are objects of kinds that the judge knows: what we render, and Istio's samples.
func corpus(t *testing.T) []krm.Object {
	t.Helper()
	var all []krm.Object
	add := func(text []byte) {
		objects, err := krm.Decode(text)
		if err != nil {
			return // a template, or no manifest at all
		}
		for _, o := range objects {
			if slices.Contains(judged, o.ID().Group) && o.Kind() != "" && o.Name() != "" && !strings.HasSuffix(o.Kind(), "List") {
				all = append(all, o)
			}
		}
	}
	for _, dir := range []string{filepath.Join(root, "testdata"), filepath.Join(root, "packages"), filepath.Join(root, "internal/gateway/testdata"),
		filepath.Join(root, "internal/chart/testdata"), filepath.Join(moduleDir(t, "istio.io/istio"), "samples")} {
		err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			text, err := os.ReadFile(name)
			switch filepath.Ext(name) {
			case ".yaml":
				add(text)
			case ".txtar":
				for _, f := range txtar.Parse(text).Files {
					add(f.Data)
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(all) < 300 {
		t.Fatalf("only %d objects", len(all))
	}
	return all
}

// verdict of package schema: its errors.
func verdict(s *schema.Schemas, o krm.Object) []schema.Problem {
	return slices.DeleteFunc(s.Check(o), func(p schema.Problem) bool { return finding.New(p.Code, "").Severity != finding.Error })
}

// native reports whether a kind is Kubernetes' own.
func native(o krm.Object) bool {
	g := o.ID().Group
	return !strings.Contains(g, ".") || strings.HasSuffix(g, ".k8s.io") && g != "gateway.networking.k8s.io"
}

// differs says in words how the two disagree, "" where they do not, or where it is known why.
func differs(j *Judge, s *schema.Schemas, o krm.Object) string {
	refused, ours := j.Refuses(o), verdict(s, o)
	switch {
	case errors.Is(refused, errPanic):
		return ""
	case refused != nil && len(ours) == 0:
		return "only the judge refuses: " + refused.Error()
	case refused == nil && len(ours) > 0 && !native(o):
		return "only we refuse: " + ours[0].Field + ": " + ours[0].Message
	}
	return ""
}

// Every object as it is, in every release.
func TestCorpus(t *testing.T) {
	crds, objects := definitions(t), corpus(t)
	for _, release := range []string{"1.27", "1.29", "1.31", "1.33", newest} {
		j, err := New(release, crds...)
		if err != nil {
			t.Fatal(err)
		}
		s := schema.For(release)
		for _, o := range objects {
			if !native(o) && release != newest {
				continue // the schemas of CRDs are the same in every release, and the judge takes its time
			}
			if d := differs(j, s, o); d != "" {
				t.Errorf("Kubernetes %s: %s %s: %s", release, o.APIVersion(), o.ID(), d)
			}
		}
	}
	t.Log(len(objects), "objects")
}

const mutations = 3000

// Thousands of objects with one thing changed.
func TestMutations(t *testing.T) {
	j, err := New(newest, definitions(t)...)
	if err != nil {
		t.Fatal(err)
	}
	s, objects := schema.For(newest), corpus(t)
	r := rand.New(rand.NewPCG(1, 2))
	refused := 0
	for range mutations {
		o, what := mutated(r, objects[r.IntN(len(objects))])
		if d := differs(j, s, o); d != "" {
			t.Errorf("%s %s, %s: %s", o.APIVersion(), o.ID(), what, d)
		}
		if len(verdict(s, o)) > 0 {
			refused++
		}
	}
	if refused < mutations/4 {
		t.Errorf("only %d of the mutations are refused", refused)
	}
	t.Log(refused, "refused")
}
