package mesh

// An enum is a string type that lists its values, the default (where there is a fixed one) first. The decoder and the
// JSON Schema both read the list, so a value is written once.
type enum interface{ Values() []string }

type (
	// Platform is where a cluster runs.
	Platform string
	// Distribution is the product that is installed.
	Distribution string
	// Management says who operates the control plane.
	Management string
	// Role of the cluster in a multi-cluster mesh.
	Role string
	// Mode of an OpenShift Service Mesh control plane.
	Mode string
	// CAType is the certificate authority of the workloads.
	CAType string
	// SourceType says how the Secret cacerts reaches the cluster.
	SourceType string
	// StoreKind is the kind of a secret store.
	StoreKind string
	// Injection says how pods of a namespace get their sidecar.
	Injection string
	// GatewayRole is the direction of a gateway.
	GatewayRole string
	// Exposure of a gateway's Service.
	Exposure string
	// LoadBalancer is the load balancer implementation on AWS.
	LoadBalancer string
	// GatewayAPI is the API that a gateway is written in.
	GatewayAPI string
	// RemoteSecretSource says how remote secrets reach the cluster.
	RemoteSecretSource string
	// FederationIngressType is the Service type of a federation ingress gateway.
	FederationIngressType string
	// SelectorOperator of a label selector requirement.
	SelectorOperator string
	// Tool applies the output to clusters.
	Tool string
	// Expand says when an IstioOperator becomes manifests.
	Expand string
	// CRDs says where custom resource definitions go.
	CRDs string
)

const (
	GKE               Platform = "GKE"
	VMware            Platform = "VMware"
	BareMetal         Platform = "BareMetal"
	AWS               Platform = "AWS"
	Azure             Platform = "Azure"
	PlatformOpenShift Platform = "OpenShift"
	Other             Platform = "Other"

	ASM       Distribution = "ASM"
	Istio     Distribution = "Istio"
	OpenShift Distribution = "OpenShift"
	Sail      Distribution = "Sail"

	InCluster Management = "InCluster"
	Managed   Management = "Managed"

	Primary Role = "Primary"
	Remote  Role = "Remote"

	MultiTenant Mode = "MultiTenant"
	ClusterWide Mode = "ClusterWide"

	MeshCA    CAType = "MeshCA"
	CAService CAType = "CAService"
	IstioCA   CAType = "IstioCA"

	Existing           SourceType = "Existing"
	FromExternalSecret SourceType = "ExternalSecret"

	ClusterSecretStore StoreKind = "ClusterSecretStore"
	SecretStore        StoreKind = "SecretStore"

	InjectRevision Injection = "Revision"
	InjectDefault  Injection = "Default"
	InjectDisabled Injection = "Disabled"

	Ingress  GatewayRole = "Ingress"
	Egress   GatewayRole = "Egress"
	EastWest GatewayRole = "EastWest"

	ExposeExternal  Exposure = "External"
	ExposeInternal  Exposure = "Internal"
	ExposeNodePort  Exposure = "NodePort"
	ExposeClusterIP Exposure = "ClusterIP"

	InTree     LoadBalancer = "InTree"
	Controller LoadBalancer = "Controller"

	APIIstio   GatewayAPI = "Istio"
	APIGateway GatewayAPI = "GatewayAPI"

	Manual                   RemoteSecretSource = "Manual"
	RemoteFromExternalSecret RemoteSecretSource = "ExternalSecret"

	FederationLoadBalancer FederationIngressType = "LoadBalancer"
	FederationNodePortType FederationIngressType = "NodePort"

	ConfigSync Tool = "ConfigSync"
	ArgoCD     Tool = "ArgoCD"

	ExpandAuto   Expand = "Auto"
	ExpandAlways Expand = "Always"
	ExpandNever  Expand = "Never"

	CRDsPerCluster CRDs = "PerCluster"
	CRDsShared     CRDs = "Shared"
	CRDsNone       CRDs = "None"
)

func (Platform) Values() []string {
	return []string{"GKE", "VMware", "BareMetal", "AWS", "Azure", "OpenShift", "Other"}
}
func (Distribution) Values() []string { return []string{"ASM", "Istio", "OpenShift", "Sail"} }
func (Management) Values() []string   { return []string{"InCluster", "Managed"} }
func (Role) Values() []string         { return []string{"Primary", "Remote"} }
func (Mode) Values() []string         { return []string{"MultiTenant", "ClusterWide"} }
func (CAType) Values() []string       { return []string{"MeshCA", "CAService", "IstioCA"} }
func (SourceType) Values() []string   { return []string{"Existing", "ExternalSecret"} }
func (StoreKind) Values() []string    { return []string{"ClusterSecretStore", "SecretStore"} }
func (Injection) Values() []string    { return []string{"Revision", "Default", "Disabled"} }
func (GatewayRole) Values() []string  { return []string{"Ingress", "Egress", "EastWest"} }
func (Exposure) Values() []string     { return []string{"External", "Internal", "NodePort", "ClusterIP"} }
func (LoadBalancer) Values() []string { return []string{"InTree", "Controller"} }
func (GatewayAPI) Values() []string   { return []string{"Istio", "GatewayAPI"} }
func (RemoteSecretSource) Values() []string {
	return []string{"Manual", "ExternalSecret"}
}
func (FederationIngressType) Values() []string { return []string{"LoadBalancer", "NodePort"} }
func (SelectorOperator) Values() []string {
	return []string{"In", "NotIn", "Exists", "DoesNotExist"}
}
func (Tool) Values() []string   { return []string{"ConfigSync", "ArgoCD"} }
func (Expand) Values() []string { return []string{"Auto", "Always", "Never"} }
func (CRDs) Values() []string   { return []string{"PerCluster", "Shared", "None"} }
