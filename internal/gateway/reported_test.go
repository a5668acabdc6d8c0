package gateway

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"sigs.k8s.io/yaml"

	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/fleet"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
)

// TestReported writes one thing into a mesh that is fine without it, and expects one finding at one field.
func TestReported(t *testing.T) {
	const head = `apiVersion: meshfn.dev/v1alpha1
kind: Mesh
metadata: {name: one, annotations: {config.kubernetes.io/local-config: "true"}}
spec:
`
	const istio = `  cluster: {platform: BareMetal, network: network1}
  controlPlane: {distribution: Istio, meshID: mesh1, revisions: [{version: 1.29.1, profile: minimal}]}
`
	gateway := func(more string) string {
		return istio + "  gateways: [{name: gw, namespace: gateways, " + more + "}]\n"
	}
	asm := func(version, options, gateways string) string {
		return `  cluster: {platform: VMware, project: shop-fleet, projectNumber: "1"}
  controlPlane: {distribution: ASM, revisions: [{version: ` + version + `, options: [` + options + `]}]}
  gateways: [` + gateways + `]
`
	}
	for name, c := range map[string]struct {
		spec, field string
		code        finding.Code
	}{
		"node port of a ClusterIP":            {gateway("exposure: ClusterIP, ports: [{name: a, port: 9, nodePort: 30009}]"), "spec.gateways[0].ports[0].nodePort", finding.Contradiction},
		"node port of a ClusterIP, API":       {gateway("exposure: ClusterIP, api: GatewayAPI, ports: [{name: a, port: 9, nodePort: 30009}]"), "spec.gateways[0].ports[0].nodePort", finding.Contradiction},
		"source ranges of node ports":         {gateway("exposure: NodePort, sourceRanges: [192.0.2.0/24]"), "spec.gateways[0].sourceRanges", finding.Contradiction},
		"controller off AWS":                  {gateway("loadBalancer: Controller"), "spec.gateways[0].loadBalancer", finding.Contradiction},
		"services without gateway":            {istio + "  multiCluster: {exposeServices: true}\n", "spec.multiCluster.exposeServices", finding.Contradiction},
		"control plane without gateway":       {istio + "  multiCluster: {exposeControlPlane: true}\n", "spec.multiCluster.exposeControlPlane", finding.Contradiction},
		"istiod's port by the way":            {gateway("role: EastWest, exposure: NodePort, ports: [{name: a, port: 15012}]"), "spec.gateways[0].ports[0].port", finding.Contradiction},
		"east-west without network":           {strings.Replace(gateway("role: EastWest, exposure: NodePort"), ", network: network1", "", 1), "spec.cluster.network", finding.Required},
		"nine annotations":                    {gateway("api: GatewayAPI, annotations: {a: '1', b: '1', c: '1', d: '1', e: '1', f: '1', g: '1', h: '1', i: '1'}"), "spec.gateways[0].annotations", finding.OutOfRange},
		"second http listener":                {gateway("api: GatewayAPI, ports: [{name: http, port: 8080}]"), "spec.gateways[0].ports[0].name", finding.PortName},
		"port of an HBONE gateway":            {gateway("role: EastWest, exposure: NodePort, api: GatewayAPI, ports: [{name: a, port: 9}]"), "spec.gateways[0].ports[0]", finding.NotInGatewayAPI},
		"replicas before parametersRef":       {strings.Replace(gateway("api: GatewayAPI, replicas: {min: 3}"), "1.29.1", "1.25.0", 1), "spec.gateways[0].replicas", finding.NotInGatewayAPI},
		"resources before parametersRef":      {strings.Replace(gateway("api: GatewayAPI, resources: {requests: {cpu: '1'}}"), "1.29.1", "1.25.0", 1), "spec.gateways[0].resources", finding.NotInGatewayAPI},
		"node port before parametersRef":      {strings.Replace(gateway("api: GatewayAPI, ports: [{name: a, port: 9, nodePort: 30009}]"), "1.29.1", "1.25.0", 1), "spec.gateways[0].ports[0].nodePort", finding.NotInGatewayAPI},
		"default ingress of 1.10":             {asm("1.10.6-asm.2", "", "{name: istio-ingressgateway, namespace: istio-system}"), "spec.gateways[0].name", finding.DefaultGateway},
		"default egress of 1.10":              {asm("1.10.6-asm.2", "egressgateways", "{name: istio-egressgateway, namespace: istio-system, role: Egress}"), "spec.gateways[0].name", finding.DefaultGateway},
		"east-west of option vm":              {asm("1.10.6-asm.2", "vm", "{name: istio-eastwestgateway, namespace: istio-system, role: EastWest, exposure: NodePort}"), "spec.gateways[0].name", finding.DefaultGateway},
		"iap-operator's gateway":              {asm("1.23.3-asm.2", "iap-operator", "{name: istio-ingressgateway, namespace: istio-system}"), "spec.gateways[0].name", finding.DefaultGateway},
		"iap-operator's node port":            {asm("1.23.3-asm.2", "iap-operator", "{name: edge, namespace: edge, exposure: NodePort, ports: [{name: a, port: 9, nodePort: 31224}]}"), "spec.gateways[0].ports[0].nodePort", finding.GatewayNodePort},
		"default egress of 1.23":              {asm("1.23.3-asm.2", "legacy-default-egressgateway", "{name: istio-egressgateway, namespace: istio-system, role: Egress}"), "spec.gateways[0].name", finding.DefaultGateway},
		"profile default":                     {strings.Replace(istio, "minimal", "default", 1) + "  gateways: [{name: istio-ingressgateway, namespace: istio-system}]\n", "spec.gateways[0].name", finding.DefaultGateway},
		"own control plane namespace":         {strings.Replace(istio, "minimal}]", "default}], namespace: control", 1) + "  gateways: [{name: istio-ingressgateway, namespace: control}]\n", "spec.gateways[0].name", finding.DefaultGateway},
		"profile demo's egress":               {strings.Replace(istio, "minimal", "demo", 1) + "  gateways: [{name: istio-egressgateway, namespace: istio-system, role: Egress}]\n", "spec.gateways[0].name", finding.DefaultGateway},
		"namespace with the default revision": {strings.Replace(istio, "profile: minimal", "profile: minimal}, {version: 1.28.0, name: next, profile: minimal", 1) + "  namespaces: [{name: gateways, injection: Default}]\n  gateways: [{name: gw, namespace: gateways, revision: next}]\n", "spec.namespaces[0].injection", finding.GatewayNotInjected},
		"namespace with another revision":     {strings.Replace(istio, "profile: minimal", "profile: minimal}, {version: 1.28.0, name: next, profile: minimal", 1) + "  namespaces: [{name: gateways, injection: Revision, revision: next}]\n  gateways: [{name: gw, namespace: gateways}]\n", "spec.namespaces[0].revision", finding.GatewayNotInjected},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFleet(t, fleet.Input{Meshes: []mesh.Source{{File: "mesh.yaml", Text: []byte(head + c.spec)}}})
			var got []string
			for _, f := range Render(f.Members[0]).Findings {
				if f.Code == c.code && f.Field == c.field && f.Message != "" && f.Line > 0 {
					return
				}
				got = append(got, string(f.Code)+" "+f.Field+": "+f.Message)
			}
			t.Errorf("no %s at %s, but %q", c.code, c.field, got)
		})
	}
}

