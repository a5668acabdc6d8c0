package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/meshfn/meshfn/internal/argocd"
	"github.com/meshfn/meshfn/internal/check"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/fleet"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/pipeline"
	"github.com/meshfn/meshfn/internal/run"
	"github.com/meshfn/meshfn/internal/tree"
	"github.com/meshfn/meshfn/pipelines"
)

// pluginCharts is where the plugin's container may hold chart sets beside the embedded one, a folder by version.
const pluginCharts = "/charts"

func newArgoCD(s Streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "argocd",
		Short: "Be a config management plugin of Argo CD",
		Long: `Be a config management plugin of Argo CD: what its plugin server runs, and the configuration that tells it so. How to
install the plugin stands in pipelines/argocd/README.md.`,
	}
	cmd.AddCommand(newGenerate(s), &cobra.Command{
		Use:   "parameters",
		Short: "Print the parameters that an Application may set, as a JSON array",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			text, err := argocd.Announcements()
			if err != nil {
				return err
			}
			_, err = s.Out.Write(text)
			return err
		},
	}, &cobra.Command{
		Use:   "plugin",
		Short: "Print the plugin's configuration, plugin.yaml",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			text, err := pipelines.FS.ReadFile("argocd/plugin.yaml")
			if err != nil {
				return err
			}
			_, err = s.Out.Write(text)
			return err
		},
	})
	return cmd
}

func newGenerate(s Streams) *cobra.Command {
	return &cobra.Command{
		Use:   "generate",
		Short: "Print the manifests of the mesh in the working directory",
		Long: `Print the manifests of the mesh in the working directory, as meshfn render --stdout does. The fleet's other meshes are
known from fleet-facts.yaml beside the nearest fleet.yaml above.

Parameters come from the Application: ARGOCD_APP_PARAMETERS, else ARGOCD_ENV_MESH, ARGOCD_ENV_CHARTS, ARGOCD_ENV_NOW and
ARGOCD_ENV_NO_CHECK. No other variable changes what is printed. With an error nothing is printed on stdout.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			settings, err := argocd.Read(os.Environ())
			if err != nil {
				return err
			}
			return generate(cmd.Context(), s, settings)
		},
	}
}

func generate(ctx context.Context, s Streams, settings argocd.Settings) error {
	var now time.Time
	if settings.Now != "" {
		var err error
		if now, err = moment(settings.Now); err != nil {
			return fmt.Errorf("parameter now: %w", err)
		}
	}
	t, err := tree.Open(".", now)
	if err != nil {
		return err
	}
	if err := complete(t, settings.Path); err != nil {
		return err
	}
	charts, err := pipeline.TreeCharts(t.Root, settings.Charts)
	if err != nil {
		return fmt.Errorf("parameter charts: %w", err)
	}
	p := newPrinted()
	r := run.Run{
		Tree: t, Selection: tree.Selection{Only: settings.Meshes}, Charts: charts.With(pluginCharts),
		Jobs: runtime.GOMAXPROCS(0), Place: p, Folder: besideMesh,
	}
	if !settings.NoCheck {
		r.Check = check.New(now)
	}
	result, err := r.Do(ctx)
	if err != nil {
		return err
	}
	found := append(result.Findings, oneDestination(t.Fleet.Members, p.ids)...)
	if len(t.Fleet.Members) == 0 && !finding.HasErrors(found) {
		found = append(found, finding.New(finding.NoMesh, "no Mesh in %s", cmp.Or(settings.Path, "this folder")))
	}
	if err := reportTo(s, t.Root, found, settings.Path); err != nil {
		return err
	}
	if finding.HasErrors(found) {
		return errFindings
	}
	text := p.text(t.Fleet.Members)
	if len(text) == 0 {
		return errors.New("nothing was rendered, by which Argo CD would take everything away")
	}
	if _, err := s.Out.Write(text); err != nil {
		return fmt.Errorf("write the manifests: %w", err)
	}
	return nil
}

// complete refuses a folder that came without the folders above it, by the Application's manifest-generate-paths, when
// no fleet.yaml came either: had the fleet one, the mesh would be rendered without its defaults, and nobody would know.
func complete(t *tree.Tree, source string) error {
	here, err := os.Getwd()
	if err != nil {
		return err
	}
	source = path.Clean("/" + source)
	if source == "/" || strings.HasSuffix(filepath.ToSlash(here), source) {
		return nil
	}
	if _, err := os.Stat(filepath.Join(t.Root, fleet.DefaultsFile)); err == nil {
		return nil
	}
	return fmt.Errorf("%s came without the folders above it and without %s: name that file in argocd.argoproj.io/manifest-generate-paths, and write one if the fleet has none",
		source[1:], fleet.DefaultsFile)
}

// oneDestination reports objects that two meshes have: an Application has one destination, where one would overwrite the
// other.
func oneDestination(members []*fleet.Member, ids map[string][]krm.ID) []finding.Finding {
	var all []finding.Finding
	owner := map[krm.ID]string{}
	for _, m := range members {
		for _, id := range ids[m.Name()] {
			first, taken := owner[id]
			if taken && first != m.Name() {
				all = append(all, m.Report(finding.DuplicateObject, "metadata.name",
					"%s is part of mesh %s too, and an Application has one destination", id, first).
					On(id.String()).WithFix("Name one mesh in the parameter mesh, or point the Application at its folder."))
				break
			}
			owner[id] = m.Name()
		}
	}
	return all
}

// reportTo prints the findings to stderr, the gravest first, because what shows them cuts long texts off. Files are
// named as in the repository: where the plugin sees them is a new folder each time, and with it in the text Argo CD
// would take the same error for a new one.
func reportTo(s Streams, root string, all []finding.Finding, source string) error {
	here, err := os.Getwd()
	if err != nil {
		return err
	}
	all = finding.Sort(all)
	grave := []finding.Severity{finding.Error, finding.Warning, finding.Info}
	slices.SortStableFunc(all, func(a, b finding.Finding) int {
		return cmp.Compare(slices.Index(grave, a.Severity), slices.Index(grave, b.Severity))
	})
	inRepository := func(file string) string {
		rel, err := filepath.Rel(here, filepath.Join(root, filepath.FromSlash(file)))
		if err != nil || file == "" {
			return file
		}
		return path.Join(source, filepath.ToSlash(rel))
	}
	for i := range all {
		all[i].File = inRepository(all[i].File)
		all[i].Related = slices.Clone(all[i].Related)
		for j := range all[i].Related {
			all[i].Related[j].File = inRepository(all[i].Related[j].File)
		}
	}
	return finding.WriteText(s.Err, all)
}
