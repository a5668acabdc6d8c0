package cli

import (
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"github.com/meshfn/meshfn/functions"
	checkmesh "github.com/meshfn/meshfn/functions/check-mesh"
)

func newFn(s Streams) *cobra.Command {
	catalogue := functions.Standard().With("check-mesh", checkmesh.Processor(functions.Charts))
	return &cobra.Command{
		Use:   "fn NAME",
		Short: "Run a KRM function on stdin and stdout",
		Long: `Run a KRM function: a ResourceList on stdin, the changed ResourceList on stdout, as kpt calls it. In a Kptfile:

  pipeline:
    mutators:
    - exec: meshfn fn render-mesh

Functions: ` + strings.Join(catalogue.Names(), ", ") + `

Exit code 1 when a result has severity error.`,
		Args:      cobra.ExactArgs(1),
		ValidArgs: catalogue.Names(),
		RunE: func(_ *cobra.Command, args []string) error {
			err := catalogue.Run(args[0], s.In, s.Out, s.Err)
			if errors.Is(err, functions.ErrFindings) {
				return errFindings
			}
			return err
		},
	}
}
