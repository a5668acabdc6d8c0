package istio

import (
	admission "k8s.io/api/admissionregistration/v1"
	apps "k8s.io/api/apps/v1"
	core "k8s.io/api/core/v1"

	extensions "istio.io/api/extensions/v1alpha1"
	networking "istio.io/api/networking/v1alpha3"
	networkingbeta "istio.io/api/networking/v1beta1"
	security "istio.io/api/security/v1beta1"
	telemetry "istio.io/api/telemetry/v1alpha1"
	"istio.io/istio/pkg/config"
	"istio.io/istio/pkg/config/schema/gvk"
	"istio.io/istio/pkg/config/validation"

	"github.com/meshfn/meshfn/internal/check/istio/envoy"
)

// kind says how objects of one kind are read. All versions of an Istio kind share one message.
type kind struct {
	gvk      config.GroupVersionKind
	message  func() any
	validate func(config.Config) (validation.Warning, error)
	cluster  bool // it has no namespace
	whole    bool // the message is the object, not its spec
}

type groupKind struct{ group, kind string }

var kinds = index([]kind{
	{gvk: gvk.AuthorizationPolicy, message: func() any { return new(security.AuthorizationPolicy) }, validate: validation.ValidateAuthorizationPolicy},
	{gvk: gvk.DestinationRule, message: func() any { return new(networking.DestinationRule) }, validate: validation.ValidateDestinationRule},
	{gvk: gvk.EnvoyFilter, message: func() any { return new(networking.EnvoyFilter) }, validate: envoy.Validate},
	{gvk: gvk.Gateway, message: func() any { return new(networking.Gateway) }, validate: validation.ValidateGateway},
	{gvk: gvk.PeerAuthentication, message: func() any { return new(security.PeerAuthentication) }, validate: validation.ValidatePeerAuthentication},
	{gvk: gvk.ProxyConfig, message: func() any { return new(networkingbeta.ProxyConfig) }, validate: validation.ValidateProxyConfig},
	{gvk: gvk.RequestAuthentication, message: func() any { return new(security.RequestAuthentication) }, validate: validation.ValidateRequestAuthentication},
	{gvk: gvk.ServiceEntry, message: func() any { return new(networking.ServiceEntry) }, validate: validation.ValidateServiceEntry},
	{gvk: gvk.Sidecar, message: func() any { return new(networking.Sidecar) }, validate: validation.ValidateSidecar},
	{gvk: gvk.Telemetry, message: func() any { return new(telemetry.Telemetry) }, validate: validation.ValidateTelemetry},
	{gvk: gvk.VirtualService, message: func() any { return new(networking.VirtualService) }, validate: validation.ValidateVirtualService},
	{gvk: gvk.WasmPlugin, message: func() any { return new(extensions.WasmPlugin) }, validate: validation.ValidateWasmPlugin},
	{gvk: gvk.WorkloadEntry, message: func() any { return new(networking.WorkloadEntry) }, validate: validation.ValidateWorkloadEntry},
	{gvk: gvk.WorkloadGroup, message: func() any { return new(networking.WorkloadGroup) }, validate: validation.ValidateWorkloadGroup},

	{gvk: gvk.Deployment, message: func() any { return new(apps.DeploymentSpec) }},
	{gvk: gvk.MutatingWebhookConfiguration, message: func() any { return new(admission.MutatingWebhookConfiguration) }, cluster: true, whole: true},
	{gvk: gvk.Namespace, message: func() any { return new(core.NamespaceSpec) }, cluster: true},
	{gvk: gvk.Node, message: func() any { return new(core.NodeSpec) }, cluster: true},
	{gvk: gvk.Pod, message: func() any { return new(core.PodSpec) }},
	{gvk: gvk.Service, message: func() any { return new(core.ServiceSpec) }},
	{gvk: gvk.ValidatingWebhookConfiguration, message: func() any { return new(admission.ValidatingWebhookConfiguration) }, cluster: true, whole: true},
})

func index(all []kind) map[groupKind]kind {
	by := make(map[groupKind]kind, len(all))
	for _, k := range all {
		by[groupKind{k.gvk.Group, k.gvk.Kind}] = k
	}
	return by
}
