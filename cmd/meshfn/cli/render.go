package cli

import (
	"bytes"
	"context"
	"fmt"
	"runtime"
	"slices"
	"time"

	"github.com/spf13/cobra"
	"sigs.k8s.io/yaml"

	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/fleet"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
	"github.com/meshfn/meshfn/internal/pipeline"
)

// renderFlags are what the user asks of a render.
type renderFlags struct {
	out          string
	only         string
	charts       string
	jobs         int
	force        bool
	stdout       bool
	showDefaults bool
	now          string
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
by hand is refused. With findings of severity error nothing is written.`,
		Example: `  meshfn render clusters/
  meshfn render . --only cluster1,cluster2
  meshfn render clusters/ --out rendered
  meshfn render clusters/red --stdout | kubectl diff -f -`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			dir := "."
			if len(args) > 0 {
				dir = args[0]
			}
			return f.run(cmd.Context(), s, dir)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.out, "out", "", "write OUT/<mesh name>/ instead of beside each mesh.yaml")
	flags.StringVar(&f.only, "only", "", "render only these meshes, by name and comma; the others stay their peers")
	flags.StringVar(&f.charts, "charts", "", "manifests folder of a release, for meshes of its version")
	flags.IntVar(&f.jobs, "jobs", runtime.GOMAXPROCS(0), "meshes rendered at once")
	flags.BoolVar(&f.force, "force", false, "overwrite generated files that were edited by hand")
	flags.BoolVar(&f.stdout, "stdout", false, "print the manifests and write no file")
	flags.BoolVar(&f.showDefaults, "show-defaults", false, "print each mesh with all defaults filled in, and render nothing")
	flags.StringVar(&f.now, "now", "", "time at which certificates are to be valid, RFC 3339 or YYYY-MM-DD (default: the system's)")
	cmd.MarkFlagsMutuallyExclusive("stdout", "out", "show-defaults")
	return cmd
}

func (f renderFlags) run(ctx context.Context, s Streams, dir string) error {
	now, err := moment(f.now)
	if err != nil {
		return err
	}
	t, err := openTree(dir, now)
	if err != nil {
		return err
	}
	members := t.members(names(f.only))
	if finding.HasErrors(t.findings) {
		return t.fail(s)
	}
	if f.showDefaults {
		return printDefaults(s, members)
	}
	charts, err := pipeline.TreeCharts(t.root, f.charts)
	if err != nil {
		return err
	}
	whole := pipeline.Whole{Charts: charts}
	if f.stdout {
		return f.print(ctx, s, t, members, whole)
	}
	return f.write(ctx, s, t, members, whole)
}

// moment reads a time as flags take it; without one it is the system's.
func moment(text string) (time.Time, error) {
	if text == "" {
		return time.Now(), nil
	}
	for _, form := range []string{time.RFC3339, time.DateOnly} {
		if at, err := time.Parse(form, text); err == nil {
			return at, nil
		}
	}
	return time.Time{}, fmt.Errorf("--now %q is no time: write RFC 3339 or YYYY-MM-DD", text)
}

// members returns those of the names, all without any; a name that no mesh has is a finding.
func (t *tree) members(only []string) []*fleet.Member {
	if len(only) == 0 {
		return t.fleet.Members
	}
	var wanted []*fleet.Member
	for _, m := range t.fleet.Members {
		if slices.Contains(only, m.Name()) {
			wanted = append(wanted, m)
		}
	}
	for _, name := range only {
		if _, ok := t.fleet.Member(name); !ok && !finding.HasErrors(t.findings) {
			t.findings = append(t.findings, finding.New(finding.NoMesh, "no mesh is named %s", name))
		}
	}
	return wanted
}

// printDefaults prints meshes as a stream of YAML documents.
func printDefaults(s Streams, members []*fleet.Member) error {
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

// print renders the members and prints what a cluster takes, all of it or nothing.
func (f renderFlags) print(ctx context.Context, s Streams, t *tree, members []*fleet.Member, whole pipeline.Whole) error {
	var objects []krm.Object
	for _, m := range members {
		if err := ctx.Err(); err != nil {
			return err
		}
		out, err := whole.Render(m)
		if err != nil {
			return fmt.Errorf("render mesh %s: %w", m.Name(), err)
		}
		t.findings = append(t.findings, out.Findings...)
		for _, it := range out.Set.Items() {
			if it.Object.Annotation(mesh.LocalConfigAnnotation) != "true" {
				objects = append(objects, it.Object)
			}
		}
	}
	if finding.HasErrors(t.findings) {
		return t.fail(s)
	}
	if err := t.report(s); err != nil {
		return err
	}
	_, err := s.Out.Write(krm.Encode(objects...))
	return err
}
