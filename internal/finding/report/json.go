package report

import (
	"encoding/json"
	"io"

	"github.com/meshfn/meshfn/internal/finding"
)

// Document is the JSON form; schemas/findings.schema.json describes it.
type Document struct {
	// Findings in the order of files and lines.
	Findings []finding.Finding `json:"findings"`
	Summary  Summary           `json:"summary"`
}

// Summary counts findings; those that are waived are counted as such alone.
type Summary struct {
	Errors   int `json:"errors"`
	Warnings int `json:"warnings"`
	Infos    int `json:"infos"`
	Waived   int `json:"waived"`
}

func writeJSON(w io.Writer, all []finding.Finding, _ Options) error {
	doc := Document{Findings: all}
	if all == nil {
		doc.Findings = []finding.Finding{}
	}
	doc.Summary.Errors, doc.Summary.Warnings, doc.Summary.Infos = finding.Count(all)
	doc.Summary.Waived = finding.CountWaived(all)
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(doc)
}
