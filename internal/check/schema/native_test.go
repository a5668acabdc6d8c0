package schema_test

import (
	"strings"
	"testing"

	"github.com/meshfn/meshfn/internal/check/schema"
)

// What only the API server's Go code knows, a document and the field that is refused.
func TestNative(t *testing.T) {
	meta := "\nmetadata: {name: a, namespace: b}\n"
	pod := "spec: {selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: %L}}, spec: {containers: [%C]}}}\n"
	deployment := func(label, container string) string {
		return "apiVersion: apps/v1\nkind: Deployment" + meta + strings.NewReplacer("%L", label, "%C", container).Replace(pod)
	}
	for _, c := range []struct{ document, code, field string }{
		{deployment("b", "{name: c, image: i}"), "", ""},
		{deployment("x", "{name: c, image: i}"), "MSH0215", "spec.template.metadata.labels"},
		{deployment("b", "{name: c}"), "MSH0215", "spec.template.spec.containers[0].image"},
		{deployment("b", "{name: c, image: i}, {name: c, image: i}"), "MSH0205", "spec.template.spec.containers[1]"},
		{deployment("b", "{name: c, image: i, volumeMounts: [{name: v, mountPath: /v}]}"), "MSH0215", "spec.template.spec.containers[0].volumeMounts[0].name"},
		{deployment("b", "{name: c, image: i, resources: {requests: {cpu: 2}, limits: {cpu: 500m}}}"), "MSH0215", "spec.template.spec.containers[0].resources.requests.cpu"},
		{deployment("b", "{name: c, image: i, resources: {requests: {cpu: 1 core}}}"), "MSH0204", "spec.template.spec.containers[0].resources.requests.cpu"},
		{"apiVersion: v1\nkind: Service" + meta + "spec: {type: LoadBalancer, ports: [{port: 80, nodePort: 30080, targetPort: 0}]}\n", "", ""},
		{"apiVersion: v1\nkind: Service" + meta + "spec: {ports: [{port: 80, nodePort: 30080}]}\n", "MSH0215", "spec.ports[0].nodePort"},
		{"apiVersion: v1\nkind: Service" + meta + "spec: {ports: [{port: 70000}]}\n", "MSH0215", "spec.ports[0].port"},
		{"apiVersion: v1\nkind: Service" + meta + "spec: {ports: [{port: 80}, {port: 90, name: x}]}\n", "MSH0215", "spec.ports[0].name"},
		{"apiVersion: v1\nkind: ConfigMap" + meta + "data: {a/b: c}\n", "MSH0215", `data["a/b"]`},
		{"apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler" + meta + "spec: {minReplicas: 3, maxReplicas: 2, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: a}}\n", "MSH0215", "spec.maxReplicas"},
		{"apiVersion: rbac.authorization.k8s.io/v1\nkind: Role" + meta + "rules: [{apiGroups: [''], resources: [pods], verbs: []}]\n", "MSH0215", "rules[0].verbs"},
		{"apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding" + meta + "roleRef: {kind: Role, name: r}\nsubjects: [{kind: ServiceAccount, name: s}]\n", "", ""},
		{"apiVersion: v1\nkind: Namespace\nmetadata: {name: a.b}\n", "MSH0212", "metadata.name"},
		{"apiVersion: v1\nkind: Namespace\nmetadata: {name: a, namespace: b}\n", "MSH0212", "metadata.namespace"},
		{"apiVersion: v1\nkind: Service" + meta + "spec: {ports: [{port: 80}], externalTrafficPolicy: null}\n", "", ""},
		{"apiVersion: maistra.io/v2\nkind: ServiceMeshControlPlane" + meta + "spec: {mode: ClusterWide, gateways: {additionalIngress: {x: {enabled: true, service: {type: LoadBalancer}}}}}\n", "", ""},
		{"apiVersion: maistra.io/v2\nkind: ServiceMeshControlPlane" + meta + "spec: {gateways: {additionalIgress: {}}}\n", "MSH0201", "spec.gateways.additionalIgress"},
		{"apiVersion: federation.maistra.io/v1\nkind: ImportedServiceSet" + meta + "spec: {importRules: [{type: LabelSelector}]}\n", "MSH0204", "spec.importRules[0].type"},
		{"apiVersion: configsync.gke.io/v1beta1\nkind: RepoSync" + meta + "spec: {sourceFormat: hierarchy, git: {repo: r, auth: none}}\n", "MSH0204", "spec.sourceFormat"},
	} {
		got := said(t, schema.For("1.33"), c.document)
		if c.code == "" && got != "" || c.code != "" && !strings.HasPrefix(got, c.code+" "+c.field+":") {
			t.Errorf("%s\nwant: %s %s\nhave: %s", c.document, c.code, c.field, got)
		}
	}
}
