package controlplane

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"sigs.k8s.io/yaml"
)

// The expectations are what apimachinery's strategic merge gives with the tags of istioctl 1.23.
func TestMerge(t *testing.T) {
	for name, c := range map[string]struct{ base, layer, want string }{
		"maps merge deeply": {
			"{a: {b: 1, c: 2}}", "{a: {c: 3, d: 4}}", "{a: {b: 1, c: 3, d: 4}}",
		},
		"null removes a key": {
			"{a: {b: 1, c: 2}}", "{a: {b: null}}", "{a: {c: 2}}",
		},
		"a map over a scalar replaces it": {
			"{a: x}", "{a: {b: 1}}", "{a: {b: 1}}",
		},
		"a scalar over a map replaces it": {
			"{a: {b: 1}}", "{a: x}", "{a: x}",
		},
		"gateways merge by name, in the order of the base": {
			"{components: {ingressGateways: [{name: a, enabled: false, k8s: {replicaCount: 1}}, {name: b}]}}",
			"{components: {ingressGateways: [{name: c}, {name: a, enabled: true}]}}",
			"{components: {ingressGateways: [{name: a, enabled: true, k8s: {replicaCount: 1}}, {name: b}, {name: c}]}}",
		},
		"env of a gateway is replaced": {
			"{components: {egressGateways: [{name: a, k8s: {env: [{name: X, value: '1'}]}}]}}",
			"{components: {egressGateways: [{name: a, k8s: {env: [{name: Y, value: '2'}]}}]}}",
			"{components: {egressGateways: [{name: a, k8s: {env: [{name: Y, value: '2'}]}}]}}",
		},
		"aliases unite, the later first, exact duplicates dropped": {
			"{meshConfig: {trustDomainAliases: [aa.b, a.b]}}",
			"{meshConfig: {trustDomainAliases: [cluster.local, a.b]}}",
			"{meshConfig: {trustDomainAliases: [cluster.local, a.b, aa.b]}}",
		},
		"extension providers merge by name": {
			"{meshConfig: {extensionProviders: [{name: otel, opentelemetry: {port: 1}}]}}",
			"{meshConfig: {extensionProviders: [{name: otel, opentelemetry: {service: s}}, {name: log}]}}",
			"{meshConfig: {extensionProviders: [{name: otel, opentelemetry: {port: 1, service: s}}, {name: log}]}}",
		},
		"ports of a gateway's values merge by name": {
			"{values: {gateways: {istio-ingressgateway: {ports: [{name: http2, port: 80}]}}}}",
			"{values: {gateways: {istio-ingressgateway: {ports: [{name: http2, targetPort: 8080}]}}}}",
			"{values: {gateways: {istio-ingressgateway: {ports: [{name: http2, port: 80, targetPort: 8080}]}}}}",
		},
		"any other list is replaced": {
			"{components: {pilot: {k8s: {env: [{name: X}], tolerations: [{key: a}]}}}}",
			"{components: {pilot: {k8s: {env: [{name: Y}]}}}}",
			"{components: {pilot: {k8s: {env: [{name: Y}], tolerations: [{key: a}]}}}}",
		},
	} {
		t.Run(name, func(t *testing.T) {
			base, layer := decodeMap(t, c.base), decodeMap(t, c.layer)
			untouched := decodeMap(t, c.layer)
			merge(base, layer)
			if diff := cmp.Diff(decodeMap(t, c.want), base); diff != "" {
				t.Errorf("want -, got +\n%s", diff)
			}
			if diff := cmp.Diff(untouched, layer); diff != "" {
				t.Errorf("the layer changed\n%s", diff)
			}
		})
	}
}

// A layer that comes back, such as the Istio CA's, must not have been changed through the base that took it.
func TestMergeSharesNothing(t *testing.T) {
	layer := decodeMap(t, "{a: {b: [1]}, components: {ingressGateways: [{name: x, k8s: {}}]}}")
	base := map[string]any{}
	merge(base, layer)
	merge(base, decodeMap(t, "{a: {c: 1}, components: {ingressGateways: [{name: x, k8s: {replicaCount: 2}}]}}"))
	if diff := cmp.Diff(decodeMap(t, "{a: {b: [1]}, components: {ingressGateways: [{name: x, k8s: {}}]}}"), layer); diff != "" {
		t.Errorf("the layer changed\n%s", diff)
	}
}

func decodeMap(t *testing.T, text string) map[string]any {
	t.Helper()
	var m map[string]any
	if err := yaml.Unmarshal([]byte(text), &m); err != nil {
		t.Fatal(err)
	}
	return m
}