// TestNotReported: what only looks like a mistake.
func TestNotReported(t *testing.T) {
	for name, spec := range map[string]string{
		"another namespace": `{version: 1.29.1}]}
  gateways: [{name: istio-ingressgateway, namespace: istio-ingress}]`,
		"egress off": `{version: 1.29.1}]}
  gateways: [{name: istio-egressgateway, namespace: istio-system, role: Egress}]`,
		"a tag of the same revision": `{version: 1.28.0, name: old}, {version: 1.29.1, name: new}], tags: {default: new, stable: old}}
  namespaces: [{name: gateways, revision: new}]
  gateways: [{name: istio-ingressgateway, namespace: gateways}]`,
		"Gateway API": `{version: 1.29.1}]}
  gateways: [{name: istio-ingressgateway, namespace: istio-system, api: GatewayAPI}]`,
	} {
		f := newFleet(t, fleet.Input{Meshes: []mesh.Source{{File: "mesh.yaml", Text: []byte(`apiVersion: meshfn.dev/v1alpha1
kind: Mesh
metadata: {name: one, annotations: {config.kubernetes.io/local-config: "true"}}
spec:
  cluster: {platform: GKE, network: network1}
  controlPlane: {distribution: Istio, revisions: [` + spec + "\n")}}})
		if all := Render(f.Members[0]).Findings; len(all) > 0 {
			t.Errorf("%s: %v", name, all)
		}
	}
}

