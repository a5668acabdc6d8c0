package istio

import (
	"fmt"

	core "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/labels"

	networking "istio.io/api/networking/v1alpha3"
	"istio.io/istio/pkg/config"
	"istio.io/istio/pkg/config/analysis"
	"istio.io/istio/pkg/config/analysis/analyzers/util"
	"istio.io/istio/pkg/config/analysis/msg"
	"istio.io/istio/pkg/config/resource"
	"istio.io/istio/pkg/config/schema/gvk"
)

// subsetAnalyzer is destinationrule.SubsetSelectPodAnalyzer: hosts that are no service, and subsets without a pod.
type subsetAnalyzer struct{}

func (subsetAnalyzer) Metadata() analysis.Metadata {
	return analysis.Metadata{Name: "destinationrule.SubsetSelectPodAnalyzer", Inputs: []config.GroupVersionKind{gvk.DestinationRule}}
}

func (subsetAnalyzer) Analyze(c analysis.Context) {
	services := util.InitServiceEntryHostMap(c)
	pods := podsWithNodes(c)
	c.ForEach(gvk.DestinationRule, func(r *resource.Instance) bool {
		rule := r.Message.(*networking.DestinationRule)
		service := util.GetDestinationHost(r.Metadata.FullName.Namespace, rule.GetExportTo(), rule.GetHost(), services)
		if service == nil {
			m := msg.NewUnknownDestinationRuleHost(r, rule.GetHost())
			m.Line, _ = util.ErrorLine(r, "{.spec.host}")
			c.Report(gvk.DestinationRule, m)
			return true
		}
		for i, subset := range rule.GetSubsets() {
			want := labels.Merge(service.GetWorkloadSelector().GetLabels(), subset.GetLabels())
			if !selectsAny(labels.SelectorFromSet(want), pods) {
				m := msg.NewDestinationRuleSubsetNotSelectPods(r, subset.GetName())
				m.Line, _ = util.ErrorLine(r, fmt.Sprintf("{.spec.subsets[%d]}", i))
				c.Report(gvk.DestinationRule, m)
			}
		}
		return true
	})
}

func selectsAny(selector labels.Selector, pods []labels.Set) bool {
	for _, pod := range pods {
		if selector.Matches(pod) {
			return true
		}
	}
	return false
}

// places are the labels that a pod takes from its node, the wide before the narrow.
var places = []string{"topology.kubernetes.io/region", "topology.kubernetes.io/zone", "topology.istio.io/subzone"}

// podsWithNodes are the labels of all pods as Istio completes them.
func podsWithNodes(c analysis.Context) []labels.Set {
	nodes := map[string]map[string]string{}
	c.ForEach(gvk.Node, func(r *resource.Instance) bool {
		nodes[r.Metadata.FullName.Name.String()] = r.Metadata.Labels
		return true
	})
	var pods []labels.Set
	c.ForEach(gvk.Pod, func(r *resource.Instance) bool {
		pod := labels.Merge(r.Metadata.Labels, nil)
		if node := r.Message.(*core.PodSpec).NodeName; node != "" {
			pod["kubernetes.io/hostname"] = node
			for _, key := range places {
				if nodes[node][key] == "" {
					break // Istio knows no zone without a region, and no subzone without a zone.
				}
				pod[key] = nodes[node][key]
			}
		}
		pods = append(pods, pod)
		return true
	})
	return pods
}
