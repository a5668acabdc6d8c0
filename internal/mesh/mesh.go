// Package mesh holds the Mesh API: what a platform team writes in mesh.yaml (one per cluster), in fleet.yaml
// (defaults for all of them) and what meshfn publishes in fleet-facts.yaml.
//
// A document is decoded strictly. An unknown field, a wrong type, a value outside its enum is a finding with file,
// line, column, field path and fix, and all findings of a file come back from one call. Strings stay strings: an
// unquoted 0071335 or yes where a string belongs is an error that says to quote it, never a silent conversion.
//
// Defaults depend on each other (the trust domain on the CA, the CA on the distribution), so they are computed in one
// fixed order in one place, Default; code after it reads fields and never asks "is it set".
package mesh

// Group, version and kinds of the API.
const (
	Group      = "meshfn.dev"
	APIVersion = Group + "/v1alpha1"

	KindMesh         = "Mesh"
	KindFleet        = "Fleet"
	KindFleetFacts   = "FleetFacts"
	KindRenderRecord = "RenderRecord"
)

// LocalConfigAnnotation marks a resource that configures tools and is never applied to a cluster; Config Sync, kpt and
// Argo CD skip it when its value is "true".
const LocalConfigAnnotation = "config.kubernetes.io/local-config"

// Mesh is one cluster's part in a service mesh.
type Mesh struct {
	APIVersion string   `json:"apiVersion"`
	Kind       string   `json:"kind"`
	Metadata   Metadata `json:"metadata"`
	Spec       Spec     `json:"spec"`
}

// Metadata is the part of Kubernetes object metadata that a local resource needs.
type Metadata struct {
	// Name is unique in the fleet and a DNS-1123 label.
	Name string `json:"name" mesh:"label"`
	// Namespace is accepted, since functions such as set-namespace write it everywhere, and has no effect.
	Namespace string `json:"namespace,omitempty"`
	// Labels are accepted for tools that set them everywhere, and have no effect.
	Labels map[string]string `json:"labels,omitempty"`
	// Annotations: config.kubernetes.io/local-config: "true" keeps the resource out of clusters.
	Annotations map[string]string `json:"annotations,omitempty"`
}

// Spec is the desired state of the mesh in one cluster.
type Spec struct {
	Cluster      Cluster      `json:"cluster,omitempty"`
	Fleet        FleetRef     `json:"fleet,omitempty"`
	ControlPlane ControlPlane `json:"controlPlane,omitempty"`
	Namespaces   []Namespace  `json:"namespaces,omitempty"`
	Gateways     []Gateway    `json:"gateways,omitempty"`
	MultiCluster MultiCluster `json:"multiCluster,omitempty"`
	Federation   *Federation  `json:"federation,omitempty"`
	Delivery     Delivery     `json:"delivery,omitempty"`
	Waivers      []Waiver     `json:"waivers,omitempty"`
}

// Cluster says where the mesh runs.
type Cluster struct {
	// Project is the Google Cloud project id of the cluster. Required for ASM on GKE; off GKE it is the fleet's, and
	// another one is an error.
	Project string `json:"project,omitempty" mesh:"project"`
	// ProjectNumber is the number of Project, as a string.
	ProjectNumber string `json:"projectNumber,omitempty" mesh:"number"`
	// Name is the cluster's name, off Google Cloud its fleet membership id. Default: metadata.name.
	Name string `json:"name,omitempty" mesh:"label"`
	// Location is the zone or region. Required on GKE; default "global" elsewhere.
	Location string `json:"location,omitempty" mesh:"location"`
	// Platform is where the cluster runs; with distribution OpenShift it names the cloud below.
	Platform Platform `json:"platform,omitempty"`
	// Network is the mesh network, a Kubernetes label value; on-prem each cluster has its own.
	Network string `json:"network,omitempty" mesh:"value"`
	// Region is used by locality failover.
	Region string `json:"region,omitempty" mesh:"value"`
	// KubernetesVersion is MAJOR.MINOR; it selects API versions. Default: the newest that meshfn knows.
	KubernetesVersion string `json:"kubernetesVersion,omitempty" mesh:"kubernetes"`
}

// FleetRef is the Google Cloud fleet (before: environ) that the cluster is a member of.
type FleetRef struct {
	// Project is the fleet host project. Default: cluster.project.
	Project string `json:"project,omitempty" mesh:"project"`
	// ProjectNumber of Project. Default: cluster.projectNumber where the two projects are the same.
	ProjectNumber string `json:"projectNumber,omitempty" mesh:"number"`
}