// TestOverlayDecides: an overlay turns a default gateway of the control plane on and off, by either kind.
func TestOverlayDecides(t *testing.T) {
	operator := func(gateway string) krm.Object {
		return krm.Object{"kind": "IstioOperator", "metadata": map[string]any{"name": "o"}, "spec": map[string]any{"components": map[string]any{
			"ingressGateways": []any{decoded(t, gateway)},
		}}}
	}
	smcp := func(gateways string) krm.Object {
		return krm.Object{"kind": "ServiceMeshControlPlane", "metadata": map[string]any{"name": "o"}, "spec": map[string]any{"gateways": decoded(t, gateways)}}
	}
	for name, c := range map[string]struct {
		product, namespace string
		overlay            krm.Object
		clash              bool
	}{
		"turned off":        {"distribution: Istio, revisions: [{version: 1.29.1,", "istio-system", operator("{name: istio-ingressgateway, enabled: false}"), false},
		"turned on":         {"distribution: Istio, revisions: [{version: 1.29.1, profile: minimal,", "istio-system", operator("{name: istio-ingressgateway, enabled: true}"), true},
		"elsewhere":         {"distribution: Istio, revisions: [{version: 1.29.1, profile: minimal,", "gateways", operator("{name: istio-ingressgateway, namespace: gateways, enabled: true}"), true},
		"left as it is":     {"distribution: Istio, revisions: [{version: 1.29.1,", "istio-system", operator("{name: istio-ingressgateway, label: {a: b}}"), true},
		"SMCP":              {"distribution: OpenShift, namespace: istio-system, revisions: [{version: v2.6,", "istio-system", smcp("{openshiftRoute: {enabled: true}}"), true},
		"SMCP, ingress off": {"distribution: OpenShift, namespace: istio-system, revisions: [{version: v2.6,", "istio-system", smcp("{ingress: {enabled: false}}"), false},
		"SMCP, all off":     {"distribution: OpenShift, namespace: istio-system, revisions: [{version: v2.6,", "istio-system", smcp("{enabled: false}"), false},
	} {
		f := newFleet(t, fleet.Input{
			Meshes: []mesh.Source{{File: "mesh.yaml", Text: []byte(`apiVersion: meshfn.dev/v1alpha1
kind: Mesh
metadata: {name: one, annotations: {config.kubernetes.io/local-config: "true"}}
spec:
  cluster: {platform: GKE, network: network1}
  controlPlane: {` + c.product + ` overlays: [o.yaml]}]}
  gateways: [{name: istio-ingressgateway, namespace: ` + c.namespace + "}]\n")}},
			Objects: func(string) ([]krm.Object, error) { return []krm.Object{c.overlay}, nil },
		})
		all := Render(f.Members[0]).Findings
		if clash := len(all) == 1 && all[0].Code == finding.DefaultGateway; clash != c.clash || !clash && len(all) > 0 {
			t.Errorf("%s: clash %v, but %v", name, c.clash, all)
		}
	}
}

func decoded(t *testing.T, text string) map[string]any {
	t.Helper()
	var m map[string]any
	if err := yaml.Unmarshal([]byte(text), &m); err != nil {
		t.Fatal(err)
	}
	return m
}

// TestPublishedFacts: a mesh whose mesh.yaml is not part of the input is known by fleet-facts.yaml, and renders the same.
func TestPublishedFacts(t *testing.T) {
	whole := load(t, "testdata/cases/three-clusters")
	red, _ := whole.Member("red")
	facts := "apiVersion: meshfn.dev/v1alpha1\nkind: FleetFacts\nmetadata: {name: fleet-facts, annotations: {config.kubernetes.io/local-config: \"true\"}}\nspec:\n  meshes:\n"
	for _, o := range red.SameMesh() {
		b, err := json.Marshal(o)
		if err != nil {
			t.Fatal(err)
		}
		facts += "  - " + string(b) + "\n"
	}
	part := newFleet(t, fleet.Input{Meshes: []mesh.Source{red.Source()}, Part: true, Facts: []mesh.Source{{File: "fleet-facts.yaml", Text: []byte(facts)}}})
	if diff := cmp.Diff(text(red, Render(red)), text(part.Members[0], Render(part.Members[0]))); diff != "" {
		t.Error(diff)
	}
}

// TestLongClusterName: the name that GKE clusters get can be longer than a label.
func TestLongClusterName(t *testing.T) {
	var in fleet.Input
	for _, name := range []string{"a", strings.Repeat("long-", 8) + "name"} {
		in.Meshes = append(in.Meshes, mesh.Source{File: name + "/mesh.yaml", Text: []byte(`apiVersion: meshfn.dev/v1alpha1
kind: Mesh
metadata: {name: ` + name + `, annotations: {config.kubernetes.io/local-config: "true"}}
spec:
  cluster: {platform: GKE, project: shop, projectNumber: "1", location: us-central1-c}
  controlPlane: {distribution: ASM, revisions: [{version: 1.23.3-asm.2}]}
`)})
	}
	f := newFleet(t, in)
	for i, want := range []int{0, 1} {
		out := Render(f.Members[i])
		if len(out.Findings) != want || want == 1 && out.Findings[0].Code != finding.ClusterName {
			t.Errorf("%s: %v", f.Members[i].Name(), out.Findings)
		}
	}
	if out := Render(f.Members[0]); len(out.Checklist) > 0 {
		t.Errorf("a secret of a name that istioctl refuses: %v", out.Checklist)
	}
}
