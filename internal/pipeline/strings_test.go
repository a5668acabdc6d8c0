package pipeline_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"sigs.k8s.io/yaml"

	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/fleet"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
	"github.com/meshfn/meshfn/internal/pipeline"
)

// traps are strings that a reader of YAML 1.1 or 1.2 takes for something else when they are not quoted.
var traps = []string{"0071335", "1e3", "0x1F", "on", "yes", "null", "~", "1_000", "12:30", "2024-01-01", ""}

// everything names each string field of a Mesh that reaches the output, with {} where the string goes.
const everything = `apiVersion: meshfn.dev/v1alpha1
kind: Mesh
metadata: {name: m, annotations: {config.kubernetes.io/local-config: "true"}}
spec:
  cluster: {name: {name}, project: {project}, projectNumber: {projectNumber}, location: {location}, platform: GKE, network: {network}}
  fleet: {project: {fleetProject}, projectNumber: {fleetProjectNumber}}
  controlPlane:
    distribution: ASM
    namespace: {namespace}
    clusterName: {clusterName}
    hub: {hub}
    imagePullSecrets: [{pullSecret}]
    meshID: {meshID}
    trustDomain: {trustDomain}
    trustDomainAliases: [{alias}]
    identityProvider: {identityProvider}
    certificateAuthority: {type: IstioCA, cacerts: {source: ExternalSecret, externalSecret: {store: {store}, key: {key}}}}
    revisions: [{version: 1.23.3-asm.2, name: {revision}, profile: {profile}}]
    tags: {prod: {tagTarget}}
  namespaces: [{name: {injected}, revision: {tagTarget}}]
  gateways:
  - name: {gateway}
    namespace: {gatewayNamespace}
    sourceRanges: [{sourceRange}]
    ports: [{name: {port}, port: 9000}]
    annotations: {example.com/note: {annotation}}
    resources: {requests: {cpu: {cpu}}}
    revision: {tagTarget}
`

// federated is the same for OpenShift Service Mesh and its federation.
const federated = `apiVersion: meshfn.dev/v1alpha1
kind: Mesh
metadata: {name: m, annotations: {config.kubernetes.io/local-config: "true"}}
spec:
  cluster: {name: {name}, network: {network}, region: us-east}
  controlPlane:
    distribution: OpenShift
    namespace: {namespace}
    clusterName: {clusterName}
    trustDomain: {trustDomain}
    trustDomainAliases: [{alias}]
    revisions: [{version: v2.6}]
  namespaces: [{name: {injected}}]
  federation:
    ingress: {addresses: [{address}]}
    peers:
    - name: partner
      external: {namespace: {peerNamespace}, trustDomain: {peerDomain}, addresses: [{peerAddress}], egressGateway: {egress}, rootCertificate: {root}}
      exports:
      - {namespace: {exportNamespace}, name: {exportName}, as: {namespace: {aliasNamespace}, name: {aliasName}}}
      - {namespace: other, selector: {matchLabels: {export: {label}}}}
      imports:
      - {namespace: {importNamespace}, name: {importName}, as: {namespace: local, name: svc}, local: true}
      - {namespace: far, name: svc, domainSuffix: {suffix}}
      importRegion: {region}
      importZone: {zone}
      failover: [{from: us-east, to: {region}}]
`

var plainValues = map[string]string{
	"name": "c1", "project": "own", "projectNumber": "1", "location": "l1", "network": "n1", "fleetProject": "host",
	"fleetProjectNumber": "2", "namespace": "istio-system", "clusterName": "cn", "hub": "example.com/asm", "pullSecret": "pull",
	"meshID": "mesh1", "trustDomain": "td.example", "alias": "alias.example", "identityProvider": "https://idp.example/x",
	"store": "vault", "key": "mesh/m", "revision": "rev1", "profile": "empty", "injected": "shop",
	"gateway": "ingress", "gatewayNamespace": "istio-ingress", "sourceRange": "10.0.0.0/8", "port": "tcp-x", "annotation": "note",
	"cpu": "100m", "address": "lb.example.com", "peerNamespace": "partner-system", "peerDomain": "partner.local",
	"peerAddress": "lb.partner.example.com", "egress": "egress-m", "exportNamespace": "shop", "exportName": "ratings",
	"aliasNamespace": "info", "aliasName": "red-ratings", "label": "yes-please", "importNamespace": "info",
	"importName": "prices", "suffix": "partner.example", "region": "us-west", "zone": "us-west-a",
}

// TestStringsStayStrings writes every trap into every field. A field may refuse it, with a finding at that field; what it
// takes must arrive as the same string, and so it must in the text, for either reader.
func TestStringsStayStrings(t *testing.T) {
	arrived := map[string]int{}
	for field := range plainValues {
		for _, trap := range traps {
			t.Run(fmt.Sprintf("%s/%q", field, trap), func(t *testing.T) {
				before, after := 0, 0
				for _, it := range slices.Concat(renderWith(t, everything, field, trap), renderWith(t, federated, field, trap)) {
					text := krm.Encode(it.Object)
					var read any
					if err := yaml.Unmarshal(text, &read); err != nil {
						t.Fatal(err)
					}
					before += count(map[string]any(it.Object), trap)
					after += count(read, trap)
				}
				if before != after {
					t.Errorf("the objects hold the string %d times, their text %d times", before, after)
				}
				arrived[field] += before
			})
		}
	}
	for _, field := range []string{"network", "meshID", "clusterName", "annotation", "injected", "gateway", "revision", "key",
		"exportName", "label", "importName", "zone"} {
		if arrived[field] == 0 {
			t.Errorf("no trap arrived from %s: the test shows nothing of it", field)
		}
	}
}

// renderWith returns what a Mesh renders to whose field has the value, or nothing where a finding refuses the value.
func renderWith(t *testing.T, text, field, value string) []krm.Item {
	t.Helper()
	if !strings.Contains(text, "{"+field+"}") {
		return nil
	}
	root, err := os.ReadFile("../controlplane/meshca-root.pem")
	if err != nil {
		t.Fatal(err)
	}
	text = strings.ReplaceAll(text, "{root}", fmt.Sprintf("%q", root))
	for name, plain := range plainValues {
		if name == field {
			plain = value
		}
		text = strings.ReplaceAll(text, "{"+name+"}", fmt.Sprintf("%q", plain))
	}
	target := plainValues["revision"]
	if field == "revision" {
		target = value
	}
	text = strings.ReplaceAll(text, "{tagTarget}", fmt.Sprintf("%q", target))
	f, findings, err := fleet.New(fleet.Input{
		Meshes:  []mesh.Source{{File: "mesh.yaml", Text: []byte(text)}},
		Objects: func(string) ([]krm.Object, error) { return nil, nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	if finding.HasErrors(findings) {
		return nil
	}
	out, err := pipeline.Whole{Charts: pipeline.Library("")}.Render(f.Members[0])
	if err != nil {
		t.Fatal(err)
	}
	if finding.HasErrors(out.Findings) {
		return nil
	}
	return out.Set.Items()
}

// count returns how often a value is the string.
func count(v any, s string) int {
	n := 0
	switch v := v.(type) {
	case string:
		if v == s {
			n++
		}
	case []any:
		for _, e := range v {
			n += count(e, s)
		}
	case map[string]any:
		for _, e := range v {
			n += count(e, s)
		}
	}
	return n
}
