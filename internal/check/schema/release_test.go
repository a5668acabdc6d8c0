package schema_test

import (
	"strings"
	"testing"

	"github.com/meshfn/meshfn/internal/check/schema"
)

// said is what Check says of one document, a line per problem: CODE FIELD: MESSAGE (FIX).
func said(t *testing.T, s *schema.Schemas, document string) string {
	t.Helper()
	var all []string
	for _, o := range (piece{"document", []byte(document)}).objects(t) {
		for _, p := range s.Check(o) {
			all = append(all, string(p.Code)+" "+p.Field+": "+p.Message+" ("+p.Fix+")")
		}
	}
	return strings.Join(all, "\n")
}

func TestReleases(t *testing.T) {
	budget := "\nkind: PodDisruptionBudget\nmetadata: {name: a, namespace: b}\nspec: {minAvailable: 1, selector: {matchLabels: {a: b}}}\n"
	flow := "\nkind: FlowSchema\nmetadata: {name: a}\nspec: {priorityLevelConfiguration: {name: exempt}}\n"
	for _, c := range []struct{ release, document, want string }{
		{"1.24", "apiVersion: policy/v1beta1" + budget, "MSH0210 apiVersion: policy/v1beta1 PodDisruptionBudget is deprecated since Kubernetes 1.21 (Use policy/v1, and compare the fields.)"},
		{"1.27", "apiVersion: policy/v1beta1" + budget, "MSH0209 apiVersion: Kubernetes has not served policy/v1beta1 PodDisruptionBudget since 1.25 (Use policy/v1, and compare the fields.)"},
		{"v1.33.2-gke.100", "apiVersion: policy/v1beta1" + budget, "MSH0209 apiVersion: Kubernetes has not served policy/v1beta1 PodDisruptionBudget since 1.25 (Use policy/v1, and compare the fields.)"},
		{"", "apiVersion: policy/v1beta1" + budget, "MSH0209 apiVersion: Kubernetes has not served policy/v1beta1 PodDisruptionBudget since 1.25 (Use policy/v1, and compare the fields.)"},
		{"1.27", "apiVersion: policy/v1" + budget, ""},
		{"1.40", "apiVersion: policy/v1" + budget, ""},
		{"latest", "apiVersion: policy/v1" + budget, ""},
		// Served by 1.27 and 1.28, not by 1.32: silent where the release is not known.
		{"1.28", "apiVersion: flowcontrol.apiserver.k8s.io/v1beta2" + flow, "MSH0210 apiVersion: flowcontrol.apiserver.k8s.io/v1beta2 FlowSchema is deprecated since Kubernetes 1.26 (Use flowcontrol.apiserver.k8s.io/v1beta3, and compare the fields.)"},
		{"1.32", "apiVersion: flowcontrol.apiserver.k8s.io/v1beta2" + flow, "MSH0209 apiVersion: Kubernetes has not served flowcontrol.apiserver.k8s.io/v1beta2 FlowSchema since 1.29 (Use flowcontrol.apiserver.k8s.io/v1, and compare the fields.)"},
		{"", "apiVersion: flowcontrol.apiserver.k8s.io/v1beta2" + flow, ""},
		{"1.27", "apiVersion: flowcontrol.apiserver.k8s.io/v1" + flow, "MSH0208 apiVersion: Kubernetes 1.27 does not serve flowcontrol.apiserver.k8s.io/v1 FlowSchema yet; 1.29 is the first known that does ()"},
		{"1.33", "apiVersion: apps/v2\nkind: Deployment\nmetadata: {name: a}\n", "MSH0208 apiVersion: Deployment has no API version apps/v2 (Use one of: apps/v1.)"},
		{"1.33", "apiVersion: apps/v1\nkind: Deploymnet\nmetadata: {name: a}\n", "MSH0208 kind: Kubernetes has no kind Deploymnet in apps/v1 (Did you mean Deployment?)"},
		{"1.33", "apiVersion: networking.istio.io/v1\nkind: VirtualServcie\nmetadata: {name: a}\n",
			"MSH0207 kind: no schema of networking.istio.io/v1 VirtualServcie is at hand: its fields are not checked (Did you mean VirtualService? Otherwise put the CustomResourceDefinition of the kind into the tree.)"},
		{"1.33", "apiVersion: extensions/v1beta1\nkind: Ingress\nmetadata: {name: a}\n", "MSH0209 apiVersion: Kubernetes has not served extensions/v1beta1 Ingress since 1.22 (Use networking.k8s.io/v1, and compare the fields.)"},
	} {
		if got := said(t, schema.For(c.release), c.document); got != c.want {
			t.Errorf("Kubernetes %q: %s\nwant: %s\nhave: %s", c.release, c.document, c.want, got)
		}
	}
}

