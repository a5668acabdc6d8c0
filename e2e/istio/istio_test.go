// Package istio_test holds `meshfn check` against the real istioctl analyze, over the samples that Istio ships and over
// configurations that are broken on purpose.
package istio_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/meshfn/meshfn/e2e/meshfn"
	"github.com/meshfn/meshfn/e2e/tools"
)

const release = "istio.io/istio@v0.0.0-20260306174214-6991a379e1fc"

// difference is what one of the two says of a file alone, and why that is right.
type difference struct {
	Only   string   // istioctl or meshfn
	Code   string   // IST0101
	Says   []string // FILE RESOURCE
	Reason string
}

// For each file both report the same codes of the same resources; testdata/differences.yaml lists every exception.
func TestAnalyzeAgainstIstioctl(t *testing.T) {
	istioctl, err := tools.Binary(context.Background(), "istioctl", os.Stderr)
	if err != nil {
		t.Fatal(err)
	}
	binary := meshfn.Binary(t)
	explained := differences(t)
	for name, file := range inputs(t) {
		theirs, ours := analyze(t, istioctl, file), check(t, binary, file)
		for _, said := range theirs {
			if !slices.Contains(ours, said) && !explained.remove("istioctl", name, said) {
				t.Errorf("only istioctl: %s %s", name, said)
			}
		}
		for _, said := range ours {
			if !slices.Contains(theirs, said) && !explained.remove("meshfn", name, said) {
				t.Errorf("only meshfn: %s %s", name, said)
			}
		}
	}
	for left := range explained {
		t.Errorf("no longer a difference: %s", left)
	}
}

// inputs are the files, by the name under which differences list them.
func inputs(t *testing.T) map[string]string {
	t.Helper()
	dir, err := tools.Source(context.Background(), release)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for prefix, root := range map[string]string{"samples/": filepath.Join(dir, "samples"), "broken/": filepath.Join("testdata", "broken")} {
		err := filepath.WalkDir(root, func(name string, entry os.DirEntry, err error) error {
			if err == nil && filepath.Ext(name) == ".yaml" && !strings.Contains(name, "/templates/") && resources(t, name) {
				relative, _ := filepath.Rel(root, name)
				files[prefix+filepath.ToSlash(relative)] = name
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(files) < 150 {
		t.Fatalf("only %d files", len(files))
	}
	return files
}

// resources reports whether a file holds any: the values of a chart are none, and nothing can be said of them.
func resources(t *testing.T, name string) bool {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Contains(string(text), "apiVersion")
}

// analyze is what istioctl says of a file: CODE RESOURCE. It exits with 79 where it finds an error.
func analyze(t *testing.T, istioctl, file string) []string {
	t.Helper()
	out, err := exec.Command(istioctl, "analyze", "--use-kube=false", "-A", "-o", "json", "--log_output_level", "all:none", file).Output()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	var messages []struct{ Code, Origin string }
	if err := json.Unmarshal(out, &messages); err != nil {
		t.Fatalf("%s: %v: %s", file, err, out)
	}
	var all []string
	for _, m := range messages {
		all = append(all, m.Code+" "+strings.Replace(m.Origin, " ", "/", 1))
	}
	return compact(all)
}

// check is what meshfn says of the same as the manifests of one cluster, as far as it speaks for Istio.
func check(t *testing.T, binary, file string) []string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "all.yaml"), data, 0o644); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(binary, "check", dir, "--format", "json").Output()
	var exit *exec.ExitError
	if err != nil && (!errors.As(err, &exit) || exit.ExitCode() != 1) {
		t.Fatalf("%s: %v", file, err)
	}
	var report struct {
		Findings []struct{ Code, Resource, Message string }
	}
	if err := json.Unmarshal(out, &report); err != nil {
		t.Fatalf("%s: %v: %s", file, err, out)
	}
	var all []string
	for _, f := range report.Findings {
		if ist, _, ok := strings.Cut(f.Message, ": "); ok && strings.HasPrefix(f.Code, "MSH03") && strings.HasPrefix(ist, "IST") {
			all = append(all, ist+" "+f.Resource)
		}
	}
	return compact(all)
}

func compact(all []string) []string {
	slices.Sort(all)
	return slices.Compact(all)
}

// list is what differs: WHO NAME CODE RESOURCE.
type list map[string]bool

func (l list) remove(who, name, said string) bool {
	key := who + " " + name + " " + said
	defer delete(l, key)
	return l[key]
}

func differences(t *testing.T) list {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "differences.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var all []difference
	if err := yaml.Unmarshal(data, &all); err != nil {
		t.Fatal(err)
	}
	l := list{}
	for _, d := range all {
		if d.Reason == "" {
			t.Errorf("%s %s has no reason", d.Only, d.Code)
		}
		for _, s := range d.Says {
			name, resource, _ := strings.Cut(s, " ")
			l[d.Only+" "+name+" "+d.Code+" "+resource] = true
		}
	}
	return l
}
