package report

import (
	"fmt"
	"io"

	"github.com/meshfn/meshfn/internal/finding"
)

// writeText writes findings for people, and how many there are.
func writeText(w io.Writer, all []finding.Finding, o Options) error {
	write := finding.WriteText
	if o.Colour {
		write = finding.WriteColoured
	}
	if err := write(w, all); err != nil {
		return err
	}
	errors, warnings, infos := finding.Count(all)
	_, err := fmt.Fprintf(w, "errors: %d, warnings: %d, infos: %d, waived: %d\n", errors, warnings, infos, finding.CountWaived(all))
	return err
}
