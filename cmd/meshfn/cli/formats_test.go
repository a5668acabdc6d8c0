package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"sigs.k8s.io/yaml"

	"github.com/meshfn/meshfn/cmd/meshfn/cli"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/finding/report"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/schemas"
)

// TestFormatsAgree runs the check of every fixture in every format: each names the same codes at the same files and
// fields, and the JSON is what its schema says.
func TestFormatsAgree(t *testing.T) {
	fixtures, err := filepath.Glob(filepath.Join(broken, "MSH*"))
	if err != nil || len(fixtures) == 0 {
		t.Fatalf("no fixtures: %v", err)
	}
	schema := findingsSchema(t)
	for _, dir := range fixtures {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			copied := t.TempDir()
			if err := os.CopyFS(copied, os.DirFS(dir)); err != nil {
				t.Fatal(err)
			}
			if err := os.RemoveAll(filepath.Join(copied, "green")); err != nil {
				t.Fatal(err)
			}
			asJSON := checkAs(t, copied, "json")
			instance, err := jsonschema.UnmarshalJSON(bytes.NewReader(asJSON))
			if err != nil {
				t.Fatal(err)
			}
			if err := schema.Validate(instance); err != nil {
				t.Error(err)
			}
			var doc report.Document
			if err := json.Unmarshal(asJSON, &doc); err != nil {
				t.Fatal(err)
			}
			want := namesOf(doc.Findings)
			for format, have := range map[string][]string{
				"sarif": fromSARIF(t, checkAs(t, copied, "sarif")), "junit": fromJUnit(t, checkAs(t, copied, "junit")),
				"krm": fromKRM(t, doc.Findings),
			} {
				if slices.Sort(have); !slices.Equal(have, want) {
					t.Errorf("%s has\n%q\nand JSON\n%q", format, have, want)
				}
			}
			text := string(checkAs(t, copied, "text"))
			if finding.HasErrors(doc.Findings) {
				if at := strings.Index(text, "error MSH"); at < 0 || at > 512 {
					t.Errorf("the first error begins at %d, and consoles cut what is long", at)
				}
			}
			for _, f := range doc.Findings {
				if line := fmt.Sprintf("%s %s: ", f.Severity, f.Code); f.Severity != finding.Info && !strings.Contains(text, line) || !strings.Contains(text, f.File) {
					t.Errorf("text has no %q at %s", line, f.File)
				}
			}
		})
	}
}

func findingsSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(schemas.Findings))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("findings.schema.json", doc); err != nil {
		t.Fatal(err)
	}
	return c.MustCompile("findings.schema.json")
}

func checkAs(t *testing.T, dir, format string) []byte {
	t.Helper()
	var out, said bytes.Buffer
	code := cli.Run(context.Background(), []string{"check", dir, "--format", format, "--now", "2026-01-01"}, cli.Streams{In: strings.NewReader(""), Out: &out, Err: &said})
	if code > 1 {
		t.Fatalf("check --format %s: %s", format, said.String())
	}
	return out.Bytes()
}

// namesOf is code, file and field of each finding, sorted.
func namesOf(all []finding.Finding) []string {
	var names []string
	for _, f := range all {
		names = append(names, named(string(f.Code), f.File, f.Field))
	}
	slices.Sort(names)
	return names
}

func named(code, file, field string) string { return code + " " + file + " " + field }

func fromSARIF(t *testing.T, text []byte) []string {
	t.Helper()
	r, err := sarif.FromBytes(text)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, result := range r.Runs[0].Results {
		file, field := "", ""
		l := result.Locations[0]
		if l.PhysicalLocation != nil {
			if file, err = url.PathUnescape(*l.PhysicalLocation.ArtifactLocation.URI); err != nil {
				t.Fatal(err)
			}
		}
		for _, logical := range l.LogicalLocations {
			if *logical.Kind == "member" {
				field = *logical.FullyQualifiedName
			}
		}
		names = append(names, named(*result.RuleID, file, field))
	}
	return names
}

func fromJUnit(t *testing.T, text []byte) []string {
	t.Helper()
	var doc struct {
		Cases []struct {
			Name string `xml:"name,attr"`
			File string `xml:"file,attr"`
		} `xml:"testsuite>testcase"`
	}
	if err := xml.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, c := range doc.Cases {
		words := strings.Fields(c.Name)
		if words[0] == "no" {
			continue
		}
		field := ""
		if last := words[len(words)-1]; len(words) > 1 && (!strings.Contains(last, "/") || strings.Contains(last, "[")) {
			field = last
		}
		names = append(names, named(words[0], c.File, field))
	}
	return names
}

func fromKRM(t *testing.T, all []finding.Finding) []string {
	t.Helper()
	var b bytes.Buffer
	if err := (&krm.ResourceList{APIVersion: "config.kubernetes.io/v1", Results: all}).Write(&b); err != nil {
		t.Fatal(err)
	}
	var list struct {
		Results []struct {
			Field struct{ Path string }
			File  struct{ Path string }
			Tags  struct{ Code string }
		}
	}
	if err := yaml.Unmarshal(b.Bytes(), &list); err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, r := range list.Results {
		names = append(names, named(r.Tags.Code, r.File.Path, r.Field.Path))
	}
	return names
}
