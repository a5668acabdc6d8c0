package mesh

import (
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/meshfn/meshfn/internal/finding"
)

// Fleet (fleet.yaml, one per tree) holds defaults for every Mesh below it.
type Fleet struct {
	APIVersion string    `json:"apiVersion"`
	Kind       string    `json:"kind"`
	Metadata   Metadata  `json:"metadata"`
	Spec       FleetSpec `json:"spec,omitempty"`

	// defaults is the document's own text for Spec.Defaults: only there does an explicit "" or false differ from a
	// field that was left out.
	defaults *yaml.Node
	// findings of the document, and of the relations inside its defaults: no mesh reports them again.
	findings, relations []finding.Finding
}

// FleetSpec of a Fleet.
type FleetSpec struct {
	// Defaults are a partial Mesh spec, merged under every Mesh: maps merge, lists replace.
	Defaults Spec `json:"defaults,omitempty" mesh:"partial"`
}

// FleetFacts (fleet-facts.yaml) are the public facts of every mesh that others need; written by meshfn.
type FleetFacts struct {
	APIVersion string         `json:"apiVersion"`
	Kind       string         `json:"kind"`
	Metadata   Metadata       `json:"metadata"`
	Spec       FleetFactsSpec `json:"spec,omitempty"`
}

// FleetFactsSpec lists the meshes of the fleet by name.
type FleetFactsSpec struct {
	Meshes []Facts `json:"meshes,omitempty"`
}

// Facts are what the other meshes of a fleet need to know of one; nothing secret.
type Facts struct {
	// Name is the metadata.name of the Mesh.
	Name         string       `json:"name"`
	Distribution Distribution `json:"distribution,omitempty"`
	Platform     Platform     `json:"platform,omitempty"`
	// Cluster is spec.cluster.name.
	Cluster string `json:"cluster,omitempty"`
	// ClusterName is the cluster's name inside the mesh, which its remote secret carries.
	ClusterName string `json:"clusterName,omitempty"`
	// Network is the mesh network.
	Network string `json:"network,omitempty"`
	// Region of the cluster.
	Region string `json:"region,omitempty"`
	// MeshID is the same in all clusters of a mesh.
	MeshID string `json:"meshID,omitempty"`
	// TrustDomain of the workload identities.
	TrustDomain string `json:"trustDomain,omitempty"`
	// Namespace of the control plane.
	Namespace string `json:"namespace,omitempty"`
	// EastWest is true where the mesh has an east-west gateway.
	EastWest bool `json:"eastWest,omitempty"`
	// RootCertificate is the public root in PEM.
	RootCertificate string `json:"rootCertificate,omitempty"`
	// RootFingerprint is the SHA-256 of the root certificate's DER, in hex.
	RootFingerprint string      `json:"rootFingerprint,omitempty"`
	Peers           []PeerFacts `json:"peers,omitempty"`
}

// PeerFacts are what one federated mesh publishes for another.
type PeerFacts struct {
	// Name of the peer.
	Name    string             `json:"name"`
	Ingress *FederationIngress `json:"ingress,omitempty"`
	Exports []Export           `json:"exports,omitempty"`
}
