// Package image builds the images of a release, as a release does, and loads
// them into the local container engine. Nothing is pulled.
package image

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/meshfn/meshfn/e2e/meshfn"
	"github.com/meshfn/meshfn/e2e/tools"
)

// tag is this run's own, so that runs do not take each other's images away, also
// where several containers, each with its own numbers of processes, share an engine.
var tag = fmt.Sprintf("e2e-%016x", rand.Uint64())

// Docker returns the path of the container engine's command, which has to
// answer.
func Docker(t testing.TB) string {
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
	return docker
}

// Build runs the builder of the product with arguments.
func Build(args ...string) error {
	cmd := exec.Command("go", append([]string{"run", "./cmd/images"}, args...)...)
	cmd.Dir = meshfn.Root()
	if output, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("build the images: %w\n%s", err, output)
	}
	return nil
}

var load = sync.OnceValue(func() error {
	dir, err := os.MkdirTemp("", "meshfn-images-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	return Build("-out", filepath.Join(dir, "images"), "-platforms", "linux/"+runtime.GOARCH, "-tag", tag, "-load")
})

// Load returns the reference of a function's image. All images are built and
// loaded once; Remove takes them away.
func Load(t testing.TB, function string) string {
	t.Helper()
	Docker(t)
	if err := load(); err != nil {
		t.Fatal(err)
	}
	return "meshfn/" + function + ":" + tag
}

// Remove removes what Load and builds with the Tag loaded. It is for the end of
// TestMain.
func Remove() error { return remove(tag) }

func remove(tag string) error {
	found, err := exec.Command("docker", "image", "ls", "--format", "{{.Repository}}:{{.Tag}}", "--filter", "reference=meshfn/*:"+tag).Output()
	if err != nil {
		return fmt.Errorf("list images: %w", err)
	}
	var failed error
	for reference := range strings.FieldsSeq(string(found)) {
		if output, err := exec.Command("docker", "image", "rm", "--force", reference).CombinedOutput(); err != nil {
			failed = errors.Join(failed, fmt.Errorf("remove image %s: %w\n%s", reference, err, output))
		}
	}
	return failed
}
