package expand_test

import (
	"context"
	"errors"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/meshfn/meshfn/e2e/expand"
	"github.com/meshfn/meshfn/e2e/meshfn"
	"github.com/meshfn/meshfn/e2e/tools"
)

var update = flag.Bool("update", false, "write the lists of differences anew; the run fails, so that a refresh is no pass")

// releases are the chart sets that are tried: with the charts of each, istioctl
// of the embedded release must print what we print. Where there is an istioctl
// of that release itself, what still differs is listed and may only shrink.
var releases = []struct{ version, module, istioctl string }{
	{"1.29.1", "v0.0.0-20260306174214-6991a379e1fc", "istioctl"},
	{"1.28.2", "v0.0.0-20251217200826-ab413ac6c1f4", "istioctl-1.28"},
	{"1.26.0", "v0.0.0-20250506181944-c2e9871f340c", ""},
	{"1.24.0", "v0.0.0-20241105211601-8825a6b7f8c9", ""},
	{"1.23.2", "v0.0.0-20240917190016-da0b3f29e9f9", "istioctl-1.23"},
}

func TestExpandAgainstIstioctl(t *testing.T) {
	ours := meshfn.Binary(t)
	newest := tool(t, "istioctl")
	for _, r := range releases {
		t.Run(r.version, func(t *testing.T) {
			charts := released(t, r.module, r.version)
			args := []string{"expand"}
			if r.version != "1.29.1" {
				args = append(args, "--charts", charts)
			}
			own := ""
			if r.istioctl != "" && r.istioctl != "istioctl" {
				own = tool(t, r.istioctl)
			}
			var remaining []string
			for _, name := range operators(t) {
				files := documents(t, name)
				expanded, err := expand.Objects(ours, append(args, files...)...)
				theirs, errTheirs := generate(newest, charts, append(images(t, r.version), files...))
				compare(t, name, expanded, err, theirs, errTheirs)
				if own == "" || err != nil {
					continue
				}
				theirs, errTheirs = generate(own, charts, files)
				remaining = append(remaining, differences(t, name, expanded, theirs, errTheirs)...)
			}
			if own != "" {
				listed(t, filepath.Join("testdata", "differences-"+r.version+".txt"), remaining)
			}
		})
	}
}

// Clusters that differ in names are rendered once and filled in, whatever
// release the charts are of: a test of the module itself, on other charts.
func TestFilledIn(t *testing.T) {
	for _, r := range releases[1:] {
		t.Run(r.version, func(t *testing.T) {
			cmd := exec.Command("go", "test", "./internal/chart", "-count=1", "-run", "^TestResidual$", "-v", "-args", "-charts", released(t, r.module, r.version))
			cmd.Dir = meshfn.Root()
			said, err := cmd.CombinedOutput()
			if err != nil || !strings.Contains(string(said), "outputs were filled in") {
				t.Fatalf("%v\n%s", err, said)
			}
		})
	}
}

// images is a file that names the release's images. istioctl has those of its
// own release compiled in, and puts them over what the charts say.
func images(t *testing.T, version string) []string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "images.yaml")
	text := "apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nspec: {hub: docker.io/istio, tag: " + version + "}\n"
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return []string{file}
}

func generate(istioctl, charts string, files []string) (map[string]any, error) {
	args := []string{"manifest", "generate", "--manifests", charts}
	for _, f := range files {
		args = append(args, "-f", f)
	}
	return expand.Objects(istioctl, args...)
}

func compare(t *testing.T, name string, ours map[string]any, err error, theirs map[string]any, errTheirs error) {
	t.Helper()
	if errors.Is(err, expand.ErrRefused) != errors.Is(errTheirs, expand.ErrRefused) {
		t.Errorf("%s: we say %v, istioctl says %v", name, err, errTheirs)
		return
	}
	if err != nil {
		return
	}
	for _, line := range expand.Differences(ours, theirs) {
		t.Errorf("%s: %s", name, line)
	}
}

func differences(t *testing.T, name string, ours, theirs map[string]any, err error) []string {
	t.Helper()
	if errors.Is(err, expand.ErrRefused) {
		return []string{name + ": only istioctl of that release refuses it"}
	}
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, line := range expand.Differences(ours, theirs) {
		lines = append(lines, name+": "+line)
	}
	return lines
}

// listed compares lines with a file, whose lines with a # are explanations.
func listed(t *testing.T, file string, lines []string) {
	t.Helper()
	slices.Sort(lines)
	text, err := os.ReadFile(file)
	if err != nil && !*update {
		t.Fatal(err)
	}
	var explained, want []string
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimRight(line, "\n"); strings.HasPrefix(line, "#") {
			explained = append(explained, line)
		} else if line != "" {
			want = append(want, line)
		}
	}
	if *update {
		all := append(explained, lines...)
		if err := os.WriteFile(file, []byte(strings.Join(all, "\n")+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
		t.Fatal("list written anew: read it and explain every line, then run without -update")
	}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Errorf("%s, listed -, found +\n%s", file, diff)
	}
}

// operators are the IstioOperators written for the comparison, refused ones
// included.
func operators(t *testing.T) []string {
	t.Helper()
	root := filepath.Join(meshfn.Root(), "internal", "chart", "testdata", "operators")
	var names []string
	for _, pattern := range []string{"*.yaml", "refused/*.yaml"} {
		files, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			name, err := filepath.Rel(root, f)
			if err != nil {
				t.Fatal(err)
			}
			names = append(names, filepath.ToSlash(name))
		}
	}
	if len(names) < 100 {
		t.Fatalf("only %d IstioOperators were found", len(names))
	}
	return names
}

// documents writes each document of a case to a file of its own.
func documents(t *testing.T, name string) []string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(meshfn.Root(), "internal", "chart", "testdata", "operators", filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	var files []string
	for i, document := range strings.Split(string(text), "\n---\n") {
		file := filepath.Join(dir, string(rune('a'+i))+".yaml")
		if err := os.WriteFile(file, []byte(document), 0o644); err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	return files
}

func released(t *testing.T, module, version string) string {
	t.Helper()
	source, err := tools.Source(context.Background(), "istio.io/istio@"+module)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := expand.Release(filepath.Join(source, "manifests"), dir, version); err != nil {
		t.Fatal(err)
	}
	return dir
}

func tool(t *testing.T, name string) string {
	t.Helper()
	path, err := tools.Binary(context.Background(), name, os.Stderr)
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// The IstioOperators that we render ourselves, for the meshes of the demo
// fleets, expand with the embedded charts as istioctl expands them.
func TestExpandRenderedOperators(t *testing.T) {
	ours, newest := meshfn.Binary(t), tool(t, "istioctl")
	charts := released(t, releases[0].module, releases[0].version)
	expanded := 0
	for name, fleet := range meshfn.Fleets(t) {
		out := filepath.Join(t.TempDir(), name)
		meshfn.Run(t, "render", fleet, "--out", out)
		files, err := filepath.Glob(filepath.Join(out, "*", "operator", "*.yaml"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if filepath.Base(file) == "record.yaml" {
				continue
			}
			objects, err := expand.Objects(ours, "expand", file)
			theirs, errTheirs := generate(newest, charts, []string{file})
			compare(t, strings.TrimPrefix(file, out), objects, err, theirs, errTheirs)
			if len(objects) > 0 {
				expanded++
			}
		}
	}
	if expanded < 4 { // the others name a profile of ASM, which is not public: both refuse them
		t.Errorf("only %d rendered IstioOperators were expanded", expanded)
	}
}
