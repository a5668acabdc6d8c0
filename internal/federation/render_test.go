package federation_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/meshfn/meshfn/internal/federation"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
)

const partnerHead = `apiVersion: meshfn.dev/v1alpha1
kind: Mesh
metadata: {name: red, annotations: {config.kubernetes.io/local-config: "true"}}
spec:
  controlPlane: {distribution: OpenShift, revisions: [{version: v2.6}]}
  federation:
    ingress: {type: NodePort, addresses: [192.0.2.1], nodePorts: {service: 30000, discovery: 30001}}
    peers:
`

// partner is a peer outside the fleet, with more fields of its own.
func partner(name, root, more string) string {
	text := "    - name: " + name + "\n      external: {namespace: mesh, trustDomain: " + name + ".example, addresses: [lb." + name[:3] + ".example]"
	if root != "" {
		text += ", rootCertificate: \"" + strings.ReplaceAll(root, "\n", "\\n") + "\""
	}
	return text + "}\n      ingress: {addresses: [" + name[:3] + ".red.example]}\n" + more
}

// TestOneFailoverForOneService: a service that is imported as local from two peers has one DestinationRule, in the file of
// the first of them by name.
func TestOneFailoverForOneService(t *testing.T) {
	const more = `      imports: [{namespace: info, name: ratings, as: {namespace: info}, local: true}]
      importRegion: REGION
      failover: [{from: here, to: REGION}]
`
	root := testRoot(t)
	text := partnerHead + partner("west-peer", root, strings.ReplaceAll(more, "REGION", "west")) +
		partner("east-peer", root, strings.ReplaceAll(more, "REGION", "east"))
	out := federation.Render(alone(t, "red", text))
	if len(out.Findings) > 0 {
		t.Fatal(out.Findings)
	}
	var rules []krm.Item
	for _, it := range out.Set.Items() {
		if it.Object.Kind() == "DestinationRule" {
			rules = append(rules, it)
		}
	}
	if len(rules) != 1 || rules[0].Path != federation.Path("east-peer") {
		t.Fatalf("%d rules: %v", len(rules), rules)
	}
	want := []any{map[string]any{"from": "here", "to": "east"}, map[string]any{"from": "here", "to": "west"}}
	if diff := cmp.Diff(want, rules[0].Object.List("spec", "trafficPolicy", "loadBalancer", "localityLbSetting", "failover")); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// TestGatewayNameHasRoom: the Service of a gateway is ingress-<peer>, and a Service name ends at 63 characters.
func TestGatewayNameHasRoom(t *testing.T) {
	for length, refused := range map[int]bool{55: false, 56: true} {
		out := federation.Render(alone(t, "red", partnerHead+partner(strings.Repeat("p", length), testRoot(t), "")))
		if got := slices.ContainsFunc(out.Findings, func(f finding.Finding) bool { return f.Code == finding.BadName }); got != refused {
			t.Errorf("%d characters: refused %t; %v", length, got, out.Findings)
		}
	}
}

// TestWithheld: without a root nothing of the peer is rendered but its gateways; the person is told, and told what to do.
func TestWithheld(t *testing.T) {
	m := alone(t, "red", partnerHead+partner("newcomer", "", ""))
	out := renderMesh(m)
	for _, it := range out.Set.Items() {
		if strings.HasPrefix(it.Path, "manifests/federation/") {
			t.Errorf("%s is rendered", it.Object.ID())
		}
	}
	for _, it := range out.Set.Items() {
		if it.Object.Kind() != "ServiceMeshControlPlane" {
			continue
		}
		for _, which := range []string{"additionalEgress", "additionalIngress"} {
			if n := len(it.Object.Map("spec", "gateways", which)); n != 1 {
				t.Errorf("%d gateways in %s", n, which)
			}
		}
	}
	if len(out.Findings) != 1 || out.Findings[0].Code != finding.PeerWithheld || out.Findings[0].Severity != finding.Warning {
		t.Errorf("%v", out.Findings)
	}
	if last := out.Checklist[len(out.Checklist)-1]; last.Title != "complete the federation with newcomer" {
		t.Errorf("the checklist ends with %q", last.Title)
	}
}
