package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/meshfn/meshfn/internal/mesh"
	"github.com/meshfn/meshfn/schemas"
)

func newSchema(s Streams) *cobra.Command {
	byKind := map[string][]byte{mesh.KindMesh: schemas.Mesh, mesh.KindFleet: schemas.Fleet, mesh.KindFleetFacts: schemas.FleetFacts, "Findings": schemas.Findings}
	return &cobra.Command{
		Use:   "schema [Mesh|Fleet|FleetFacts|Findings]",
		Short: "Print the JSON Schema of a kind",
		Long: `Print the JSON Schema of a kind, Mesh by default. An editor with the YAML language server checks mesh.yaml while it is
typed, when the file begins with

  # yaml-language-server: $schema=mesh.schema.json`,
		Args:      cobra.MaximumNArgs(1),
		ValidArgs: []string{mesh.KindMesh, mesh.KindFleet, mesh.KindFleetFacts, "Findings"},
		RunE: func(_ *cobra.Command, args []string) error {
			kind := mesh.KindMesh
			if len(args) > 0 {
				kind = args[0]
			}
			text, ok := byKind[kind]
			if !ok {
				return fmt.Errorf("no schema of kind %q; there are Mesh, Fleet, FleetFacts and Findings", kind)
			}
			_, err := s.Out.Write(text)
			return err
		},
	}
}
