package report_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"strings"
	"testing"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"

	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/finding/report"
)

var two = finding.New(finding.DuplicateMesh, "mesh red is defined twice").At("clusters/a b/mesh.yaml", "metadata.name").
	Position(4, 9).On("Mesh/red").In("red").
	And(finding.Place{File: "clusters/ü/mesh.yaml", Line: 7, Column: 3, Resource: "Mesh/red", Field: "metadata.name"})

func waived() finding.Finding {
	f := finding.New(finding.NoCharts, "no charts of version 1.2.3").At("clusters/red/mesh.yaml", "spec")
	f.Waived = &finding.Waiver{Reason: "not public", Owner: "team-a", Expires: "2027-01-31"}
	return f
}

func write(t *testing.T, format string, all ...finding.Finding) string {
	t.Helper()
	var b bytes.Buffer
	if err := report.Write(&b, format, all, report.Options{Version: "v0"}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestText(t *testing.T) {
	info := finding.New(finding.Checklist, "do this").At("a.yaml", "")
	got := write(t, "text", info, info, info, info, two, waived())
	want := `clusters/a b/mesh.yaml:4:9: metadata.name: error MSH0401: mesh red is defined twice
    see: clusters/ü/mesh.yaml:7:3: Mesh/red metadata.name
    fix: ` + two.Fix + `
a.yaml: info ` + string(finding.Checklist) + `: do this
a.yaml: info ` + string(finding.Checklist) + `: do this
a.yaml: info ` + string(finding.Checklist) + `: do this
info ` + string(finding.Checklist) + `: the same in 1 place more
errors: 1, warnings: 0, infos: 4, waived: 1
`
	if got != want {
		t.Errorf("have:\n%swant:\n%s", got, want)
	}
}

func TestJSON(t *testing.T) {
	var doc report.Document
	if err := json.Unmarshal([]byte(write(t, "json", two, waived())), &doc); err != nil {
		t.Fatal(err)
	}
	if len(doc.Findings) != 2 || !doc.Findings[0].Equal(two) || doc.Summary != (report.Summary{Errors: 1, Waived: 1}) {
		t.Errorf("%+v", doc)
	}
	if got := write(t, "json"); !strings.Contains(got, `"findings": []`) {
		t.Errorf("no findings are %s", got)
	}
}

// The library holds the report against the schema of SARIF 2.1.0.
func TestSARIF(t *testing.T) {
	for _, all := range [][]finding.Finding{nil, {two, waived()}, {finding.New(finding.NoMesh, "no Mesh below x")}} {
		text := write(t, "sarif", all...)
		r, err := sarif.FromString(text)
		if err != nil {
			t.Fatal(err)
		}
		if err := r.Validate(); err != nil {
			t.Errorf("%v\n%s", err, text)
		}
	}
	text := write(t, "sarif", two, waived())
	for _, want := range []string{`"uri": "clusters/a%20b/mesh.yaml"`, `"startLine": 4`, `"startColumn": 9`, `"ruleIndex": 1`,
		`"uri": "clusters/%C3%BC/mesh.yaml"`, `"kind": "inSource"`, `#msh0401`} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s in\n%s", want, text)
		}
	}
}

func TestJUnit(t *testing.T) {
	var doc struct {
		Failures int `xml:"failures,attr"`
		Suites   []struct {
			Skipped int `xml:"skipped,attr"`
			Cases   []struct {
				Name    string `xml:"name,attr"`
				Line    int    `xml:"line,attr"`
				Failure string `xml:"failure"`
			} `xml:"testcase"`
		} `xml:"testsuite"`
	}
	if err := xml.Unmarshal([]byte(write(t, "junit", two, waived())), &doc); err != nil {
		t.Fatal(err)
	}
	first := doc.Suites[0].Cases[0]
	if doc.Failures != 1 || first.Name != "MSH0401 Mesh/red metadata.name" || first.Line != 4 || !strings.Contains(first.Failure, two.Fix) ||
		doc.Suites[1].Skipped != 1 {
		t.Errorf("%+v", doc)
	}
}
