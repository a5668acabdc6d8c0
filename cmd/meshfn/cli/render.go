package cli

import (
	"bytes"
	"context"
	"fmt"

	"github.com/spf13/cobra"
	"sigs.k8s.io/yaml"

	"github.com/meshfn/meshfn/internal/check"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/fleet"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/run"
	"github.com/meshfn/meshfn/internal/tree"
)

// renderFlags are what the user asks of a render.
type renderFlags struct {
	fleetFlags
	out          string
	force        bool
	stdout       bool
	cache        string
	noCheck      bool
	showDefaults bool
}

func newRender(s Streams) *cobra.Command {
	var f renderFlags
	cmd := &cobra.Command{
		Use:   "render [DIR]",
		Short: "Render every mesh below a folder",
		Long: `Render every mesh below a folder (default: the current one) from its mesh.yaml, in place:

  operator/    IstioOperator, record of what was generated, CHECKLIST.md with what is left to do by hand
  manifests/   what the cluster takes; sync this folder

With --out the same two folders are written to OUT/<mesh name>/. A mesh's output is the old one or the new one, never
something between. Files that meshfn generated before and no longer wants are deleted; a generated file that was edited
by hand is refused. The result is checked as meshfn check does it, and with findings of severity error nothing is written.

With --shard the meshes are divided by the hash of their names, and no mesh moves when others come or go. What meshes
have in common (crds/) every shard writes that needs it, all the same bytes. The first shard alone writes
fleet-facts.yaml and deletes what is left of meshes that are gone.`,
		Example: `  meshfn render clusters/
  meshfn render . --only cluster1,cluster2
  meshfn render clusters/ --out rendered
  meshfn render clusters/red --stdout | kubectl diff -f -`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return f.run(cmd.Context(), s, folder(args))
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.out, "out", "", "write OUT/<mesh name>/ instead of beside each mesh.yaml")
	f.add(flags)
	f.addVerify(flags)
	flags.StringVar(&f.cache, "cache", "", "folder for what the next render can do without, or off (default: the user's cache folder)")
	flags.BoolVar(&f.force, "force", false, "overwrite generated files that were edited by hand")
	flags.BoolVar(&f.stdout, "stdout", false, "print the manifests and write no file")
	flags.BoolVar(&f.noCheck, "no-check", false, "write without checking the result first")
	flags.BoolVar(&f.showDefaults, "show-defaults", false, "print each mesh with all defaults filled in, and render nothing")
	cmd.MarkFlagsMutuallyExclusive("stdout", "out", "show-defaults")
	return cmd
}

func (f renderFlags) run(ctx context.Context, s Streams, dir string) error {
	now, err := clock(f.now)
	if err != nil {
		return err
	}
	root, below, err := tree.Root(dir)
	if err != nil {
		return err
	}
	memory := f.openCache(root)
	var t *tree.Tree
	if memory == nil {
		t, err = tree.Open(dir, now)
	} else {
		t, err = tree.Reopen(root, below, now, memory)
	}
	if err != nil {
		return err
	}
	t = t.WithMeshes(dir)
	selection, err := f.selection()
	if err != nil {
		return err
	}
	if f.showDefaults {
		return f.printDefaults(s, t, selection)
	}
	charts, done, err := f.openCharts(t.Root)
	if err != nil {
		return err
	}
	defer done()
	r := run.Run{Tree: t, Selection: selection, Charts: charts, Jobs: f.jobs}
	if !f.noCheck {
		r.Check = check.New(now)
	}
	if f.stdout {
		return f.print(ctx, s, r)
	}
	if memory != nil {
		memory.Inputs, r.Memory = charts.Inputs, memory
	}
	if err := f.write(ctx, s, r); err != nil || memory == nil {
		return err
	}
	if err := memory.Save(t.Part || !selection.All(), t.Fleet.Names()); err != nil {
		fmt.Fprintf(s.Err, "%v; the next render starts anew\n", err)
	}
	return nil
}

// printDefaults prints meshes as a stream of YAML documents.
func (f renderFlags) printDefaults(s Streams, t *tree.Tree, selection tree.Selection) error {
	members := t.Select(selection)
	if finding.HasErrors(t.Findings) {
		return fail(s, t.Root, t.Findings, nothingWritten)
	}
	var b bytes.Buffer
	for i, m := range members {
		if i > 0 {
			b.WriteString("---\n")
		}
		text, err := yaml.Marshal(m.Mesh)
		if err != nil {
			return fmt.Errorf("print mesh %s: %w", m.Name(), err)
		}
		b.Write(text)
	}
	_, err := s.Out.Write(b.Bytes())
	return err
}

// write renders the meshes and writes them: beside each mesh.yaml, or as one folder with --out.
func (f renderFlags) write(ctx context.Context, s Streams, r run.Run) error {
	waiting := func(folder string) { fmt.Fprintf(s.Err, "waiting for another meshfn that writes below %s\n", folder) }
	if f.out == "" {
		r.Place, r.Folder = krm.OpenInPlace(r.Tree.Root, r.Tree.Abandoned, f.force, waiting), besideMesh
	} else {
		out, err := krm.OpenOut(f.out, f.force, waiting)
		if err != nil {
			return err
		}
		r.Place, r.Folder = out, (*fleet.Member).Name
	}
	result, err := do(ctx, s, r)
	if err != nil {
		return err
	}
	if finding.HasErrors(result.Findings) {
		return fail(s, r.Tree.Root, result.Findings, nothingWritten)
	}
	if err := writeFindings(s.Err, r.Tree.Root, result.Findings); err != nil {
		return err
	}
	deleted := 0
	for _, c := range result.Changes {
		if c.Kind == run.Extra {
			deleted++
		}
	}
	_, err = fmt.Fprintf(s.Err, "rendered %s: %s written, %d deleted, %d unchanged\n",
		plural(result.Meshes, "mesh"), plural(len(result.Changes)-deleted, "file"), deleted, result.Unchanged)
	return err
}

// besideMesh is the folder of a mesh whose output lies beside its mesh.yaml.
func besideMesh(m *fleet.Member) string { return m.Dir }
