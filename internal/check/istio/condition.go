package istio

import (
	"slices"
	"strings"

	core "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/labels"

	networking "istio.io/api/networking/v1alpha3"
	"istio.io/istio/pkg/config/analysis/analyzers/util"
	"istio.io/istio/pkg/config/analysis/diag"
	"istio.io/istio/pkg/config/resource"
	"istio.io/istio/pkg/config/schema/gvk"
)

// The conditions below say whether the set shows enough for a message to count.

// hostKnown looks at the last parameter, a host: the namespace of a service in the cluster must show services, the one
// of the object ServiceEntries where the host is outside.
func hostKnown(f *facts, m diag.Message) bool {
	return f.knowsHost(namespaceOf(m), parameter(m, len(m.Parameters)-1))
}

func (f *facts) knowsHost(from resource.Namespace, host string) bool {
	if strings.HasPrefix(host, "*") {
		return false
	}
	if strings.Contains(host, ".") && util.GetFullNameFromFQDN(host).Name == "" {
		return f.entries[from]
	}
	name := util.GetResourceNameFromHost(from, host)
	if f.operator && strings.HasPrefix(string(name.Name), "istiod") {
		return false // made where the IstioOperator is expanded, which may be elsewhere
	}
	return f.services[name.Namespace] && !f.imports[name.Namespace]
}

// ruleKnown looks at host+subset.
func ruleKnown(f *facts, m diag.Message) bool {
	host, _, _ := strings.Cut(parameter(m, 1), "+")
	return f.rules[util.GetResourceNameFromHost(namespaceOf(m), host)]
}

// gatewayKnown wants Gateways in that namespace, or one of that very name in another: then its namespace was forgotten.
func gatewayKnown(f *facts, m diag.Message) bool {
	name := resource.NewShortOrFullName(namespaceOf(m), parameter(m, 1))
	return f.gateways[name.Namespace] || slices.ContainsFunc(f.set.resources[gvk.Gateway], func(r *resource.Instance) bool {
		return r.Metadata.FullName.Name == name.Name
	})
}

// gatewayExists looks at the third parameter, the full name of a Gateway.
func gatewayExists(f *facts, m diag.Message) bool {
	return slices.ContainsFunc(f.set.resources[gvk.Gateway], func(r *resource.Instance) bool {
		return r.Metadata.FullName.String() == parameter(m, 2)
	})
}

// workloadKnown asks for workloads of the namespace of an object that selects some; Gateways select from all namespaces.
func workloadKnown(f *facts, m diag.Message) bool {
	if _, ok := m.Resource.Message.(*networking.Gateway); ok {
		return len(f.gatewayPods) > 0 && !f.elsewhere
	}
	if namespaceOf(m) == resource.Namespace(f.set.settings.RootNamespace) {
		return false // What is there holds for the whole mesh, of which the set shows a part.
	}
	return f.workloads[namespaceOf(m)]
}

// subsetKnown asks for a workload of the service and for a route to the subset; nodes, by whose place a subset may be
// chosen, are never in the set.
func subsetKnown(f *facts, m diag.Message) bool {
	rule := m.Resource.Message.(*networking.DestinationRule)
	name := parameter(m, 0)
	for _, subset := range rule.GetSubsets() {
		if subset.GetName() == name && slices.ContainsFunc(places, func(key string) bool { return subset.GetLabels()[key] != "" }) {
			return false
		}
	}
	host := util.GetResourceNameFromHost(namespaceOf(m), rule.GetHost())
	return f.routes[subset{host, name}] && !f.imports[host.Namespace] && f.servesWorkload(host)
}

// servesWorkload reports whether the set shows a workload of the service.
func (f *facts) servesWorkload(name resource.FullName) bool {
	for _, r := range f.set.resources[gvk.Service] {
		if r.Metadata.FullName != name {
			continue
		}
		service := r.Message.(*core.ServiceSpec)
		return len(service.Selector) > 0 && slices.ContainsFunc(f.set.pods(), func(pod *resource.Instance) bool {
			return serves(r, service, pod)
		})
	}
	return false
}

// webhookServiceKnown lets through what is said of the webhooks themselves.
func webhookServiceKnown(f *facts, m diag.Message) bool {
	_, name, missing := strings.Cut(parameter(m, 0), "that does not exist: ")
	namespace, _, _ := strings.Cut(name, "/")
	return !missing || f.services[resource.Namespace(namespace)]
}

// injectionKnown wants all webhooks in the set: an IstioOperator may stand for more.
func injectionKnown(f *facts, m diag.Message) bool {
	return f.webhooks && !f.operator && f.named[namespaceOf(m)]
}

func meshConfigKnown(f *facts, _ diag.Message) bool { return f.meshConfig }

// gatewayServed asks for a Service of what the Gateway selects.
func gatewayServed(f *facts, m diag.Message) bool {
	selector := labels.SelectorFromSet(m.Resource.Message.(*networking.Gateway).GetSelector())
	for _, pod := range f.set.pods() {
		if !selector.Matches(labels.Set(pod.Metadata.Labels)) {
			continue
		}
		for _, r := range f.set.resources[gvk.Service] {
			if service := r.Message.(*core.ServiceSpec); len(service.Selector) > 0 && serves(r, service, pod) {
				return true
			}
		}
	}
	return false
}

func namespaceOf(m diag.Message) resource.Namespace { return m.Resource.Metadata.FullName.Namespace }
