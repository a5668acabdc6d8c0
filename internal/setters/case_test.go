package setters

import (
	"bufio"
	"bytes"
	"flag"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/mesh"
)

var update = flag.Bool("update", false, "write the wanted packages anew, and fail")

// TestCases sets each testdata/cases/<name>/package in turn by the lines of the file values (NAME VALUE...), then from
// mesh.yaml where there is one, and compares the whole package with want, the findings with want.txt.
func TestCases(t *testing.T) {
	dirs, err := filepath.Glob("testdata/cases/*")
	if err != nil || len(dirs) == 0 {
		t.Fatal("no cases", err)
	}
	for _, dir := range dirs {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			work := t.TempDir()
			write(t, work, tree(t, filepath.Join(dir, "package")))
			var findings []finding.Finding
			for _, set := range settings(t, dir) {
				findings = append(findings, set(open(t, work))...)
				again := open(t, work)
				before := tree(t, work)
				set(again)
				if diff := cmp.Diff(before, tree(t, work)); diff != "" {
					t.Errorf("the second time is not as the first:\n%s", diff)
				}
			}
			var said bytes.Buffer
			for _, f := range findings { // each by itself: their order is a part of the case
				if err := finding.WriteText(&said, []finding.Finding{f}); err != nil {
					t.Fatal(err)
				}
			}
			got := tree(t, work)
			if *update {
				write(t, filepath.Join(dir, "want"), hidden(got))
				write(t, dir, map[string]string{"want.txt": said.String()})
				t.Fatal("refreshed: read the difference, then run without -update")
			}
			if diff := cmp.Diff(tree(t, filepath.Join(dir, "want")), got); diff != "" {
				t.Errorf("package (-want +got):\n%s", diff)
			}
			wanted, _ := os.ReadFile(filepath.Join(dir, "want.txt"))
			if diff := cmp.Diff(string(wanted), said.String()); diff != "" {
				t.Errorf("findings (-want +got):\n%s", diff)
			}
		})
	}
}

func open(t *testing.T, dir string) *Package {
	t.Helper()
	packages, err := Open(dir, false)
	if err != nil {
		t.Fatal(err)
	}
	return packages[0]
}

// settings are the steps of a case.
func settings(t *testing.T, dir string) []func(*Package) []finding.Finding {
	var steps []func(*Package) []finding.Finding
	keep := func(c *Change) []finding.Finding {
		if err := Write(c); err != nil {
			t.Fatal(err)
		}
		return c.Findings
	}
	text, _ := os.ReadFile(filepath.Join(dir, "values"))
	for line := range strings.Lines(string(text)) {
		name, values := words(t, line)
		steps = append(steps, func(p *Package) []finding.Finding { return keep(p.Set(Values{name: values}, Author{})) })
	}
	if m := loadMesh(t, filepath.Join(dir, "mesh.yaml")); m != nil {
		steps = append(steps, func(p *Package) []finding.Finding {
			c, _ := p.SetFrom(m, nil, Author{})
			return keep(c)
		})
	}
	return steps
}

// words splits NAME VALUE...; a value with blanks stands in quotes, a lone one in brackets is a YAML list.
func words(t *testing.T, line string) (string, Value) {
	name, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
	if strings.HasPrefix(rest, "[") {
		return name, Text(rest)
	}
	scan := bufio.NewScanner(strings.NewReader(rest))
	scan.Split(bufio.ScanRunes)
	var all []string
	word, quoted := "", false
	for scan.Scan() {
		switch r := scan.Text(); {
		case r == `"`:
			quoted = !quoted
			word += r
		case r == " " && !quoted:
			all, word = append(all, word), ""
		default:
			word += r
		}
	}
	all = append(all, word)
	for i, w := range all {
		if plain, err := strconv.Unquote(w); err == nil {
			all[i] = plain
		}
	}
	if len(all) == 1 {
		return name, Text(all[0])
	}
	return name, List(all...)
}

func loadMesh(t *testing.T, name string) *mesh.Mesh {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		return nil
	}
	m, findings := mesh.Load(mesh.Source{File: "mesh.yaml", Text: text}, nil)
	findings = append(findings, mesh.Default(m)...)
	if finding.HasErrors(findings) {
		t.Fatal(findings)
	}
	return m
}

// kptfileText is a Kptfile in testdata: under its own name kpt would take the folder for a package of this repository.
const kptfileText = KptfileName + ".txt"

// tree reads all files below a folder.
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(dir, func(name string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		text, err := os.ReadFile(name)
		rel, _ := filepath.Rel(dir, name)
		all[strings.ReplaceAll(filepath.ToSlash(rel), kptfileText, KptfileName)] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// hidden are files under the names that they have in testdata.
func hidden(files map[string]string) map[string]string {
	all := map[string]string{}
	for name, text := range files {
		if path.Base(name) == KptfileName {
			name += strings.TrimPrefix(kptfileText, KptfileName)
		}
		all[name] = text
	}
	return all
}

func write(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
