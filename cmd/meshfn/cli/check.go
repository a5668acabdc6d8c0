package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"

	"github.com/spf13/cobra"

	"github.com/meshfn/meshfn/internal/check"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/finding/report"
	"github.com/meshfn/meshfn/internal/release"
)

// checkFlags of `meshfn check`.
type checkFlags struct {
	format string
	charts string
	jobs   int
	now    string
}

func newCheck(s Streams) *cobra.Command {
	var f checkFlags
	cmd := &cobra.Command{
		Use:   "check [DIR|FILE|-]...",
		Short: "Check a fleet, or any manifests",
		Long: `Check what is below folders (default: the current one), in files, and on stdin with -, without a cluster and a network.
All that is named is one input, whose parts may refer to each other. A file counts whatever its name is, and where
.krmignore names it too.

Where there are Mesh objects they are rendered in memory, and the sources, the result and the manifests of others beside
them are checked together; a generated file that was edited is checked as it stands. Without Mesh objects manifests are
checked as they are, whatever tool rendered them: a cluster is what the annotation meshfn.dev/mesh names, else what lies
in one folder above manifests/, else everything.

The report goes to stdout. Every code has a page in docs/findings.md.`,
		Example: `  meshfn check clusters/
  meshfn check . --format sarif > meshfn.sarif
  meshfn check services.yaml routes/
  kustomize build overlays/prod | meshfn check - crds/`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				args = []string{"."}
			}
			return f.run(cmd.Context(), s, args)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.format, "format", "text", strings.Join(report.Formats(), ", "))
	flags.StringVar(&f.charts, "charts", "", "manifests folder of a release, for meshes of its version")
	flags.IntVar(&f.jobs, "jobs", runtime.GOMAXPROCS(0), "clusters checked at once")
	flags.StringVar(&f.now, "now", "", "time of the check, RFC 3339 or YYYY-MM-DD (default: the system's)")
	return cmd
}

func (f checkFlags) run(ctx context.Context, s Streams, paths []string) error {
	if err := report.Write(io.Discard, f.format, nil, report.Options{}); err != nil {
		return fmt.Errorf("--format: %w", err)
	}
	now, err := clock(f.now)
	if err != nil {
		return err
	}
	root, in, err := f.input(s.In, paths, now)
	if err != nil {
		return err
	}
	in.Now, in.Jobs = now, f.jobs
	found, err := check.Run(ctx, in)
	if errors.Is(err, check.ErrNothing) {
		return fmt.Errorf("%w in %s: no YAML or JSON file there holds a resource", err, strings.Join(paths, ", "))
	}
	if err != nil {
		return err
	}
	var out bytes.Buffer
	if err := report.Write(&out, f.format, visible(root, found), report.Options{Colour: coloured(s.Out), Version: release.Version}); err != nil {
		return err
	}
	if _, err := s.Out.Write(out.Bytes()); err != nil {
		return fmt.Errorf("write the report: %w", err)
	}
	if finding.HasErrors(found) {
		return errFindings
	}
	return nil
}
