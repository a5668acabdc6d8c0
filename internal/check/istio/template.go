package istio

import (
	"encoding/json"
	"slices"

	apps "k8s.io/api/apps/v1"
	core "k8s.io/api/core/v1"

	"istio.io/istio/pkg/config/resource"
	"istio.io/istio/pkg/config/schema/gvk"

	"github.com/meshfn/meshfn/internal/krm"
)

// workloads are the kinds whose spec.template is that of a pod.
var workloads = []string{"Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "Rollout"}

// templates returns the pods that the object at index i stands for: those of a workload, of a gateway that Istio deploys
// by itself, or of a machine outside the cluster that policies may select. Message is the object as it was read, where it is
// of a kind that is.
func templates(object krm.Object, message any, i int, namespace string) []*resource.Instance {
	id := object.ID()
	name := nameIn(kind{}, object, namespace)
	deployment, isDeployment := message.(*apps.DeploymentSpec)
	switch {
	case isDeployment && object.Map("spec", "template") != nil:
		return []*resource.Instance{resourceOf(gvk.Pod, &deployment.Template.Spec, object, i, name, "spec.template")}
	case slices.Contains(workloads, id.Kind) && object.Map("spec", "template") != nil:
		return pod(object, i, name)
	case id.Group == "networking.istio.io" && id.Kind == "WorkloadEntry":
		return standIn(object, i, name, texts(object.Map("spec", "labels")))
	case id.Group == "networking.istio.io" && id.Kind == "WorkloadGroup":
		return standIn(object, i, name, texts(object.Map("spec", "metadata", "labels")))
	case id.Group == "gateway.networking.k8s.io" && id.Kind == "Gateway":
		return standIn(object, i, name, map[string]string{"gateway.networking.k8s.io/gateway-name": id.Name})
	}
	return nil
}

// pod reads the template of a workload; one that is no pod is the business of the schemas.
func pod(object krm.Object, i int, name resource.FullName) []*resource.Instance {
	text, err := json.Marshal(object.Get("spec", "template", "spec"))
	if err != nil {
		return nil
	}
	spec := new(core.PodSpec)
	if json.Unmarshal(text, spec) != nil {
		return nil
	}
	return []*resource.Instance{resourceOf(gvk.Pod, spec, object, i, name, "spec.template")}
}

// standIn is a pod of which only the labels are known. It is in the mesh.
func standIn(object krm.Object, i int, name resource.FullName, labels map[string]string) []*resource.Instance {
	spec := &core.PodSpec{Containers: []core.Container{{Name: "istio-proxy", Image: "auto"}}}
	r := resourceOf(gvk.Pod, spec, object, i, name, "")
	r.Metadata.Labels, r.Metadata.Annotations = labels, nil
	return []*resource.Instance{r}
}
