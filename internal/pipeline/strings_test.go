package pipeline_test

import (
	"fmt"
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

var plainValues = map[string]string{
	"name": "c1", "project": "own", "projectNumber": "1", "location": "l1", "network": "n1", "fleetProject": "host",
	"fleetProjectNumber": "2", "namespace": "istio-system", "clusterName": "cn", "hub": "example.com/asm", "pullSecret": "pull",
	"meshID": "mesh1", "trustDomain": "td.example", "alias": "alias.example", "identityProvider": "https://idp.example/x",
	"store": "vault", "key": "mesh/m", "revision": "rev1", "profile": "empty", "injected": "shop",
	"gateway": "ingress", "gatewayNamespace": "istio-ingress", "sourceRange": "10.0.0.0/8", "port": "tcp-x", "annotation": "note",
	"cpu": "100m",
}

// TestStringsStayStrings writes every trap into every field. A field may refuse it, with a finding at that field; what it
// takes must arrive as the same string, and so it must in the text, for either reader.
func TestStringsStayStrings(t *testing.T) {
	arrived := map[string]int{}
	for field := range plainValues {
		for _, trap := range traps {
			t.Run(fmt.Sprintf("%s/%q", field, trap), func(t *testing.T) {
				out, findings := renderWith(t, field, trap)
				if finding.HasErrors(findings) {
					return
				}
				before, after := 0, 0
				for _, it := range out {
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
	for _, field := range []string{"network", "meshID", "clusterName", "annotation", "injected", "gateway", "revision", "key"} {
		if arrived[field] == 0 {
			t.Errorf("no trap arrived from %s: the test shows nothing of it", field)
		}
	}
}

func renderWith(t *testing.T, field, value string) ([]krm.Item, []finding.Finding) {
	t.Helper()
	text := everything
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
		return nil, findings
	}
	out, err := pipeline.Whole{Charts: pipeline.Library("")}.Render(f.Members[0])
	if err != nil {
		t.Fatal(err)
	}
	return out.Set.Items(), out.Findings
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
