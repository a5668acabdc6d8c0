package report

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"github.com/meshfn/meshfn/internal/finding"
)

type junitSuites struct {
	XMLName  xml.Name     `xml:"testsuites"`
	Tests    int          `xml:"tests,attr"`
	Failures int          `xml:"failures,attr"`
	Suites   []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Skipped  int         `xml:"skipped,attr"`
	Cases    []junitCase `xml:"testcase"`
}

type junitCase struct {
	Name      string        `xml:"name,attr"`
	Class     string        `xml:"classname,attr"`
	File      string        `xml:"file,attr,omitempty"`
	Line      int           `xml:"line,attr,omitempty"`
	Failure   *junitMessage `xml:"failure"`
	Skipped   *junitMessage `xml:"skipped"`
	SystemOut string        `xml:"system-out,omitempty"`
}

type junitMessage struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr,omitempty"`
	Text    string `xml:",chardata"`
}

// writeJUnit makes a suite of each file and a case of each finding. An error is a failure; a warning or info passes with
// its text as output; what is waived is skipped, with the reason. A check without findings is one case that passes.
func writeJUnit(w io.Writer, all []finding.Finding, _ Options) error {
	doc := junitSuites{Tests: len(all)}
	for _, f := range all {
		if n := len(doc.Suites); n == 0 || doc.Suites[n-1].Name != suiteName(f) {
			doc.Suites = append(doc.Suites, junitSuite{Name: suiteName(f)})
		}
		s := &doc.Suites[len(doc.Suites)-1]
		c := caseOf(f)
		s.Tests++
		if c.Failure != nil {
			s.Failures++
			doc.Failures++
		}
		if c.Skipped != nil {
			s.Skipped++
		}
		s.Cases = append(s.Cases, c)
	}
	if len(all) == 0 {
		doc.Tests = 1
		doc.Suites = []junitSuite{{Name: "meshfn", Tests: 1, Cases: []junitCase{{Name: "no findings", Class: "meshfn"}}}}
	}
	text, err := xml.MarshalIndent(doc, "", "  ")
	if err != nil {
		return fmt.Errorf("print JUnit: %w", err)
	}
	_, err = fmt.Fprintf(w, "%s%s\n", xml.Header, text)
	return err
}

func suiteName(f finding.Finding) string {
	if f.File == "" {
		return "meshfn"
	}
	return f.File
}

func caseOf(f finding.Finding) junitCase {
	name := strings.Join(strings.Fields(fmt.Sprintf("%s %s %s", f.Code, f.Resource, f.Field)), " ")
	c := junitCase{Name: name, Class: suiteName(f), File: f.File, Line: f.Line}
	switch body := block(f); {
	case f.Waived != nil:
		c.Skipped = &junitMessage{Message: fmt.Sprintf("waived by %s until %s: %s", f.Waived.Owner, f.Waived.Expires, f.Waived.Reason)}
	case f.Severity == finding.Error:
		c.Failure = &junitMessage{Message: f.Message, Type: string(f.Code), Text: body}
	default:
		c.SystemOut = body
	}
	return c
}

// block is the finding as the text form prints it.
func block(f finding.Finding) string {
	var b strings.Builder
	_ = finding.WriteText(&b, []finding.Finding{f}) // a builder takes everything
	return b.String()
}
