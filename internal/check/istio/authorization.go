package istio

import (
	"k8s.io/apimachinery/pkg/labels"

	security "istio.io/api/security/v1beta1"
	"istio.io/istio/pkg/config"
	"istio.io/istio/pkg/config/analysis"
	"istio.io/istio/pkg/config/analysis/analyzers/util"
	"istio.io/istio/pkg/config/analysis/msg"
	"istio.io/istio/pkg/config/resource"
	"istio.io/istio/pkg/config/schema/gvk"
)

// authorizationAnalyzer is auth.AuthorizationPoliciesAnalyzer. Istio's keeps the first mesh configuration that it ever
// sees for the life of the process, and a fleet has many. It also looks for the namespaces of sources, which git never
// holds all of.
type authorizationAnalyzer struct{}

func (authorizationAnalyzer) Metadata() analysis.Metadata {
	return analysis.Metadata{Name: "auth.AuthorizationPoliciesAnalyzer", Inputs: []config.GroupVersionKind{gvk.AuthorizationPolicy}}
}

func (authorizationAnalyzer) Analyze(c analysis.Context) {
	pods := meshPods(c)
	root := ""
	if m := meshConfigOf(c); m != nil {
		root = m.GetRootNamespace()
	}
	c.ForEach(gvk.AuthorizationPolicy, func(r *resource.Instance) bool {
		policy := r.Message.(*security.AuthorizationPolicy)
		if policy.GetTargetRef() != nil || len(policy.GetTargetRefs()) > 0 {
			return true // it is for a waypoint or a Gateway
		}
		if selector, missed := misses(policy, r.Metadata.FullName.Namespace, resource.Namespace(root), pods); missed {
			c.Report(gvk.AuthorizationPolicy, msg.NewNoMatchingWorkloadsFound(r, selector))
		}
		return true
	})
}

// misses reports whether a policy finds no workload: in its namespace, or, in the root namespace, anywhere.
func misses(policy *security.AuthorizationPolicy, in, root resource.Namespace, pods map[resource.Namespace][]labels.Set) (selector string, missed bool) {
	if policy.GetSelector() == nil {
		return "", in != root && len(pods[in]) == 0
	}
	want := labels.SelectorFromSet(policy.GetSelector().GetMatchLabels())
	for namespace, all := range pods {
		if namespace != in && in != root {
			continue
		}
		for _, have := range all {
			if want.Matches(have) {
				return "", false
			}
		}
	}
	return want.String(), true
}

// meshPods are the labels of the pods of the mesh, by namespace.
func meshPods(c analysis.Context) map[resource.Namespace][]labels.Set {
	pods := map[resource.Namespace][]labels.Set{}
	c.ForEach(gvk.Pod, func(r *resource.Instance) bool {
		if inMesh(c, r) {
			namespace := r.Metadata.FullName.Namespace
			pods[namespace] = append(pods[namespace], r.Metadata.Labels)
		}
		return true
	})
	return pods
}

// inMesh is util.PodInMesh and more: that one knows of neither revisions nor ambient namespaces, and holds a pod to be
// outside whose namespace is not in the set.
func inMesh(c analysis.Context, pod *resource.Instance) bool {
	if util.PodInMesh(pod, c) || util.PodInAmbientMode(pod) {
		return true
	}
	const inject, revision = "sidecar.istio.io/inject", "istio.io/rev"
	if pod.Metadata.Labels[inject] != "" || pod.Metadata.Annotations[inject] != "" {
		return false
	}
	namespace := c.Find(gvk.Namespace, resource.NewFullName("", resource.LocalName(pod.Metadata.FullName.Namespace)))
	switch {
	case namespace == nil, pod.Metadata.Labels[revision] != "", util.NamespaceInAmbientMode(namespace):
		return true
	}
	return namespace.Metadata.Labels[util.InjectionLabelName] == "" && namespace.Metadata.Labels[revision] != ""
}