func TestScope(t *testing.T) {
	s := schema.For("")
	for _, c := range []struct {
		group, kind       string
		namespaced, known bool
	}{
		{"", "Service", true, true}, {"", "Namespace", false, true}, {"rbac.authorization.k8s.io", "ClusterRole", false, true},
		{"networking.istio.io", "Gateway", true, true}, {"gateway.networking.k8s.io", "GatewayClass", false, true},
		{"maistra.io", "ServiceMeshControlPlane", true, true}, {"configsync.gke.io", "RootSync", true, true},
		{"argoproj.io", "ApplicationSet", true, true}, {"external-secrets.io", "ClusterSecretStore", false, true},
		{"cert-manager.io", "Certificate", true, true}, {"example.com", "Widget", false, false},
	} {
		if namespaced, known := s.Scope(c.group, c.kind); namespaced != c.namespaced || known != c.known {
			t.Errorf("%s %s: namespaced %t, known %t", c.group, c.kind, namespaced, known)
		}
	}
}

// A CRD of the tree adds a kind, and replaces what is embedded.
func TestWith(t *testing.T) {
	crd := func(group, kind, plural, field string) string {
		return `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: ` + plural + `.` + group + `}
spec:
  group: ` + group + `
  scope: Cluster
  names: {plural: ` + plural + `, kind: ` + kind + `}
  versions:
  - name: v1
    served: true
    storage: true
    schema:
      openAPIV3Schema:
        type: object
        properties:
          spec:
            type: object
            properties: {` + field + `: {type: integer, default: 3}, most: {type: integer}}
            x-kubernetes-validations:
            - {rule: "!has(self.most) || self.` + field + ` <= self.most", messageExpression: "'at most ' + string(self.most)", fieldPath: .` + field + `}
            - {rule: "self.most >= oldSelf.most"}
---
`
	}
	text := crd("example.com", "Widget", "widgets", "size") + crd("networking.istio.io", "Gateway", "gateways", "few")
	s := schema.For("1.33").With(piece{"crds", []byte(text)}.objects(t)...)
	for document, want := range map[string]string{
		"apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: a}\nspec: {size: 2, most: 2}\n": "",
		"apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: a}\nspec: {most: 2}\n":          "MSH0206 spec.size: at most 2 ()",
		"apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: a}\nspec: {szie: 2}\n":          "MSH0201 spec.szie: szie is not a field of spec (Did you mean size?)",
		"apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {name: a}\nspec: {few: 1}\n":  "",
		"apiVersion: networking.istio.io/v1beta1\nkind: Gateway\nmetadata: {name: a}\n":             "MSH0208 apiVersion: Gateway has no API version networking.istio.io/v1beta1 (Use one of: networking.istio.io/v1.)",
		text: "",
	} {
		if got := said(t, s, document); got != want {
			t.Errorf("%s\nwant: %s\nhave: %s", document, want, got)
		}
	}
	if namespaced, known := s.Scope("networking.istio.io", "Gateway"); namespaced || !known {
		t.Error("the scope is not that of the CRD")
	}
}
