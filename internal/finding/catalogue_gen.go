// Code generated from catalogue.yaml by go generate. DO NOT EDIT.

package finding

// The codes.
const (
	// Syntax: The file is not one readable YAML document.
	Syntax Code = "MSH0101"
	// UnknownField: A field is not known.
	UnknownField Code = "MSH0102"
	// WrongType: A value has the wrong type.
	WrongType Code = "MSH0103"
	// DuplicateKey: A field is written twice.
	DuplicateKey Code = "MSH0104"
	// NotAllowed: A value is not in the list of those that the field takes.
	NotAllowed Code = "MSH0105"
	// Anchor: Anchors, aliases, merge keys and tags are not allowed.
	Anchor Code = "MSH0106"
	// Required: A required value is missing.
	Required Code = "MSH0107"
	// WrongKind: The apiVersion or kind is not the one that belongs here.
	WrongKind Code = "MSH0108"
	// TooLarge: The document is larger or nested deeper than any real one.
	TooLarge Code = "MSH0109"
	// NotLocalConfig: The resource would be applied to a cluster.
	NotLocalConfig Code = "MSH0110"
	// BadName: A name is not one that Kubernetes takes.
	BadName Code = "MSH0111"
	// BadFormat: A value does not have the form that the field takes.
	BadFormat Code = "MSH0112"
	// OutOfRange: A number is out of range.
	OutOfRange Code = "MSH0113"
	// Repeated: An entry stands twice in a list whose entries are unique.
	Repeated Code = "MSH0114"
	// Placeholder: A placeholder of a guide or package was left in.
	Placeholder Code = "MSH0115"
	// Contradiction: Two values contradict each other.
	Contradiction Code = "MSH0120"
	// Version: The version is not one that can be rendered.
	Version Code = "MSH0121"
	// NoRevision: A revision or tag is named that the mesh does not have.
	NoRevision Code = "MSH0122"
	// UnknownOption: An option is not known for this version.
	UnknownOption Code = "MSH0123"
	// OptionConflict: Options exclude each other.
	OptionConflict Code = "MSH0124"
	// Overlay: An overlay cannot be used.
	Overlay Code = "MSH0125"
	// OverlayDropsEnv: An overlay replaces a list and drops entries of the base.
	OverlayDropsEnv Code = "MSH0126"
	// DerivedLine: The release line is rendered by rule, not from its own package.
	DerivedLine Code = "MSH0127"
	// Reserved: A value is reserved for later.
	Reserved Code = "MSH0128"
	// OverlayHasNoEffect: An overlay sets a field that is written again after it.
	OverlayHasNoEffect Code = "MSH0129"
	// PlaceholderInObject: A placeholder of a guide or package was left in a resource.
	PlaceholderInObject Code = "MSH0130"
	// WaiverExpired: A waiver has expired.
	WaiverExpired Code = "MSH0140"
	// WaiverUnused: A waiver covers no finding.
	WaiverUnused Code = "MSH0141"
	// BadWaiver: A waiver in an annotation cannot be read.
	BadWaiver Code = "MSH0142"
	// SchemaUnknownField: The kind has no such field.
	SchemaUnknownField Code = "MSH0201"
	// SchemaType: A field of the kind has another type.
	SchemaType Code = "MSH0202"
	// SchemaRequired: A field that the kind requires is missing.
	SchemaRequired Code = "MSH0203"
	// SchemaValue: A value is not one that the kind's schema allows.
	SchemaValue Code = "MSH0204"
	// SchemaDuplicate: Two entries of a list have the same key.
	SchemaDuplicate Code = "MSH0205"
	// SchemaRule: A rule of the kind's CRD is broken.
	SchemaRule Code = "MSH0206"
	// UnknownKind: The kind is not known.
	UnknownKind Code = "MSH0207"
	// UnknownVersion: The kind does not exist in this API version.
	UnknownVersion Code = "MSH0208"
	// RemovedAPI: The API version has been removed from Kubernetes.
	RemovedAPI Code = "MSH0209"
	// DeprecatedAPI: The API version is deprecated.
	DeprecatedAPI Code = "MSH0210"
	// NoIdentity: An object has no apiVersion, kind or name.
	NoIdentity Code = "MSH0211"
	// ObjectName: A name or namespace is not one that Kubernetes takes.
	ObjectName Code = "MSH0212"
	// ObjectMetadata: A label or annotation is not one that Kubernetes takes.
	ObjectMetadata Code = "MSH0213"
	// InvalidDefinition: A CustomResourceDefinition is not valid.
	InvalidDefinition Code = "MSH0214"
	// ServerRule: Kubernetes refuses the combination.
	ServerRule Code = "MSH0215"
	// RepeatedItem: An item stands twice in a list.
	RepeatedItem Code = "MSH0216"
	// NoValue: A field has no value.
	NoValue Code = "MSH0217"
	// StrayBlank: A word begins or ends with a blank.
	StrayBlank Code = "MSH0218"
	// UnreadableManifest: A manifest is no readable YAML or JSON.
	UnreadableManifest Code = "MSH0290"
	// Validation: Istio refuses the object.
	Validation Code = "MSH0301"
	// ValidationWarning: Istio accepts the object with a warning.
	ValidationWarning Code = "MSH0302"
	// AnalysisError: Istio's analysis of the cluster finds an error.
	AnalysisError Code = "MSH0303"
	// AnalysisWarning: Istio's analysis of the cluster warns.
	AnalysisWarning Code = "MSH0304"
	// AnalysisInfo: Istio's analysis of the cluster has a remark.
	AnalysisInfo Code = "MSH0305"
	// AuthorizationRule: A rule of an AuthorizationPolicy matches everything or nothing.
	AuthorizationRule Code = "MSH0306"
	// MeshConfig: istiod refuses the mesh configuration.
	MeshConfig Code = "MSH0310"
	// DuplicateMesh: Two meshes of the fleet have the same name.
	DuplicateMesh Code = "MSH0401"
	// UnknownPeer: A peer cannot be resolved.
	UnknownPeer Code = "MSH0402"
	// DuplicateClusterName: Two clusters of one mesh have the same cluster name.
	DuplicateClusterName Code = "MSH0403"
	// TwoFleets: There are two Fleet resources in one tree.
	TwoFleets Code = "MSH0404"
	// NoEastWest: A network of the mesh has no east-west gateway.
	NoEastWest Code = "MSH0405"
	// NeedlessEastWest: An east-west gateway leads nowhere.
	NeedlessEastWest Code = "MSH0406"
	// ClusterName: The cluster name cannot name a remote secret.
	ClusterName Code = "MSH0407"
	// SharedKey: Several remote secrets would be read from one key.
	SharedKey Code = "MSH0408"
	// HiddenEastWest: An east-west gateway cannot be reached from other networks.
	HiddenEastWest Code = "MSH0409"
	// SharedFolder: Two meshes share a folder.
	SharedFolder Code = "MSH0410"
	// MeshIDDiffers: Objects of one cluster name different mesh IDs.
	MeshIDDiffers Code = "MSH0411"
	// ClusterNameDiffers: Objects of one cluster give it different names.
	ClusterNameDiffers Code = "MSH0412"
	// NetworkDiffers: Objects of one cluster place it in different networks, or one that must say the network does not.
	NetworkDiffers Code = "MSH0413"
	// TrustDomainDiffers: Objects of one control plane name different trust domains.
	TrustDomainDiffers Code = "MSH0414"
	// GoogleIdentityDiffers: The Google Cloud identity of a cluster differs between istiod and its proxies.
	GoogleIdentityDiffers Code = "MSH0415"
	// AuthorityDiffers: Proxies and mesh configuration name different certificate authorities.
	AuthorityDiffers Code = "MSH0416"
	// ProjectNumber: One Google Cloud project has two numbers, or one number two projects.
	ProjectNumber Code = "MSH0417"
	// CrossNetworkGateway: An east-west gateway does not open the door between networks.
	CrossNetworkGateway Code = "MSH0418"
	// RemoteSecretNames: A remote secret does not name its cluster in one way.
	RemoteSecretNames Code = "MSH0419"
	// RemoteSecretOfSelf: A cluster has a remote secret for itself.
	RemoteSecretOfSelf Code = "MSH0420"
	// RemoteSecretMissing: A cluster of the mesh has no remote secret for another.
	RemoteSecretMissing Code = "MSH0421"
	// RemoteSecretUnknown: A remote secret is for a cluster that no mesh of this mesh ID has.
	RemoteSecretUnknown Code = "MSH0422"
	// SharedNetwork: Clusters that cannot reach each other's pods claim one network.
	SharedNetwork Code = "MSH0423"
	// TrustDomainsApart: Clusters of one mesh have different trust domains.
	TrustDomainsApart Code = "MSH0424"
	// AuthoritiesApart: Clusters of one mesh get their certificates from different authorities.
	AuthoritiesApart Code = "MSH0425"
	// AloneInMesh: A cluster that is set up for a mesh of several is alone with its mesh ID.
	AloneInMesh Code = "MSH0426"
	// VersionSkew: Control planes of one mesh are more than one release line apart.
	VersionSkew Code = "MSH0427"
	// EndOfLife: A version is past its end of life.
	EndOfLife Code = "MSH0428"
	// EndOfLifeUnknown: It is not known until when a version is supported.
	EndOfLifeUnknown Code = "MSH0429"
	// RootsApart: Clusters of one mesh have different roots.
	RootsApart Code = "MSH0430"
	// AuthorityParts: The reference to the CA's Secret brings a part of it, or parts of two.
	AuthorityParts Code = "MSH0431"
	// AnotherMesh: An object says that it is of another mesh than its folder.
	AnotherMesh Code = "MSH0432"
	// ForgottenName: An installation names its cluster in part.
	ForgottenName Code = "MSH0433"
	// SecretReference: An ExternalSecret does not say where its secret lies.
	SecretReference Code = "MSH0434"
	// IllegalSelector: KNV1004: an object is selected that cannot be.
	IllegalSelector Code = "MSH0504"
	// IllegalManagement: KNV1005: the management annotation has a wrong value.
	IllegalManagement Code = "MSH0505"
	// IllegalAnnotation: KNV1010: an annotation is Config Sync's own.
	IllegalAnnotation Code = "MSH0510"
	// IllegalLabel: KNV1011: a label is Config Sync's own.
	IllegalLabel Code = "MSH0511"
	// UnknownSelector: KNV1013: a selector is named that does not exist.
	UnknownSelector Code = "MSH0513"
	// InvalidSelector: KNV1014: a selector selects nothing, or in a way that is not known.
	InvalidSelector Code = "MSH0514"
	// NoDefinition: KNV1021: no definition of a kind is there.
	NoDefinition Code = "MSH0521"
	// NameCollision: KNV1029: an object is there twice.
	NameCollision Code = "MSH0529"
	// MissingName: KNV1031: an object has no name.
	MissingName Code = "MSH0531"
	// HierarchicalKind: KNV1032: a kind belongs to the other source format.
	HierarchicalKind Code = "MSH0532"
	// ControllerNamespace: KNV1034: the namespace belongs to Config Sync.
	ControllerNamespace Code = "MSH0534"
	// InvalidName: KNV1036: a name is not one that Kubernetes takes.
	InvalidName Code = "MSH0536"
	// UnsupportedObject: KNV1043: Config Sync cannot configure this.
	UnsupportedObject Code = "MSH0543"
	// IllegalField: KNV1045: a field is written by the cluster alone.
	IllegalField Code = "MSH0545"
	// DefinitionName: KNV1048: a CustomResourceDefinition has a wrong name.
	DefinitionName Code = "MSH0548"
	// DeprecatedKind: KNV1050: a kind has moved to another group.
	DeprecatedKind Code = "MSH0550"
	// NeedlessNamespace: KNV1052: an object has a namespace, and its kind has none.
	NeedlessNamespace Code = "MSH0552"
	// MissingNamespace: KNV1053: an object has no namespace, or two ways to get one.
	MissingNamespace Code = "MSH0553"
	// AnnotationValue: KNV1054: the value of an annotation is no string.
	AnnotationValue Code = "MSH0554"
	// InvalidNamespace: KNV1055: a namespace has no valid name.
	InvalidNamespace Code = "MSH0555"
	// UnmanagedNamespace: KNV1056: a managed object is in an unmanaged namespace.
	UnmanagedNamespace Code = "MSH0556"
	// TwoSyncs: KNV1060: two RootSyncs read the same folder.
	TwoSyncs Code = "MSH0560"
	// InvalidSync: KNV1061: a RootSync or RepoSync is not complete.
	InvalidSync Code = "MSH0561"
	// MalformedDefinition: KNV1065: a CustomResourceDefinition is not complete.
	MalformedDefinition Code = "MSH0565"
	// SelectedTwice: KNV1066: an object has both annotations that select clusters.
	SelectedTwice Code = "MSH0566"
	// KustomizationBelow: KNV1068: a kustomization is below the folder that is synced.
	KustomizationBelow Code = "MSH0568"
	// SelfManaged: KNV1069: a RootSync manages itself.
	SelfManaged Code = "MSH0569"
	// DependsOnForm: A reference of depends-on cannot be read.
	DependsOnForm Code = "MSH0580"
	// DependsOnOutside: An object depends on one that is not there.
	DependsOnOutside Code = "MSH0581"
	// DependsOnCycle: Objects depend on each other in a circle.
	DependsOnCycle Code = "MSH0582"
	// DependsOnTwice: A reference of depends-on is there twice.
	DependsOnTwice Code = "MSH0583"
	// DependsOnMissing: A generated object does not say what it waits for.
	DependsOnMissing Code = "MSH0584"
	// LifecycleValue: An annotation of the life cycle has no effect.
	LifecycleValue Code = "MSH0585"
	// NotDetached: A namespace or definition would be deleted with its line.
	NotDetached Code = "MSH0586"
	// LocalConfigValue: The annotation local-config has a value on which tools disagree.
	LocalConfigValue Code = "MSH0587"
	// SyncElsewhere: A RootSync reads a folder where nothing of its cluster lies.
	SyncElsewhere Code = "MSH0588"
	// SyncWave: A sync wave is no number.
	SyncWave Code = "MSH0601"
	// WaveOrder: An object comes in an earlier wave than what it needs.
	WaveOrder Code = "MSH0602"
	// WaveMissing: A generated object has lost its wave.
	WaveMissing Code = "MSH0603"
	// HookName: A hook or its policy of deletion is not known.
	HookName Code = "MSH0604"
	// HookPersists: An object that must last is a hook.
	HookPersists Code = "MSH0605"
	// Tracking: An annotation or label by which Argo CD tracks objects is in git.
	Tracking Code = "MSH0606"
	// ClientSideLimit: An object is too large for a client-side apply.
	ClientSideLimit Code = "MSH0607"
	// ArgoOption: An option of Argo CD is not known.
	ArgoOption Code = "MSH0608"
	// IgnoresNothing: A rule of ignored differences matches nothing.
	IgnoresNothing Code = "MSH0609"
	// NotRespected: Ignored differences are undone by every sync.
	NotRespected Code = "MSH0610"
	// FightsIstiod: A field stands in git that istiod writes.
	FightsIstiod Code = "MSH0612"
	// RepeatedResource: An Application has an object twice.
	RepeatedResource Code = "MSH0613"
	// NotKept: A generated namespace or definition would be pruned.
	NotKept Code = "MSH0614"
	// SourceElsewhere: An Application applies a folder where nothing of its cluster lies.
	SourceElsewhere Code = "MSH0615"
	// SharedTarget: Two Applications apply the same objects to one cluster.
	SharedTarget Code = "MSH0616"
	// PrivateKey: A private key stands in the input.
	PrivateKey Code = "MSH0701"
	// SecretData: A Secret holds its data.
	SecretData Code = "MSH0702"
	// AuthorityKey: The mesh's signing key stands in git.
	AuthorityKey Code = "MSH0703"
	// RemoteSecretData: A remote secret with its credentials stands in git.
	RemoteSecretData Code = "MSH0704"
	// RegistryLogin: The password of an image registry stands in git.
	RegistryLogin Code = "MSH0705"
	// Kubeconfig: A kubeconfig with credentials stands in git.
	Kubeconfig Code = "MSH0706"
	// Token: A token or key of a known form stands in git.
	Token Code = "MSH0707"
	// Password: A value whose name says that it is secret stands in the open.
	Password Code = "MSH0708"
	// RandomText: A text looks like a key or token.
	RandomText Code = "MSH0709"
	// UnsupportedResource: The product does not support this kind of resource.
	UnsupportedResource Code = "MSH0801"
	// UnsupportedBalancing: The product does not support this way of load balancing.
	UnsupportedBalancing Code = "MSH0802"
	// UnsupportedSetting: The product does not support this setting of the installation.
	UnsupportedSetting Code = "MSH0803"
	// UnsupportedAuthority: The product does not support this certificate authority here.
	UnsupportedAuthority Code = "MSH0804"
	// UnsupportedAddress: The product does not support IPv6.
	UnsupportedAddress Code = "MSH0805"
	// UnsupportedProtocol: The product does not look into this protocol.
	UnsupportedProtocol Code = "MSH0806"
	// ServicePortName: The name of a port does not say its protocol.
	ServicePortName Code = "MSH0807"
	// MissingCNI: A mesh on OpenShift has no CNI.
	MissingCNI Code = "MSH0808"
	// KubernetesTooOld: The Kubernetes of the cluster is too old for the release.
	KubernetesTooOld Code = "MSH0809"
	// OutdatedPort: A Service has a port of a component that is gone.
	OutdatedPort Code = "MSH0810"
	// ReleaseUnknown: The installation does not say its release.
	ReleaseUnknown Code = "MSH0811"
	// InClusterOnAutopilot: A control plane of one's own is on an Autopilot cluster.
	InClusterOnAutopilot Code = "MSH0812"
	// DefaultGateway: A gateway has the name of one that the control plane brings itself.
	DefaultGateway Code = "MSH0901"
	// OpenEastWest: An east-west gateway would be open to the whole internet.
	OpenEastWest Code = "MSH0902"
	// NoInternalAnnotation: The platform has no annotation for an internal load balancer.
	NoInternalAnnotation Code = "MSH0903"
	// GatewayNodePort: Two Services of the cluster ask for one node port.
	GatewayNodePort Code = "MSH0904"
	// NoGatewayAPI: This release does not deploy such gateways of the Gateway API.
	NoGatewayAPI Code = "MSH0905"
	// GatewayNotInjected: The namespace keeps the gateway from its revision.
	GatewayNotInjected Code = "MSH0906"
	// NotInGatewayAPI: A field cannot be expressed in the Gateway API.
	NotInGatewayAPI Code = "MSH0907"
	// PortName: A port has the name of another port of the gateway.
	PortName Code = "MSH0908"
	// NoCPURequest: A gateway is scaled by its use of requested CPU and requests none.
	NoCPURequest Code = "MSH0909"
	// NoEastWestClass: This release does not know the class istio-east-west by itself.
	NoEastWestClass Code = "MSH0910"
	// NotInjected: A pod waits for injection that no webhook gives.
	NotInjected Code = "MSH0911"
	// NoGatewayTemplate: A gateway would not get the proxy of a gateway.
	NoGatewayTemplate Code = "MSH0912"
	// BothInjectionLabels: A namespace has both injection labels.
	BothInjectionLabels Code = "MSH0913"
	// UnknownRevision: A revision is asked for that the cluster does not have.
	UnknownRevision Code = "MSH0914"
	// RevisionWithoutControlPlane: An injection webhook leads to a revision that is not installed.
	RevisionWithoutControlPlane Code = "MSH0915"
	// OverlappingInjectors: Two injection webhooks select the same pods.
	OverlappingInjectors Code = "MSH0916"
	// InjectorSelectors: An injection webhook does not select the pods of its revision.
	InjectorSelectors Code = "MSH0917"
	// WebhookService: A webhook is sent to where no control plane of its revision listens.
	WebhookService Code = "MSH0918"
	// InjectionValue: An injection label has a value that nothing reads.
	InjectionValue Code = "MSH0919"
	// WebhookRules: A webhook of Istio is not called for what it is there for.
	WebhookRules Code = "MSH0920"
	// ValidatorSelectors: A validating webhook looks at the objects of another revision.
	ValidatorSelectors Code = "MSH0921"
	// RevisionWithoutInjector: A control plane injects nothing.
	RevisionWithoutInjector Code = "MSH0922"
	// GatewayInControlPlane: A gateway lives in the namespace of the control plane.
	GatewayInControlPlane Code = "MSH0923"
	// GatewaySelectsNothing: A Gateway selects no gateway.
	GatewaySelectsNothing Code = "MSH0924"
	// ServerPort: A Gateway listens on a port that no Service opens.
	ServerPort Code = "MSH0925"
	// AutoscalerTarget: An autoscaler does not scale the one workload it is for.
	AutoscalerTarget Code = "MSH0926"
	// BudgetTarget: A PodDisruptionBudget does not guard the one workload it is for.
	BudgetTarget Code = "MSH0927"
	// NoBudget: No PodDisruptionBudget guards a gateway.
	NoBudget Code = "MSH0928"
	// SingleReplica: A gateway runs as a single pod.
	SingleReplica Code = "MSH0929"
	// ScaledReplicas: A workload with an autoscaler has a fixed number of replicas.
	ScaledReplicas Code = "MSH0930"
	// PortProtocol: A port of a gateway has a protocol that its name contradicts.
	PortProtocol Code = "MSH0931"
	// BudgetBounds: A PodDisruptionBudget guards nothing, or lets no pod go.
	BudgetBounds Code = "MSH0932"
	// ServiceSelectsNothing: A Service and the pods behind it do not find each other.
	ServiceSelectsNothing Code = "MSH0933"
	// GatewayParameters: The parameters of a Gateway are not there.
	GatewayParameters Code = "MSH0934"
	// StatusPort: The status port does not lead to the gateway's health.
	StatusPort Code = "MSH0935"
	// EastWestPort: A port between clusters is missing or leads elsewhere.
	EastWestPort Code = "MSH0936"
	// CrossNetworkNamespace: A cross-network Gateway is outside the control plane's namespace.
	CrossNetworkNamespace Code = "MSH0937"
	// MissingAccount: An account or role is named that is not there.
	MissingAccount Code = "MSH0938"
	// SubjectNamespace: A ServiceAccount is bound without its namespace.
	SubjectNamespace Code = "MSH0939"
	// SecretsAccess: A gateway may not read the certificates of its Gateways.
	SecretsAccess Code = "MSH0940"
	// ForeignLoadBalancer: A load balancer has the annotation of another cloud.
	ForeignLoadBalancer Code = "MSH0941"
	// LoadBalancerValue: A load balancer is told what its cloud does not understand, or not told what it needs.
	LoadBalancerValue Code = "MSH0942"
	// NamespaceMissing: Objects are rendered into a namespace that is not.
	NamespaceMissing Code = "MSH0943"
	// GatewayPod: A kubelet would refuse the pods of a gateway.
	GatewayPod Code = "MSH0944"
	// GatewayParts: The parts of a rendered gateway no longer fit each other.
	GatewayParts Code = "MSH0945"
	// GatewayHardening: The proxy of a rendered gateway has lost its hardening.
	GatewayHardening Code = "MSH0946"
	// IstiodService: The Service istiod does not lead to the control plane.
	IstiodService Code = "MSH0947"
	// NamespaceWithoutInjection: A namespace of the mesh says nothing about injection.
	NamespaceWithoutInjection Code = "MSH0948"
	// FederationVersion: A version of OpenShift Service Mesh has no federation.
	FederationVersion Code = "MSH1001"
	// FederationTrustDomain: A federated mesh has no trust domain of its own.
	FederationTrustDomain Code = "MSH1002"
	// AliasOfPeer: A trust domain alias is the trust domain of a federated peer.
	AliasOfPeer Code = "MSH1003"
	// GatewayDisabled: A federation gateway is not enabled.
	GatewayDisabled Code = "MSH1004"
	// GatewayName: A gateway has a name that it cannot have.
	GatewayName Code = "MSH1005"
	// GatewayType: A federation gateway has a Service of the wrong type.
	GatewayType Code = "MSH1006"
	// GatewayPorts: A federation gateway has not the ports that istiod listens on.
	GatewayPorts Code = "MSH1007"
	// GatewayLabel: The label of a federation gateway is missing or not its own.
	GatewayLabel Code = "MSH1008"
	// GatewayApp: A federation gateway overrides the label app.
	GatewayApp Code = "MSH1009"
	// GatewayNamespace: A federation gateway is in another namespace than its control plane.
	GatewayNamespace Code = "MSH1010"
	// NetworkView: An egress gateway does not ask for the network of its peer.
	NetworkView Code = "MSH1011"
	// NodePortTaken: A node port of a federation gateway cannot be had.
	NodePortTaken Code = "MSH1012"
	// AWSLoadBalancer: A federation ingress on AWS has a load balancer that does not pass TLS.
	AWSLoadBalancer Code = "MSH1013"
	// Dedicated: A peer runs on OpenShift Dedicated.
	Dedicated Code = "MSH1014"
	// SharedAddress: Two peers share a federation gateway or its address.
	SharedAddress Code = "MSH1015"
	// ClusterUnnamed: A federated control plane does not say where it is.
	ClusterUnnamed Code = "MSH1016"
	// SharedNamespace: Two control planes cannot be side by side.
	SharedNamespace Code = "MSH1017"
	// WrongPeer: A ServiceMeshPeer is for no other mesh.
	WrongPeer Code = "MSH1018"
	// PeerNotMutual: A peer does not name us back.
	PeerNotMutual Code = "MSH1019"
	// PeerTwice: Two ServiceMeshPeers are for one mesh.
	PeerTwice Code = "MSH1020"
	// FederationAddress: An address does not lead to a gateway of another cluster.
	FederationAddress Code = "MSH1021"
	// OtherAddress: A peer is called at an address that is not its ingress for us.
	OtherAddress Code = "MSH1022"
	// PeerPorts: A peer is called at ports where its ingress does not listen.
	PeerPorts Code = "MSH1023"
	// PeerGateways: A ServiceMeshPeer names gateways that its control plane does not have for it.
	PeerGateways Code = "MSH1024"
	// SameTrustDomain: A peer's trust domain is not its own.
	SameTrustDomain Code = "MSH1025"
	// ClientIdentity: clientID is not the peer's egress gateway for us.
	ClientIdentity Code = "MSH1026"
	// ClientDomain: clientID and trustDomain of a peer are of different trust domains.
	ClientDomain Code = "MSH1027"
	// RootReference: The root of a peer is not where the ServiceMeshPeer says.
	RootReference Code = "MSH1028"
	// RootCertificate: A root certificate cannot be used, or is another mesh's.
	RootCertificate Code = "MSH1029"
	// FederationSecret: A secret lies among the files of a federation.
	FederationSecret Code = "MSH1030"
	// ExportSetName: An ExportedServiceSet has not the name of one peer.
	ExportSetName Code = "MSH1031"
	// TwoSelectors: An export has not one selector, that of its type.
	TwoSelectors Code = "MSH1032"
	// BadSelector: A label selector is not valid.
	BadSelector Code = "MSH1033"
	// ShadowedRule: An earlier rule matches everything that a rule matches.
	ShadowedRule Code = "MSH1034"
	// SameExport: Two exports give different services the same name.
	SameExport Code = "MSH1035"
	// ExportOutside: A service is exported from a namespace that is not in the mesh.
	ExportOutside Code = "MSH1036"
	// ExportEverything: A rule exports everything, or the control plane.
	ExportEverything Code = "MSH1037"
	// ExportHidden: A service is exported that only its own namespace can see.
	ExportHidden Code = "MSH1038"
	// ImportSetName: An ImportedServiceSet has not the name of one peer.
	ImportSetName Code = "MSH1039"
	// ImportType: An import does not select by name.
	ImportType Code = "MSH1040"
	// ImportNotExported: A service is imported that the peer does not export.
	ImportNotExported Code = "MSH1041"
	// LocalImport: A local import has no fixed namespace.
	LocalImport Code = "MSH1042"
	// SuffixIgnored: A domain suffix stands at a local import.
	SuffixIgnored Code = "MSH1043"
	// LocalSuffix: The cluster's own suffix stands at an import that is not local.
	LocalSuffix Code = "MSH1044"
	// Locality: A locality is incomplete.
	Locality Code = "MSH1045"
	// SameHost: Two imports get the same host name.
	SameHost Code = "MSH1046"
	// LocalNoFailover: A local import from another region has no failover.
	LocalNoFailover Code = "MSH1047"
	// ImportOutside: A service is imported into a namespace that is not in the mesh.
	ImportOutside Code = "MSH1048"
	// FailoverHost: Failover is wanted for a local import that names no single service.
	FailoverHost Code = "MSH1049"
	// FailoverDetection: Failover has no outlier detection.
	FailoverDetection Code = "MSH1050"
	// FailoverRegion: Failover does not lead to the region of what is imported.
	FailoverRegion Code = "MSH1051"
	// FailoverNotLocal: Failover without a local import.
	FailoverNotLocal Code = "MSH1052"
	// MeshName: Two meshes of a federation cannot be told apart.
	MeshName Code = "MSH1053"
	// OutOfPlace: An object of a federation is in the wrong namespace.
	OutOfPlace Code = "MSH1054"
	// Leftover: An object names a mesh that is no peer.
	Leftover Code = "MSH1055"
	// FullMesh: More than three meshes federate with each other all.
	FullMesh Code = "MSH1056"
	// NextGeneration: Kinds of OpenShift Service Mesh 3 are beside a federation of version 2.
	NextGeneration Code = "MSH1057"
	// FederationAPI: An object has an API version that does not exist.
	FederationAPI Code = "MSH1058"
	// FederationOrder: An object of a federation would be applied before its control plane, or with a status.
	FederationOrder Code = "MSH1059"
	// PeerWithheld: A peer's objects are withheld.
	PeerWithheld Code = "MSH1060"
	// RouteAddress: An address looks like an OpenShift Route.
	RouteAddress Code = "MSH1061"
	// FailoverFrom: Failover starts in a region where the cluster is not.
	FailoverFrom Code = "MSH1062"
	// RuleName: A name in a rule of a set is none that a service can have.
	RuleName Code = "MSH1063"
	// SetterSyntax: A file with setter comments is not YAML.
	SetterSyntax Code = "MSH1101"
	// SetterDefinition: A setter definition of the Kptfile cannot be used.
	SetterDefinition Code = "MSH1102"
	// SetterValue: A value does not fit its setter.
	SetterValue Code = "MSH1103"
	// SetterUnresolved: A pattern needs more values.
	SetterUnresolved Code = "MSH1104"
	// SetterField: A field cannot take the value of its setter.
	SetterField Code = "MSH1105"
	// SetterPlaceholder: A setter still holds its placeholder.
	SetterPlaceholder Code = "MSH1106"
	// OptionPlaceholder: A setter of an option holds its placeholder.
	OptionPlaceholder Code = "MSH1107"
	// MarkerInValue: kpt 0.39 would corrupt this field.
	MarkerInValue Code = "MSH1108"
	// UnknownSetter: A value sets nothing.
	UnknownSetter Code = "MSH1109"
	// SetterConflict: The package derives another value than mesh.yaml says.
	SetterConflict Code = "MSH1110"
	// NoSetterValues: There is nothing to set from.
	NoSetterValues Code = "MSH1111"
	// ExpansionRefused: The IstioOperator cannot be expanded.
	ExpansionRefused Code = "MSH1201"
	// ExpansionWarning: Istio warns of a setting, or ignores it.
	ExpansionWarning Code = "MSH1202"
	// OverlayIgnored: An overlay changes nothing.
	OverlayIgnored Code = "MSH1203"
	// NoCharts: No charts are at hand for this version.
	NoCharts Code = "MSH1204"
	// ChartsRequired: Charts are required and not at hand.
	ChartsRequired Code = "MSH1205"
	// OperatorField: A field of the IstioOperator is unknown or has the wrong type.
	OperatorField Code = "MSH1206"
	// AlreadyExpanded: The IstioOperator has been expanded by the renderer.
	AlreadyExpanded Code = "MSH1207"
	// ExpandsToNothing: The IstioOperator enables nothing.
	ExpandsToNothing Code = "MSH1208"
	// Checklist: A step that a person still has to do.
	Checklist Code = "MSH1210"
	// DuplicateObject: One object would be rendered twice.
	DuplicateObject Code = "MSH1211"
	// FunctionConfig: The functionConfig cannot be used.
	FunctionConfig Code = "MSH1212"
	// NoMesh: There is no Mesh to render.
	NoMesh Code = "MSH1213"
	// WrongCharts: The charts are not those of the revision.
	WrongCharts Code = "MSH1214"
	// OperatorSetting: A setting of the IstioOperator is none that anything reads.
	OperatorSetting Code = "MSH1215"
	// EditedByHand: A generated file was edited by hand.
	EditedByHand Code = "MSH1220"
	// InTheWay: A file that is not ours stands where the render would write.
	InTheWay Code = "MSH1221"
	// RendersNothing: A mesh renders to nothing.
	RendersNothing Code = "MSH1222"
	// RecordUnreadable: The record of what was generated cannot be read.
	RecordUnreadable Code = "MSH1223"
)

