package istio

import (
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/labels"

	networking "istio.io/api/networking/v1alpha3"
	"istio.io/istio/pkg/config/analysis/analyzers/util"
	"istio.io/istio/pkg/config/resource"
	"istio.io/istio/pkg/config/schema/gvk"

	"github.com/meshfn/meshfn/internal/krm"
)

// subset of a service, by its name.
type subset struct {
	service resource.FullName
	name    string
}

type namespaces map[resource.Namespace]bool

// facts say what of a cluster the set shows. That something does not exist can be said only of a namespace, or of a
// kind, of which the set has a part: then it most probably has the whole.
type facts struct {
	services, entries, gateways, workloads namespaces
	// imports are namespaces that get services from other meshes.
	imports namespaces
	// named are the Namespace objects.
	named namespaces
	// rules are the services for which there is a DestinationRule.
	rules map[resource.FullName]bool
	// routes are the subsets to which VirtualServices lead.
	routes map[subset]bool
	// gatewayPods are the labels of the gateways; elsewhere says that a control plane makes more of them.
	gatewayPods []labels.Set
	elsewhere   bool
	operator    bool // an IstioOperator, which makes gateways where it is not expanded
	meshConfig  bool
	webhooks    bool
	set         *set
}

// note remembers what an object of a kind that is not analyzed says.
func (f *facts) note(object krm.Object, namespace string) {
	switch id := object.ID(); {
	case id.Kind == "ImportedServiceSet":
		if f.imports == nil {
			f.imports = namespaces{}
		}
		f.imports[nameIn(kind{}, object, namespace).Namespace] = true
		for _, rule := range object.List("spec", "importRules") {
			if m, ok := rule.(map[string]any); ok {
				if to := krm.Object(m).String("nameSelector", "alias", "namespace"); to != "" {
					f.imports[resource.Namespace(to)] = true
				}
			}
		}
	case id.Kind == "ServiceMeshControlPlane":
		f.elsewhere = true
	case id.Kind == "IstioOperator":
		f.operator = true
	}
}

// conclude looks over the set when it is complete.
func (f *facts) conclude(s *set) {
	f.set = s
	f.services = in(s.resources[gvk.Service])
	f.entries = in(s.resources[gvk.ServiceEntry])
	f.gateways = in(s.resources[gvk.Gateway])
	f.workloads = in(s.pods())
	f.named = namespaces{}
	for _, r := range s.resources[gvk.Namespace] {
		f.named[resource.Namespace(r.Metadata.FullName.Name)] = true
	}
	f.rules = map[resource.FullName]bool{}
	for _, r := range s.resources[gvk.DestinationRule] {
		host := r.Message.(*networking.DestinationRule).GetHost()
		f.rules[util.GetResourceNameFromHost(r.Metadata.FullName.Namespace, host)] = true
	}
	f.routes = map[subset]bool{}
	for _, r := range s.resources[gvk.VirtualService] {
		for _, to := range destinations(r.Message.(*networking.VirtualService)) {
			f.routes[subset{util.GetResourceNameFromHost(r.Metadata.FullName.Namespace, to.GetHost()), to.GetSubset()}] = true
		}
	}
	for _, r := range s.pods() {
		if isGateway(r) {
			f.gatewayPods = append(f.gatewayPods, r.Metadata.Labels)
		}
	}
	f.elsewhere = f.elsewhere || f.operator && !slices.ContainsFunc(s.resources[gvk.Deployment], isControlPlane)
	for _, r := range s.resources[gvk.MutatingWebhookConfiguration] {
		f.webhooks = f.webhooks || strings.HasPrefix(r.Metadata.FullName.Name.String(), "istio-")
	}
}

// destinations are all places to which a VirtualService leads requests.
func destinations(v *networking.VirtualService) []*networking.Destination {
	var all []*networking.Destination
	for _, route := range v.GetHttp() {
		for _, to := range route.GetRoute() {
			all = append(all, to.GetDestination())
		}
		for _, to := range route.GetMirrors() {
			all = append(all, to.GetDestination())
		}
		all = append(all, route.GetMirror())
	}
	for _, route := range v.GetTcp() {
		for _, to := range route.GetRoute() {
			all = append(all, to.GetDestination())
		}
	}
	for _, route := range v.GetTls() {
		for _, to := range route.GetRoute() {
			all = append(all, to.GetDestination())
		}
	}
	return all
}

// in are the namespaces of the resources.
func in(all []*resource.Instance) namespaces {
	found := namespaces{}
	for _, r := range all {
		found[r.Metadata.FullName.Namespace] = true
	}
	return found
}

func isControlPlane(r *resource.Instance) bool { return r.Metadata.Labels["istio"] == "pilot" }

// isGateway reports whether a pod is a proxy that stands alone: it is labelled as Istio's charts label gateways, or asks
// the injector for nothing but a proxy.
func isGateway(r *resource.Instance) bool {
	if _, labelled := r.Metadata.Labels["istio"]; labelled && r.Metadata.Labels["istio"] != "pilot" {
		return true
	}
	return strings.Contains(r.Metadata.Annotations["inject.istio.io/templates"], "gateway")
}
