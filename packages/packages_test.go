package packages_test

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"sigs.k8s.io/kustomize/kyaml/kio"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/meshfn/meshfn/cmd/meshfn/cli"
	"github.com/meshfn/meshfn/functions"
	checkmesh "github.com/meshfn/meshfn/functions/check-mesh"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/packages"
)

var update = flag.Bool("update", false, "render the packages anew; the run fails, so that a refresh is no pass")

// TestCommandLine sets and renders each package as its README says, and compares every file with what is committed.
func TestCommandLine(t *testing.T) {
	for _, name := range names(t) {
		t.Run(name, func(t *testing.T) {
			want := contents(t, sub(t, name))
			dir := unpack(t, bare(want))
			setAndRender(t, dir)
			if *update {
				setAndRender(t, name)
				t.Fatal("packages rendered anew: read them, then run without -update")
			}
			if diff := cmp.Diff(want, contents(t, os.DirFS(dir))); diff != "" {
				t.Errorf("run go test ./packages -update (-committed +rendered):\n%s", diff)
			}
		})
	}
}

// TestFunctions runs the pipeline of each Kptfile and compares every resource with what is committed.
func TestFunctions(t *testing.T) {
	for _, name := range names(t) {
		t.Run(name, func(t *testing.T) {
			committed := contents(t, sub(t, name))
			dir := unpack(t, bare(committed))
			pipeline(t, dir)
			want := maps.Clone(committed)
			maps.DeleteFunc(want, func(p, _ string) bool { return path.Base(p) == "CHECKLIST.md" }) // no resource
			if diff := cmp.Diff(want, contents(t, os.DirFS(dir))); diff != "" {
				t.Errorf("-committed +rendered:\n%s", diff)
			}
		})
	}
}

// The root of the repository is a package whose resources are those of the packages.
func TestRoot(t *testing.T) {
	files, err := krm.Walk("..")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if f != "Kptfile" && !strings.HasPrefix(f, "packages/") {
			t.Errorf(".krmignore lets %s in", f)
		}
	}
	kptfiles := []string{"Kptfile"}
	for _, name := range names(t) {
		kptfiles = append(kptfiles, "packages/"+name+"/Kptfile")
	}
	files = slices.DeleteFunc(files, func(f string) bool { return path.Base(f) != "Kptfile" })
	if diff := cmp.Diff(kptfiles, files); diff != "" {
		t.Errorf("kpt renders every Kptfile (-wanted +there):\n%s", diff)
	}
}

func setAndRender(t *testing.T, dir string) {
	t.Helper()
	for p := range contents(t, os.DirFS(dir)) {
		if path.Base(p) == "mesh.yaml" {
			mesh := filepath.Join(dir, filepath.FromSlash(p))
			run(t, "set", filepath.Dir(mesh), "--mesh", mesh)
		}
	}
	if said := run(t, "render", dir); strings.Contains(said, "warning") {
		t.Errorf("renders with a warning:\n%s", said)
	}
}

func run(t *testing.T, args ...string) string {
	t.Helper()
	var said bytes.Buffer
	if code := cli.Run(context.Background(), args, cli.Streams{In: strings.NewReader(""), Out: &said, Err: &said}); code != 0 {
		t.Fatalf("meshfn %s: exit %d:\n%s", strings.Join(args, " "), code, said.String())
	}
	return said.String()
}

// image of a function in a Kptfile.
var image = regexp.MustCompile(`(?m)^  - image: meshfn/([a-z-]+):v\d+\.\d+\.\d+$`)

var catalogue = functions.Standard().With("check-mesh", checkmesh.Processor(functions.Charts))

// pipeline runs the functions that the Kptfile of a package names, as kpt does.
func pipeline(t *testing.T, dir string) {
	t.Helper()
	kptfile, err := os.ReadFile(filepath.Join(dir, "Kptfile"))
	if err != nil {
		t.Fatal(err)
	}
	var steps []kio.Filter
	for _, m := range image.FindAllStringSubmatch(string(kptfile), -1) {
		process, ok := catalogue[m[1]]
		if !ok {
			t.Fatalf("no function %s in the catalogue", m[1])
		}
		steps = append(steps, kio.FilterFunc(func(items []*yaml.RNode) ([]*yaml.RNode, error) { return apply(process, items) }))
	}
	if len(steps) != 3 {
		t.Fatalf("%d functions in the pipeline", len(steps))
	}
	files := &kio.LocalPackageReadWriter{PackagePath: dir, PreserveSeqIndent: true, MatchFilesGlob: append(kio.MatchAll, "Kptfile")}
	if err := (kio.Pipeline{Inputs: []kio.Reader{files}, Filters: steps, Outputs: []kio.Writer{files}}).Execute(); err != nil {
		t.Fatal(err)
	}
}

func apply(process functions.Processor, items []*yaml.RNode) ([]*yaml.RNode, error) {
	var list bytes.Buffer
	w := kio.ByteWriter{Writer: &list, KeepReaderAnnotations: true, WrappingAPIVersion: kio.ResourceListAPIVersion, WrappingKind: kio.ResourceListKind}
	if err := w.Write(items); err != nil {
		return nil, err
	}
	parsed, err := krm.ReadResourceList(&list)
	if err != nil {
		return nil, err
	}
	if err := process(parsed); err != nil {
		return nil, err
	}
	if parsed.Failed() {
		return nil, fmt.Errorf("%v", parsed.Results)
	}
	list.Reset()
	if err := parsed.Write(&list); err != nil {
		return nil, err
	}
	r := kio.ByteReader{Reader: &list, OmitReaderAnnotations: true}
	return r.Read()
}

// names of all packages: the folders beside this file, each embedded.
func names(t *testing.T) []string {
	t.Helper()
	embedded, err := fs.Glob(packages.FS, "*")
	if err != nil {
		t.Fatal(err)
	}
	kptfiles, err := filepath.Glob("*/Kptfile")
	if err != nil {
		t.Fatal(err)
	}
	if len(kptfiles) != len(embedded) {
		t.Fatalf("folders with a Kptfile: %v; embedded: %v", kptfiles, embedded)
	}
	return embedded
}

func sub(t *testing.T, name string) fs.FS {
	t.Helper()
	files, err := fs.Sub(packages.FS, name)
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// setter is a field that a Mesh sets.
var setter = regexp.MustCompile(`(?m)^(\s*\S+: ).*( # kpt-set: )`)

// bare is a package that was never set nor rendered.
func bare(files map[string]string) map[string]string {
	sources := map[string]string{}
	for p, text := range files {
		folder := path.Base(path.Dir(p))
		if folder == "operator" || strings.Contains("/"+p, "/manifests/") || p == "fleet-facts.yaml" {
			continue
		}
		sources[p] = setter.ReplaceAllString(text, "${1}unset${2}")
	}
	return sources
}

func unpack(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for p, text := range files {
		name := filepath.Join(dir, filepath.FromSlash(p))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func contents(t *testing.T, files fs.FS) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := fs.WalkDir(files, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(files, p)
		all[p] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}
