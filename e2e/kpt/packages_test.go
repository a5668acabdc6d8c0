package kpt

import (
	"maps"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/meshfn/meshfn/e2e/meshfn"
	"github.com/meshfn/meshfn/e2e/tools"
	"github.com/meshfn/meshfn/e2e/tree"
)

// Every package renders under kpt as it does on the command line and as it is
// committed, from sources in which nothing was set.
func TestPackages(t *testing.T) {
	t.Logf("kpt %s", Version(t))
	for _, name := range packages(t) {
		for _, face := range slices.Sorted(maps.Keys(faces)) {
			t.Run(name+"/"+face, func(t *testing.T) {
				committed := filepath.Join(meshfn.Root(), "packages", name)
				commandLine, dir := bare(t, committed), bare(t, committed)
				setAndRender(t, commandLine)
				use(t, dir, face)
				render(t, dir)
				once := files(t, dir)
				if diff := cmp.Diff(resources(files(t, commandLine)), resources(once)); diff != "" {
					t.Errorf("kpt gives other files (-command line +kpt):\n%s", diff)
				}
				if diff := cmp.Diff(resources(files(t, committed)), resources(once)); diff != "" {
					t.Errorf("kpt gives other files (-committed +kpt):\n%s", diff)
				}
				render(t, dir)
				if diff := cmp.Diff(once, files(t, dir)); diff != "" {
					t.Errorf("rendering again changes files (-first +second):\n%s", diff)
				}
			})
		}
	}
}

// The root of the repository renders all packages, each by itself, and leaves
// the other resources of the repository alone.
func TestRoot(t *testing.T) {
	for _, face := range slices.Sorted(maps.Keys(faces)) {
		t.Run(face, func(t *testing.T) {
			root := t.TempDir()
			for _, folder := range []string{"packages", "testdata/fleets"} {
				if err := os.CopyFS(filepath.Join(root, folder), os.DirFS(filepath.Join(meshfn.Root(), folder))); err != nil {
					t.Fatal(err)
				}
			}
			for _, name := range []string{"Kptfile", ".krmignore"} {
				write(t, filepath.Join(root, name), read(t, filepath.Join(meshfn.Root(), name)))
			}
			want := resources(files(t, root))
			dir := bare(t, root)
			use(t, dir, face)
			render(t, dir)
			if diff := cmp.Diff(want, resources(files(t, dir))); diff != "" {
				t.Errorf("kpt gives other files (-committed +kpt):\n%s", diff)
			}
		})
	}
}

// What kpt pkg get notes on the resources of a package is no edit of its
// rendered files: the copy renders, and to the same files.
func TestGet(t *testing.T) {
	repository := upstream(t)
	kpt, err := tools.Installed("kpt")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range packages(t) {
		t.Run(name, func(t *testing.T) {
			team := t.TempDir()
			command(t, team, kpt, "pkg", "get", "file://"+repository+"/.git/packages/"+name+"@main", "fleet")
			dir := filepath.Join(team, "fleet")
			got := files(t, dir)
			use(t, dir, "exec-by-path")
			render(t, dir)
			rendered := tree.Select(files(t, filepath.Join(meshfn.Root(), "packages", name)), generated)
			if cmp.Equal(rendered, tree.Select(got, generated)) {
				t.Error("kpt pkg get notes nothing on rendered files: this test tests nothing")
			}
			if diff := cmp.Diff(rendered, tree.Select(files(t, dir), generated)); diff != "" {
				t.Errorf("kpt gives other files (-package +copy):\n%s", diff)
			}
		})
	}
}

// upstream is a git repository with the packages.
func upstream(t *testing.T) string {
	t.Helper()
	repository := t.TempDir()
	if err := os.CopyFS(filepath.Join(repository, "packages"), os.DirFS(filepath.Join(meshfn.Root(), "packages"))); err != nil {
		t.Fatal(err)
	}
	command(t, repository, "git", "init", "--quiet", "--initial-branch=main")
	commit(t, repository)
	return repository
}

func commit(t *testing.T, dir string) {
	t.Helper()
	command(t, dir, "git", "add", ".")
	command(t, dir, "git", "-c", "user.name=test", "-c", "user.email=test@example.com", "commit", "--quiet", "--message=change")
}

func command(t *testing.T, dir, name string, args ...string) {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null") // a person's may sign, or run hooks
	if output, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", cmd, err, output)
	}
}

// packages are the names of all packages.
func packages(t *testing.T) []string {
	t.Helper()
	kptfiles, err := filepath.Glob(filepath.Join(meshfn.Root(), "packages", "*", "Kptfile"))
	if err != nil || len(kptfiles) == 0 {
		t.Fatalf("no packages: %v", err)
	}
	var names []string
	for _, k := range kptfiles {
		names = append(names, filepath.Base(filepath.Dir(k)))
	}
	return names
}

var (
	// step of a pipeline, as the packages write it.
	step = regexp.MustCompile(`(?m)^ +- image: meshfn/([a-z-]+):v\d+\.\d+\.\d+\n`)
	// setter is a field that a Mesh sets.
	setter = regexp.MustCompile(`(?m)^(\s*\S+: ).*( # kpt-set: )`)
)

// bare clones packages as if they were never set nor rendered.
func bare(t *testing.T, source string) string {
	t.Helper()
	dir := clone(t, source)
	for p, text := range files(t, dir) {
		name := filepath.Join(dir, filepath.FromSlash(p))
		if generated(p) || path.Base(p) == "fleet-facts.yaml" {
			if err := os.Remove(name); err != nil {
				t.Fatal(err)
			}
		} else if set := setter.ReplaceAllString(text, "${1}unset${2}"); set != text {
			write(t, name, set)
		}
	}
	return dir
}

// use runs the functions of all Kptfiles below dir by a face.
func use(t *testing.T, dir, face string) {
	t.Helper()
	loaded := map[string]string{}
	for p, text := range files(t, dir) {
		if path.Base(p) != "Kptfile" {
			continue
		}
		write(t, filepath.Join(dir, filepath.FromSlash(p)), step.ReplaceAllStringFunc(text, func(line string) string {
			function := step.FindStringSubmatch(line)[1]
			if loaded[function] == "" {
				loaded[function] = faces[face](t, function).yaml()
			}
			return loaded[function]
		}))
	}
	if want := []string{"check-mesh", "render-mesh", "set-mesh-setters"}; !slices.Equal(slices.Sorted(maps.Keys(loaded)), want) {
		t.Fatalf("the pipelines run %v, want %v", slices.Sorted(maps.Keys(loaded)), want)
	}
}

// setAndRender does on the command line what the pipeline of a package does.
func setAndRender(t *testing.T, dir string) {
	t.Helper()
	for p := range files(t, dir) {
		if path.Base(p) == "mesh.yaml" {
			mesh := filepath.Join(dir, filepath.FromSlash(p))
			meshfn.Run(t, "set", filepath.Dir(mesh), "--mesh", mesh)
		}
	}
	meshfn.Run(t, "render", dir)
}

// resources are the files of a package but for the checklists, which are
// written from the command line alone, and the Kptfiles, which name a face.
func resources(files map[string]string) map[string]string {
	return tree.Select(files, func(p string) bool { return path.Base(p) != "CHECKLIST.md" && path.Base(p) != "Kptfile" })
}

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
