// Package cli is the command line of meshfn, one file per verb. A verb reads its input, calls the library and prints; it
// decides nothing about meshes.
//
// Exit codes: 0 fine; 1 findings of severity error, or drift; 2 the command could not be carried out. What a command is
// for goes to stdout, and only as a whole: a command that fails has written nothing there. Everything else goes to
// stderr.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"
)

// Streams of the process.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer
}

// errFindings ends a command whose findings have been printed; it is told apart from a failure by its exit code.
var errFindings = errors.New("findings of severity error")

// Run carries out the command line and returns the exit code.
func Run(ctx context.Context, args []string, s Streams) int {
	root := newRoot(s)
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	switch {
	case err == nil:
		return 0
	case errors.Is(err, errFindings):
		return 1
	}
	fmt.Fprintf(s.Err, "meshfn: %v\n", err)
	return 2
}

func newRoot(s Streams) *cobra.Command {
	root := &cobra.Command{
		Use:   "meshfn",
		Short: "Render and check service mesh fleets",
		Long: `meshfn renders service meshes from one mesh.yaml per cluster and checks the fleet, so that Config Sync or Argo CD can apply the result
unattended. It knows Anthos / Cloud Service Mesh, Istio and OpenShift Service Mesh.

  meshfn render clusters/          render every mesh below clusters/, in place
  meshfn render . --out rendered   the same, into another folder
  meshfn check clusters/           check the fleet, without a cluster
  meshfn diff . --base origin/main  say what a change does to each cluster
  meshfn verify clusters/          fail where the committed output is not what render would write

Exit codes: 0 fine, 1 findings of severity error or drift, 2 the command could not be carried out.`,
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	root.SetIn(s.In)
	root.SetOut(s.Out)
	root.SetErr(s.Err)
	root.AddCommand(newRender(s), newVerify(s), newDiff(s), newCheck(s), newExpand(s), newNames(s), newFn(s), newSet(s), newArgoCD(s), newSchema(s), newVersion(s))
	return root
}
