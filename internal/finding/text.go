package finding

import (
	"fmt"
	"io"
	"strings"
)

// WriteText writes findings for people, one block each: place, field (or resource), severity, code and message on the
// first line, the fix on the next. Editors and CI logs make file:line:column a link.
func WriteText(w io.Writer, all []Finding) error {
	var b strings.Builder
	for _, f := range all {
		b.WriteString(f.place())
		if f.Field != "" {
			fmt.Fprintf(&b, "%s: ", f.Field)
		} else if f.Resource != "" {
			fmt.Fprintf(&b, "%s: ", f.Resource)
		}
		fmt.Fprintf(&b, "%s %s: %s\n", f.Severity, f.Code, f.Message)
		if f.Fix != "" && f.Severity != Info {
			fmt.Fprintf(&b, "    fix: %s\n", f.Fix)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// place is file:line:column, as much of it as is known, and a separator.
func (f Finding) place() string {
	switch {
	case f.File == "":
		return ""
	case f.Line == 0:
		return f.File + ": "
	case f.Column == 0:
		return fmt.Sprintf("%s:%d: ", f.File, f.Line)
	}
	return fmt.Sprintf("%s:%d:%d: ", f.File, f.Line, f.Column)
}

// Count returns the number of errors, warnings and infos.
func Count(all []Finding) (errors, warnings, infos int) {
	for _, f := range all {
		switch f.Severity {
		case Error:
			errors++
		case Warning:
			warnings++
		default:
			infos++
		}
	}
	return errors, warnings, infos
}
