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
	// PrivateKey: A private key stands in the input.
	PrivateKey Code = "MSH0701"
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
	// AliasOfPeer: A trust domain alias is the trust domain of a federated peer.
	AliasOfPeer Code = "MSH1003"
	// NodePortTaken: Two federation gateways have the same node port.
	NodePortTaken Code = "MSH1012"
	// SharedAddress: Two federation gateways have the same address.
	SharedAddress Code = "MSH1015"
	// SharedNamespace: Two meshes have their control plane in one namespace of one cluster.
	SharedNamespace Code = "MSH1017"
	// PeerNotMutual: A peer does not name us back.
	PeerNotMutual Code = "MSH1019"
	// FederationAddress: An address does not lead to a gateway of another cluster.
	FederationAddress Code = "MSH1021"
	// SameTrustDomain: Two federated meshes have the same trust domain.
	SameTrustDomain Code = "MSH1025"
	// RootCertificate: A root certificate cannot be used.
	RootCertificate Code = "MSH1029"
	// TwoSelectors: An export selects by name and by label at once.
	TwoSelectors Code = "MSH1032"
	// BadSelector: A label selector is not valid.
	BadSelector Code = "MSH1033"
	// ShadowedRule: An earlier rule matches everything that a rule matches.
	ShadowedRule Code = "MSH1034"
	// SameExport: Two exports give different services the same name.
	SameExport Code = "MSH1035"
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
	// FailoverHost: Failover is wanted for a local import that names no single service.
	FailoverHost Code = "MSH1049"
	// FailoverRegion: Failover does not lead to the region of what is imported.
	FailoverRegion Code = "MSH1051"
	// FailoverNotLocal: Failover without a local import.
	FailoverNotLocal Code = "MSH1052"
	// PeerWithheld: A peer's objects are withheld.
	PeerWithheld Code = "MSH1060"
	// RouteAddress: An address looks like an OpenShift Route.
	RouteAddress Code = "MSH1061"
	// FailoverFrom: Failover starts in a region where the cluster is not.
	FailoverFrom Code = "MSH1062"
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
	Syntax:               {Syntax, Error, "The file is not one readable YAML document", "Write one YAML document with apiVersion, kind, metadata and spec."},
	UnknownField:         {UnknownField, Error, "A field is not known", "Remove the field or correct its name."},
	WrongType:            {WrongType, Error, "A value has the wrong type", "Quote the value, or write the type that the field takes."},
	DuplicateKey:         {DuplicateKey, Error, "A field is written twice", "Keep one of the two."},
	NotAllowed:           {NotAllowed, Error, "A value is not in the list of those that the field takes", "Write one of the listed values, in this spelling."},
	Anchor:               {Anchor, Error, "Anchors, aliases, merge keys and tags are not allowed", "Write the value out where it is used."},
	Required:             {Required, Error, "A required value is missing", "Add the field."},
	WrongKind:            {WrongKind, Error, "The apiVersion or kind is not the one that belongs here", "Write apiVersion: meshfn.dev/v1alpha1 and the kind that belongs here."},
	TooLarge:             {TooLarge, Error, "The document is larger or nested deeper than any real one", "Move what does not belong into this file elsewhere."},
	NotLocalConfig:       {NotLocalConfig, Warning, "The resource would be applied to a cluster", "Add config.kubernetes.io/local-config: \"true\" to metadata.annotations."},
	BadName:              {BadName, Error, "A name is not one that Kubernetes takes", "Use lower case letters, digits and \"-\", with a letter or digit at both ends, at most 63 characters."},
	BadFormat:            {BadFormat, Error, "A value does not have the form that the field takes", "Write the value in the form of the message."},
	OutOfRange:           {OutOfRange, Error, "A number is out of range", "Choose a number inside the range."},
	Repeated:             {Repeated, Error, "An entry stands twice in a list whose entries are unique", "Remove one of the two, or rename it."},
	Placeholder:          {Placeholder, Error, "A placeholder of a guide or package was left in", "Write the real value, or remove the field to get its default."},
	Contradiction:        {Contradiction, Error, "Two values contradict each other", "Change one of the two."},
	Version:              {Version, Error, "The version is not one that can be rendered", "Write the full version as the distribution does, for example 1.23.3-asm.2, 1.29.1 or v2.6."},
	NoRevision:           {NoRevision, Error, "A revision or tag is named that the mesh does not have", "Name a revision or tag of spec.controlPlane, or add the tag `default`."},
	UnknownOption:        {UnknownOption, Error, "An option is not known for this version", "Use one of the options that the message lists."},
	OptionConflict:       {OptionConflict, Error, "Options exclude each other", "Keep one of the options."},
	Overlay:              {Overlay, Error, "An overlay cannot be used", "Name a file below the folder of mesh.yaml that holds one IstioOperator (OpenShift a ServiceMeshControlPlane) with metadata.name."},
	OverlayDropsEnv:      {OverlayDropsEnv, Warning, "An overlay replaces a list and drops entries of the base", "Repeat the entries that are to stay in the overlay."},
	DerivedLine:          {DerivedLine, Info, "The release line is rendered by rule, not from its own package", "Compare the IstioOperator with the package of that release before the first use."},
	Reserved:             {Reserved, Error, "A value is reserved for later", "Use another value."},
	OverlayHasNoEffect:   {OverlayHasNoEffect, Warning, "An overlay sets a field that is written again after it", "Remove the field from the overlay, or set it in mesh.yaml."},
	DuplicateMesh:        {DuplicateMesh, Error, "Two meshes of the fleet have the same name", "Give each Mesh a name of its own."},
	UnknownPeer:          {UnknownPeer, Error, "A peer cannot be resolved", "Add the peer's mesh.yaml to the input, render the whole fleet so that fleet-facts.yaml knows it, or write an external block."},
	DuplicateClusterName: {DuplicateClusterName, Error, "Two clusters of one mesh have the same cluster name", "Set spec.cluster.name or spec.controlPlane.clusterName."},
	TwoFleets:            {TwoFleets, Error, "There are two Fleet resources in one tree", "Keep one fleet.yaml, at the root."},
	NoEastWest:           {NoEastWest, Warning, "A network of the mesh has no east-west gateway", "Add a gateway with role EastWest, or give the clusters different mesh IDs if they are not to be one mesh."},
	NeedlessEastWest:     {NeedlessEastWest, Info, "An east-west gateway leads nowhere", "Remove the gateway, or correct spec.cluster.network if the networks differ."},
	ClusterName:          {ClusterName, Error, "The cluster name cannot name a remote secret", "Set spec.controlPlane.clusterName to lower case letters, digits and \"-\", at most 63 characters."},
	SharedKey:            {SharedKey, Error, "Several remote secrets would be read from one key", "Write {mesh} into the key, for example mesh/{mesh}/kubeconfig; it stands for the other mesh's metadata.name."},
	HiddenEastWest:       {HiddenEastWest, Warning, "An east-west gateway cannot be reached from other networks", "Set exposure to Internal, External or NodePort."},
	SharedFolder:         {SharedFolder, Error, "Two meshes share a folder", "Give each Mesh a folder of its own."},
	PrivateKey:           {PrivateKey, Error, "A private key stands in the input", "Remove the key, replace it where it was in use, and keep only the blocks that begin with BEGIN CERTIFICATE."},
	DefaultGateway:       {DefaultGateway, Error, "A gateway has the name of one that the control plane brings itself", "Turn the control plane's gateway off (option or profile), or give this one another name or namespace."},
	OpenEastWest:         {OpenEastWest, Error, "An east-west gateway would be open to the whole internet", "Set exposure to Internal, or list the other clusters in sourceRanges; \"0.0.0.0/0\" says public on purpose."},
	NoInternalAnnotation: {NoInternalAnnotation, Info, "The platform has no annotation for an internal load balancer", "Check that the pool is internal, or write the load balancer's own annotation into the gateway's annotations."},
	GatewayNodePort:      {GatewayNodePort, Error, "Two Services of the cluster ask for one node port", "Choose another node port, or leave it out and have the cluster choose."},
	NoGatewayAPI:         {NoGatewayAPI, Error, "This release does not deploy such gateways of the Gateway API", "Set the gateway's api to Istio, or raise the version."},
	GatewayNotInjected:   {GatewayNotInjected, Error, "The namespace keeps the gateway from its revision", "Remove the gateway's namespace from spec.namespaces, or give it the revision of the gateway."},
	NotInGatewayAPI:      {NotInGatewayAPI, Error, "A field cannot be expressed in the Gateway API", "Remove the field, or set the gateway's api to Istio."},
	PortName:             {PortName, Error, "A port has the name of another port of the gateway", "Rename the port, or write the number of the port that is to be changed."},
	NoCPURequest:         {NoCPURequest, Warning, "A gateway is scaled by its use of requested CPU and requests none", "Set resources.requests.cpu."},
	NoEastWestClass:      {NoEastWestClass, Warning, "This release does not know the class istio-east-west by itself", "Raise the version to 1.27 or later, or use an EastWest gateway of api Istio."},
	AliasOfPeer:          {AliasOfPeer, Error, "A trust domain alias is the trust domain of a federated peer", "Remove the alias from spec.controlPlane.trustDomainAliases."},
	NodePortTaken:        {NodePortTaken, Error, "Two federation gateways have the same node port", "Give each peer an ingress block of its own, with its own node ports."},
	SharedAddress:        {SharedAddress, Warning, "Two federation gateways have the same address", "Give each peer an ingress block with the address of its own gateway."},
	SharedNamespace:      {SharedNamespace, Error, "Two meshes have their control plane in one namespace of one cluster", "Give each mesh its own spec.controlPlane.namespace, or correct spec.cluster.name."},
	PeerNotMutual:        {PeerNotMutual, Error, "A peer does not name us back", "Add this mesh to spec.federation.peers of the peer, or remove the peer here."},
	FederationAddress:    {FederationAddress, Error, "An address does not lead to a gateway of another cluster", "Name the load balancer or the nodes by which other clusters reach the gateway."},
	SameTrustDomain:      {SameTrustDomain, Error, "Two federated meshes have the same trust domain", "Give each mesh its own spec.controlPlane.trustDomain; the default, <name>.local, is one."},
	RootCertificate:      {RootCertificate, Error, "A root certificate cannot be used", "Write the peer's root as it stands in its ConfigMap istio-ca-root-cert, key root-cert.pem."},
	TwoSelectors:         {TwoSelectors, Error, "An export selects by name and by label at once", "Keep name or selector. Two exports select in two ways."},
	BadSelector:          {BadSelector, Error, "A label selector is not valid", "Add or remove the values."},
	ShadowedRule:         {ShadowedRule, Warning, "An earlier rule matches everything that a rule matches", "Put the more specific rule first, or remove it."},
	SameExport:           {SameExport, Error, "Two exports give different services the same name", "Give one of them another alias."},
	ImportNotExported:    {ImportNotExported, Warning, "A service is imported that the peer does not export", "Write the namespace and name of the peer's export, its alias if it has one, or remove the import."},
	LocalImport:          {LocalImport, Error, "A local import has no fixed namespace", "Add as.namespace, the namespace in which the service is to appear."},
	SuffixIgnored:        {SuffixIgnored, Warning, "A domain suffix stands at a local import", "Remove domainSuffix, or local."},
	LocalSuffix:          {LocalSuffix, Error, "The cluster's own suffix stands at an import that is not local", "Write local, with a fixed as.namespace, or another suffix."},
	Locality:             {Locality, Error, "A locality is incomplete", "Add importRegion, and importZone for a subzone."},
	SameHost:             {SameHost, Error, "Two imports get the same host name", "Give one of them another alias or domain suffix."},
	FailoverHost:         {FailoverHost, Error, "Failover is wanted for a local import that names no single service", "Import each service that is to fail over by its name."},
	FailoverRegion:       {FailoverRegion, Error, "Failover does not lead to the region of what is imported", "Write the same region in failover[].to and importRegion, another one in from."},
	FailoverNotLocal:     {FailoverNotLocal, Warning, "Failover without a local import", "Import a service with local, or remove failover."},
	PeerWithheld:         {PeerWithheld, Warning, "A peer's objects are withheld", "Follow the checklist of the peer, which says how to read them from its cluster."},
	RouteAddress:         {RouteAddress, Warning, "An address looks like an OpenShift Route", "Use the address of the gateway's load balancer or of the nodes."},
	FailoverFrom:         {FailoverFrom, Warning, "Failover starts in a region where the cluster is not", "Write spec.cluster.region in failover[].from, or correct the region of the cluster."},
	SetterSyntax:         {SetterSyntax, Error, "A file with setter comments is not YAML", "Mend the file, or remove the setter comments from it."},
	SetterDefinition:     {SetterDefinition, Error, "A setter definition of the Kptfile cannot be used", "Correct the definition under openAPI.definitions."},
	SetterValue:          {SetterValue, Error, "A value does not fit its setter", "Give a value that the definition allows, or change the definition."},
	SetterUnresolved:     {SetterUnresolved, Error, "A pattern needs more values", "Give values for all names of the pattern."},
	SetterField:          {SetterField, Error, "A field cannot take the value of its setter", "Write the field in a simpler form, or move the comment."},
	SetterPlaceholder:    {SetterPlaceholder, Error, "A setter still holds its placeholder", "Fill the field of mesh.yaml that the setter takes, or give a value by name."},
	OptionPlaceholder:    {OptionPlaceholder, Warning, "A setter of an option holds its placeholder", "Give a value by name before the option is used."},
	MarkerInValue:        {MarkerInValue, Info, "kpt 0.39 would corrupt this field", "Set the package with meshfn only."},
	UnknownSetter:        {UnknownSetter, Warning, "A value sets nothing", "Correct the name, or remove the value."},
	SetterConflict:       {SetterConflict, Warning, "The package derives another value than mesh.yaml says", "Leave the field of mesh.yaml to its default, or change the package."},
	NoSetterValues:       {NoSetterValues, Error, "There is nothing to set from", "Add a mesh.yaml to the package, or give values in the functionConfig."},
	ExpansionRefused:     {ExpansionRefused, Error, "The IstioOperator cannot be expanded", "Correct the field that is named; the message says what istioctl or the chart expects."},
	ExpansionWarning:     {ExpansionWarning, Warning, "Istio warns of a setting, or ignores it", "Use what the message names instead."},
	OverlayIgnored:       {OverlayIgnored, Warning, "An overlay changes nothing", "Correct kind, name and path, or remove the overlay."},
	NoCharts:             {NoCharts, Info, "No charts are at hand for this version", "Pass the release's manifests folder by --charts or revisions[].charts, or set delivery.expand to Never."},
	ChartsRequired:       {ChartsRequired, Error, "Charts are required and not at hand", "Pass the release's manifests folder by --charts or revisions[].charts, or set delivery.expand to Auto."},
	OperatorField:        {OperatorField, Error, "A field of the IstioOperator is unknown or has the wrong type", "Correct the field's name or value."},
	AlreadyExpanded:      {AlreadyExpanded, Info, "The IstioOperator has been expanded by the renderer", "Use either render-mesh, or render-control-plane and then expand-istio-operator."},
	ExpandsToNothing:     {ExpandsToNothing, Warning, "The IstioOperator enables nothing", "Enable a component, or choose another profile."},
	Checklist:            {Checklist, Info, "A step that a person still has to do", "Run the commands of the message. On the command line all steps are in operator/CHECKLIST.md."},
	DuplicateObject:      {DuplicateObject, Error, "One object would be rendered twice", "Give one of them another name or namespace, or leave one out."},
	FunctionConfig:       {FunctionConfig, Error, "The functionConfig cannot be used", "Write a ConfigMap whose data holds `only` (names of meshes, by comma), `force` (\"true\" or \"false\") and `now` (a time of RFC 3339), or a Mesh."},
	NoMesh:               {NoMesh, Error, "There is no Mesh to render", "Add a mesh.yaml, or correct the name."},
	WrongCharts:          {WrongCharts, Error, "The charts are not those of the revision", "Point revisions[].charts at the manifests folder of exactly that release."},
	EditedByHand:         {EditedByHand, Error, "A generated file was edited by hand", "Move the change into mesh.yaml or an overlay, or give the file up with --force (in a function, force \"true\")."},
	InTheWay:             {InTheWay, Error, "A file that is not ours stands where the render would write", "Move the file away, or give it up with --force (in a function, force \"true\")."},
	RendersNothing:       {RendersNothing, Error, "A mesh renders to nothing", "Let the mesh expand its IstioOperator or manage a namespace, or remove its mesh.yaml."},
	RecordUnreadable:     {RecordUnreadable, Error, "The record of what was generated cannot be read", "Restore the file from git, or render with --force, which overwrites it and every file that is generated now."},
}
