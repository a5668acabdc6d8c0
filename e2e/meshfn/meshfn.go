// Package meshfn builds the program under test and runs it.
package meshfn

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
)

// Root is the root of the repository.
func Root() string {
	_, file, _, _ := runtime.Caller(0)
	return filepath.Join(filepath.Dir(file), "..", "..")
}

// Fleets returns the folders of the demo fleets, by name.
func Fleets(t testing.TB) map[string]string {
	t.Helper()
	fleets := map[string]string{}
	dir := filepath.Join(Root(), "testdata", "fleets")
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatalf("list the demo fleets: %v", err)
	}
	for _, entry := range entries {
		if entry.IsDir() {
			fleets[entry.Name()] = filepath.Join(dir, entry.Name())
		}
	}
	if len(fleets) == 0 {
		t.Fatalf("%s has no fleet", dir)
	}
	return fleets
}

var build = sync.OnceValues(func() (string, error) {
	bin := filepath.Join(Root(), "bin", "meshfn")
	own := fmt.Sprintf("%s-%d", bin, os.Getpid()) // another run may use the old one at this moment
	cmd := exec.Command("go", "build", "-trimpath", "-o", own, "./cmd/meshfn")
	cmd.Dir = Root()
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if output, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build meshfn: %w\n%s", err, output)
	}
	return bin, os.Rename(own, bin)
})

// Binary returns the absolute path of a fresh, static meshfn.
func Binary(t testing.TB) string {
	t.Helper()
	bin, err := build()
	if err != nil {
		t.Fatal(err)
	}
	return bin
}

// Run runs meshfn, expects it to succeed and returns what it printed on stdout.
func Run(t testing.TB, args ...string) string {
	t.Helper()
	var stdout, stderr bytes.Buffer
	cmd := exec.Command(Binary(t), args...)
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		t.Fatalf("meshfn %v: %v\n%s%s", args, err, stdout.String(), stderr.String())
	}
	return stdout.String()
}
