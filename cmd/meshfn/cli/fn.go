package cli

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/meshfn/meshfn/functions"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
)

func newFn(s Streams) *cobra.Command {
	return &cobra.Command{
		Use:   "fn NAME",
		Short: "Run a KRM function on stdin and stdout",
		Long: `Run a KRM function: a ResourceList on stdin, the changed ResourceList on stdout, as kpt calls it. In a Kptfile:

  pipeline:
    mutators:
    - exec: meshfn fn render-mesh

Functions: ` + strings.Join(functions.Names(), ", ") + `

Exit code 1 when a result has severity error.`,
		Args:      cobra.ExactArgs(1),
		ValidArgs: functions.Names(),
		RunE: func(_ *cobra.Command, args []string) error {
			process, ok := functions.Lookup(args[0])
			if !ok {
				return fmt.Errorf("no function %q; there are %s", args[0], strings.Join(functions.Names(), ", "))
			}
			list, err := krm.ReadResourceList(s.In)
			if err != nil {
				return err
			}
			if err := process(list); err != nil {
				return err
			}
			var out bytes.Buffer
			if err := list.Write(&out); err != nil {
				return err
			}
			if _, err := s.Out.Write(out.Bytes()); err != nil {
				return fmt.Errorf("write the resource list: %w", err)
			}
			if !list.Failed() {
				return nil
			}
			// kpt shows what a failing function printed here beside its results.
			if err := finding.WriteText(s.Err, list.Results); err != nil {
				return err
			}
			return errFindings
		},
	}
}
