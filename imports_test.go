package meshfn_test

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/meshfn/meshfn/"

// may lists what each package of the module may import of the others: data flows one way, from mesh.yaml to text.
//
//	mesh -> fleet -> (controlplane | gateway | federation) -> chart -> delivery -> krm
//
// A package that is not listed may not exist; a list that is longer than it needs to be is fine only by design.
var may = parse(`
internal/finding/report: internal/finding
internal/finding:
internal/certificate:
internal/mesh: internal/finding internal/certificate
internal/krm: internal/finding
internal/fleet: internal/certificate internal/finding internal/krm internal/mesh
internal/render: internal/finding internal/krm
internal/federation: internal/certificate internal/finding internal/fleet internal/krm internal/mesh internal/render
internal/gateway: internal/finding internal/fleet internal/krm internal/mesh internal/render
internal/controlplane: internal/federation internal/finding internal/fleet internal/krm internal/mesh internal/render
internal/argocd:
internal/setters: internal/finding internal/krm internal/mesh
internal/chart: internal/chart/block internal/chart/residual internal/finding internal/krm
internal/delivery: internal/krm internal/mesh
internal/pipeline: internal/chart internal/controlplane internal/delivery internal/federation internal/finding internal/fleet internal/gateway internal/krm internal/mesh internal/render
internal/check/rule: internal/finding internal/fleet internal/krm internal/mesh
internal/check: internal/check/* internal/check/operator internal/check/rule internal/finding internal/fleet internal/krm internal/mesh internal/render
internal/check/checktest: internal/check/rule internal/finding internal/fleet internal/krm internal/mesh internal/pipeline
internal/check/schema: internal/check/schema/expression internal/check/schema/shape internal/finding internal/krm
internal/check/schema/expression: internal/check/schema/shape
internal/check/schema/shape:
# One package for a family of rules, or a few; none knows another.
internal/check/*: internal/certificate internal/check/istio/envoy internal/check/rule internal/check/schema internal/finding internal/fleet internal/krm internal/mesh
internal/check/istio/envoy:
internal/check/operator: internal/chart internal/check/rule internal/check/schema internal/finding internal/krm internal/mesh
internal/generator: internal/finding internal/fleet internal/krm internal/mesh internal/render
internal/tree: internal/finding internal/fleet internal/krm internal/mesh
internal/run: internal/finding internal/fleet internal/krm internal/pipeline internal/render internal/tree
internal/history:
internal/cache: internal/finding internal/fleet internal/krm internal/mesh internal/run internal/tree
internal/diff: internal/finding internal/fleet internal/krm internal/mesh internal/pipeline internal/render internal/run internal/tree
internal/release:
internal/image: internal/release
packages:
pipelines:
schemas:
functions: functions/* internal/finding internal/generator internal/krm internal/pipeline
functions/*: internal/chart internal/check internal/check/rule internal/delivery internal/finding internal/fleet internal/generator internal/krm internal/mesh internal/pipeline internal/setters
cmd/function: functions
cmd/images: functions internal/chart internal/image internal/release pipelines
cmd/meshfn: cmd/meshfn/cli
cmd/meshfn/cli: functions functions/* internal/argocd internal/cache internal/chart internal/check internal/diff internal/finding/report internal/federation internal/finding internal/fleet internal/history internal/krm internal/mesh internal/pipeline internal/release internal/render internal/run internal/setters internal/tree pipelines schemas
`)

func parse(table string) map[string][]string {
	may := map[string][]string{}
	for line := range strings.Lines(table) {
		if name, list, ok := strings.Cut(strings.TrimSpace(line), ":"); ok && !strings.HasPrefix(name, "#") {
			may[name] = strings.Fields(list)
		}
	}
	return may
}

// forbidden are packages outside that only the named ones may import, directly or not.
var forbidden = []struct {
	path string
	only []string
}{
	// Istio's own renderer costs 37 ms at every start.
	{"istio.io/istio/operator/pkg/render", nil},
	{"istio.io/istio/pkg/kube", nil},
	// What builds images is no part of what they hold.
	{"github.com/google/go-containerregistry/pkg/v1", []string{"internal/image", "cmd/images"}},
}

