package links_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/meshfn/meshfn/internal/check/mutate"
	"github.com/meshfn/meshfn/internal/finding"
)

// TestEveryPlaceOfAFact breaks each place that states a fact of a cluster on premises: no one of them can be removed,
// mistyped or taken from another cluster without this family noticing.
func TestEveryPlaceOfAFact(t *testing.T) {
	fleet, err := mutate.Read(root + "/testdata/fleets/onprem")
	if err != nil {
		t.Fatal(err)
	}
	places := []string{"spec.values.global.meshID", "spec.values.global.network", "spec.values.global.multiCluster.clusterName",
		"spec.values.global.sds.token.aud", "proxyMetadata.GCP_METADATA", "proxyMetadata.GKE_CLUSTER_URL", "topology.istio.io/network",
		"spec.target.template.metadata.annotations.networking.istio.io/cluster", "spec.target.template.metadata.labels.istio/multiCluster"}
	cases := slices.DeleteFunc(fleet.Cases(), func(c mutate.Case) bool {
		stated := slices.ContainsFunc(places, func(p string) bool { return strings.HasSuffix(c.Field, p) })
		return c.Where != mutate.Output || !stated || !slices.Contains([]mutate.Op{mutate.Delete, mutate.Typo, mutate.Swap}, c.Op)
	})
	if len(cases) < 25 {
		t.Fatalf("only %d cases", len(cases))
	}
	results, err := mutate.Run(cases)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range results {
		if !slices.ContainsFunc(r.Codes, func(c finding.Code) bool { return strings.HasPrefix(string(c), "MSH04") }) {
			t.Errorf("%s of %s %s is not noticed: %v", r.Op, r.Kind, r.Field, r.Codes)
		}
	}
	t.Logf("%d cases", len(results))
}
