package kpt

import (
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
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

// faces are the ways in which a Kptfile names our function.
var faces = map[string]func(t *testing.T, function string) Step{
	"exec-by-path": func(t *testing.T, function string) Step {
		return Step{Exec: meshfn.Binary(t) + " fn " + function}
	},
	"exec-by-name": func(t *testing.T, function string) Step {
		return Step{Exec: "meshfn fn " + function}
	},
	"image": func(t *testing.T, function string) Step {
		return Step{Image: image.Load(t, function)}
	},
}

// Every face gives the bytes of the command line, and rendering again changes
// nothing.
func TestRenderEqualsCommandLine(t *testing.T) {
	t.Logf("kpt %s", Version(t))
	fleets := meshfn.Fleets(t)
	for _, fleet := range slices.Sorted(maps.Keys(fleets)) {
		source := fleets[fleet]
		commandLine := clone(t, source)
		meshfn.Run(t, "render", commandLine)
		want := tree.Select(files(t, commandLine), func(p string) bool {
			return generated(p) && path.Base(p) != "CHECKLIST.md" // written from the command line alone
		})
		if len(want) == 0 {
			t.Fatalf("meshfn render of fleet %s generates nothing", fleet)
		}
		for _, face := range slices.Sorted(maps.Keys(faces)) {
			t.Run(fleet+"/"+face, func(t *testing.T) {
				dir := clone(t, source)
				Package(t, dir, faces[face](t, "render-mesh"))
				render(t, dir)
				once := files(t, dir)
				if diff := cmp.Diff(want, tree.Select(once, generated)); diff != "" {
					t.Errorf("kpt gives other files (-command line +kpt):\n%s", diff)
				}
				render(t, dir)
				if diff := cmp.Diff(once, files(t, dir)); diff != "" {
					t.Errorf("rendering again changes files (-first +second):\n%s", diff)
				}
			})
		}
	}
}

// Files that are not ours come out of our function as they come out of one that
// does nothing; from the command line they are not touched at all.
func TestForeignFiles(t *testing.T) {
	source := filepath.Join("testdata", "foreign")
	idle, ours, commandLine := clone(t, source), clone(t, source), clone(t, source)

	Package(t, idle, Step{Exec: "cat"})
	render(t, idle)
	Package(t, ours, faces["exec-by-path"](t, "render-mesh"))
	render(t, ours)
	foreign := func(p string) bool { return !generated(p) && p != "Kptfile" }
	if diff := cmp.Diff(tree.Select(files(t, idle), foreign), tree.Select(files(t, ours), foreign)); diff != "" {
		t.Errorf("our function changes foreign files (-idle +ours):\n%s", diff)
	}
	if len(tree.Select(files(t, ours), generated)) == 0 {
		t.Error("our function generates nothing beside the foreign files")
	}

	meshfn.Run(t, "render", commandLine)
	if diff := cmp.Diff(files(t, source), tree.Select(files(t, commandLine), foreign)); diff != "" {
		t.Errorf("meshfn render changes foreign files (-before +after):\n%s", diff)
	}
}

// kpt judges a function by its exit code: where ours finds an error kpt says
// what it is and writes nothing, not even what other meshes would give.
func TestFailureWritesNothing(t *testing.T) {
	for _, face := range slices.Sorted(maps.Keys(faces)) {
		t.Run(face, func(t *testing.T) {
			dir := clone(t, filepath.Join("testdata", "broken"))
			Package(t, dir, faces[face](t, "render-mesh"))
			before := files(t, dir)
			output, err := Render(t, dir, filepath.Dir(meshfn.Binary(t)))
			if err == nil {
				t.Errorf("kpt succeeds:\n%s", output)
			}
			for _, want := range []string{"MSH01", "spec.cluster.netwrok", "clusters/broken/mesh.yaml"} {
				if !strings.Contains(output, want) {
					t.Errorf("kpt does not show %q:\n%s", want, output)
				}
			}
			if diff := cmp.Diff(before, files(t, dir)); diff != "" {
				t.Errorf("kpt writes (-before +after):\n%s", diff)
			}
		})
	}
}

// generated tells whether a file is rendered: it stands in one of the two
// folders beside a mesh.yaml, or holds the facts of the fleet.
func generated(p string) bool {
	if p == "fleet-facts.yaml" {
		return true
	}
	folders := strings.Split(path.Dir(p), "/")
	return slices.Contains(folders, "operator") || slices.Contains(folders, "manifests")
}

func clone(t *testing.T, source string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "fleet")
	if err := os.CopyFS(dir, os.DirFS(source)); err != nil {
		t.Fatalf("copy %s: %v", source, err)
	}
	return dir
}

func files(t *testing.T, dir string) map[string]string {
	t.Helper()
	read, err := tree.Files(dir)
	if err != nil {
		t.Fatal(err)
	}
	return read
}

func render(t *testing.T, dir string) {
	t.Helper()
	if output, err := Render(t, dir, filepath.Dir(meshfn.Binary(t))); err != nil {
		t.Fatalf("kpt fn render: %v\n%s", err, output)
	}
}
