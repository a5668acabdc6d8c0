package configsync

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/meshfn/meshfn/e2e/apiserver"
	"github.com/meshfn/meshfn/e2e/meshfn"
	"github.com/meshfn/meshfn/e2e/tools"
)

// pipeline is what a user's Kptfile says of us.
const pipeline = `apiVersion: kpt.dev/v1
kind: Kptfile
metadata:
  name: red
  annotations: {config.kubernetes.io/local-config: "true"}
pipeline:
  mutators:
  - exec: meshfn fn render-mesh
  validators:
  - exec: meshfn fn check-mesh
`

// A package that kpt renders, kpt live applies: sources and operator/ stay out,
// everything is reconciled, and a line that goes prunes what it rendered. The
// package renders again with what kpt live init has put into it.
func TestLive(t *testing.T) {
	c := start(t)
	dir := t.TempDir()
	kpt := func(args ...string) string { return runKpt(t, c.Kubeconfig, dir, args...) }
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("Kptfile", pipeline)
	write("mesh.yaml", lines)
	all, less := mesh(t, lines), mesh(t, fewer())
	c.ApplyAll(t, []apiserver.Manifest{apiserver.Namespace("platform")})

	kpt("fn", "render", ".", "--allow-exec", "--truncate-output=false")
	kpt("live", "install-resource-group")
	kpt("live", "init", ".", "--namespace=platform", "--name=red", "--inventory-id=red")
	kpt("live", "apply", ".", "--reconcile-timeout="+reconcileTimeout.String(), "--output=events")
	c.kept(t, all)
	kpt("fn", "render", ".", "--allow-exec", "--truncate-output=false")

	write("mesh.yaml", fewer())
	kpt("fn", "render", ".", "--allow-exec", "--truncate-output=false")
	said := kpt("live", "apply", ".", "--reconcile-timeout="+reconcileTimeout.String(), "--prune-timeout="+reconcileTimeout.String(), "--output=events")
	c.gone(t, without(all, less))
	c.kept(t, less)
	if !strings.Contains(said, "annotation prevents deletion") {
		t.Errorf("kpt live does not say that it keeps namespaces and definitions:\n%s", said)
	}
}

// runKpt runs kpt in a folder and returns what it printed.
func runKpt(t *testing.T, kubeconfig, dir string, args ...string) string {
	t.Helper()
	program, err := tools.Installed("kpt")
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "KUBECONFIG="+kubeconfig, "HOME="+filepath.Dir(kubeconfig),
		"PATH="+filepath.Dir(meshfn.Binary(t))+string(os.PathListSeparator)+os.Getenv("PATH"))
	output, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("kpt %s: %v\n%s", strings.Join(args, " "), err, output)
	}
	return string(output)
}
