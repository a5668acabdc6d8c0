// Package finding holds what meshfn has to say about a user's configuration. A finding is data: a stable code, a
// severity, a place and a fix. How it is printed is decided elsewhere, and a failure of meshfn itself (a full disk, an
// unreadable folder) is an error and never a finding.
//
// Codes live in catalogue.yaml, the only place where one is defined; the Go constants and docs/findings.md are
// generated from it. A code is never reused for another meaning.
package finding

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

//go:generate go run ./gen

// Code is a stable identifier such as MSH0101; the first two digits name the family.
type Code string

// Severity of a finding. Only an Error makes a command or function fail.
type Severity string

// The severities, gravest first.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
	Info    Severity = "info"
)

// Finding is one statement about the configuration.
type Finding struct {
	Code     Code     `json:"code"`
	Severity Severity `json:"severity"`
	// File is relative to the folder or package that was given, with forward slashes.
	File string `json:"file,omitempty"`
	// Line and Column are 1-based; 0 where the place is not known (a KRM function sees no lines).
	Line   int `json:"line,omitempty"`
	Column int `json:"column,omitempty"`
	// Field is the path inside the document, for example spec.cluster.network or spec.gateways[0].name.
	Field string `json:"field,omitempty"`
	// Resource is KIND/NAMESPACE/NAME, or KIND/NAME for what has no namespace.
	Resource string `json:"resource,omitempty"`
	Message  string `json:"message"`
	Fix      string `json:"fix,omitempty"`
	// Documentation is the anchor of the code's page, docs/findings.md#msh0101.
	Documentation string `json:"documentation,omitempty"`
}

// Entry is what the catalogue says of a code.
type Entry struct {
	Code     Code
	Severity Severity
	Title    string
	Fix      string
}

// New returns a finding of code with the catalogue's severity and general fix. It panics on a code that the catalogue
// does not hold, which a test over all callers would show.
func New(code Code, format string, args ...any) Finding {
	e, ok := entries[code]
	if !ok {
		panic("finding: unknown code " + string(code))
	}
	return Finding{
		Code: code, Severity: e.Severity, Message: fmt.Sprintf(format, args...), Fix: e.Fix,
		Documentation: "docs/findings.md#" + strings.ToLower(string(code)),
	}
}

// At sets the file and the field path.
func (f Finding) At(file, field string) Finding { f.File, f.Field = file, field; return f }

// Position sets line and column.
func (f Finding) Position(line, column int) Finding { f.Line, f.Column = line, column; return f }

// On sets the resource.
func (f Finding) On(resource string) Finding { f.Resource = resource; return f }

// WithFix replaces the catalogue's general fix by one for this case.
func (f Finding) WithFix(format string, args ...any) Finding {
	f.Fix = fmt.Sprintf(format, args...)
	return f
}

// Entries returns the catalogue in the order of its codes.
func Entries() []Entry {
	all := make([]Entry, 0, len(entries))
	for _, e := range entries {
		all = append(all, e)
	}
	slices.SortFunc(all, func(a, b Entry) int { return cmp.Compare(a.Code, b.Code) })
	return all
}

// HasErrors reports whether any finding is an error.
func HasErrors(all []Finding) bool {
	return slices.ContainsFunc(all, func(f Finding) bool { return f.Severity == Error })
}

// Sort orders findings by file, place and code, and drops exact repetitions.
func Sort(all []Finding) []Finding {
	slices.SortStableFunc(all, func(a, b Finding) int {
		return cmp.Or(
			cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column),
			cmp.Compare(a.Field, b.Field), cmp.Compare(a.Code, b.Code), cmp.Compare(a.Resource, b.Resource),
			cmp.Compare(a.Message, b.Message),
		)
	})
	return slices.Compact(all)
}
