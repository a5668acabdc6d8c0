package federation

// The ports of every federation gateway. istiod's listeners are fixed to them.
const (
	DiscoveryPort = 8188
	ServicePort   = 15443
)

const (
	egressLabel  = "federation.maistra.io/egress-for"
	ingressLabel = "federation.maistra.io/ingress-for"
	// rootKey is the key of a peer's root in its ConfigMap.
	rootKey = "root-cert.pem"
	// clusterSuffix is the suffix of the cluster's own services.
	clusterSuffix = "svc.cluster.local"
)

// The names of what belongs to a peer: a convention of the product's guide, kept so that a person finds in the cluster
// what the guide speaks of.

// IngressGateway takes the peer's calls.
func IngressGateway(peer string) string { return "ingress-" + peer }

// EgressGateway carries our calls to the peer.
func EgressGateway(peer string) string { return "egress-" + peer }

// RootConfigMap holds the root of the peer. It is the name that istiod falls back to.
func RootConfigMap(peer string) string { return peer + "-ca-root-cert" }

// NetworkView is the network that istiod gives to what it imports from the peer. The guide names the peer's own network,
// the code (pilot's federation controller) and Maistra's samples this.
func NetworkView(peer string) string { return "network-" + peer }

// ClientID is the identity of an egress gateway: the ServiceAccount that the operator makes for it.
func ClientID(trustDomain, namespace, gateway string) string {
	return trustDomain + "/ns/" + namespace + "/sa/" + gateway + "-service-account"
}

// ExportedHost is the name under which the exporter's ingress routes a service for the importing mesh.
func ExportedHost(name, namespace, importer string) string {
	return name + "." + namespace + ".svc." + importer + "-exports.local"
}

// ImportedHost is the name under which the importing mesh reaches what it imports: local wins over a suffix, a suffix
// over the default.
func ImportedHost(name, namespace, exporter, suffix string, local bool) string {
	switch {
	case local:
		suffix = clusterSuffix
	case suffix == "":
		suffix = "svc." + exporter + "-imports.local"
	}
	return name + "." + namespace + "." + suffix
}
