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
	"reflect"
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
	// Mesh is the cluster that the finding is about, where there are several; "" where it is not known.
	Mesh    string `json:"mesh,omitempty"`
	Message string `json:"message"`
	Fix     string `json:"fix,omitempty"`
	// Documentation is the anchor of the code's page, docs/findings.md#msh0101.
	Documentation string `json:"documentation,omitempty"`
	// Related are the other ends of a finding that is about several places.
	Related []Place `json:"related,omitempty"`
	// Waived is set where somebody has accepted the finding for a time; it is shown, and fails nothing.
	Waived *Waiver `json:"waived,omitempty"`
}

// Waiver says who accepted a finding, and until which day, YYYY-MM-DD.
type Waiver struct {
	Reason  string `json:"reason"`
	Owner   string `json:"owner"`
	Expires string `json:"expires"`
}

// Place is another end of a finding; its fields are as those of the finding.
type Place struct {
	File     string `json:"file,omitempty"`
	Line     int    `json:"line,omitempty"`
	Column   int    `json:"column,omitempty"`
	Field    string `json:"field,omitempty"`
	Resource string `json:"resource,omitempty"`
	Mesh     string `json:"mesh,omitempty"`
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
		Documentation: Page(code),
	}
}

// Page is the anchor of a code's page of help, in the repository of meshfn.
func Page(code Code) string { return "docs/findings.md#" + strings.ToLower(string(code)) }

// At sets the file and the field path.
func (f Finding) At(file, field string) Finding { f.File, f.Field = file, field; return f }

// Position sets line and column.
func (f Finding) Position(line, column int) Finding { f.Line, f.Column = line, column; return f }

// On sets the resource.
func (f Finding) On(resource string) Finding { f.Resource = resource; return f }

// In sets the mesh.
func (f Finding) In(mesh string) Finding { f.Mesh = mesh; return f }

// And adds the other ends of a finding that is about several places.
func (f Finding) And(others ...Place) Finding {
	f.Related = slices.Concat(f.Related, others)
	return f
}

// Equal reports whether two findings say the same of the same places.
func (f Finding) Equal(other Finding) bool { return reflect.DeepEqual(f, other) }

// Place is where the finding is, as the other end of another one.
func (f Finding) Place() Place {
	return Place{f.File, f.Line, f.Column, f.Field, f.Resource, f.Mesh}
}

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

// HasErrors reports whether any finding is an error that nobody has waived.
func HasErrors(all []Finding) bool {
	return slices.ContainsFunc(all, func(f Finding) bool { return f.Severity == Error && f.Waived == nil })
}

// Sort orders findings by file, place and code, and drops exact repetitions.
func Sort(all []Finding) []Finding {
	slices.SortStableFunc(all, func(a, b Finding) int {
		return cmp.Or(
			cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column),
			cmp.Compare(a.Field, b.Field), cmp.Compare(a.Code, b.Code), cmp.Compare(a.Resource, b.Resource),
			cmp.Compare(a.Mesh, b.Mesh), cmp.Compare(a.Message, b.Message),
		)
	})
	return slices.CompactFunc(all, Finding.Equal)
}