var entries = map[Code]Entry{
	Syntax:                      {Syntax, Error, "The file is not one readable YAML document", "Write one YAML document with apiVersion, kind, metadata and spec."},
	UnknownField:                {UnknownField, Error, "A field is not known", "Remove the field or correct its name."},
	WrongType:                   {WrongType, Error, "A value has the wrong type", "Quote the value, or write the type that the field takes."},
	DuplicateKey:                {DuplicateKey, Error, "A field is written twice", "Keep one of the two."},
	NotAllowed:                  {NotAllowed, Error, "A value is not in the list of those that the field takes", "Write one of the listed values, in this spelling."},
	Anchor:                      {Anchor, Error, "Anchors, aliases, merge keys and tags are not allowed", "Write the value out where it is used."},
	Required:                    {Required, Error, "A required value is missing", "Add the field."},
	WrongKind:                   {WrongKind, Error, "The apiVersion or kind is not the one that belongs here", "Write apiVersion: meshfn.dev/v1alpha1 and the kind that belongs here."},
	TooLarge:                    {TooLarge, Error, "The document is larger or nested deeper than any real one", "Move what does not belong into this file elsewhere."},
	NotLocalConfig:              {NotLocalConfig, Warning, "The resource would be applied to a cluster", "Add config.kubernetes.io/local-config: \"true\" to metadata.annotations."},
	BadName:                     {BadName, Error, "A name is not one that Kubernetes takes", "Use lower case letters, digits and \"-\", with a letter or digit at both ends, at most 63 characters."},
	BadFormat:                   {BadFormat, Error, "A value does not have the form that the field takes", "Write the value in the form of the message."},
	OutOfRange:                  {OutOfRange, Error, "A number is out of range", "Choose a number inside the range."},
	Repeated:                    {Repeated, Error, "An entry stands twice in a list whose entries are unique", "Remove one of the two, or rename it."},
	Placeholder:                 {Placeholder, Error, "A placeholder of a guide or package was left in", "Write the real value, or remove the field to get its default."},
	Contradiction:               {Contradiction, Error, "Two values contradict each other", "Change one of the two."},
	Version:                     {Version, Error, "The version is not one that can be rendered", "Write the full version as the distribution does, for example 1.23.3-asm.2, 1.29.1 or v2.6."},
	NoRevision:                  {NoRevision, Error, "A revision or tag is named that the mesh does not have", "Name a revision or tag of spec.controlPlane, or add the tag `default`."},
	UnknownOption:               {UnknownOption, Error, "An option is not known for this version", "Use one of the options that the message lists."},
	OptionConflict:              {OptionConflict, Error, "Options exclude each other", "Keep one of the options."},
	Overlay:                     {Overlay, Error, "An overlay cannot be used", "Name a file below the folder of mesh.yaml that holds one IstioOperator (OpenShift a ServiceMeshControlPlane) with metadata.name."},
	OverlayDropsEnv:             {OverlayDropsEnv, Warning, "An overlay replaces a list and drops entries of the base", "Repeat the entries that are to stay in the overlay."},
	DerivedLine:                 {DerivedLine, Info, "The release line is rendered by rule, not from its own package", "Compare the IstioOperator with the package of that release before the first use."},
	Reserved:                    {Reserved, Error, "A value is reserved for later", "Use another value."},
	OverlayHasNoEffect:          {OverlayHasNoEffect, Warning, "An overlay sets a field that is written again after it", "Remove the field from the overlay, or set it in mesh.yaml."},
	PlaceholderInObject:         {PlaceholderInObject, Error, "A placeholder of a guide or package was left in a resource", "Write the real value, or run the setters."},
	WaiverExpired:               {WaiverExpired, Error, "A waiver has expired", "Mend what was waived and remove the waiver, or agree on a new day with its owner."},
	WaiverUnused:                {WaiverUnused, Warning, "A waiver covers no finding", "Remove the waiver, or correct its code and resource."},
	BadWaiver:                   {BadWaiver, Error, "A waiver in an annotation cannot be read", "Write code, reason, owner and expires (YYYY-MM-DD) of each waiver."},
	SchemaUnknownField:          {SchemaUnknownField, Error, "The kind has no such field", "Correct the field's name, or its place."},
	SchemaType:                  {SchemaType, Error, "A field of the kind has another type", "Write the type that the field takes; a number or boolean that is meant as a string needs quotes."},
	SchemaRequired:              {SchemaRequired, Error, "A field that the kind requires is missing", "Add the field."},
	SchemaValue:                 {SchemaValue, Error, "A value is not one that the kind's schema allows", "Write a value that the schema allows."},
	SchemaDuplicate:             {SchemaDuplicate, Error, "Two entries of a list have the same key", "Remove one of the entries, or give it another key."},
	SchemaRule:                  {SchemaRule, Error, "A rule of the kind's CRD is broken", "Change the fields that the message names."},
	UnknownKind:                 {UnknownKind, Warning, "The kind is not known", "Put the CustomResourceDefinition of the kind into the tree that is checked, or correct apiVersion and kind."},
	UnknownVersion:              {UnknownVersion, Error, "The kind does not exist in this API version", "Use an API version that the cluster serves."},
	RemovedAPI:                  {RemovedAPI, Error, "The API version has been removed from Kubernetes", "Use the API version that has replaced it, and compare the fields."},
	DeprecatedAPI:               {DeprecatedAPI, Warning, "The API version is deprecated", "Use the API version that replaces it."},
	NoIdentity:                  {NoIdentity, Error, "An object has no apiVersion, kind or name", "Add apiVersion, kind and metadata.name. A generateName is not enough for what is synced from git."},
	ObjectName:                  {ObjectName, Error, "A name or namespace is not one that Kubernetes takes", "Use lower-case letters, digits and dashes, and dots where the kind allows them."},
	ObjectMetadata:              {ObjectMetadata, Error, "A label or annotation is not one that Kubernetes takes", "Shorten or correct the key or value, and quote what is not a string."},
	InvalidDefinition:           {InvalidDefinition, Error, "A CustomResourceDefinition is not valid", "Correct the definition as the message says; best take it from the release of the software again."},
	ServerRule:                  {ServerRule, Error, "Kubernetes refuses the combination", "Change the fields as the message says."},
	RepeatedItem:                {RepeatedItem, Warning, "An item stands twice in a list", "Remove one of the two, or write what was meant."},
	NoValue:                     {NoValue, Warning, "A field has no value", "Write the value, or remove the field."},
	StrayBlank:                  {StrayBlank, Warning, "A word begins or ends with a blank", "Remove the blank."},
	UnreadableManifest:          {UnreadableManifest, Error, "A manifest is no readable YAML or JSON", "Correct the file, or name it in .krmignore where it is no manifest."},
	Validation:                  {Validation, Error, "Istio refuses the object", "Correct what the message names; it is Istio's own."},
	ValidationWarning:           {ValidationWarning, Warning, "Istio accepts the object with a warning", "Correct what the message names; it is Istio's own."},
	AnalysisError:               {AnalysisError, Error, "Istio's analysis of the cluster finds an error", "Look the IST code up, and correct the object that is named or the one it refers to."},
	AnalysisWarning:             {AnalysisWarning, Warning, "Istio's analysis of the cluster warns", "Look the IST code up. Where the message is wrong on purpose, set the annotation galley.istio.io/analyze-suppress on the object to that code."},
	AnalysisInfo:                {AnalysisInfo, Info, "Istio's analysis of the cluster has a remark", "Look the IST code up and decide."},
	AuthorizationRule:           {AuthorizationRule, Error, "A rule of an AuthorizationPolicy matches everything or nothing", "Write principals as TRUSTDOMAIN/ns/NAMESPACE/sa/SERVICEACCOUNT, methods in capitals and * at an end only; leave out a list that shall not matter."},
	MeshConfig:                  {MeshConfig, Error, "istiod refuses the mesh configuration", "Correct the field that the message names."},
	DuplicateMesh:               {DuplicateMesh, Error, "Two meshes of the fleet have the same name", "Give each Mesh a name of its own."},
	UnknownPeer:                 {UnknownPeer, Error, "A peer cannot be resolved", "Add the peer's mesh.yaml to the input, render the whole fleet so that fleet-facts.yaml knows it, or write an external block."},
	DuplicateClusterName:        {DuplicateClusterName, Error, "Two clusters of one mesh have the same cluster name", "Set spec.cluster.name or spec.controlPlane.clusterName."},
	TwoFleets:                   {TwoFleets, Error, "There are two Fleet resources in one tree", "Keep one fleet.yaml, at the root."},
	NoEastWest:                  {NoEastWest, Warning, "A network of the mesh has no east-west gateway", "Add a gateway with role EastWest, or give the clusters different mesh IDs if they are not to be one mesh."},
	NeedlessEastWest:            {NeedlessEastWest, Info, "An east-west gateway leads nowhere", "Remove the gateway, or correct spec.cluster.network if the networks differ."},
	ClusterName:                 {ClusterName, Error, "The cluster name cannot name a remote secret", "Set spec.controlPlane.clusterName to lower case letters, digits and \"-\", at most 63 characters."},
	SharedKey:                   {SharedKey, Error, "Several remote secrets would be read from one key", "Write {mesh} into the key, for example mesh/{mesh}/kubeconfig; it stands for the other mesh's metadata.name."},
	HiddenEastWest:              {HiddenEastWest, Warning, "An east-west gateway cannot be reached from other networks", "Set exposure to Internal, External or NodePort."},
	SharedFolder:                {SharedFolder, Error, "Two meshes share a folder", "Give each Mesh a folder of its own."},
	MeshIDDiffers:               {MeshIDDiffers, Error, "Objects of one cluster name different mesh IDs", "Write the same ID in every place, or leave all of them to be rendered from spec.controlPlane.meshID."},
	ClusterNameDiffers:          {ClusterNameDiffers, Error, "Objects of one cluster give it different names", "Write the same name in every place; the remote secrets of the other clusters carry it too."},
	NetworkDiffers:              {NetworkDiffers, Error, "Objects of one cluster place it in different networks, or one that must say the network does not", "Write the network of the cluster in every place."},
	TrustDomainDiffers:          {TrustDomainDiffers, Error, "Objects of one control plane name different trust domains", "Write the same trust domain in every place."},
	GoogleIdentityDiffers:       {GoogleIdentityDiffers, Error, "The Google Cloud identity of a cluster differs between istiod and its proxies", "Write the same value in every place."},
	AuthorityDiffers:            {AuthorityDiffers, Error, "Proxies and mesh configuration name different certificate authorities", "Set caAddress and CA_PROVIDER for the same authority."},
	ProjectNumber:               {ProjectNumber, Error, "One Google Cloud project has two numbers, or one number two projects", "Write the number that `gcloud projects describe PROJECT` prints."},
	CrossNetworkGateway:         {CrossNetworkGateway, Error, "An east-west gateway does not open the door between networks", "Write the server as `meshfn render` does, in the namespace of the control plane, or set multiCluster.exposeServices to false."},
	RemoteSecretNames:           {RemoteSecretNames, Error, "A remote secret does not name its cluster in one way", "Write the cluster's name in the name of the secret, its key and its annotation, and set the label to \"true\"."},
	RemoteSecretOfSelf:          {RemoteSecretOfSelf, Warning, "A cluster has a remote secret for itself", "Remove the secret, or correct the cluster that it is for."},
	RemoteSecretMissing:         {RemoteSecretMissing, Error, "A cluster of the mesh has no remote secret for another", "Add the remote secret; `meshfn render` writes one for every other cluster of the mesh ID."},
	RemoteSecretUnknown:         {RemoteSecretUnknown, Warning, "A remote secret is for a cluster that no mesh of this mesh ID has", "Remove the secret, or correct the name."},
	SharedNetwork:               {SharedNetwork, Error, "Clusters that cannot reach each other's pods claim one network", "Give each cluster the network that it is in; on-premises every cluster is one of its own."},
	TrustDomainsApart:           {TrustDomainsApart, Error, "Clusters of one mesh have different trust domains", "Use one trust domain, or list the other's as an alias on both sides."},
	AuthoritiesApart:            {AuthoritiesApart, Error, "Clusters of one mesh get their certificates from different authorities", "Use one authority for the mesh, or list the other's root in meshConfig.caCertificates while moving."},
	AloneInMesh:                 {AloneInMesh, Warning, "A cluster that is set up for a mesh of several is alone with its mesh ID", "Write the same spec.controlPlane.meshID in all clusters of the mesh. Meshes that are to be apart need trust domains of their own."},
	VersionSkew:                 {VersionSkew, Warning, "Control planes of one mesh are more than one release line apart", "Upgrade the older cluster."},
	EndOfLife:                   {EndOfLife, Info, "A version is past its end of life", "Upgrade to a supported version."},
	EndOfLifeUnknown:            {EndOfLifeUnknown, Info, "It is not known until when a version is supported", "Look the version up at its vendor."},
	RootsApart:                  {RootsApart, Error, "Clusters of one mesh have different roots", "Give every cluster an intermediate of the same root, or list the other root in meshConfig.caCertificates while moving."},
	AuthorityParts:              {AuthorityParts, Error, "The reference to the CA's Secret brings a part of it, or parts of two", "Read all four files from the key of this cluster's CA."},
	AnotherMesh:                 {AnotherMesh, Error, "An object says that it is of another mesh than its folder", "Move the object to the folder of its mesh, or render again."},
	ForgottenName:               {ForgottenName, Warning, "An installation names its cluster in part", "Set values.global.meshID, values.global.multiCluster.clusterName and values.global.network."},
	SecretReference:             {SecretReference, Error, "An ExternalSecret does not say where its secret lies", "Name a store in spec.secretStoreRef, and a key in each remoteRef."},
	IllegalSelector:             {IllegalSelector, Error, "KNV1004: an object is selected that cannot be", "Remove the annotation."},
	IllegalManagement:           {IllegalManagement, Error, "KNV1005: the management annotation has a wrong value", "Write disabled, or remove the annotation."},
	IllegalAnnotation:           {IllegalAnnotation, Error, "KNV1010: an annotation is Config Sync's own", "Remove the annotation."},
	IllegalLabel:                {IllegalLabel, Error, "KNV1011: a label is Config Sync's own", "Remove the label."},
	UnknownSelector:             {UnknownSelector, Error, "KNV1013: a selector is named that does not exist", "Correct the name, or add the selector."},
	InvalidSelector:             {InvalidSelector, Error, "KNV1014: a selector selects nothing, or in a way that is not known", "Write spec.selector with matchLabels or matchExpressions."},
	NoDefinition:                {NoDefinition, Error, "KNV1021: no definition of a kind is there", "Correct apiVersion or kind, or add the CustomResourceDefinition."},
	NameCollision:               {NameCollision, Error, "KNV1029: an object is there twice", "Remove one of the two, or rename it."},
	MissingName:                 {MissingName, Error, "KNV1031: an object has no name", "Write metadata.name."},
	HierarchicalKind:            {HierarchicalKind, Error, "KNV1032: a kind belongs to the other source format", "Remove the object."},
	ControllerNamespace:         {ControllerNamespace, Error, "KNV1034: the namespace belongs to Config Sync", "Remove the object, or put it into another namespace."},
	InvalidName:                 {InvalidName, Error, "KNV1036: a name is not one that Kubernetes takes", "Rename the object."},
	UnsupportedObject:           {UnsupportedObject, Error, "KNV1043: Config Sync cannot configure this", "Remove the object."},
	IllegalField:                {IllegalField, Error, "KNV1045: a field is written by the cluster alone", "Remove the field."},
	DefinitionName:              {DefinitionName, Error, "KNV1048: a CustomResourceDefinition has a wrong name", "Rename the definition, or correct plural or group."},
	DeprecatedKind:              {DeprecatedKind, Error, "KNV1050: a kind has moved to another group", "Write the group of today."},
	NeedlessNamespace:           {NeedlessNamespace, Error, "KNV1052: an object has a namespace, and its kind has none", "Remove metadata.namespace."},
	MissingNamespace:            {MissingNamespace, Error, "KNV1053: an object has no namespace, or two ways to get one", "Write metadata.namespace, or remove the selector."},
	AnnotationValue:             {AnnotationValue, Error, "KNV1054: the value of an annotation is no string", "Quote the value."},
	InvalidNamespace:            {InvalidNamespace, Error, "KNV1055: a namespace has no valid name", "Correct the name."},
	UnmanagedNamespace:          {UnmanagedNamespace, Error, "KNV1056: a managed object is in an unmanaged namespace", "Remove the annotation from the Namespace, or add it to the object."},
	TwoSyncs:                    {TwoSyncs, Error, "KNV1060: two RootSyncs read the same folder", "Give each RootSync a folder of its own."},
	InvalidSync:                 {InvalidSync, Error, "KNV1061: a RootSync or RepoSync is not complete", "Write what the message names."},
	MalformedDefinition:         {MalformedDefinition, Error, "KNV1065: a CustomResourceDefinition is not complete", "Write what is missing."},
	SelectedTwice:               {SelectedTwice, Error, "KNV1066: an object has both annotations that select clusters", "Remove one of the two."},
	KustomizationBelow:          {KustomizationBelow, Error, "KNV1068: a kustomization is below the folder that is synced", "Move the kustomization and what it builds out of the folder, and commit what it renders to."},
	SelfManaged:                 {SelfManaged, Error, "KNV1069: a RootSync manages itself", "Move the RootSync out of the folder, or sync another."},
	DependsOnForm:               {DependsOnForm, Error, "A reference of depends-on cannot be read", "Write GROUP/KIND/NAME or GROUP/namespaces/NAMESPACE/KIND/NAME, by comma; the group of ConfigMaps, Services and the like is empty."},
	DependsOnOutside:            {DependsOnOutside, Error, "An object depends on one that is not there", "Correct the reference, add the object, or remove the reference."},
	DependsOnCycle:              {DependsOnCycle, Error, "Objects depend on each other in a circle", "Remove one of the references."},
	DependsOnTwice:              {DependsOnTwice, Error, "A reference of depends-on is there twice", "Remove one of the two."},
	DependsOnMissing:            {DependsOnMissing, Error, "A generated object does not say what it waits for", "Render again; do not edit what is generated."},
	LifecycleValue:              {LifecycleValue, Error, "An annotation of the life cycle has no effect", "Write the value of the message."},
	NotDetached:                 {NotDetached, Error, "A namespace or definition would be deleted with its line", "Render again; do not edit what is generated."},
	LocalConfigValue:            {LocalConfigValue, Error, "The annotation local-config has a value on which tools disagree", "Write \"true\", or remove the annotation."},
	SyncElsewhere:               {SyncElsewhere, Error, "A RootSync reads a folder where nothing of its cluster lies", "Set spec.git.dir to the manifests folder of the cluster."},
	SyncWave:                    {SyncWave, Error, "A sync wave is no number", "Write a whole number in quotes."},
	WaveOrder:                   {WaveOrder, Error, "An object comes in an earlier wave than what it needs", "Put the object into a later wave, or what it needs into an earlier one."},
	WaveMissing:                 {WaveMissing, Error, "A generated object has lost its wave", "Render again; do not edit what is generated."},
	HookName:                    {HookName, Error, "A hook or its policy of deletion is not known", "Write PreSync, Sync, PostSync, SyncFail, PreDelete, PostDelete or Skip; for the policy HookSucceeded, HookFailed or BeforeHookCreation."},
	HookPersists:                {HookPersists, Error, "An object that must last is a hook", "Remove the annotation, and use a sync wave for the order."},
	Tracking:                    {Tracking, Error, "An annotation or label by which Argo CD tracks objects is in git", "Remove the annotation or label."},
	ClientSideLimit:             {ClientSideLimit, Error, "An object is too large for a client-side apply", "Add argocd.argoproj.io/sync-options: ServerSideApply=true."},
	ArgoOption:                  {ArgoOption, Error, "An option of Argo CD is not known", "Correct the name or value."},
	IgnoresNothing:              {IgnoresNothing, Error, "A rule of ignored differences matches nothing", "Correct group, kind, name and paths."},
	NotRespected:                {NotRespected, Warning, "Ignored differences are undone by every sync", "Add the sync option RespectIgnoreDifferences=true."},
	FightsIstiod:                {FightsIstiod, Error, "A field stands in git that istiod writes", "Remove caBundle, write failurePolicy Fail, or ignore the difference."},
	RepeatedResource:            {RepeatedResource, Error, "An Application has an object twice", "Remove one of the two, or rename it."},
	NotKept:                     {NotKept, Error, "A generated namespace or definition would be pruned", "Render again; do not edit what is generated."},
	SourceElsewhere:             {SourceElsewhere, Error, "An Application applies a folder where nothing of its cluster lies", "Set the path of the source to the manifests folder of the cluster."},
	SharedTarget:                {SharedTarget, Error, "Two Applications apply the same objects to one cluster", "Give each its own folder and cluster."},
	PrivateKey:                  {PrivateKey, Error, "A private key stands in the input", "Remove the key, replace it where it was in use, and keep only the blocks that begin with BEGIN CERTIFICATE."},
	SecretData:                  {SecretData, Error, "A Secret holds its data", "Keep the value in a store and write an ExternalSecret, or encrypt it (SealedSecret, SOPS); then replace the value where it was in use."},
	AuthorityKey:                {AuthorityKey, Error, "The mesh's signing key stands in git", "Set certificateAuthority.cacerts.source to ExternalSecret, or apply the Secret by hand; then make a new intermediate certificate."},
	RemoteSecretData:            {RemoteSecretData, Error, "A remote secret with its credentials stands in git", "Set multiCluster.remoteSecrets.source to ExternalSecret, or apply the Secret by hand; then replace the token."},
	RegistryLogin:               {RegistryLogin, Error, "The password of an image registry stands in git", "Keep it in a store and write an ExternalSecret; then replace the password."},
	Kubeconfig:                  {Kubeconfig, Error, "A kubeconfig with credentials stands in git", "Remove it and withdraw the credentials. A kubeconfig that runs a plugin for its credentials may stay."},
	Token:                       {Token, Error, "A token or key of a known form stands in git", "Withdraw it where it was issued, and have the workload read the new one from a Secret that is not in git."},
	Password:                    {Password, Warning, "A value whose name says that it is secret stands in the open", "Read it from a Secret that is not in git (valueFrom.secretKeyRef), or rename it if it is no secret."},
	RandomText:                  {RandomText, Warning, "A text looks like a key or token", "Read it from a Secret that is not in git; or, if it is public, waive the finding."},
	UnsupportedResource:         {UnsupportedResource, Error, "The product does not support this kind of resource", "Use the kind that the message names, or remove the resource."},
	UnsupportedBalancing:        {UnsupportedBalancing, Error, "The product does not support this way of load balancing", "Remove the setting, or choose one of those that the message names."},
	UnsupportedSetting:          {UnsupportedSetting, Error, "The product does not support this setting of the installation", "Remove the setting, or install a release that supports it."},
	UnsupportedAuthority:        {UnsupportedAuthority, Error, "The product does not support this certificate authority here", "Choose an authority that the release supports on this platform."},
	UnsupportedAddress:          {UnsupportedAddress, Error, "The product does not support IPv6", "Use IPv4 addresses and ipFamilies."},
	UnsupportedProtocol:         {UnsupportedProtocol, Warning, "The product does not look into this protocol", "Name the port tcp, or give it the protocol TCP."},
	ServicePortName:             {ServicePortName, Warning, "The name of a port does not say its protocol", "Name the port http, grpc-api and the like, or set appProtocol."},
	MissingCNI:                  {MissingCNI, Error, "A mesh on OpenShift has no CNI", "Install with the option openshift."},
	KubernetesTooOld:            {KubernetesTooOld, Error, "The Kubernetes of the cluster is too old for the release", "Upgrade the cluster, or correct kubernetesVersion."},
	OutdatedPort:                {OutdatedPort, Warning, "A Service has a port of a component that is gone", "Remove the port."},
	ReleaseUnknown:              {ReleaseUnknown, Info, "The installation does not say its release", "Set spec.tag of the IstioOperator, or spec.version of the ServiceMeshControlPlane."},
	InClusterOnAutopilot:        {InClusterOnAutopilot, Error, "A control plane of one's own is on an Autopilot cluster", "Make the cluster a Standard one, or let Google manage the control plane."},
	DefaultGateway:              {DefaultGateway, Error, "A gateway has the name of one that the control plane brings itself", "Turn the control plane's gateway off (option or profile), or give this one another name or namespace."},
	OpenEastWest:                {OpenEastWest, Error, "An east-west gateway would be open to the whole internet", "Set exposure to Internal, or list the other clusters in sourceRanges; \"0.0.0.0/0\" says public on purpose."},
	NoInternalAnnotation:        {NoInternalAnnotation, Info, "The platform has no annotation for an internal load balancer", "Check that the pool is internal, or write the load balancer's own annotation into the gateway's annotations."},
	GatewayNodePort:             {GatewayNodePort, Error, "Two Services of the cluster ask for one node port", "Choose another node port, or leave it out and have the cluster choose."},
	NoGatewayAPI:                {NoGatewayAPI, Error, "This release does not deploy such gateways of the Gateway API", "Set the gateway's api to Istio, or raise the version."},
	GatewayNotInjected:          {GatewayNotInjected, Error, "The namespace keeps the gateway from its revision", "Remove the gateway's namespace from spec.namespaces, or give it the revision of the gateway."},
	NotInGatewayAPI:             {NotInGatewayAPI, Error, "A field cannot be expressed in the Gateway API", "Remove the field, or set the gateway's api to Istio."},
	PortName:                    {PortName, Error, "A port has the name of another port of the gateway", "Rename the port, or write the number of the port that is to be changed."},
	NoCPURequest:                {NoCPURequest, Warning, "A gateway is scaled by its use of requested CPU and requests none", "Set resources.requests.cpu."},
	NoEastWestClass:             {NoEastWestClass, Warning, "This release does not know the class istio-east-west by itself", "Raise the version to 1.27 or later, or use an EastWest gateway of api Istio."},
	NotInjected:                 {NotInjected, Error, "A pod waits for injection that no webhook gives", "Label the pod template with istio.io/rev of an installed revision or tag, and take labels off the namespace that lead elsewhere."},
	NoGatewayTemplate:           {NoGatewayTemplate, Error, "A gateway would not get the proxy of a gateway", "Annotate the pod template with inject.istio.io/templates: gateway, and name its container istio-proxy with the image auto."},
	BothInjectionLabels:         {BothInjectionLabels, Error, "A namespace has both injection labels", "Keep exactly one of istio.io/rev and istio-injection."},
	UnknownRevision:             {UnknownRevision, Error, "A revision is asked for that the cluster does not have", "Name an installed revision or a tag, or install the revision."},
	RevisionWithoutControlPlane: {RevisionWithoutControlPlane, Error, "An injection webhook leads to a revision that is not installed", "Point the tag at an installed revision, or remove the webhook with the revision."},
	OverlappingInjectors:        {OverlappingInjectors, Error, "Two injection webhooks select the same pods", "Leave one of the two, as istioctl tag set does when it moves the default, or make their selectors exclude each other."},
	InjectorSelectors:           {InjectorSelectors, Error, "An injection webhook does not select the pods of its revision", "Restore the namespaceSelector and objectSelector of istiod's chart."},
	WebhookService:              {WebhookService, Error, "A webhook is sent to where no control plane of its revision listens", "Name the Service of the revision (istiod-REVISION), its port 443 and the path /inject or /validate."},
	InjectionValue:              {InjectionValue, Warning, "An injection label has a value that nothing reads", "Write istio-injection: enabled or disabled, and sidecar.istio.io/inject: \"true\" or \"false\"."},
	WebhookRules:                {WebhookRules, Error, "A webhook of Istio is not called for what it is there for", "Restore the rules of istiod's chart."},
	ValidatorSelectors:          {ValidatorSelectors, Error, "A validating webhook looks at the objects of another revision", "Restore the objectSelector of istiod's chart."},
	RevisionWithoutInjector:     {RevisionWithoutInjector, Error, "A control plane injects nothing", "Add the MutatingWebhookConfiguration of the revision, or correct the revision's label."},
	GatewayInControlPlane:       {GatewayInControlPlane, Warning, "A gateway lives in the namespace of the control plane", "Give the gateway a namespace of its own."},
	GatewaySelectsNothing:       {GatewaySelectsNothing, Error, "A Gateway selects no gateway", "Write the labels of the gateway's pods into spec.selector."},
	ServerPort:                  {ServerPort, Error, "A Gateway listens on a port that no Service opens", "Add the port to the gateway's Service, or correct the number of the server's port."},
	AutoscalerTarget:            {AutoscalerTarget, Error, "An autoscaler does not scale the one workload it is for", "Write apiVersion, kind and name of the Deployment into scaleTargetRef, and keep one autoscaler for it."},
	BudgetTarget:                {BudgetTarget, Error, "A PodDisruptionBudget does not guard the one workload it is for", "Write the pod labels of the workload into the budget's selector, and keep one budget for it."},
	NoBudget:                    {NoBudget, Warning, "No PodDisruptionBudget guards a gateway", "Add a budget with the labels of the gateway's pods."},
	SingleReplica:               {SingleReplica, Warning, "A gateway runs as a single pod", "Add the autoscaler with its minReplicas, or set spec.replicas."},
	ScaledReplicas:              {ScaledReplicas, Warning, "A workload with an autoscaler has a fixed number of replicas", "Remove spec.replicas; minReplicas says how many run at least."},
	PortProtocol:                {PortProtocol, Error, "A port of a gateway has a protocol that its name contradicts", "Write protocol TCP, or leave it out."},
	BudgetBounds:                {BudgetBounds, Warning, "A PodDisruptionBudget guards nothing, or lets no pod go", "Write maxUnavailable, at least 1, or minAvailable below the least number of pods."},
	ServiceSelectsNothing:       {ServiceSelectsNothing, Error, "A Service and the pods behind it do not find each other", "Write labels of the pod template into the Service's selector."},
	GatewayParameters:           {GatewayParameters, Error, "The parameters of a Gateway are not there", "Add the ConfigMap, or correct its name."},
	StatusPort:                  {StatusPort, Error, "The status port does not lead to the gateway's health", "Write {name: status-port, port: 15021, targetPort: 15021}."},
	EastWestPort:                {EastWestPort, Error, "A port between clusters is missing or leads elsewhere", "Write the port as {name: tls, port: 15443, targetPort: 15443}, and likewise 15021, 15012 (tls-istiod) and 15017 (tls-webhook)."},
	CrossNetworkNamespace:       {CrossNetworkNamespace, Warning, "A cross-network Gateway is outside the control plane's namespace", "Move the Gateway into the namespace of the control plane."},
	MissingAccount:              {MissingAccount, Error, "An account or role is named that is not there", "Correct the name, or add the ServiceAccount, Role or ClusterRole."},
	SubjectNamespace:            {SubjectNamespace, Warning, "A ServiceAccount is bound without its namespace", "Write the namespace of the ServiceAccount into the subject."},
	SecretsAccess:               {SecretsAccess, Warning, "A gateway may not read the certificates of its Gateways", "Bind the ServiceAccount to a Role with the verbs get, list and watch on secrets."},
	ForeignLoadBalancer:         {ForeignLoadBalancer, Warning, "A load balancer has the annotation of another cloud", "Use the annotations of the cloud that the cluster runs on."},
	LoadBalancerValue:           {LoadBalancerValue, Warning, "A load balancer is told what its cloud does not understand, or not told what it needs", "Write the key and a value that the message names."},
	NamespaceMissing:            {NamespaceMissing, Warning, "Objects are rendered into a namespace that is not", "Render the mesh again, or say manage: false for a namespace of another team."},
	GatewayPod:                  {GatewayPod, Error, "A kubelet would refuse the pods of a gateway", "Mend the field that the message names."},
	GatewayParts:                {GatewayParts, Warning, "The parts of a rendered gateway no longer fit each other", "Restore the field, or render the mesh again."},
	GatewayHardening:            {GatewayHardening, Warning, "The proxy of a rendered gateway has lost its hardening", "Restore the securityContext, or render the mesh again."},
	IstiodService:               {IstiodService, Error, "The Service istiod does not lead to the control plane", "Restore the Service, or render the mesh again."},
	NamespaceWithoutInjection:   {NamespaceWithoutInjection, Warning, "A namespace of the mesh says nothing about injection", "Restore the label, or render the mesh again."},
	FederationVersion:           {FederationVersion, Error, "A version of OpenShift Service Mesh has no federation", "Set spec.version to v2.1 to v2.6."},
	FederationTrustDomain:       {FederationTrustDomain, Error, "A federated mesh has no trust domain of its own", "Set spec.security.trust.domain to a name that no other mesh has, such as <mesh>.local."},
	AliasOfPeer:                 {AliasOfPeer, Error, "A trust domain alias is the trust domain of a federated peer", "Remove the alias from spec.controlPlane.trustDomainAliases."},
	GatewayDisabled:             {GatewayDisabled, Error, "A federation gateway is not enabled", "Write enabled: true."},
	GatewayName:                 {GatewayName, Error, "A gateway has a name that it cannot have", "Name the gateways ingress-<peer> and egress-<peer>."},
	GatewayType:                 {GatewayType, Error, "A federation gateway has a Service of the wrong type", "Set the ingress gateway's service.type to LoadBalancer or NodePort, and leave the egress gateway's out."},
	GatewayPorts:                {GatewayPorts, Error, "A federation gateway has not the ports that istiod listens on", "Write the ports 15443 (tls) and 8188 (http-discovery on an egress, https-discovery on an ingress) without another targetPort."},
	GatewayLabel:                {GatewayLabel, Error, "The label of a federation gateway is missing or not its own", "Set federation.maistra.io/egress-for or ingress-for to the gateway's own name."},
	GatewayApp:                  {GatewayApp, Error, "A federation gateway overrides the label app", "Remove app and app.kubernetes.io/name from service.metadata.labels."},
	GatewayNamespace:            {GatewayNamespace, Error, "A federation gateway is in another namespace than its control plane", "Remove the gateway's namespace."},
	NetworkView:                 {NetworkView, Warning, "An egress gateway does not ask for the network of its peer", "Set requestedNetworkView to [network-<peer>]."},
	NodePortTaken:               {NodePortTaken, Error, "A node port of a federation gateway cannot be had", "Give each peer an ingress block of its own, with its own node ports."},
	AWSLoadBalancer:             {AWSLoadBalancer, Error, "A federation ingress on AWS has a load balancer that does not pass TLS", "Add the annotation service.beta.kubernetes.io/aws-load-balancer-type: nlb."},
	Dedicated:                   {Dedicated, Warning, "A peer runs on OpenShift Dedicated", "Move the mesh to another platform, or ask Red Hat whether this one is supported."},
	SharedAddress:               {SharedAddress, Warning, "Two peers share a federation gateway or its address", "Give each peer an ingress block with the address of its own gateway."},
	ClusterUnnamed:              {ClusterUnnamed, Warning, "A federated control plane does not say where it is", "Set spec.cluster.name and spec.cluster.network, each unique."},
	SharedNamespace:             {SharedNamespace, Error, "Two control planes cannot be side by side", "Give each mesh its own spec.controlPlane.namespace, or correct spec.cluster.name."},
	WrongPeer:                   {WrongPeer, Error, "A ServiceMeshPeer is for no other mesh", "Write the name of the peer as the fleet has it, or remove the ServiceMeshPeer."},
	PeerNotMutual:               {PeerNotMutual, Error, "A peer does not name us back", "Add this mesh to spec.federation.peers of the peer, or remove the peer here."},
	PeerTwice:                   {PeerTwice, Error, "Two ServiceMeshPeers are for one mesh", "Remove one of them."},
	FederationAddress:           {FederationAddress, Error, "An address does not lead to a gateway of another cluster", "Name the load balancer or the nodes by which other clusters reach the gateway."},
	OtherAddress:                {OtherAddress, Error, "A peer is called at an address that is not its ingress for us", "Write the addresses that the peer publishes for this mesh."},
	PeerPorts:                   {PeerPorts, Error, "A peer is called at ports where its ingress does not listen", "Write discoveryPort and servicePort as the peer's ingress gateway for this mesh has them."},
	PeerGateways:                {PeerGateways, Error, "A ServiceMeshPeer names gateways that its control plane does not have for it", "Name the ingress and the egress gateway that the ServiceMeshControlPlane has for this peer."},
	SameTrustDomain:             {SameTrustDomain, Error, "A peer's trust domain is not its own", "Give each mesh its own spec.controlPlane.trustDomain; the default, <name>.local, is one."},
	ClientIdentity:              {ClientIdentity, Error, "clientID is not the peer's egress gateway for us", "Write TRUSTDOMAIN/ns/NAMESPACE/sa/GATEWAY-service-account of the peer, without spiffe://."},
	ClientDomain:                {ClientDomain, Error, "clientID and trustDomain of a peer are of different trust domains", "Begin clientID with the trust domain that stands beside it."},
	RootReference:               {RootReference, Error, "The root of a peer is not where the ServiceMeshPeer says", "Name kind ConfigMap and the ConfigMap that holds the root, and add that to the namespace."},
	RootCertificate:             {RootCertificate, Error, "A root certificate cannot be used, or is another mesh's", "Write the peer's root as it stands in its ConfigMap istio-ca-root-cert, key root-cert.pem."},
	FederationSecret:            {FederationSecret, Error, "A secret lies among the files of a federation", "Remove it from git and replace the key."},
	ExportSetName:               {ExportSetName, Error, "An ExportedServiceSet has not the name of one peer", "Give it the name of the peer that receives the services."},
	TwoSelectors:                {TwoSelectors, Error, "An export has not one selector, that of its type", "Keep name or selector. Two exports select in two ways."},
	BadSelector:                 {BadSelector, Error, "A label selector is not valid", "Add or remove the values."},
	ShadowedRule:                {ShadowedRule, Warning, "An earlier rule matches everything that a rule matches", "Put the more specific rule first, or remove it."},
	SameExport:                  {SameExport, Error, "Two exports give different services the same name", "Give one of them another alias."},
	ExportOutside:               {ExportOutside, Warning, "A service is exported from a namespace that is not in the mesh", "Add the namespace to the roll, or remove the rule."},
	ExportEverything:            {ExportEverything, Warning, "A rule exports everything, or the control plane", "Name the namespace, and best the services."},
	ExportHidden:                {ExportHidden, Warning, "A service is exported that only its own namespace can see", "Remove exportTo from the Service, or the rule."},
	ImportSetName:               {ImportSetName, Error, "An ImportedServiceSet has not the name of one peer", "Give it the name of the peer that exports the services."},
	ImportType:                  {ImportType, Error, "An import does not select by name", "Write type NameSelector and a nameSelector."},
	ImportNotExported:           {ImportNotExported, Warning, "A service is imported that the peer does not export", "Write the namespace and name of the peer's export, its alias if it has one, or remove the import."},
	LocalImport:                 {LocalImport, Error, "A local import has no fixed namespace", "Add as.namespace, the namespace in which the service is to appear."},
	SuffixIgnored:               {SuffixIgnored, Warning, "A domain suffix stands at a local import", "Remove domainSuffix, or local."},
	LocalSuffix:                 {LocalSuffix, Error, "The cluster's own suffix stands at an import that is not local", "Write local, with a fixed as.namespace, or another suffix."},
	Locality:                    {Locality, Error, "A locality is incomplete", "Add importRegion, and importZone for a subzone."},
	SameHost:                    {SameHost, Error, "Two imports get the same host name", "Give one of them another alias or domain suffix."},
	LocalNoFailover:             {LocalNoFailover, Warning, "A local import from another region has no failover", "Add failover for the peer, or remove the region of the set."},
	ImportOutside:               {ImportOutside, Warning, "A service is imported into a namespace that is not in the mesh", "Add the namespace to the roll, or choose another in the alias."},
	FailoverHost:                {FailoverHost, Error, "Failover is wanted for a local import that names no single service", "Import each service that is to fail over by its name."},
	FailoverDetection:           {FailoverDetection, Error, "Failover has no outlier detection", "Add trafficPolicy.outlierDetection with consecutive5xxErrors."},
	FailoverRegion:              {FailoverRegion, Error, "Failover does not lead to the region of what is imported", "Write the same region in failover[].to and importRegion, another one in from."},
	FailoverNotLocal:            {FailoverNotLocal, Warning, "Failover without a local import", "Import a service with local, or remove failover."},
	MeshName:                    {MeshName, Error, "Two meshes of a federation cannot be told apart", "Give each mesh a name and a namespace of its own."},
	OutOfPlace:                  {OutOfPlace, Error, "An object of a federation is in the wrong namespace", "Move it to the namespace of the control plane."},
	Leftover:                    {Leftover, Error, "An object names a mesh that is no peer", "Remove the object, or add the mesh to the peers."},
	FullMesh:                    {FullMesh, Warning, "More than three meshes federate with each other all", "Federate only the meshes that use each other's services."},
	NextGeneration:              {NextGeneration, Error, "Kinds of OpenShift Service Mesh 3 are beside a federation of version 2", "Keep the two versions in different clusters until the mesh has moved."},
	FederationAPI:               {FederationAPI, Error, "An object has an API version that does not exist", "Write the API version that the operator's definitions have."},
	FederationOrder:             {FederationOrder, Warning, "An object of a federation would be applied before its control plane, or with a status", "Give the control plane an earlier sync wave, and remove status."},
	PeerWithheld:                {PeerWithheld, Warning, "A peer's objects are withheld", "Follow the checklist of the peer, which says how to read them from its cluster."},
	RouteAddress:                {RouteAddress, Warning, "An address looks like an OpenShift Route", "Use the address of the gateway's load balancer or of the nodes."},
	FailoverFrom:                {FailoverFrom, Warning, "Failover starts in a region where the cluster is not", "Write spec.cluster.region in failover[].from, or correct the region of the cluster."},
	RuleName:                    {RuleName, Error, "A name in a rule of a set is none that a service can have", "Write small letters, digits and hyphens, or * for any name."},
	SetterSyntax:                {SetterSyntax, Error, "A file with setter comments is not YAML", "Mend the file, or remove the setter comments from it."},
	SetterDefinition:            {SetterDefinition, Error, "A setter definition of the Kptfile cannot be used", "Correct the definition under openAPI.definitions."},
	SetterValue:                 {SetterValue, Error, "A value does not fit its setter", "Give a value that the definition allows, or change the definition."},
	SetterUnresolved:            {SetterUnresolved, Error, "A pattern needs more values", "Give values for all names of the pattern."},
	SetterField:                 {SetterField, Error, "A field cannot take the value of its setter", "Write the field in a simpler form, or move the comment."},
	SetterPlaceholder:           {SetterPlaceholder, Error, "A setter still holds its placeholder", "Fill the field of mesh.yaml that the setter takes, or give a value by name."},
	OptionPlaceholder:           {OptionPlaceholder, Warning, "A setter of an option holds its placeholder", "Give a value by name before the option is used."},
	MarkerInValue:               {MarkerInValue, Info, "kpt 0.39 would corrupt this field", "Set the package with meshfn only."},
	UnknownSetter:               {UnknownSetter, Warning, "A value sets nothing", "Correct the name, or remove the value."},
	SetterConflict:              {SetterConflict, Warning, "The package derives another value than mesh.yaml says", "Leave the field of mesh.yaml to its default, or change the package."},
	NoSetterValues:              {NoSetterValues, Error, "There is nothing to set from", "Add a mesh.yaml to the package, or give values in the functionConfig."},
	ExpansionRefused:            {ExpansionRefused, Error, "The IstioOperator cannot be expanded", "Correct the field that is named; the message says what istioctl or the chart expects."},
	ExpansionWarning:            {ExpansionWarning, Warning, "Istio warns of a setting, or ignores it", "Use what the message names instead."},
	OverlayIgnored:              {OverlayIgnored, Warning, "An overlay changes nothing", "Correct kind, name and path, or remove the overlay."},
	NoCharts:                    {NoCharts, Info, "No charts are at hand for this version", "Pass the release's manifests folder by --charts or revisions[].charts, or set delivery.expand to Never."},
	ChartsRequired:              {ChartsRequired, Error, "Charts are required and not at hand", "Pass the release's manifests folder by --charts or revisions[].charts, or set delivery.expand to Auto."},
	OperatorField:               {OperatorField, Error, "A field of the IstioOperator is unknown or has the wrong type", "Correct the field's name or value."},
	AlreadyExpanded:             {AlreadyExpanded, Info, "The IstioOperator has been expanded by the renderer", "Use either render-mesh, or render-control-plane and then expand-istio-operator."},
	ExpandsToNothing:            {ExpandsToNothing, Warning, "The IstioOperator enables nothing", "Enable a component, or choose another profile."},
	Checklist:                   {Checklist, Info, "A step that a person still has to do", "Run the commands of the message. On the command line all steps are in operator/CHECKLIST.md."},
	DuplicateObject:             {DuplicateObject, Error, "One object would be rendered twice", "Give one of them another name or namespace, or leave one out."},
	FunctionConfig:              {FunctionConfig, Error, "The functionConfig cannot be used", "Write a ConfigMap whose data holds `only` (names of meshes, by comma), `force` (\"true\" or \"false\") and `now` (a time of RFC 3339), or a Mesh."},
	NoMesh:                      {NoMesh, Error, "There is no Mesh to render", "Add a mesh.yaml, or correct the name."},
	WrongCharts:                 {WrongCharts, Error, "The charts are not those of the revision", "Point revisions[].charts at the manifests folder of exactly that release."},
	OperatorSetting:             {OperatorSetting, Warning, "A setting of the IstioOperator is none that anything reads", "Write one of the values of the message."},
	EditedByHand:                {EditedByHand, Error, "A generated file was edited by hand", "Move the change into mesh.yaml or an overlay, or give the file up with --force (in a function, force \"true\")."},
	InTheWay:                    {InTheWay, Error, "A file that is not ours stands where the render would write", "Move the file away, or give it up with --force (in a function, force \"true\")."},
	RendersNothing:              {RendersNothing, Error, "A mesh renders to nothing", "Let the mesh expand its IstioOperator or manage a namespace, or remove its mesh.yaml."},
	RecordUnreadable:            {RecordUnreadable, Error, "The record of what was generated cannot be read", "Restore the file from git, or render with --force, which overwrites it and every file that is generated now."},
}
