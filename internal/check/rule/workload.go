package rule

import "github.com/meshfn/meshfn/internal/krm"

// Workload is an object that makes pods from a template.
type Workload struct{ Object }

// Workloads of the cluster: Deployments, DaemonSets and StatefulSets.
func (c *Cluster) Workloads() []Workload {
	var all []Workload
	for _, kind := range []string{"Deployment", "DaemonSet", "StatefulSet"} {
		for _, o := range c.Kind("apps", kind) {
			all = append(all, Workload{o})
		}
	}
	return all
}

// PodLabels of the template.
func (w Workload) PodLabels() map[string]any { return w.Map("spec", "template", "metadata", "labels") }

// PodLabel is the value of a label of the template, or "".
func (w Workload) PodLabel(key string) string {
	return w.String("spec", "template", "metadata", "labels", key)
}

// PodAnnotation is the value of an annotation of the template, or "".
func (w Workload) PodAnnotation(key string) string {
	return w.String("spec", "template", "metadata", "annotations", key)
}

// Pod is the specification of the template.
func (w Workload) Pod() krm.Object { return w.Map("spec", "template", "spec") }

// Containers of the template.
func (w Workload) Containers() []krm.Object { return Maps(w.Pod().List("containers")) }

// ProxyContainer is the index of the container that injection replaces: the one with the image auto, or -1.
func (w Workload) ProxyContainer() int {
	for i, c := range w.Containers() {
		if c.String("image") == "auto" {
			return i
		}
	}
	return -1
}
