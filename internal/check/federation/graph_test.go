package federation_test

import (
	"testing"

	"github.com/meshfn/meshfn/internal/check/checktest"
	"github.com/meshfn/meshfn/internal/check/federation"
	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/fleet"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
)

// TestRandomGraphs holds every rule against fleets of 2 to 8 meshes whose peers, services and ports are drawn at random;
// two meshes share a cluster, and all of them a root.
func TestRandomGraphs(t *testing.T) {
	shared, ok := checktest.Clusters(t, root+"/testdata/fleets/federation")[0].Member.Facts("red-mesh")
	if !ok {
		t.Fatal("no red-mesh")
	}
	for seed := range uint64(100) {
		g := checktest.NewGraph(seed, shared.RootCertificate)
		var in fleet.Input
		for i, text := range g.Texts() {
			in.Meshes = append(in.Meshes, mesh.Source{File: checktest.GraphName(i) + "/mesh.yaml", Text: []byte(text)})
		}
		f, findings, err := fleet.New(in)
		if err != nil || finding.HasErrors(findings) {
			t.Fatalf("%v %v", err, findings)
		}
		clusters := checktest.Of(t, f)
		for _, found := range checktest.Run(federation.Rules, clusters) {
			if found.Severity != finding.Info && found.Code != finding.FullMesh {
				t.Fatalf("seed %d: %+v", seed, found)
			}
		}
		pairs := 0
		for _, c := range clusters {
			seen := map[krm.ID]bool{}
			for _, o := range c.Objects {
				if seen[o.ID()] {
					t.Errorf("seed %d: %s has %s twice", seed, c.Name, o.ID())
				}
				seen[o.ID()] = true
			}
			pairs += len(c.Kind("federation.maistra.io", "ServiceMeshPeer"))
		}
		edges := 0
		for _, there := range g.Edge {
			if there {
				edges++
			}
		}
		if pairs != 2*edges {
			t.Fatalf("seed %d: %d ServiceMeshPeers for %d edges", seed, pairs, edges)
		}
		// The objects alone say the same.
		for _, found := range checktest.Run(federation.Rules, objectsOf(clusters)) {
			if found.Severity != finding.Info && found.Code != finding.FullMesh {
				t.Fatalf("seed %d, objects alone: %+v", seed, found)
			}
		}
	}
}

// objectsOf are the clusters without their meshes.
func objectsOf(clusters []*rule.Cluster) []*rule.Cluster {
	var all []*rule.Cluster
	for _, c := range clusters {
		all = append(all, rule.NewCluster(c.Name, nil, append(append([]rule.Object{}, c.Objects...), c.Local...)))
	}
	return all
}
