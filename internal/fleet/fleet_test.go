package fleet_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/fleet"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
)

const header = "apiVersion: meshfn.dev/v1alpha1\nkind: %s\nmetadata: {name: %s, annotations: {config.kubernetes.io/local-config: \"true\"}}\nspec:\n"

func source(file, kind, name, spec string) mesh.Source {
	return mesh.Source{File: file, Text: fmt.Appendf(nil, header+"%s\n", kind, name, spec)}
}

func load(t *testing.T, in fleet.Input) *fleet.Fleet {
	t.Helper()
	in.Objects = func(string) ([]krm.Object, error) { return nil, nil }
	f, findings, err := fleet.New(in)
	if err != nil || finding.HasErrors(findings) {
		t.Fatal(err, findings)
	}
	return f
}

const revision = "  controlPlane: {distribution: Istio, meshID: %s, revisions: [{version: 1.29.1}]}"

// A Fleet holds for the meshes in its folder and below, not for those beside it.
func TestFleetHoldsBelowItsFolder(t *testing.T) {
	f := load(t, fleet.Input{
		Fleets: []mesh.Source{source("a/fleet.yaml", "Fleet", "fleet", "  defaults: {cluster: {network: shared}}")},
		Meshes: []mesh.Source{
			source("a/mesh.yaml", "Mesh", "same", fmt.Sprintf(revision, "m")),
			source("a/b/mesh.yaml", "Mesh", "below", fmt.Sprintf(revision, "m")),
			source("ab/mesh.yaml", "Mesh", "beside", fmt.Sprintf(revision, "m")),
		},
	})
	for name, want := range map[string]string{"same": "shared", "below": "shared", "beside": ""} {
		m, _ := f.Member(name)
		if got := m.Mesh.Spec.Cluster.Network; got != want {
			t.Errorf("mesh %s has network %q, want %q", name, got, want)
		}
	}
}

// Published facts stand for meshes outside the input, where that is a part of the fleet, and never for one that is gone.
func TestPublishedFacts(t *testing.T) {
	facts := source("fleet-facts.yaml", "FleetFacts", "fleet-facts", "  meshes: [{name: other, meshID: m, clusterName: other}, {name: here, meshID: m, clusterName: stale}]")
	meshes := []mesh.Source{source("here/mesh.yaml", "Mesh", "here", fmt.Sprintf(revision, "m"))}
	for _, part := range []bool{true, false} {
		f := load(t, fleet.Input{Facts: []mesh.Source{facts}, Meshes: meshes, Part: part})
		m, _ := f.Member("here")
		others := m.SameMesh()
		if known := len(others) == 1 && others[0].Name == "other"; known != part {
			t.Errorf("part %v: the other meshes are %v", part, others)
		}
		if own, _ := m.Facts("here"); own.ClusterName != "here" {
			t.Errorf("part %v: the mesh of the input has the published cluster name %q", part, own.ClusterName)
		}
	}
}

// A private key is refused wherever it stands in the input, and never printed.
func TestOverlayWithPrivateKey(t *testing.T) {
	const secret = "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n"
	in := fleet.Input{
		Meshes: []mesh.Source{source("mesh.yaml", "Mesh", "m", "  controlPlane: {distribution: Istio, revisions: [{version: 1.29.1, overlays: [o.yaml]}]}")},
		Objects: func(string) ([]krm.Object, error) {
			o := krm.New("install.istio.io/v1alpha1", "IstioOperator", "", "o")
			o["spec"] = map[string]any{"values": map[string]any{"key": secret}}
			return []krm.Object{o}, nil
		},
	}
	_, findings, err := fleet.New(in)
	if err != nil {
		t.Fatal(err)
	}
	if len(findings) != 1 || findings[0].Code != finding.PrivateKey || strings.Contains(fmt.Sprint(findings), "c2VjcmV0") {
		t.Errorf("want one %s that does not print the key, got %v", finding.PrivateKey, findings)
	}
}

func TestOverlayWithPlaceholder(t *testing.T) {
	in := fleet.Input{
		Meshes: []mesh.Source{source("mesh.yaml", "Mesh", "m", "  controlPlane: {distribution: Istio, revisions: [{version: 1.29.1, overlays: [o.yaml]}]}")},
		Objects: func(string) ([]krm.Object, error) {
			o := krm.New("install.istio.io/v1alpha1", "IstioOperator", "", "o")
			o["spec"] = map[string]any{"values": map[string]any{"global": map[string]any{"network": "NETWORK_ID"}}}
			return []krm.Object{o}, nil
		},
	}
	_, findings, err := fleet.New(in)
	if err != nil {
		t.Fatal(err)
	}
	if len(findings) != 1 || findings[0].Code != finding.Placeholder || !strings.Contains(findings[0].Message, "spec.values.global.network") {
		t.Errorf("want one %s with the field in the overlay, got %v", finding.Placeholder, findings)
	}
}
