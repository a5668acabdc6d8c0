package argocd

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/meshfn/meshfn/e2e/image"
	"github.com/meshfn/meshfn/e2e/process"
	"github.com/meshfn/meshfn/e2e/tools"
)

func TestMain(m *testing.M) {
	code := m.Run()
	if err := errors.Join(image.Remove(), os.RemoveAll(workshop)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// The sidecar as its pod runs it on OpenShift: Argo CD's plugin server in our
// image, as a user that the image does not know, with nothing to write to but
// /tmp and the folder of the socket, and without a network.
func TestSidecar(t *testing.T) {
	docker := image.Docker(t)
	reference := image.Load(t, "argocd")
	server, err := tools.Binary(t.Context(), "argocd", os.Stderr)
	if err != nil {
		t.Fatal(err)
	}
	judge, err := judge()
	if err != nil {
		t.Fatal(err)
	}
	plugins := t.TempDir()
	if err := os.Chmod(plugins, 0o777); err != nil {
		t.Fatal(err)
	}
	output, err := exec.Command(docker, "run", "--detach", "--network=none", "--read-only", "--cap-drop=ALL",
		"--security-opt=no-new-privileges", "--user=1000680000:0", "--tmpfs=/tmp",
		"--volume="+server+":/var/run/argocd/argocd-cmp-server:ro", "--volume="+plugins+":/home/argocd/cmp-server/plugins",
		"--entrypoint=/var/run/argocd/argocd-cmp-server", reference).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	container := strings.TrimSpace(string(output))
	t.Cleanup(func() { exec.Command(docker, "rm", "--force", container).Run() })

	s := &Servers{Socket: filepath.Join(plugins, "meshfn.sock"), judge: judge}
	if err := process.Await(t.Context(), "unix", s.Socket); err != nil {
		logs, _ := exec.Command(docker, "logs", container).CombinedOutput()
		t.Fatalf("%v\n%s", err, logs)
	}
	repository := fleet(t)
	var answer struct {
		Supported bool
		Manifests []string
		Error     string
	}
	if err := s.ask(t.Context(), []byte{}, &answer, "plugin", s.Socket, repository, "clusters/cluster1"); err != nil {
		t.Fatal(err)
	}
	if !answer.Supported || answer.Error != "" {
		t.Fatalf("supported %v, error %q", answer.Supported, answer.Error)
	}
	if diff := cmp.Diff(rendered(t, filepath.Join(repository, "clusters", "cluster1")), decoded(t, answer.Manifests)); diff != "" {
		t.Errorf("-command line +sidecar:\n%s", diff)
	}
}
