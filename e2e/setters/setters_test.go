// Package setters holds `meshfn set` against the last kpt that sets setters by
// itself.
package setters

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"

	"github.com/meshfn/meshfn/e2e/meshfn"
	"github.com/meshfn/meshfn/e2e/tools"
	"github.com/meshfn/meshfn/e2e/tree"
)

var update = flag.Bool("update", false, "write the differences anew, and fail")

const differences = "testdata/differences.txt"

// Both set one package in the same steps. Every field of every file, the
// Kptfile's definitions too, has the same value afterwards, but for those that
// differences.txt lists with the reason.
func TestSetEqualsKpt(t *testing.T) {
	theirs, ours := clone(t), clone(t)
	for _, step := range lines(t, "testdata/steps.txt") {
		args := strings.Fields(step)
		if output, err := cfgSet(t, theirs, args); err != nil {
			t.Fatalf("kpt cfg set %s: %v\n%s", step, err, output)
		}
		if output, err := set(t, ours, args); err != nil {
			t.Fatalf("meshfn set %s: %v\n%s", step, err, output)
		}
	}
	want, got := fields(t, theirs), fields(t, ours)
	var found []string
	for _, place := range slices.Sorted(maps.Keys(union(want, got))) {
		if want[place] != got[place] {
			found = append(found, fmt.Sprintf("%s | %s | %s", place, want[place], got[place]))
		}
	}
	listed, reasons := listedDifferences(t)
	if *update {
		var text strings.Builder
		for _, line := range found {
			fmt.Fprintf(&text, "%s | %s\n", line, reasons[line])
		}
		if err := os.WriteFile(differences, []byte(text.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		t.Fatal("refreshed: give each line its reason, then run without -update")
	}
	if diff := cmp.Diff(listed, found); diff != "" {
		t.Errorf("the differences from kpt (-listed +found):\n%s", diff)
	}
	for _, line := range found {
		if reasons[line] == "" {
			t.Errorf("no reason is given: %s", line)
		}
	}
	t.Logf("%d fields in %d files, %d of them other than kpt's on purpose", len(want), len(files(t, theirs)), len(found))
}

// What kpt refuses we refuse, and neither writes anything.
func TestRefuseAsKpt(t *testing.T) {
	for _, step := range lines(t, "testdata/refused.txt") {
		t.Run(step, func(t *testing.T) {
			args := strings.Fields(step)
			for name, run := range map[string]func(testing.TB, string, []string) (string, error){"kpt": cfgSet, "meshfn": set} {
				dir := clone(t)
				before := files(t, dir)
				var exit *exec.ExitError
				if output, err := run(t, dir, args); !errors.As(err, &exit) {
					t.Errorf("%s takes it: %v\n%s", name, err, output)
				}
				// kpt's definition of a list keeps what was refused: an error of kpt.
				if diff := cmp.Diff(before, files(t, dir)); diff != "" && name == "meshfn" {
					t.Errorf("%s wrote in spite of it:\n%s", name, diff)
				}
			}
		})
	}
}

// Beside the fields that are set no byte changes.
func TestSetKeepsTheRest(t *testing.T) {
	dir := clone(t)
	before := files(t, dir)
	for _, step := range lines(t, "testdata/steps.txt") {
		if output, err := set(t, dir, strings.Fields(step)); err != nil {
			t.Fatalf("meshfn set %s: %v\n%s", step, err, output)
		}
	}
	after := files(t, dir)
	for _, name := range []string{"untouched.yaml", "sub/thing.yaml", "sub/Kptfile"} {
		if before[name] != after[name] {
			t.Errorf("%s changed", name)
		}
	}
	comments := func(text string) (all []string) {
		for line := range strings.Lines(text) {
			if _, comment, ok := strings.Cut(line, "#"); ok {
				all = append(all, comment)
			}
		}
		slices.Sort(all)
		return all
	}
	for name := range before {
		if diff := cmp.Diff(comments(before[name]), comments(after[name])); diff != "" {
			t.Errorf("comments of %s (-before +after):\n%s", name, diff)
		}
	}
}

// clone copies the package; a Kptfile has another name here, so that kpt does
// not take the folder for a package of this repository.
func clone(t testing.TB) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("testdata/package")); err != nil {
		t.Fatal(err)
	}
	for _, folder := range []string{"", "sub"} {
		name := filepath.Join(dir, folder, "Kptfile")
		if err := os.Rename(name+".txt", name); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func cfgSet(t testing.TB, dir string, args []string) (string, error) {
	t.Helper()
	bin, err := tools.Binary(t.Context(), "kpt-legacy", os.Stderr)
	if err != nil {
		t.Fatal(err)
	}
	return run(exec.Command(bin, append([]string{"cfg", "set", dir}, args...)...))
}

func set(t testing.TB, dir string, args []string) (string, error) {
	t.Helper()
	return run(exec.Command(meshfn.Binary(t), append([]string{"set", dir}, args...)...))
}

func run(cmd *exec.Cmd) (string, error) {
	output, err := cmd.CombinedOutput()
	return string(output), err
}

func lines(t testing.TB, name string) []string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSpace(string(text)), "\n")
}

// listedDifferences are the lines without their reason, and the reasons.
func listedDifferences(t testing.TB) (listed []string, reasons map[string]string) {
	t.Helper()
	reasons = map[string]string{}
	if _, err := os.Stat(differences); errors.Is(err, fs.ErrNotExist) {
		return nil, reasons
	}
	for _, line := range lines(t, differences) {
		i := strings.LastIndex(line, " | ")
		if i < 0 {
			t.Fatalf("%s: no reason in %q", differences, line)
		}
		listed = append(listed, line[:i])
		reasons[line[:i]] = strings.TrimSpace(line[i+3:])
	}
	return listed, reasons
}

func files(t testing.TB, dir string) map[string]string {
	t.Helper()
	all, err := tree.Files(dir)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// fields are the scalars of all files by file, document and path, with their
// type as YAML 1.2 reads it.
func fields(t testing.TB, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	for name, text := range files(t, dir) {
		documents := yaml.NewDecoder(bytes.NewReader([]byte(text)))
		for i := 0; ; i++ {
			var doc yaml.Node
			err := documents.Decode(&doc)
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			flatten(fmt.Sprintf("%s:%d", name, i), doc.Content[0], all)
		}
	}
	return all
}

func flatten(at string, n *yaml.Node, into map[string]string) {
	switch n.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			flatten(at+" "+n.Content[i].Value, n.Content[i+1], into)
		}
	case yaml.SequenceNode:
		for i, item := range n.Content {
			flatten(fmt.Sprintf("%s %d", at, i), item, into)
		}
	case yaml.AliasNode:
		flatten(at, n.Alias, into)
	default:
		into[at] = fmt.Sprintf("%s %q", n.ShortTag(), n.Value)
	}
}

func union(a, b map[string]string) map[string]bool {
	all := map[string]bool{}
	for key := range a {
		all[key] = true
	}
	for key := range b {
		all[key] = true
	}
	return all
}
