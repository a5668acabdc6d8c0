package federation_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/meshfn/meshfn/internal/check/mutate"
	"github.com/meshfn/meshfn/internal/finding"
)

// TestEveryFieldOfAPeer breaks each field of a ServiceMeshPeer, a root and a control plane's trust in turn. All of it is one
// side of a pair, so whatever is removed, mistyped or taken from another mesh must be noticed by this family.
func TestEveryFieldOfAPeer(t *testing.T) {
	fleet, err := mutate.Read(root + "/testdata/fleets/federation")
	if err != nil {
		t.Fatal(err)
	}
	cases := slices.DeleteFunc(fleet.Cases(), func(c mutate.Case) bool {
		paired := c.Kind == "ServiceMeshPeer" && (c.Field == "" || strings.HasPrefix(c.Field, "spec.")) ||
			c.Kind == "ConfigMap" && strings.HasPrefix(c.Field, "data") ||
			c.Kind == "ServiceMeshControlPlane" && (strings.HasPrefix(c.Field, "spec.security") || strings.HasPrefix(c.Field, "spec.gateways"))
		return c.Where != mutate.Output || !paired || !slices.Contains([]mutate.Op{mutate.Delete, mutate.Typo, mutate.Swap}, c.Op)
	})
	if len(cases) < 80 {
		t.Fatalf("only %d cases", len(cases))
	}
	results, err := mutate.Run(cases)
	if err != nil {
		t.Fatal(err)
	}
	noticed := 0
	for _, r := range results {
		switch what := string(r.Op) + " " + r.Kind + " " + r.Field; {
		case slices.ContainsFunc(r.Codes, func(c finding.Code) bool { return strings.HasPrefix(string(c), "MSH10") }):
			noticed++
		case harmless[what] == "":
			t.Errorf("%s is not noticed: %v", what, r.Codes)
		}
	}
	t.Logf("%d of %d are noticed", noticed, len(results))
}

// harmless are changes that the objects alone do not contradict, and why.
var harmless = map[string]string{
	"delete ServiceMeshPeer spec.security.certificateChain": "istiod falls back to <peer>-ca-root-cert, which is there",
	"typo ServiceMeshPeer spec.remote.addresses[]":          "the load balancer's name stands nowhere else but in the peer's mesh.yaml",
}
