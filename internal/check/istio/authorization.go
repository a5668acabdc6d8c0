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
		if util.PodInMesh(r, c) || util.PodInAmbientMode(r) {
			namespace := r.Metadata.FullName.Namespace
			pods[namespace] = append(pods[namespace], r.Metadata.Labels)
		}
		return true
	})
	return pods
}
