package kpt

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/meshfn/meshfn/e2e/meshfn"
	"github.com/meshfn/meshfn/e2e/tools"
	"github.com/meshfn/meshfn/e2e/tree"
)

// kpt pkg update brings the new version of a package together with what a team
// has set in mesh.yaml. It merges rendered files as if they were sources, which
// is an edit to us and is refused by name; one render with --force, as the
// packages' README says, gives what the merged mesh.yaml means.
func TestUpdate(t *testing.T) {
	repository, team := upstream(t), t.TempDir()
	kpt, err := tools.Installed("kpt")
	if err != nil {
		t.Fatal(err)
	}
	command(t, team, "git", "init", "--quiet", "--initial-branch=main")
	command(t, team, kpt, "pkg", "get", "file://"+repository+"/.git/packages/asm-gke@main", "fleet")
	dir := filepath.Join(team, "fleet")
	change(t, filepath.Join(dir, "mesh.yaml"), "\n  name: gke-1\n", "\n  name: payments\n")
	setAndRender(t, dir)
	commit(t, team)

	released := filepath.Join(repository, "packages", "asm-gke")
	change(t, filepath.Join(released, "mesh.yaml"), "\n  gateways:\n", "\n  - name: added-upstream\n  gateways:\n")
	setAndRender(t, released)
	commit(t, repository)
	command(t, team, kpt, "pkg", "update", "fleet@main")

	merged := read(t, filepath.Join(dir, "mesh.yaml"))
	for _, want := range []string{"name: payments\n", "name: added-upstream\n"} {
		if !strings.Contains(merged, want) {
			t.Errorf("the merged mesh.yaml has no %q:\n%s", want, merged)
		}
	}
	said, err := exec.Command(meshfn.Binary(t), "render", dir).CombinedOutput()
	if err == nil || !strings.Contains(string(said), "MSH1220") {
		t.Errorf("a render without --force: %v\n%s", err, said)
	}
	meshfn.Run(t, "render", dir, "--force")
	once := files(t, dir)
	meshfn.Run(t, "render", dir)

	fresh := clone(t, dir)
	for p := range tree.Select(once, generated) {
		if err := os.Remove(filepath.Join(fresh, filepath.FromSlash(p))); err != nil {
			t.Fatal(err)
		}
	}
	meshfn.Run(t, "render", fresh)
	if diff := cmp.Diff(files(t, fresh), files(t, dir)); diff != "" {
		t.Errorf("-rendered afresh +after the update\n%s", diff)
	}
}

// change replaces a text of a file, which has to be there once.
func change(t *testing.T, name, old, new string) {
	t.Helper()
	text := read(t, name)
	if strings.Count(text, old) != 1 {
		t.Fatalf("%s has %q %d times", name, old, strings.Count(text, old))
	}
	write(t, name, strings.Replace(text, old, new, 1))
}
