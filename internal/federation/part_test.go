package federation_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/meshfn/meshfn/internal/check/checktest"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/fleet"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
)

// TestPartOfTheFleet renders each mesh of random fleets alone, with the published facts of all: the output is that of the
// whole fleet. Without the facts its peers are not known, and the error names the three places where they could be.
func TestPartOfTheFleet(t *testing.T) {
	root := testRoot(t)
	for seed := range uint64(20) {
		texts := checktest.NewGraph(seed, root).Texts()
		whole := fleetOf(t, texts)
		published, err := whole.FactsObject()
		if err != nil {
			t.Fatal(err)
		}
		facts := mesh.Source{File: fleet.FactsFile, Text: krm.Encode(published)}
		for i, m := range whole.Members {
			if diff := cmp.Diff(text(m), text(alone(t, m.Name(), texts[i], facts))); diff != "" {
				t.Fatalf("seed %d: %s alone differs:\n%s", seed, m.Name(), diff)
			}
			for _, f := range renderMesh(alone(t, m.Name(), texts[i])).Findings {
				if f.Code != finding.UnknownPeer || !strings.Contains(f.Message, "no Mesh of the input, no mesh of FleetFacts, and has no external block") {
					t.Errorf("seed %d: %s without facts: %v", seed, m.Name(), f)
				}
			}
		}
	}
}

// alone loads one mesh as a part of its fleet.
func alone(t *testing.T, name, text string, facts ...mesh.Source) *fleet.Member {
	t.Helper()
	f, findings, err := fleet.New(fleet.Input{
		Part: true, Facts: facts, Meshes: []mesh.Source{{File: name + "/mesh.yaml", Text: []byte(text)}},
	})
	if err != nil || finding.HasErrors(findings) {
		t.Fatalf("%v %v", err, findings)
	}
	return f.Members[0]
}
