// Package report writes findings in the forms that people and programs read: text, JSON, SARIF 2.1.0 and JUnit. All of
// them give the code, the file, the line and the field as they are in the finding; KRM results, the fifth form, are
// written by the function adapter.
package report

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/meshfn/meshfn/internal/finding"
)

// Options of a report.
type Options struct {
	// Colour marks severities for a terminal; text only.
	Colour bool
	// Version of meshfn that found them; SARIF names it.
	Version string
}

// writers by the name of the format.
var writers = map[string]func(io.Writer, []finding.Finding, Options) error{
	"text": writeText, "json": writeJSON, "sarif": writeSARIF, "junit": writeJUnit,
}

// Formats returns the names of the formats, sorted.
func Formats() []string { return slices.Sorted(maps.Keys(writers)) }

// Write writes findings in a format. An unknown format is an error that names those there are.
func Write(w io.Writer, format string, all []finding.Finding, o Options) error {
	write, ok := writers[format]
	if !ok {
		return fmt.Errorf("no format %q; there are %s", format, strings.Join(Formats(), ", "))
	}
	return write(w, all, o)
}
