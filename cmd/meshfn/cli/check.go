package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"github.com/meshfn/meshfn/internal/check"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/finding/report"
	"github.com/meshfn/meshfn/internal/fleet"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/pipeline"
	"github.com/meshfn/meshfn/internal/release"
	"github.com/meshfn/meshfn/internal/tree"
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
		Use:   "check [DIR|-]",
		Short: "Check a fleet, or any manifests",
		Long: `Check what is below a folder (default: the current one), or on stdin with -, without a cluster and a network.

Where there are Mesh objects they are rendered in memory, and the sources, the result and the manifests of others beside
them are checked together; a generated file that was edited is checked as it stands. Without Mesh objects manifests are
checked as they are, whatever tool rendered them: a cluster is what the annotation meshfn.dev/mesh names, else what lies
in one folder above manifests/, else everything.

The report goes to stdout. Every code has a page in docs/findings.md.`,
		Example: `  meshfn check clusters/
  meshfn check . --format sarif > meshfn.sarif
  kustomize build overlays/prod | meshfn check -`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return f.run(cmd.Context(), s, folder(args))
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.format, "format", "text", strings.Join(report.Formats(), ", "))
	flags.StringVar(&f.charts, "charts", "", "manifests folder of a release, for meshes of its version")
	flags.IntVar(&f.jobs, "jobs", runtime.GOMAXPROCS(0), "clusters checked at once")
	flags.StringVar(&f.now, "now", "", "time of the check, RFC 3339 or YYYY-MM-DD (default: the system's)")
	return cmd
}

func (f checkFlags) run(ctx context.Context, s Streams, dir string) error {
	if err := report.Write(io.Discard, f.format, nil, report.Options{}); err != nil {
		return fmt.Errorf("--format: %w", err)
	}
	now, err := clock(f.now)
	if err != nil {
		return err
	}
	var root string
	var in check.Input
	if dir == "-" {
		in, err = stdinInput(s.In)
	} else {
		root, in, err = f.tree(dir, now)
	}
	if err != nil {
		return err
	}
	in.Now, in.Jobs = now, f.jobs
	found, err := check.Run(ctx, in)
	if errors.Is(err, check.ErrNothing) {
		return fmt.Errorf("%w below %s: no YAML or JSON file there holds a resource", err, dir)
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

// tree is the input of a folder.
func (f checkFlags) tree(dir string, now time.Time) (string, check.Input, error) {
	t, err := tree.Open(dir, now)
	if err != nil {
		return "", check.Input{}, err
	}
	charts, err := pipeline.TreeCharts(t.Root, f.charts)
	if err != nil {
		return "", check.Input{}, err
	}
	files, err := manifests(t)
	in := check.Input{Fleet: t.Fleet, Findings: t.Findings, Files: files, Render: pipeline.Whole{Charts: charts}.Render}
	return t.Root, in, err
}

// manifests returns the files of a tree that may hold resources of a cluster.
func manifests(t *tree.Tree) ([]check.File, error) {
	var mu sync.Mutex
	named := map[string]string{}
	_, err := krm.Scan(t.Root, t.Names, func(name string, text []byte) bool {
		if !fleet.Wanted(name, text) {
			mu.Lock()
			defer mu.Unlock()
			named[name] = krm.MeshOf(text)
		}
		return false
	})
	if err != nil {
		return nil, err
	}
	var files []check.File
	for _, name := range t.Names {
		if mesh, wanted := named[name]; wanted && !strings.EqualFold(path.Base(name), "Kptfile") {
			files = append(files, check.File{Path: name, Mesh: mesh, Read: func() (check.Content, error) {
				text, err := os.ReadFile(filepath.Join(t.Root, filepath.FromSlash(name)))
				return check.Text(name, text), err
			}})
		}
	}
	return files, nil
}

// stdinInput is the input of manifests on stdin.
func stdinInput(stdin io.Reader) (check.Input, error) {
	text, err := io.ReadAll(stdin)
	if err != nil {
		return check.Input{}, fmt.Errorf("read stdin: %w", err)
	}
	if len(bytes.TrimSpace(text)) == 0 {
		return check.Input{}, errors.New("read stdin: there is nothing; did the command before it fail?")
	}
	none, _, err := fleet.New(fleet.Input{})
	read := func() (check.Content, error) { return check.Text("stdin", text), nil }
	return check.Input{Fleet: none, Files: []check.File{{Path: "stdin", Read: read}}}, err
}
