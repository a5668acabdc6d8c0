package report

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/url"
	"slices"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"

	"github.com/meshfn/meshfn/internal/finding"
)

const home = "https://github.com/meshfn/meshfn"

// levels of SARIF; it has no info.
var levels = map[finding.Severity]string{finding.Error: "error", finding.Warning: "warning", finding.Info: "note"}

// writeSARIF writes SARIF 2.1.0 with a region for each place, relative to the working directory, so that a code host
// shows the finding in its line. A finding without a line points at line 1 of its file; waived ones are suppressed.
func writeSARIF(w io.Writer, all []finding.Finding, o Options) error {
	run := sarif.NewRunWithInformationURI("meshfn", home)
	run.Tool.Driver.WithVersion(o.Version)
	run.WithColumnKind("utf16CodeUnits")
	used := map[finding.Code]bool{}
	for _, f := range all {
		used[f.Code] = true
	}
	index := map[finding.Code]int{}
	for _, e := range finding.Entries() {
		if used[e.Code] {
			index[e.Code] = len(index)
			run.Tool.Driver.AddRule(descriptor(e))
		}
	}
	run.Results = []*sarif.Result{}
	for _, f := range all {
		run.AddResult(result(f).WithRuleIndex(index[f.Code]))
	}
	report := sarif.NewReport()
	report.AddRun(run)
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(report)
}

func descriptor(e finding.Entry) *sarif.ReportingDescriptor {
	return sarif.NewReportingDescriptor().WithID(string(e.Code)).
		WithShortDescription(sarif.NewMultiformatMessageString().WithText(e.Title)).
		WithHelp(sarif.NewMultiformatMessageString().WithText(e.Fix)).
		WithHelpURI(home + "/blob/main/" + finding.Page(e.Code)).
		WithDefaultConfiguration(sarif.NewReportingConfiguration().WithLevel(levels[e.Severity]))
}

func result(f finding.Finding) *sarif.Result {
	text := f.Message
	if f.Fix != "" {
		text += "\nFix: " + f.Fix
	}
	r := sarif.NewRuleResult(string(f.Code)).WithLevel(levels[f.Severity]).WithMessage(sarif.NewTextMessage(text))
	r.AddLocation(location(f.Place()))
	for i, p := range f.Related {
		r.AddRelatedLocation(location(p).WithID(i + 1).WithMessage(sarif.NewTextMessage("the other end: " + p.Resource + " " + p.Field)))
	}
	// The line is left out: a finding that has moved is the same one.
	sum := sha256.Sum256([]byte(string(f.Code) + "\x00" + f.File + "\x00" + f.Resource + "\x00" + f.Field + "\x00" + f.Message))
	r.WithPartialFingerprints(map[string]string{"meshfn/v1": hex.EncodeToString(sum[:16])})
	if f.Waived != nil {
		text := f.Waived.Owner + " until " + f.Waived.Expires + ": " + f.Waived.Reason
		r.AddSuppression(sarif.NewSuppression().WithKind("inSource").WithJustification(text))
	}
	return r
}

// location has the file and line, and the resource and field as a logical location.
func location(p finding.Place) *sarif.Location {
	l := sarif.NewLocation()
	if p.File != "" {
		region := sarif.NewRegion().WithStartLine(max(p.Line, 1))
		if p.Column > 0 {
			region.WithStartColumn(p.Column)
		}
		uri := (&url.URL{Path: p.File}).EscapedPath()
		artifact := sarif.NewArtifactLocation().WithURI(uri).WithURIBaseID("%SRCROOT%")
		l.WithPhysicalLocation(sarif.NewPhysicalLocation().WithArtifactLocation(artifact).WithRegion(region))
	}
	names := slices.DeleteFunc([]string{p.Resource, p.Field}, func(s string) bool { return s == "" })
	for i, name := range names {
		kind := "resource"
		if i == len(names)-1 && p.Field != "" {
			kind = "member"
		}
		l.AddLogicalLocation(sarif.NewLogicalLocation().WithFullyQualifiedName(name).WithKind(kind))
	}
	return l
}
