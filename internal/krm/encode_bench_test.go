package krm_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/meshfn/meshfn/internal/krm"
)

// workload looks like what a control plane is made of: a long schema, and a Deployment with its odd scalars.
func workload() []krm.Object {
	properties := map[string]any{}
	for i := range 300 {
		properties[fmt.Sprintf("outlierDetection%d", i)] = map[string]any{
			"description": "Minimum ejection duration, as in 1h/1m/1s/1ms; it must be at least 1ms.", "type": "string",
			"x-kubernetes-validations": []any{map[string]any{"message": "must be a valid duration greater than 1ms", "rule": "duration(self) >= duration('1ms')"}},
			"properties":               map[string]any{"number": map[string]any{"type": "integer", "minimum": int64(0), "maximum": int64(4294967295), "format": "int64"}},
		}
	}
	crd := krm.New("apiextensions.k8s.io/v1", "CustomResourceDefinition", "", "destinationrules.networking.istio.io")
	crd["spec"] = map[string]any{"group": "networking.istio.io", "versions": []any{map[string]any{"schema": map[string]any{"openAPIV3Schema": map[string]any{"properties": properties}}}}}
	env := []any{}
	for i := range 200 {
		env = append(env, map[string]any{"name": fmt.Sprintf("PILOT_%d", i), "value": []string{"true", "", "15", "istio-system", "kubernetes://x"}[i%5]})
	}
	deployment := krm.New("apps/v1", "Deployment", "istio-system", "istiod")
	deployment["spec"] = map[string]any{"template": map[string]any{"spec": map[string]any{"containers": []any{map[string]any{
		"name": "discovery", "env": env, "args": []any{"discovery", "--monitoringAddr=:15014", "--domain", "cluster.local"}, "resources": map[string]any{"requests": map[string]any{"cpu": "500m", "memory": "2048Mi"}},
	}}}}}
	script := krm.New("v1", "ConfigMap", "istio-system", "istio-sidecar-injector")
	script["data"] = map[string]any{"config": strings.Repeat("  {{- if eq .Values.global.proxy true }}\nmetadata:\n", 800) + "end\n"}
	return []krm.Object{crd, deployment, script}
}

func BenchmarkEncode(b *testing.B) {
	objects := workload()
	b.SetBytes(int64(len(krm.Encode(objects...))))
	b.ReportAllocs()
	for b.Loop() {
		krm.Encode(objects...)
	}
}

func BenchmarkDecode(b *testing.B) {
	text := krm.Encode(workload()...)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := krm.Decode(text); err != nil {
			b.Fatal(err)
		}
	}
}
