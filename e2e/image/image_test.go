package image

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/meshfn/meshfn/e2e/expand"
	"github.com/meshfn/meshfn/e2e/meshfn"
	"github.com/meshfn/meshfn/e2e/tools"
	"github.com/meshfn/meshfn/e2e/tree"
)

func TestMain(m *testing.M) {
	code := m.Run()
	if err := Remove(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// Every case of every function gives the expected list in its image too: as a
// user that no file knows, on a root that cannot be written, without a network,
// an environment or a right.
func TestFunctions(t *testing.T) {
	docker := Docker(t)
	inputs, err := filepath.Glob(filepath.Join(meshfn.Root(), "functions", "*", "testdata", "*", "input.yaml"))
	if err != nil || len(inputs) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, input := range inputs {
		dir := filepath.Dir(input)
		function := filepath.Base(filepath.Dir(filepath.Dir(dir)))
		t.Run(function+"/"+filepath.Base(dir), func(t *testing.T) {
			want, err := os.ReadFile(filepath.Join(dir, "output.yaml"))
			if err != nil {
				t.Fatal(err)
			}
			got, code := run(t, docker, input, Load(t, function))
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
			if failed := strings.Contains(got, "\n  severity: error\n"); (code != 0) != failed {
				t.Errorf("exit code %d, and an error in the results: %v", code, failed)
			}
		})
	}
}

// run runs an image on a list and returns the list that it gives, and its exit
// code.
func run(t *testing.T, docker, input, reference string) (string, int) {
	t.Helper()
	list, err := os.Open(input)
	if err != nil {
		t.Fatal(err)
	}
	defer list.Close()
	var stdout, stderr bytes.Buffer
	cmd := exec.Command(docker, "run", "--rm", "--interactive", "--network=none", "--read-only", "--user=1000730000:0",
		"--cap-drop=ALL", "--security-opt=no-new-privileges", reference)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = list, &stdout, &stderr
	err = cmd.Run()
	var exit *exec.ExitError
	if err != nil && (!errors.As(err, &exit) || exit.ExitCode() > 1) {
		t.Fatalf("%v\n%s", err, stderr.String())
	}
	return stdout.String(), cmd.ProcessState.ExitCode()
}

// The same commit gives the same bytes, wherever the repository lies; a chart
// set lies in the image by its version, and a mesh of that version is expanded.
func TestCharts(t *testing.T) {
	docker := Docker(t)
	source, err := tools.Source(t.Context(), "istio.io/istio@v0.0.0-20250506181944-c2e9871f340c")
	if err != nil {
		t.Fatal(err)
	}
	charts := t.TempDir()
	if err := expand.Release(filepath.Join(source, "manifests"), charts, "1.26.0"); err != nil {
		t.Fatal(err)
	}
	own := tag + "-charts"
	t.Cleanup(func() {
		if err := remove(own); err != nil {
			t.Error(err)
		}
	})
	var builds []map[string]string
	for _, dir := range []string{filepath.Join(t.TempDir(), "one"), filepath.Join(t.TempDir(), "two")} {
		if err := Build("-out", dir, "-charts", charts, "-platforms", "linux/"+runtime.GOARCH, "-tag", own, "-load"); err != nil {
			t.Fatal(err)
		}
		files, err := tree.Files(dir)
		if err != nil {
			t.Fatal(err)
		}
		builds = append(builds, files)
	}
	for name, text := range builds[0] {
		if builds[1][name] != text {
			t.Errorf("%s differs between two builds", name)
		}
	}
	if len(builds[0]) != len(builds[1]) {
		t.Errorf("%d files, then %d", len(builds[0]), len(builds[1]))
	}

	input := filepath.Join(t.TempDir(), "input.yaml")
	if err := os.WriteFile(input, []byte(meshOf("1.26.0")), 0o644); err != nil {
		t.Fatal(err)
	}
	with, code := run(t, docker, input, "meshfn/render-mesh:"+own)
	if image := "docker.io/istio/pilot:1.26.0"; code != 0 || !strings.Contains(with, image) {
		t.Errorf("exit code %d, and no %s in\n%.2000s", code, image, with)
	}
	without, _ := run(t, docker, input, Load(t, "render-mesh"))
	if strings.Contains(without, "kind: Deployment") || !strings.Contains(without, "MSH1204") {
		t.Errorf("the image without the charts does not say that it has none:\n%.2000s", without)
	}
}

func meshOf(version string) string {
	return `apiVersion: config.kubernetes.io/v1
kind: ResourceList
items:
- apiVersion: meshfn.dev/v1alpha1
  kind: Mesh
  metadata:
    name: red
    annotations: {config.kubernetes.io/local-config: "true", internal.config.kubernetes.io/path: mesh.yaml}
  spec:
    cluster: {platform: Other, network: red}
    controlPlane:
      distribution: Istio
      revisions: [{version: ` + version + `}]
`
}

// The sidecar of Argo CD has what Argo CD's plugin server looks for, and runs
// its commands as that server's user, whose HOME cannot be written.
func TestSidecar(t *testing.T) {
	docker := Docker(t)
	reference := Load(t, "argocd")
	plugin, err := os.ReadFile(filepath.Join(meshfn.Root(), "pipelines", "argocd", "plugin.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	output, err := exec.Command(docker, "create", reference).Output()
	if err != nil {
		t.Fatal(err)
	}
	container := strings.TrimSpace(string(output))
	t.Cleanup(func() { exec.Command(docker, "rm", container).Run() })
	copied := filepath.Join(t.TempDir(), "plugin.yaml")
	if output, err := exec.Command(docker, "cp", container+":/home/argocd/cmp-server/config/plugin.yaml", copied).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	inside, err := os.ReadFile(copied)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(plugin), string(inside)); diff != "" {
		t.Errorf("the image has another plugin.yaml (-repository +image)\n%s", diff)
	}
	application := filepath.Join(meshfn.Root(), "packages", "asm-gke")
	ours := exec.Command(meshfn.Binary(t), "argocd", "generate")
	ours.Dir = application
	want, err := ours.Output()
	if err != nil {
		t.Fatal(err)
	}
	got, err := exec.Command(docker, "run", "--rm", "--network=none", "--read-only", "--user=999", "--cap-drop=ALL",
		"--volume="+application+":/tmp/app:ro", "--workdir=/tmp/app", reference).Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, err.(*exec.ExitError).Stderr)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" || len(want) == 0 {
		t.Errorf("the image prints something else (-command line +image)\n%.3000s", diff)
	}
}