func TestImports(t *testing.T) {
	for name, imports := range list(t, "{{.ImportPath}} {{join .Imports \" \"}}") {
		if generator(name) || judge(name) {
			continue
		}
		allowed, known := may[family(name)]
		if !known {
			t.Errorf("%s is in no list: say in this test what it may import", name)
			continue
		}
		for _, imported := range imports {
			if own, ok := strings.CutPrefix(imported, module); ok && !slices.Contains(allowed, family(own)) {
				t.Errorf("%s imports %s", name, own)
			}
			// Istio's logging links it as well; nothing but the command line uses it.
			if imported == "github.com/spf13/cobra" && !strings.HasPrefix(name, "cmd/meshfn") {
				t.Errorf("%s imports %s", name, imported)
			}
		}
	}
}

func TestForbidden(t *testing.T) {
	for name, deps := range list(t, "{{.ImportPath}} {{join .Deps \" \"}}") {
		for _, f := range forbidden {
			if slices.Contains(deps, f.path) && !slices.Contains(f.only, name) && !judge(name) {
				t.Errorf("%s depends on %s", name, f.path)
			}
		}
	}
}

// The program of the function images starts at once: no check, nothing of Istio but its charts.
func TestFunctionIsSmall(t *testing.T) {
	deps := list(t, "{{.ImportPath}} {{join .Deps \" \"}}")["cmd/function"]
	if !slices.Contains(deps, module+"functions") {
		t.Fatalf("go list names %d dependencies of cmd/function, and not the functions", len(deps))
	}
	for _, dep := range deps {
		check := dep == module+"internal/check" || strings.HasPrefix(dep, module+"internal/check/")
		istio := strings.HasPrefix(dep, "istio.io/") && dep != "istio.io/istio/manifests"
		if check || istio || strings.HasPrefix(dep, "k8s.io/client-go") || dep == "github.com/spf13/cobra" {
			t.Errorf("cmd/function depends on %s", dep)
		}
	}
}

// Nothing below cmd and the functions reads the environment, the clock or the network by itself.
func TestHermetic(t *testing.T) {
	for name, imports := range list(t, "{{.ImportPath}} {{join .Imports \" \"}}") {
		if strings.HasPrefix(name, "cmd/") || generator(name) || judge(name) {
			continue
		}
		for _, banned := range []string{"net", "net/http", "os/exec", "os/signal", "flag"} {
			if slices.Contains(imports, banned) {
				t.Errorf("%s imports %s", name, banned)
			}
		}
	}
}

// family is the name under which a package stands in the lists.
func family(name string) string {
	switch {
	case strings.HasPrefix(name, "functions/"):
		return "functions/*"
	case strings.HasPrefix(name, "internal/check/") && may[name] == nil:
		return "internal/check/*"
	}
	return name
}

// generator reports whether a package only writes generated files.
func generator(name string) bool { return strings.HasSuffix(name, "/gen") }

// judge reports whether a package only holds our work against something (expansion against Istio's own, schemas against the
// API server's code, the check against mutations), and is linked by no product.
func judge(name string) bool {
	return strings.HasPrefix(name, "internal/chart/") || name == "internal/check/mutate" || strings.HasSuffix(name, "/judge")
}

// list returns what `go list` says of each package of the module, by path inside it.
func list(t *testing.T, format string) map[string][]string {
	t.Helper()
	out, err := exec.Command("go", "list", "-f", format, "./...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	all := map[string][]string{}
	for line := range strings.Lines(string(out)) {
		fields := strings.Fields(line)
		if name := strings.TrimPrefix(fields[0], module); name != fields[0] {
			all[name] = fields[1:]
		}
	}
	if len(all) < 10 {
		t.Fatalf("go list named only %d packages", len(all))
	}
	return all
}
