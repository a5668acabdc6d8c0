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
var may = map[string][]string{
	"internal/finding":      {},
	"internal/certificate":  {},
	"internal/mesh":         {"internal/finding", "internal/certificate"},
	"internal/krm":          {"internal/finding"},
	"internal/fleet":        {"internal/certificate", "internal/finding", "internal/krm", "internal/mesh"},
	"internal/render":       {"internal/finding", "internal/krm"},
	"internal/federation":   {"internal/certificate", "internal/finding", "internal/fleet", "internal/krm", "internal/mesh", "internal/render"},
	"internal/gateway":      {"internal/finding", "internal/fleet", "internal/krm", "internal/mesh", "internal/render"},
	"internal/controlplane": {"internal/federation", "internal/finding", "internal/fleet", "internal/krm", "internal/mesh", "internal/render"},
	"internal/setters":      {"internal/finding", "internal/krm", "internal/mesh"},
	"internal/chart":        {"internal/chart/block", "internal/finding", "internal/krm"},
	"internal/delivery":     {"internal/krm", "internal/mesh"},
	"internal/pipeline": {"internal/chart", "internal/controlplane", "internal/delivery", "internal/federation", "internal/finding",
		"internal/fleet", "internal/gateway", "internal/krm", "internal/mesh", "internal/render"},
	"internal/generator": {"internal/finding", "internal/fleet", "internal/krm", "internal/mesh", "internal/render"},
	"packages":           {},
	"schemas":            {},
	"functions":          {"functions/*", "internal/chart", "internal/generator", "internal/krm", "internal/pipeline"},
	"functions/*":        {"internal/chart", "internal/delivery", "internal/finding", "internal/fleet", "internal/generator", "internal/krm", "internal/mesh", "internal/pipeline", "internal/setters"},
	"cmd/meshfn":         {"cmd/meshfn/cli"},
	"cmd/meshfn/cli": {"functions", "internal/chart", "internal/federation", "internal/finding", "internal/fleet", "internal/krm",
		"internal/mesh", "internal/pipeline", "internal/render", "internal/setters", "schemas"},
}

// forbidden are packages outside that only the named ones may import, directly or not.
var forbidden = []struct {
	path string
	only []string
}{
	// Istio's own renderer costs 37 ms at every start.
	{"istio.io/istio/operator/pkg/render", nil},
	{"istio.io/istio/pkg/kube", nil},
	{"github.com/spf13/cobra", []string{"cmd/meshfn", "cmd/meshfn/cli"}},
}

func TestImports(t *testing.T) {
	for name, imports := range list(t, "{{.ImportPath}} {{join .Imports \" \"}}") {
		allowed, known := may[family(name)]
		if !known && !generator(name) && !judge(name) {
			t.Errorf("%s is in no list: say in this test what it may import", name)
			continue
		}
		for _, imported := range imports {
			if own, ok := strings.CutPrefix(imported, module); ok && known && !slices.Contains(allowed, family(own)) {
				t.Errorf("%s imports %s", name, own)
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
	if strings.HasPrefix(name, "functions/") {
		return "functions/*"
	}
	return name
}

// generator reports whether a package only writes generated files.
func generator(name string) bool { return strings.HasSuffix(name, "/gen") }

// judge reports whether a package only holds our expansion against Istio's own, and is linked by no product.
func judge(name string) bool { return strings.HasPrefix(name, "internal/chart/") }

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
