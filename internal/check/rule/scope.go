package rule

import "slices"

// Scope says whether objects of a kind live in a namespace.
type Scope int

// The scopes; a kind that neither the table nor a definition of the input knows has none.
const (
	Unknown Scope = iota
	Namespaced
	ClusterWide
)

// clusterWide are the kinds without a namespace in the groups that scopes knows: kubectl api-resources of Kubernetes
// 1.35, and the definitions of the projects.
var clusterWide = map[GroupKind]bool{
	{"", "ComponentStatus"}: true, {"", "Namespace"}: true, {"", "Node"}: true, {"", "PersistentVolume"}: true,
	{"admissionregistration.k8s.io", "MutatingAdmissionPolicy"}:          true,
	{"admissionregistration.k8s.io", "MutatingAdmissionPolicyBinding"}:   true,
	{"admissionregistration.k8s.io", "MutatingWebhookConfiguration"}:     true,
	{"admissionregistration.k8s.io", "ValidatingAdmissionPolicy"}:        true,
	{"admissionregistration.k8s.io", "ValidatingAdmissionPolicyBinding"}: true,
	{"admissionregistration.k8s.io", "ValidatingWebhookConfiguration"}:   true,
	{"apiextensions.k8s.io", "CustomResourceDefinition"}:                 true,
	{"apiregistration.k8s.io", "APIService"}:                             true,
	{"certificates.k8s.io", "CertificateSigningRequest"}:                 true,
	{"certificates.k8s.io", "ClusterTrustBundle"}:                        true,
	{"flowcontrol.apiserver.k8s.io", "FlowSchema"}:                       true,
	{"flowcontrol.apiserver.k8s.io", "PriorityLevelConfiguration"}:       true,
	{"networking.k8s.io", "IPAddress"}:                                   true,
	{"networking.k8s.io", "IngressClass"}:                                true,
	{"networking.k8s.io", "ServiceCIDR"}:                                 true,
	{"node.k8s.io", "RuntimeClass"}:                                      true,
	{"policy", "PodSecurityPolicy"}:                                      true,
	{"rbac.authorization.k8s.io", "ClusterRole"}:                         true,
	{"rbac.authorization.k8s.io", "ClusterRoleBinding"}:                  true,
	{"resource.k8s.io", "DeviceClass"}:                                   true,
	{"resource.k8s.io", "ResourceSlice"}:                                 true,
	{"scheduling.k8s.io", "PriorityClass"}:                               true,
	{"storage.k8s.io", "CSIDriver"}:                                      true,
	{"storage.k8s.io", "CSINode"}:                                        true,
	{"storage.k8s.io", "StorageClass"}:                                   true,
	{"storage.k8s.io", "VolumeAttachment"}:                               true,
	{"storage.k8s.io", "VolumeAttributesClass"}:                          true,
	{"gateway.networking.k8s.io", "GatewayClass"}:                        true,
	{"configmanagement.gke.io", "ClusterSelector"}:                       true,
	{"configmanagement.gke.io", "ConfigManagement"}:                      true,
	{"configmanagement.gke.io", "HierarchyConfig"}:                       true,
	{"configmanagement.gke.io", "NamespaceSelector"}:                     true,
	{"configmanagement.gke.io", "Repo"}:                                  true,
	{"external-secrets.io", "ClusterExternalSecret"}:                     true,
	{"external-secrets.io", "ClusterPushSecret"}:                         true,
	{"external-secrets.io", "ClusterSecretStore"}:                        true,
	{"cert-manager.io", "ClusterIssuer"}:                                 true,
	{"sailoperator.io", "Istio"}:                                         true,
	{"sailoperator.io", "IstioCNI"}:                                      true,
	{"sailoperator.io", "IstioRevision"}:                                 true,
	{"sailoperator.io", "IstioRevisionTag"}:                              true,
	{"sailoperator.io", "ZTunnel"}:                                       true,
	{"security.openshift.io", "SecurityContextConstraints"}:              true,
}

// scopes are groups whose kinds without a namespace are all in clusterWide.
var scopes = []string{
	"", "admissionregistration.k8s.io", "apiextensions.k8s.io", "apiregistration.k8s.io", "apps", "argoproj.io",
	"authentication.istio.io", "autoscaling", "batch", "cert-manager.io", "certificates.k8s.io", "config.istio.io",
	"configmanagement.gke.io", "configsync.gke.io", "coordination.k8s.io", "discovery.k8s.io", "events.k8s.io",
	"extensions", "extensions.istio.io", "external-secrets.io", "federation.maistra.io",
	"flowcontrol.apiserver.k8s.io", "gateway.networking.k8s.io", "install.istio.io", "maistra.io",
	"networking.istio.io", "networking.k8s.io", "node.k8s.io", "policy", "rbac.authorization.k8s.io", "rbac.istio.io",
	"resource.k8s.io", "sailoperator.io", "scheduling.k8s.io", "security.istio.io", "security.openshift.io",
	"storage.k8s.io", "telemetry.istio.io",
}

// Scope of a kind: what its definition in the input says, else what is known of the kind.
func (c *Cluster) Scope(kind GroupKind) Scope {
	for _, d := range c.Kind("apiextensions.k8s.io", "CustomResourceDefinition") {
		if d.String("spec", "group") == kind.Group && d.String("spec", "names", "kind") == kind.Kind {
			if d.String("spec", "scope") == "Cluster" {
				return ClusterWide
			}
			return Namespaced
		}
	}
	switch {
	case clusterWide[kind]:
		return ClusterWide
	case slices.Contains(scopes, kind.Group):
		return Namespaced
	}
	return Unknown
}
