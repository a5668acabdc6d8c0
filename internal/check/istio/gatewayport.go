package istio

import (
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

// gatewayPortAnalyzer is gateway.IngressGatewayPortAnalyzer: Gateways that select no workload, or listen on a port that no
// Service of their workload exposes.
type gatewayPortAnalyzer struct{}

func (gatewayPortAnalyzer) Metadata() analysis.Metadata {
	return analysis.Metadata{Name: "gateway.IngressGatewayPortAnalyzer", Inputs: []config.GroupVersionKind{gvk.Gateway}}
}

func (gatewayPortAnalyzer) Analyze(c analysis.Context) {
	c.ForEach(gvk.Gateway, func(r *resource.Instance) bool {
		gateway := r.Message.(*networking.Gateway)
		selector := labels.SelectorFromSet(gateway.GetSelector())
		exposed, selects := exposedPorts(c, selector)
		if !selects {
			m := msg.NewReferencedResourceNotFound(r, "selector", selector.String())
			m.Line, _ = util.ErrorLine(r, "{.spec.selector}")
			c.Report(gvk.Gateway, m)
			return true
		}
		for i, server := range gateway.GetServers() {
			if server.GetPort() != nil && !exposed[server.GetPort().GetNumber()] {
				m := msg.NewGatewayPortNotDefinedOnService(r, int(server.GetPort().GetNumber()), selector.String())
				m.Line, _ = util.ErrorLine(r, serverPort(i))
				c.Report(gvk.Gateway, m)
			}
		}
		return true
	})
}

// exposedPorts are the TCP ports, outside and inside, of all Services of the pods that are selected.
func exposedPorts(c analysis.Context, selector labels.Selector) (ports map[uint32]bool, selects bool) {
	ports = map[uint32]bool{}
	c.ForEach(gvk.Pod, func(pod *resource.Instance) bool {
		if !selector.Matches(labels.Set(pod.Metadata.Labels)) {
			return true
		}
		selects = true
		c.ForEach(gvk.Service, func(r *resource.Instance) bool {
			service := r.Message.(*core.ServiceSpec)
			if !serves(r, service, pod) {
				return true
			}
			for _, port := range service.Ports {
				if port.Protocol == core.ProtocolTCP || port.Protocol == "" {
					ports[uint32(port.Port)] = true
					ports[uint32(port.TargetPort.IntValue())] = true
				}
			}
			return true
		})
		return true
	})
	return ports, selects
}

// serves reports whether a Service leads to the pod.
func serves(r *resource.Instance, service *core.ServiceSpec, pod *resource.Instance) bool {
	return r.Metadata.FullName.Namespace == pod.Metadata.FullName.Namespace &&
		labels.SelectorFromSet(service.Selector).Matches(labels.Set(pod.Metadata.Labels))
}
