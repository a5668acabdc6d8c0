package cli

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/meshfn/meshfn/internal/federation"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/tree"
)

func newNames(s Streams) *cobra.Command {
	format := "table"
	cmd := &cobra.Command{
		Use:   "names [DIR]",
		Short: "Print under which host each exported service is reached",
		Long: `Print for every service that a mesh exports (OpenShift Service Mesh federation) the host by which the exporter's
ingress knows it, and the host under which each importing mesh reaches it.

A "*" stands for what the rules leave open. State: imported, local (its endpoints join the local service of that name),
not imported, or unknown where the importing mesh is not part of the input.`,
		Example: `  meshfn names clusters/
  meshfn names clusters/ --format json | jq -r '.names[] | select(.importer=="green") | .host'`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			return printNames(s, folder(args), format)
		},
	}
	cmd.Flags().StringVar(&format, "format", format, "table or json")
	return cmd
}

func printNames(s Streams, dir, format string) error {
	if format != "table" && format != "json" {
		return fmt.Errorf("--format %q is neither table nor json", format)
	}
	t, err := tree.OpenMeshes(dir, time.Time{})
	if err != nil {
		return err
	}
	if finding.HasErrors(t.Findings) {
		return fail(s, t.Root, t.Findings, nothingWritten)
	}
	if err := writeFindings(s.Err, t.Root, t.Findings); err != nil {
		return err
	}
	all := federation.Explain(t.Fleet)
	var b bytes.Buffer
	if format == "json" {
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		if err := e.Encode(map[string]any{"names": append([]federation.Name{}, all...)}); err != nil {
			return fmt.Errorf("print the names: %w", err)
		}
	} else {
		w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
		fmt.Fprintln(w, "EXPORTER\tSERVICE\tEXPORTED AS\tIMPORTER\tSTATE\tHOST")
		for _, n := range all {
			service := cmp.Or(n.Service, "-")
			if n.Selector != "" {
				service += " (" + n.Selector + ")"
			}
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", n.Exporter, service, n.ExportedAs, n.Importer, n.State, cmp.Or(n.Host, "-"))
		}
		w.Flush() // into memory
	}
	_, err = s.Out.Write(b.Bytes())
	return err
}