// ControlPlane is the distribution, its identity settings and its revisions.
type ControlPlane struct {
	Distribution Distribution `json:"distribution,omitempty"`
	// Management is reserved: Managed is a clear error today.
	Management Management `json:"management,omitempty"`
	// Role is reserved: Remote is a clear error today.
	Role Role `json:"role,omitempty"`
	// Namespace of the control plane. Default: istio-system; distribution OpenShift: <metadata.name>-system.
	Namespace string `json:"namespace,omitempty" mesh:"label"`
	// Mode of an OpenShift Service Mesh control plane. Default: MultiTenant.
	Mode Mode `json:"mode,omitempty"`
	// ClusterName is the cluster's name inside the mesh: values.global.multiCluster.clusterName, the key, annotation and
	// name suffix of its remote secret. Default: ASM cn-<project>-<location>-<cluster>; profile asm-multicloud and Istio:
	// cluster.name.
	ClusterName string `json:"clusterName,omitempty" mesh:"value"`
	// Hub is the image registry. Default by ASM version; Istio: the charts' own.
	Hub string `json:"hub,omitempty" mesh:"hub"`
	// ImagePullSecrets are names of Secrets in the control plane's namespace.
	ImagePullSecrets []string `json:"imagePullSecrets,omitempty" mesh:"subdomain,set"`
	// MeshID is the same in all clusters of a mesh. Default: proj-<fleet.projectNumber> where that is known.
	MeshID string `json:"meshID,omitempty" mesh:"value"`
	// TrustDomain of the workload identities. Default: ASM by CA (<fleet>.svc.id.goog or cluster.local), Istio:
	// cluster.local, OpenShift: <metadata.name>.local.
	TrustDomain string `json:"trustDomain,omitempty" mesh:"trustDomain"`
	// TrustDomainAliases are further trust domains whose identities count as this one's. Default by distribution and CA.
	TrustDomainAliases []string `json:"trustDomainAliases,omitempty" mesh:"trustDomain,set"`
	// IdentityProvider is the URL of the setter hub-idp-url (ASM to 1.10) or idp-url (from 1.11).
	IdentityProvider     string               `json:"identityProvider,omitempty" mesh:"https"`
	CertificateAuthority CertificateAuthority `json:"certificateAuthority,omitempty"`
	// Revisions: one, or two side by side during an upgrade.
	Revisions []Revision `json:"revisions,omitempty"`
	// Tags map a revision tag to the name of a revision.
	Tags map[string]string `json:"tags,omitempty" mesh:"revision,keys=tag"`
}

// CertificateAuthority says who signs workload certificates.
type CertificateAuthority struct {
	// Type: MeshCA is the default for ASM, IstioCA for the others.
	Type CAType `json:"type,omitempty"`
	// Pool of CAService: projects/P/locations/R/caPools/X.
	Pool string `json:"pool,omitempty" mesh:"pool"`
	// Template of CAService: projects/P/locations/R/certificateTemplates/T.
	Template string `json:"template,omitempty" mesh:"template"`
	// CACerts says where the Secret cacerts of IstioCA comes from. Default: ASM Existing; elsewhere none, istiod signs with
	// a root of its own. Key material is never part of the input or output.
	CACerts *SecretSource `json:"cacerts,omitempty"`
}

// SecretSource says how a Secret reaches the cluster.
type SecretSource struct {
	Source         SourceType      `json:"source,omitempty"`
	ExternalSecret *ExternalSecret `json:"externalSecret,omitempty"`
}

// ExternalSecret names a secret in the store of the External Secrets Operator.
type ExternalSecret struct {
	// StoreKind: ClusterSecretStore (default) or SecretStore.
	StoreKind StoreKind `json:"storeKind,omitempty"`
	// Store is the name of the store.
	Store string `json:"store" mesh:"subdomain"`
	// Key in the store. In multiCluster.remoteSecrets, {mesh} stands for the other mesh's metadata.name.
	Key string `json:"key"`
}

// Revision is one installed control plane.
type Revision struct {
	// Version, for example 1.23.3-asm.2, 1.29.1, v2.6.
	Version string `json:"version"`
	// Name of the revision. Default: ASM from the version (asm-1233-2), Istio: empty, which is the default revision.
	Name string `json:"name,omitempty" mesh:"revision"`
	// Profile of the IstioOperator. Default by distribution, platform and CA.
	Profile string `json:"profile,omitempty" mesh:"label"`
	// Options are names of ASM option overlays, in the order in which they are applied.
	Options []string `json:"options,omitempty" mesh:"set"`
	// Overlays are files of the same package, relative to mesh.yaml: IstioOperator resources (for OpenShift a
	// ServiceMeshControlPlane patch), local-config; later wins.
	Overlays []string `json:"overlays,omitempty" mesh:"path,set"`
	// Charts is a folder with a chart set other than the embedded one.
	Charts string `json:"charts,omitempty" mesh:"path"`
}

// Namespace is a namespace whose injection the mesh decides.
type Namespace struct {
	// Name of the namespace, once in the list.
	Name string `json:"name" mesh:"label"`
	// Injection: Revision (label istio.io/rev), Default (istio-injection=enabled) or Disabled. Default: Revision, and
	// Default where the control plane is the default revision without a name.
	Injection Injection `json:"injection,omitempty"`
	// Revision is a revision or a tag. Default: the only revision, with two the tag `default`, else an error.
	Revision string `json:"revision,omitempty" mesh:"revision"`
	// Manage false: the namespace is checked, but another team emits it. Default true.
	Manage *bool `json:"manage,omitempty"`
}

// Delivery says which tools apply the output, and in what form.
type Delivery struct {
	// Tools that apply the output; it suits every tool named. Default: both.
	Tools []Tool `json:"tools,omitempty" mesh:"set"`
	// Expand: Auto writes manifests where charts of the version are at hand.
	Expand Expand `json:"expand,omitempty"`
	// CRDs: PerCluster, Shared (once per version for the fleet) or None.
	CRDs CRDs `json:"crds,omitempty"`
}

// Waiver accepts a finding for a time.
type Waiver struct {
	// Code of the finding, for example MSH0407.
	Code string `json:"code" mesh:"code"`
	// Resource restricts the waiver, KIND/NAMESPACE/NAME or KIND/NAME. Empty: every resource of the mesh.
	Resource string `json:"resource,omitempty" mesh:"resource"`
	// Reason why the finding is accepted.
	Reason string `json:"reason" mesh:"prose"`
	// Owner who answers for the waiver.
	Owner string `json:"owner" mesh:"prose"`
	// Expires is the last day on which the waiver holds, YYYY-MM-DD.
	Expires string `json:"expires" mesh:"date"`
}
