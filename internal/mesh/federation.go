package mesh

// Federation of OpenShift Service Mesh 2: separate meshes that export and import services.
type Federation struct {
	// Ingress says how peers reach us; a peer's own block replaces it as a whole.
	Ingress *FederationIngress `json:"ingress,omitempty"`
	// RootCertificate is this mesh's public root in PEM, handed to its peers. Not known yet: leave it out.
	RootCertificate string `json:"rootCertificate,omitempty"`
	Peers           []Peer `json:"peers,omitempty"`
}

// FederationIngress is the exposure of a federation ingress gateway.
type FederationIngress struct {
	// Type: LoadBalancer (default) or NodePort.
	Type FederationIngressType `json:"type,omitempty"`
	// Addresses by which peers reach the gateway: DNS names or IPs, no port.
	Addresses []string            `json:"addresses,omitempty"`
	NodePorts *FederationNodePort `json:"nodePorts,omitempty"`
}

// FederationNodePort are the node ports of a NodePort ingress, 30000 to 32767.
type FederationNodePort struct {
	Service   int `json:"service"`
	Discovery int `json:"discovery"`
}

// Peer is another mesh that this one exports to and imports from.
type Peer struct {
	// Name of another Mesh of the fleet, or any name together with External.
	Name string `json:"name"`
	// Ingress replaces federation.ingress for this peer.
	Ingress *FederationIngress `json:"ingress,omitempty"`
	Exports []Export           `json:"exports,omitempty"`
	Imports []Import           `json:"imports,omitempty"`
	// ImportRegion, ImportZone and ImportSubzone are the locality of what is imported from this peer.
	ImportRegion  string     `json:"importRegion,omitempty"`
	ImportZone    string     `json:"importZone,omitempty"`
	ImportSubzone string     `json:"importSubzone,omitempty"`
	Failover      []Failover `json:"failover,omitempty"`
	External      *External  `json:"external,omitempty"`
}

// ServiceName is a service, or the name that it is given; "*" or empty in an alias keeps the original part.
type ServiceName struct {
	Namespace string `json:"namespace,omitempty"`
	Name      string `json:"name,omitempty"`
}

// Export offers services to a peer, by name or by label.
type Export struct {
	Namespace string       `json:"namespace,omitempty"`
	Name      string       `json:"name,omitempty"`
	Selector  *Selector    `json:"selector,omitempty"`
	As        *ServiceName `json:"as,omitempty"`
}

// Selector is a Kubernetes label selector.
type Selector struct {
	MatchLabels      map[string]string `json:"matchLabels,omitempty"`
	MatchExpressions []Requirement     `json:"matchExpressions,omitempty"`
}

// Requirement is one expression of a label selector.
type Requirement struct {
	Key      string           `json:"key"`
	Operator SelectorOperator `json:"operator"`
	Values   []string         `json:"values,omitempty"`
}

// Import takes a service that the peer exports, by its exported name.
type Import struct {
	Namespace string       `json:"namespace,omitempty"`
	Name      string       `json:"name,omitempty"`
	As        *ServiceName `json:"as,omitempty"`
	// Local merges the endpoints with the local service of that name; needs a fixed as.namespace.
	Local        bool   `json:"local,omitempty"`
	DomainSuffix string `json:"domainSuffix,omitempty"`
}

// Failover moves traffic between regions when endpoints fail.
type Failover struct {
	From string `json:"from"`
	To   string `json:"to"`
}

// External describes a peer that has no Mesh in this fleet.
type External struct {
	// Namespace of the peer's control plane.
	Namespace   string   `json:"namespace"`
	TrustDomain string   `json:"trustDomain"`
	Addresses   []string `json:"addresses,omitempty"`
	// DiscoveryPort, default 8188.
	DiscoveryPort int `json:"discoveryPort,omitempty"`
	// ServicePort, default 15443.
	ServicePort int `json:"servicePort,omitempty"`
	// EgressGateway of the peer towards us. Default: egress-<our metadata.name>.
	EgressGateway   string `json:"egressGateway,omitempty"`
	RootCertificate string `json:"rootCertificate,omitempty"`
}
