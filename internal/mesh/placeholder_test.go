package mesh

import "testing"

func TestPlaceholder(t *testing.T) {
	for text, want := range map[string]string{
		"PROJECT_ID": "PROJECT_ID", "cn-MY_PROJECT_ID-x": "MY_PROJECT_ID", "${gcloud.core.project}-default": "${gcloud.core.project}",
		"projects/<project>/locations": "<project>", "<your project id>": "<your project id>", "your-project-id": "your-project",
		"ChangeMe": "ChangeMe", "mesh/change-me": "change-me",
		"shop-prod": "", "GCP": "", "a < b > c?": "", "<>": "", "$x": "", "10 < 20": "", "exchange-method": "", "yours": "",
	} {
		if got := Placeholder(text); got != want {
			t.Errorf("Placeholder(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestPlaceholderIn(t *testing.T) {
	object := map[string]any{"spec": map[string]any{
		"env":  []any{map[string]any{"name": "TOKEN_AUDIENCES", "value": "istio-ca"}},
		"name": "x", "values": map[string]any{"a.b": []any{"fine", "NETWORK_ID"}},
	}}
	if at, word := PlaceholderIn(object, ""); at != `spec.values["a.b"][1]` || word != "NETWORK_ID" {
		t.Errorf("%s: %s", at, word)
	}
}

// TestNamesHaveRoom: what is made of a name has at most 63 characters.
func TestNamesHaveRoom(t *testing.T) {
	const long = "a234567890123456789012345678901234567890123456789012345678" // 58
	const head = "apiVersion: meshfn.dev/v1alpha1\nkind: Mesh\nmetadata: {name: "
	const local = ", annotations: {config.kubernetes.io/local-config: \"true\"}}\n"
	for _, c := range []struct{ name, spec, field string }{
		{long, "spec: {controlPlane: {distribution: OpenShift, revisions: [{version: v2.6}]}}\n", "metadata.name"},
		{"m", "spec: {controlPlane: {distribution: Istio, revisions: [{version: 1.29.1, name: r}], tags: {" + long + ": r}}}\n", "spec.controlPlane.tags." + long},
		{"m", "spec: {controlPlane: {distribution: Istio, revisions: [{version: 1.29.1}]}, gateways: [{name: " + long + ", namespace: gw, api: GatewayAPI}]}\n", "spec.gateways[0].name"},
		{"m", "spec: {controlPlane: {distribution: Istio, revisions: [{version: 1.29.1, name: " + long + "}]}}\n", "spec.controlPlane.revisions[0].name"},
	} {
		m, findings := Load(Source{File: "mesh.yaml", Text: []byte(head + c.name + local + c.spec)}, nil)
		if m != nil {
			findings = append(findings, Default(m)...)
		}
		if len(findings) != 1 || findings[0].Code != "MSH0111" || findings[0].Field != c.field {
			t.Errorf("%s: %v", c.field, findings)
		}
	}
}
