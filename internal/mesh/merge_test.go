package mesh

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const fleetHead = `apiVersion: meshfn.dev/v1alpha1
kind: Fleet
metadata: {name: all, annotations: {config.kubernetes.io/local-config: "true"}}
spec:
  defaults:
`

// TestDefaultsOfTheFleet merges a fleet's defaults under a mesh: maps merge, lists replace, any value of the mesh wins.
func TestDefaultsOfTheFleet(t *testing.T) {
	yes, no := true, false
	for _, c := range []struct {
		name, fleet, mesh string
		want              Spec
	}{
		{"maps merge", `
cluster: {project: shop, network: a}
controlPlane: {tags: {a: one, b: one}, revisions: [{version: 1.29.1, name: one}, {version: 1.29.1, name: two}]}`, `
cluster: {network: b}
controlPlane: {tags: {b: two, c: two}}`,
			Spec{
				Cluster: Cluster{Project: "shop", Network: "b"},
				ControlPlane: ControlPlane{
					Tags:      map[string]string{"a": "one", "b": "two", "c": "two"},
					Revisions: []Revision{{Version: "1.29.1", Name: "one"}, {Version: "1.29.1", Name: "two"}},
				},
			}},
		{"lists replace", `
namespaces: [{name: a}, {name: b, injection: Disabled}]
delivery: {tools: [ArgoCD]}
gateways: [{name: gw, namespace: x, replicas: {min: 2}}]`, `
namespaces: [{name: b}]
delivery: {tools: []}
gateways: [{name: gw, namespace: x}]`,
			Spec{
				Namespaces: []Namespace{{Name: "b"}},
				Delivery:   Delivery{Tools: []Tool{}},
				Gateways:   []Gateway{{Name: "gw", Namespace: "x"}},
			}},
		{"explicit false and empty win", `
cluster: {project: shop, region: us}
multiCluster: {exposeServices: true, exposeControlPlane: true}
delivery: {expand: Always}`, `
cluster: {region: ""}
multiCluster: {exposeServices: false, exposeControlPlane: false}
delivery: {expand: ""}`,
			Spec{Cluster: Cluster{Project: "shop"}, MultiCluster: MultiCluster{ExposeServices: &no}}},
		{"pointers merge", `
multiCluster: {exposeServices: true, remoteSecrets: {source: ExternalSecret, externalSecret: {store: vault}}}
federation: {ingress: {addresses: [a.example]}}`, `
multiCluster: {remoteSecrets: {externalSecret: {key: k}}}
federation: {peers: [{name: green}]}`,
			Spec{
				MultiCluster: MultiCluster{ExposeServices: &yes, RemoteSecrets: RemoteSecrets{
					Source: RemoteFromExternalSecret, ExternalSecret: &ExternalSecret{Store: "vault", Key: "k"}}},
				Federation: &Federation{Ingress: &FederationIngress{Addresses: []string{"a.example"}}, Peers: []Peer{{Name: "green"}}},
			}},
		{"nothing in the mesh", `
cluster: {project: shop}`, ` {}`, Spec{Cluster: Cluster{Project: "shop"}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			indent := func(text, by string) string { return strings.ReplaceAll(text, "\n", "\n"+by) + "\n" }
			fleet, findings := LoadFleet(Source{File: "fleet.yaml", Text: []byte(fleetHead + indent(c.fleet, "    "))})
			if len(findings) > 0 {
				t.Fatal(text(findings))
			}
			src := Source{File: "mesh.yaml", Text: []byte(head + "spec:" + indent(c.mesh, "  "))}
			m, findings := Load(src, fleet)
			if len(findings) > 0 {
				t.Fatal(text(findings))
			}
			if diff := cmp.Diff(c.want, m.Spec); diff != "" {
				t.Error(diff)
			}
			// Nothing of a mesh reaches the next one through the defaults they share.
			for i := range m.Spec.ControlPlane.Revisions {
				m.Spec.ControlPlane.Revisions[i].Name = "changed"
			}
			for key := range m.Spec.ControlPlane.Tags {
				m.Spec.ControlPlane.Tags[key] = "changed"
			}
			if again, _ := Load(src, fleet); cmp.Diff(c.want, again.Spec) != "" {
				t.Error("a mesh changed the fleet's defaults")
			}
		})
	}
}

// TestFacts loads what the fleet publishes about its meshes.
func TestFacts(t *testing.T) {
	facts, findings := LoadFacts(Source{File: "fleet-facts.yaml", Text: []byte(`apiVersion: meshfn.dev/v1alpha1
kind: FleetFacts
metadata: {name: fleet-facts}
spec:
  meshes:
  - {name: red, network: n1, eastWest: true, peers: [{name: green, ingress: {addresses: [a.example]}}]}
  - {nmae: green}
`)})
	want := "fleet-facts.yaml:7:5: spec.meshes[1].name: MSH0107 name is missing\n    Add name to spec.meshes[1].\n" +
		"fleet-facts.yaml:7:6: spec.meshes[1].nmae: MSH0102 nmae is not a field of spec.meshes[1]\n    Did you mean name?\n"
	if diff := cmp.Diff(want, text(findings)); diff != "" {
		t.Error(diff)
	}
	if len(facts.Spec.Meshes) != 2 || !facts.Spec.Meshes[0].EastWest || facts.Spec.Meshes[0].Peers[0].Ingress.Addresses[0] != "a.example" {
		t.Errorf("%+v", facts)
	}
	large := head[:0] + "apiVersion: meshfn.dev/v1alpha1\nkind: FleetFacts\nmetadata: {name: f}\nspec: {}\n" + strings.Repeat("# padding\n", 1<<17)
	if _, findings := LoadFacts(Source{Text: []byte(large)}); len(findings) > 0 {
		t.Errorf("the facts of a large fleet: %s", text(findings))
	}
}
