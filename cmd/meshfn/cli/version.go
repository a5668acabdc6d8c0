package cli

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/meshfn/meshfn/internal/chart"
)

// Version of meshfn, set by the release build.
var Version = "v0.1.0"

func newVersion(s Streams) *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version of meshfn and of the charts inside it",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			revision := ""
			if info, ok := debug.ReadBuildInfo(); ok {
				for _, setting := range info.Settings {
					if setting.Key == "vcs.revision" {
						revision = " (" + setting.Value + ")"
					}
				}
			}
			_, err := fmt.Fprintf(s.Out, "meshfn %s%s\nistio charts %s\n%s %s/%s\n", Version, revision, chart.Version,
				runtime.Version(), runtime.GOOS, runtime.GOARCH)
			return err
		},
	}
}
