package mesh

// Federation of OpenShift Service Mesh 2: separate meshes that export and import services.
type Federation struct {
	// Ingress says how peers reach us; a peer's own block replaces it as a whole.
	Ingress *FederationIngress `json:"ingress,omitempty"`
	// RootCertificate is this mesh's public root in PEM, handed to its peers. Not known yet: leave it out.
	RootCertificate string `json:"rootCertificate,omitempty" mesh:"certificate"`
	Peers           []Peer `json:"peers,omitempty"`
}

// FederationIngress is the exposure of a federation ingress gateway.
type FederationIngress struct {
	// Type: LoadBalancer (default) or NodePort.
	Type FederationIngressType `json:"type,omitempty"`
	// Addresses by which peers reach the gateway: DNS names or IPs, no port.
	Addresses []string            `json:"addresses,omitempty" mesh:"host,set"`
	NodePorts *FederationNodePort `json:"nodePorts,omitempty"`
}

// FederationNodePort are the node ports of a NodePort ingress, 30000 to 32767.
type FederationNodePort struct {
	// Service is the node port of 15443, the traffic between services.
	Service int `json:"service" mesh:"nodePort"`
	// Discovery is the node port of 8188, by which the control planes talk.
	Discovery int `json:"discovery" mesh:"nodePort"`
}

// Peer is another mesh that this one exports to and imports from.
type Peer struct {
	// Name of another Mesh of the fleet, or any name together with External.
	Name string `json:"name" mesh:"label"`
	// Ingress replaces federation.ingress for this peer.
	Ingress *FederationIngress `json:"ingress,omitempty"`
	Exports []Export           `json:"exports,omitempty"`
	Imports []Import           `json:"imports,omitempty"`
	// ImportRegion, ImportZone and ImportSubzone are the locality of what is imported from this peer.
	ImportRegion string `json:"importRegion,omitempty" mesh:"value"`
	// ImportZone of the locality; needs ImportRegion.
	ImportZone string `json:"importZone,omitempty" mesh:"value"`
	// ImportSubzone of the locality; needs ImportZone.
	ImportSubzone string     `json:"importSubzone,omitempty" mesh:"value"`
	Failover      []Failover `json:"failover,omitempty"`
	External      *External  `json:"external,omitempty"`
}

// ServiceName is a service, or the name that it is given; "*" or empty in an alias keeps the original part.
type ServiceName struct {
	// Namespace of the service.
	Namespace string `json:"namespace,omitempty" mesh:"star"`
	// Name of the service.
	Name string `json:"name,omitempty" mesh:"star"`
}

// Export offers services to a peer, by name or by label.
type Export struct {
	// Namespace of the services. Empty or "*": every namespace of the mesh.
	Namespace string `json:"namespace,omitempty" mesh:"star"`
	// Name of the service. Empty or "*": every service.
	Name     string       `json:"name,omitempty" mesh:"star"`
	Selector *Selector    `json:"selector,omitempty"`
	As       *ServiceName `json:"as,omitempty"`
}

// Selector is a Kubernetes label selector.
type Selector struct {
	// MatchLabels are labels that a service must have, all of them.
	MatchLabels      map[string]string `json:"matchLabels,omitempty" mesh:"selected,keys=qualified"`
	MatchExpressions []Requirement     `json:"matchExpressions,omitempty"`
}

// Requirement is one expression of a label selector.
type Requirement struct {
	// Key of the label.
	Key      string           `json:"key" mesh:"qualified"`
	Operator SelectorOperator `json:"operator"`
	// Values for In and NotIn.
	Values []string `json:"values,omitempty" mesh:"selected,set"`
}

// Import takes a service that the peer exports, by its exported name.
type Import struct {
	// Namespace under which the peer exports the service.
	Namespace string `json:"namespace,omitempty" mesh:"star"`
	// Name under which the peer exports the service.
	Name string       `json:"name,omitempty" mesh:"star"`
	As   *ServiceName `json:"as,omitempty"`
	// Local merges the endpoints with the local service of that name; needs a fixed as.namespace.
	Local bool `json:"local,omitempty"`
	// DomainSuffix of the imported host. Default: svc.<peer>-imports.local.
	DomainSuffix string `json:"domainSuffix,omitempty" mesh:"subdomain"`
}

// Failover moves traffic between regions when endpoints fail.
type Failover struct {
	// From is the region of the clients.
	From string `json:"from" mesh:"value"`
	// To is the region that takes over, the peer's ImportRegion.
	To string `json:"to" mesh:"value"`
}

// External describes a peer that has no Mesh in this fleet.
type External struct {
	// Namespace of the peer's control plane.
	Namespace string `json:"namespace" mesh:"label"`
	// TrustDomain of the peer's identities.
	TrustDomain string `json:"trustDomain" mesh:"trustDomain"`
	// Addresses of the peer's ingress gateway for us: DNS names or IPs, no port.
	Addresses []string `json:"addresses,omitempty" mesh:"host,set"`
	// DiscoveryPort, default 8188.
	DiscoveryPort int `json:"discoveryPort,omitempty" mesh:"port"`
	// ServicePort, default 15443.
	ServicePort int `json:"servicePort,omitempty" mesh:"port"`
	// EgressGateway of the peer towards us. Default: egress-<our metadata.name>.
	EgressGateway string `json:"egressGateway,omitempty" mesh:"label"`
	// RootCertificate is the peer's public root in PEM.
	RootCertificate string `json:"rootCertificate,omitempty" mesh:"certificate"`
}
