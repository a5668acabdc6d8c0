package cli

import (
	"bytes"
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/fleet"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/run"
	"github.com/meshfn/meshfn/internal/tree"
)

// verifyFlags of `meshfn verify`.
type verifyFlags struct {
	fleetFlags
	out string
}

func newVerify(s Streams) *cobra.Command {
	var f verifyFlags
	cmd := &cobra.Command{
		Use:   "verify [DIR]",
		Short: "Compare what is committed with what render would write",
		Long: `Render every mesh below a folder (default: the current one) in memory and compare with the files that are there. Nothing
is written. Where render would change anything the exit code is 1, and the files are listed, one per line:

  stale    it holds something else: mesh.yaml was changed and not rendered, or the file was edited by hand
  missing  it is not there
  extra    meshfn generated it once and no longer does

Files that meshfn never generated are nobody's business here.`,
		Example: `  meshfn verify clusters/
  meshfn verify clusters/ --out rendered --shard 2/4`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return f.run(cmd.Context(), s, folder(args)) },
	}
	f.add(cmd.Flags())
	f.addVerify(cmd.Flags())
	cmd.Flags().StringVar(&f.out, "out", "", "compare with OUT/<mesh name>/ instead of beside each mesh.yaml")
	return cmd
}

func (f verifyFlags) run(ctx context.Context, s Streams, dir string) error {
	now, err := clock(f.now)
	if err != nil {
		return err
	}
	selection, err := f.selection()
	if err != nil {
		return err
	}
	t, err := tree.OpenMeshes(dir, now)
	if err != nil {
		return err
	}
	charts, done, err := f.openCharts(t.Root)
	if err != nil {
		return err
	}
	defer done()
	r := run.Run{Tree: t, Selection: selection, Charts: charts, Jobs: f.jobs}
	root := t.Root
	if f.out == "" {
		r.Place, r.Folder = krm.CompareInPlace(t.Root, t.Abandoned), besideMesh
	} else {
		r.Place, r.Folder = krm.CompareOut(f.out), (*fleet.Member).Name
		if root, err = absolute(f.out); err != nil {
			return err
		}
	}
	result, err := do(ctx, s, r)
	if err != nil {
		return err
	}
	if finding.HasErrors(result.Findings) {
		return fail(s, t.Root, result.Findings, "nothing was verified")
	}
	if err := writeFindings(s.Err, t.Root, result.Findings); err != nil {
		return err
	}
	return listDrift(s, root, result)
}

// listDrift lists what is not as it should be.
func listDrift(s Streams, root string, result run.Result) error {
	var b bytes.Buffer
	counts := map[run.Kind]int{}
	for _, c := range result.Changes {
		counts[c.Kind]++
		fmt.Fprintf(&b, "%-7s  %s\n", c.Kind, fromHere(root, c.Path))
	}
	if _, err := s.Out.Write(b.Bytes()); err != nil {
		return err
	}
	fmt.Fprintf(s.Err, "verified %s: %s stale, %d missing, %d extra, %d as rendered\n", plural(result.Meshes, "mesh"),
		plural(counts[run.Stale], "file"), counts[run.Missing], counts[run.Extra], result.Unchanged)
	if len(result.Changes) > 0 {
		advice := "meshfn render with the same arguments brings them up to date"
		if counts[run.Stale]+counts[run.Extra] > 0 {
			advice += "; what was edited by hand it overwrites with --force only"
		}
		fmt.Fprintln(s.Err, advice)
		return errFindings
	}
	return nil
}
