package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/meshfn/meshfn/internal/diff"
	"github.com/meshfn/meshfn/internal/finding"
)

// diffFlags of `meshfn diff`.
type diffFlags struct {
	fleetFlags
	base     string
	format   string
	exitCode bool
	limit    int
}

func newDiff(s Streams) *cobra.Command {
	var f diffFlags
	cmd := &cobra.Command{
		Use:   "diff [DIR] --base REV|DIR",
		Short: "Say what a change does to each cluster",
		Long: `Render the meshes below a folder (default: the current one) as they are and as they were, and print what differs in the
clusters: objects and fields, not text. Nothing is checked out or written; a revision is read from git's objects.

Every difference has a class, security, traffic, restart or cosmetic, by the table of docs/diff.md. The same difference in
many clusters is printed once, with the lines of mesh.yaml and fleet.yaml that can have led to it.`,
		Example: `  meshfn diff clusters/ --base origin/main
  meshfn diff . --base HEAD --format markdown > comment.md
  meshfn diff . --base ../released --format json --exit-code`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return f.run(cmd.Context(), s, folder(args)) },
	}
	f.add(cmd.Flags())
	flags := cmd.Flags()
	flags.StringVar(&f.base, "base", "", "what to compare with: a folder, else a revision such as origin/main, or REV:FOLDER where the folder had another name")
	flags.StringVar(&f.format, "format", "text", "text, markdown or json")
	flags.BoolVar(&f.exitCode, "exit-code", false, "exit with 1 where anything differs")
	flags.IntVar(&f.limit, "limit", diff.Limit, "most bytes of markdown; the default is what GitHub takes in a comment")
	if err := cmd.MarkFlagRequired("base"); err != nil {
		panic(err) // the flag is defined above
	}
	return cmd
}

func (f diffFlags) run(ctx context.Context, s Streams, dir string) error {
	if f.format != "text" && f.format != "markdown" && f.format != "json" {
		return fmt.Errorf("--format %q is none of text, markdown and json", f.format)
	}
	if f.limit < 1 {
		return fmt.Errorf("--limit %d: want a number of bytes", f.limit)
	}
	now, err := clock(f.now)
	if err != nil {
		return err
	}
	selection, err := f.selection()
	if err != nil {
		return err
	}
	c := diff.Comparison{Selection: selection, Jobs: f.jobs, Objects: f.format == "json"}
	if c.Head, err = f.folderSide(dir, now); err != nil {
		return err
	}
	base, err := f.baseSide(dir, c.Head.Tree.Fleet, now)
	if err != nil {
		return err
	}
	c.Base = base.Side
	if len(c.Base.Tree.Fleet.Members) == 0 { // else all clusters may have been removed
		c.Head.Tree = c.Head.Tree.WithMeshes(dir)
	}
	bar := newProgress(s.Err, len(c.Head.Tree.Fleet.Members))
	c.Progress = bar.add
	result, err := c.Do(ctx)
	bar.end()
	if err != nil {
		return err
	}
	root := c.Head.Tree.Root
	if finding.HasErrors(result.Findings) {
		return fail(s, root, result.Findings, "nothing was compared")
	}
	if err := writeFindings(s.Err, root, result.Findings); err != nil {
		return err
	}
	for i := range result.BaseFindings {
		result.BaseFindings[i].Message = "at the base: " + result.BaseFindings[i].Message
	}
	if err := writeFindings(s.Err, base.root, result.BaseFindings); err != nil {
		return err
	}
	for _, note := range base.notes {
		fmt.Fprintln(s.Err, note)
	}
	placeFromHere(&result, base.root, root)
	return f.print(s, result)
}

// placeFromHere turns the paths of a result, which are relative to the fleet roots of both sides, into such as findings have.
func placeFromHere(result *diff.Result, base, head string) {
	for _, g := range result.Groups {
		for _, c := range g.Causes {
			root := head
			if c.Op == diff.Removed {
				root = base
			}
			for i, place := range c.Places {
				c.Places[i] = fromHere(root, place)
			}
		}
	}
	for i := range result.Added {
		result.Added[i].File = fromHere(head, result.Added[i].File)
	}
	for i := range result.Removed {
		result.Removed[i].File = fromHere(base, result.Removed[i].File)
	}
}

func (f diffFlags) print(s Streams, result diff.Result) error {
	var text []byte
	var err error
	switch f.format {
	case "json":
		if text, err = result.JSON(); err != nil {
			return fmt.Errorf("print the differences: %w", err)
		}
	case "markdown":
		text = result.Markdown(f.limit)
	default:
		text = result.Text()
	}
	if _, err := s.Out.Write(text); err != nil {
		return err
	}
	if f.exitCode && !result.Empty() {
		return errFindings
	}
	return nil
}
