package mesh

import (
	"fmt"
	"strings"
	"testing"

	"github.com/meshfn/meshfn/internal/finding"
)

// head is the beginning of every mesh of these tests; the spec is on line 5.
const head = `apiVersion: meshfn.dev/v1alpha1
kind: Mesh
metadata: {name: red, annotations: {config.kubernetes.io/local-config: "true"}}
`

func text(findings []finding.Finding) string {
	var b strings.Builder
	for _, f := range findings {
		fmt.Fprintf(&b, "%s:%d:%d: %s: %s %s | %s\n", f.File, f.Line, f.Column, f.Field, f.Code, f.Message, f.Fix)
	}
	return b.String()
}

func TestLoadReportsEveryMistake(t *testing.T) {
	_, findings := Load(Source{File: "mesh.yaml", Text: []byte(head + `spec:
  cluster:
    netwrok: network1
    project: 0071335
    project: on
    platform: gke
    location:
  fleet: []
  gateways:
  - name: &a gw
    ports: [{name: x, port: "80"}, 7]
    annotations: {1: a, b: *a}
  multiCluster: {exposeServices: yes}
`)}, nil)
	t.Log("\n" + text(findings))
}
