package gateway

import (
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
)

func (w *workload) parametersName() string { return w.gateway.Name + "-parameters" }

// parameters is the ConfigMap by which istiod completes what it deploys for a Gateway: each key holds a patch of one
// object, by kind (deployment controller of Istio, from 1.26).
func (w *workload) parameters() krm.Object {
	cm := krm.New("v1", "ConfigMap", w.gateway.Namespace, w.parametersName())
	container := map[string]any{"name": "istio-proxy", "resources": w.resources()}
	data := map[string]any{
		"deployment": patch(map[string]any{"template": map[string]any{"spec": map[string]any{"containers": []any{container}}}}),
		"horizontalPodAutoscaler": patch(map[string]any{
			"minReplicas": w.gateway.Replicas.Min, "maxReplicas": w.gateway.Replicas.Max, "metrics": scalingMetrics(),
		}),
		"podDisruptionBudget": patch(map[string]any{"maxUnavailable": 1}),
	}
	if ports := nodePorts(w.gateway.Ports); len(ports) > 0 {
		data["service"] = patch(map[string]any{"ports": ports})
	}
	cm["data"] = data
	return cm
}

// nodePorts as a patch of a Service's ports, which are merged by port.
func nodePorts(ports []mesh.Port) []any {
	var all []any
	for _, p := range ports {
		if p.NodePort != 0 {
			all = append(all, map[string]any{"port": p.Port, "nodePort": p.NodePort})
		}
	}
	return all
}

func patch(spec map[string]any) string { return string(krm.Encode(krm.Object{"spec": spec})) }
