package setters

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestUnanswered: what decides is the text that would reach the cluster.
func TestUnanswered(t *testing.T) {
	d := definitions(t, `
openAPI:
  definitions:
    io.k8s.cli.setters.idp: {x-k8s-cli: {setter: {name: idp, value: IDP_URL}}}
    io.k8s.cli.setters.gcloud.container.cluster: {x-k8s-cli: {setter: {name: gcloud.container.cluster, value: asm-cluster}}}
    io.k8s.cli.setters.gcloud.compute.location: {x-k8s-cli: {setter: {name: gcloud.compute.location, value: us-central1-c, isSet: true}}}
    io.k8s.cli.setters.must: {x-k8s-cli: {setter: {name: must, value: fine, required: true}}}
    io.k8s.cli.setters.anthos.servicemesh.controlplane.validation-url: {x-k8s-cli: {setter: {name: anthos.servicemesh.controlplane.validation-url, value: VALIDATION_URL}}}
`)
	cases := []struct {
		name, setter, text string
		values             Values
		want               string
	}{
		{"a placeholder", "idp", "IDP_URL", nil, "MSH1106"},
		{"another placeholder in the field", "idp", "HUB_IDP_URL", nil, "MSH1106"},
		{"a placeholder that never reached the field", "idp", "", nil, ""},
		{"a value", "idp", "IDP_URL", Values{"idp": Text("x")}, ""},
		{"a placeholder that does not look like one", "gcloud.container.cluster", "cn-asm-cluster", nil, "MSH1106"},
		{"the same, set on purpose", "gcloud.compute.location", "us-central1-c", nil, ""},
		{"required and not set", "must", "fine", nil, "MSH1106"},
		{"of an option", "anthos.servicemesh.controlplane.validation-url", "VALIDATION_URL", nil, "MSH1107"},
		{"kpt v1", "other", "x-SOME_THING", nil, "MSH1106"},
		{"kpt v1, a value", "other", "something", nil, ""},
		{"kpt v1, an abbreviation", "other", "ASM", nil, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var codes []string
			for _, f := range Unanswered(d, c.values, []Field{{File: "f.yaml", Path: "a", Text: c.text, Setters: []string{c.setter}}}) {
				codes = append(codes, string(f.Code))
			}
			if diff := cmp.Diff(c.want, strings.Join(codes, " ")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestNearest suggests the name that another release has, and nothing where nothing is like it.
func TestNearest(t *testing.T) {
	known := []string{"anthos.servicemesh.idp-url", "anthos.servicemesh.trustDomain", "anthos.servicemesh.trustDomainAliases", "gcloud.core.project"}
	for name, want := range map[string]string{
		"gcloud.core.projct":                "gcloud.core.project",
		"anthos.servicemesh.hub-idp-url":    "anthos.servicemesh.idp-url",
		"anthos.servicemesh.hubTrustDomain": "anthos.servicemesh.trustDomain",
		"colour":                            "",
	} {
		if got := nearest(name, known); got != want {
			t.Errorf("nearest to %s is %q, want %q", name, got, want)
		}
	}
}
