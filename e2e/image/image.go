// Package image puts a static program into the local container engine, alone
// but for the user that kpt runs functions as. Nothing is pulled.
package image

import (
	"archive/tar"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"testing"

	"github.com/meshfn/meshfn/e2e/tools"
)

const passwd = "nobody:x:65534:65534:nobody:/:/sbin/nologin\n"

// Load loads an image that runs the program with the arguments, and returns its
// reference. The image is removed when the test ends.
func Load(t testing.TB, name, program string, args ...string) string {
	t.Helper()
	docker, err := tools.Installed("docker")
	if err != nil {
		t.Fatal(err)
	}
	version, err := exec.Command(docker, "version", "--format", "{{.Server.Version}}").CombinedOutput()
	if err != nil {
		t.Fatalf("reach the container engine: %v\n%s", err, version)
	}
	t.Logf("docker %s", bytes.TrimSpace(version))

	root, err := rootFS(program)
	if err != nil {
		t.Fatalf("pack %s: %v", program, err)
	}
	entrypoint, err := json.Marshal(append([]string{"/function"}, args...))
	if err != nil {
		t.Fatal(err)
	}
	ref := fmt.Sprintf("meshfn/%s:e2e-%d", name, os.Getpid())
	load := exec.Command(docker, "import", "--change", "ENTRYPOINT "+string(entrypoint), "-", ref)
	load.Stdin = root
	if output, err := load.CombinedOutput(); err != nil {
		t.Fatalf("load image %s: %v\n%s", ref, err, output)
	}
	t.Cleanup(func() {
		if output, err := exec.Command(docker, "image", "rm", "--force", ref).CombinedOutput(); err != nil {
			t.Errorf("remove image %s: %v\n%s", ref, err, output)
		}
	})
	return ref
}

func rootFS(program string) (*bytes.Buffer, error) {
	binary, err := os.ReadFile(program)
	if err != nil {
		return nil, err
	}
	var root bytes.Buffer
	w := tar.NewWriter(&root)
	for _, file := range []struct {
		name string
		mode int64
		data []byte
	}{
		{"function", 0o755, binary},
		{"etc/passwd", 0o644, []byte(passwd)},
	} {
		header := &tar.Header{Name: file.name, Mode: file.mode, Size: int64(len(file.data))}
		if err := w.WriteHeader(header); err != nil {
			return nil, err
		}
		if _, err := w.Write(file.data); err != nil {
			return nil, err
		}
	}
	return &root, w.Close()
}
