package cli

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/meshfn/meshfn/internal/chart"
	"github.com/meshfn/meshfn/internal/release"
)

func newVersion(s Streams) *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version of meshfn and of the charts inside it",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			revision := release.Revision
			if info, ok := debug.ReadBuildInfo(); ok {
				for _, setting := range info.Settings {
					if setting.Key == "vcs.revision" {
						revision = setting.Value
					}
				}
			}
			if revision != "" {
				revision = " (" + revision + ")"
			}
			_, err := fmt.Fprintf(s.Out, "meshfn %s%s\nistio charts %s\n%s %s/%s\n", release.Version, revision, chart.Version,
				runtime.Version(), runtime.GOOS, runtime.GOARCH)
			return err
		},
	}
}
