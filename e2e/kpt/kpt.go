// Package kpt renders packages with the real kpt v1.
package kpt

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/meshfn/meshfn/e2e/tools"
)

// Step is one function of a pipeline, as a Kptfile writes it.
type Step struct{ Image, Exec string }

func (s Step) yaml() string {
	if s.Image != "" {
		return "  - image: " + s.Image + "\n"
	}
	return "  - exec: " + s.Exec + "\n"
}

// Package makes dir the root of a kpt package whose pipeline mutates in these
// steps.
func Package(t testing.TB, dir string, mutators ...Step) {
	t.Helper()
	kptfile := "apiVersion: kpt.dev/v1\nkind: Kptfile\nmetadata:\n  name: fleet\n" +
		"  annotations:\n    config.kubernetes.io/local-config: \"true\"\npipeline:\n  mutators:\n"
	for _, step := range mutators {
		kptfile += step.yaml()
	}
	if err := os.WriteFile(filepath.Join(dir, "Kptfile"), []byte(kptfile), 0o644); err != nil {
		t.Fatal(err)
	}
}

// Render runs kpt fn render on dir, with path before the PATH, and returns all
// that it printed. Both variables that have named the container runtime are set.
func Render(t testing.TB, dir, path string) (output string, err error) {
	t.Helper()
	kpt, err := tools.Installed("kpt")
	if err != nil {
		t.Fatal(err)
	}
	var printed bytes.Buffer
	cmd := exec.Command(kpt, "fn", "render", dir, "--allow-exec", "--image-pull-policy=Never", "--truncate-output=false")
	cmd.Env = append(os.Environ(), "KRM_FN_RUNTIME=docker", "KPT_FN_RUNTIME=docker",
		"PATH="+path+string(os.PathListSeparator)+os.Getenv("PATH"))
	cmd.Stdout, cmd.Stderr = &printed, &printed
	err = cmd.Run()
	return printed.String(), err
}

// Version is what kpt says it is.
func Version(t testing.TB) string {
	t.Helper()
	kpt, err := tools.Installed("kpt")
	if err != nil {
		t.Fatal(err)
	}
	version, err := exec.Command(kpt, "version").Output()
	if err != nil {
		t.Fatalf("ask kpt for its version: %v", err)
	}
	return strings.TrimSpace(string(version))
}
