// Package hostile runs meshfn where programs are not made welcome: it gives the
// bytes that it always gives, or says what is in the way and writes nothing.
package hostile

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/meshfn/meshfn/e2e/image"
	"github.com/meshfn/meshfn/e2e/meshfn"
	"github.com/meshfn/meshfn/e2e/tree"
)

func TestMain(m *testing.M) {
	code := m.Run()
	if err := image.Remove(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// fleet is what is rendered everywhere.
func fleet(t *testing.T) string {
	t.Helper()
	return meshfn.Fleets(t)["onprem"]
}

// rendered is what a render in an ordinary place gives.
func rendered(t *testing.T) map[string]string {
	t.Helper()
	out := filepath.Join(t.TempDir(), "out")
	meshfn.Run(t, "render", fleet(t), "--out", out)
	return files(t, out)
}

func files(t *testing.T, dir string) map[string]string {
	t.Helper()
	all, err := tree.Files(dir)
	if err != nil || len(all) == 0 {
		t.Fatalf("read %s: %v", dir, err)
	}
	return all
}

// run runs meshfn with exactly this environment and returns all that it said.
func run(t *testing.T, dir string, env []string, args ...string) (string, error) {
	t.Helper()
	var said bytes.Buffer
	cmd := exec.Command(meshfn.Binary(t), args...)
	cmd.Dir, cmd.Env = dir, append([]string{}, env...)
	cmd.Stdout, cmd.Stderr = &said, &said
	err := cmd.Run()
	return said.String(), err
}

// The environment changes nothing: none at all, folders that are not there,
// another time zone, another language, another number of processors.
func TestEnvironment(t *testing.T) {
	want := rendered(t)
	for name, env := range map[string][]string{
		"none":       {},
		"no folders": {"HOME=/nonexistent", "TMPDIR=/nonexistent", "XDG_CACHE_HOME=/nonexistent", "PATH="},
		"elsewhere":  {"TZ=Pacific/Kiritimati", "LC_ALL=tr_TR.UTF-8", "LANG=tr_TR.UTF-8"},
		"processors": {"GOMAXPROCS=1", "GOGC=1"},
		"foreign":    {"KUBECONFIG=/nonexistent", "GOFLAGS=-nonsense", "HTTPS_PROXY=http://192.0.2.1:1", "ARGOCD_ENV_MESH=other"},
	} {
		t.Run(name, func(t *testing.T) {
			out := filepath.Join(t.TempDir(), "out")
			if said, err := run(t, "/", env, "render", fleet(t), "--out", out); err != nil {
				t.Fatalf("%v\n%s", err, said)
			}
			if diff := cmp.Diff(want, files(t, out)); diff != "" {
				t.Errorf("-usual +here\n%.2000s", diff)
			}
		})
	}
}

// Names of folders change nothing: spaces, letters of other scripts, what shells
// and YAML make something of; nor does a way there that is a link.
func TestNames(t *testing.T) {
	want := rendered(t)
	for _, name := range []string{"with spaces", "Übergrößenträger", "集群", "-rf", "$HOME", "a'b\"c", "#{x}: y", "line\nbreak"} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), name)
			if err := os.CopyFS(dir, os.DirFS(fleet(t))); err != nil {
				t.Fatal(err)
			}
			link := filepath.Join(t.TempDir(), "link")
			if err := os.Symlink(dir, link); err != nil {
				t.Fatal(err)
			}
			for _, from := range []string{dir, link} {
				out := filepath.Join(t.TempDir(), name)
				if said, err := run(t, "/", nil, "render", "--out", out, "--", from); err != nil {
					t.Fatalf("%v\n%s", err, said)
				}
				if diff := cmp.Diff(want, files(t, out)); diff != "" {
					t.Errorf("from %s, -usual +here\n%.2000s", from, diff)
				}
			}
		})
	}
}

// A hundred thousand files of others beside ours change nothing, and are not
// changed.
func TestManyFiles(t *testing.T) {
	want := rendered(t)
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(fleet(t))); err != nil {
		t.Fatal(err)
	}
	for i := range 100 {
		folder := filepath.Join(dir, fmt.Sprintf("other-%d", i))
		if err := os.Mkdir(folder, 0o755); err != nil {
			t.Fatal(err)
		}
		for n := range 1000 {
			name, text := fmt.Sprintf("%d.txt", n), "nothing\n"
			if n%100 == 0 {
				name, text = fmt.Sprintf("%d.yaml", n), fmt.Sprintf("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c%d, namespace: n%d}\n", n, i)
			}
			if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	out := filepath.Join(t.TempDir(), "out")
	if said, err := run(t, dir, nil, "render", ".", "--out", out); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	if diff := cmp.Diff(want, files(t, out)); diff != "" {
		t.Errorf("-usual +here\n%.2000s", diff)
	}
}

// A root that cannot be written, no HOME, no folder for temporary files and a
// user without a name: what is printed is the same, and what would have to be
// written is refused by its name, with nothing written.
func TestReadOnly(t *testing.T) {
	docker := image.Docker(t)
	reference := image.Load(t, "argocd")
	inside := func(user string, args ...string) (string, string, error) {
		var stdout, stderr bytes.Buffer
		cmd := exec.Command(docker, append([]string{"run", "--rm", "--network=none", "--read-only", "--user=" + user, "--cap-drop=ALL",
			"--env=HOME=/nonexistent", "--volume=" + fleet(t) + ":/fleet:ro", "--entrypoint=/usr/local/bin/meshfn", reference}, args...)...)
		cmd.Stdout, cmd.Stderr = &stdout, &stderr
		err := cmd.Run()
		return stdout.String(), stderr.String(), err
	}
	want := meshfn.Run(t, "render", fleet(t), "--stdout")
	got, said, err := inside("1000730000:0", "render", "/fleet", "--stdout")
	if err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-usual +here\n%.2000s", diff)
	}
	before := files(t, fleet(t))
	for _, args := range [][]string{{"render", "/fleet"}, {"render", "/fleet", "--out", "/out"}} {
		got, said, err := inside("0:0", args...) // root, whom only the file system keeps from writing
		if err == nil || err.(*exec.ExitError).ExitCode() != 2 || got != "" || !strings.Contains(said, "read-only file system") {
			t.Errorf("meshfn %s: %v\n%s%s", strings.Join(args, " "), err, got, said)
		}
	}
	if diff := cmp.Diff(before, files(t, fleet(t))); diff != "" {
		t.Errorf("the fleet has changed: %s", diff)
	}
}
