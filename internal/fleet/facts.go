package fleet

import (
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"slices"

	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/mesh"
)

// factsOf is what a defaulted mesh publishes for the others.
func factsOf(m *mesh.Mesh) mesh.Facts {
	cp := m.Spec.ControlPlane
	f := mesh.Facts{
		Name:         m.Metadata.Name,
		Distribution: cp.Distribution,
		Platform:     m.Spec.Cluster.Platform,
		Cluster:      m.Spec.Cluster.Name,
		ClusterName:  cp.ClusterName,
		Network:      m.Spec.Cluster.Network,
		Region:       m.Spec.Cluster.Region,
		MeshID:       cp.MeshID,
		TrustDomain:  cp.TrustDomain,
		Namespace:    cp.Namespace,
		EastWest: slices.ContainsFunc(m.Spec.Gateways, func(g mesh.Gateway) bool {
			return g.Role == mesh.EastWest
		}),
	}
	if fed := m.Spec.Federation; fed != nil {
		f.RootCertificate = fed.RootCertificate
		f.RootFingerprint = Fingerprint(fed.RootCertificate)
		for _, p := range fed.Peers {
			ingress := p.Ingress
			if ingress == nil {
				ingress = fed.Ingress
			}
			f.Peers = append(f.Peers, mesh.PeerFacts{Name: p.Name, Ingress: ingress, Exports: p.Exports})
		}
	}
	return f
}

// Fingerprint is the SHA-256 of the first certificate of a PEM text, in lower-case hex, or "" where there is none.
func Fingerprint(text string) string {
	block, _ := pem.Decode([]byte(text))
	if block == nil {
		return ""
	}
	if _, err := x509.ParseCertificate(block.Bytes); err != nil {
		return ""
	}
	sum := sha256.Sum256(block.Bytes)
	return hex.EncodeToString(sum[:])
}

// publish takes the facts of meshes that may not be part of the input.
func (f *Fleet) publish(sources []mesh.Source) []finding.Finding {
	var all []finding.Finding
	for _, src := range sources {
		published, findings := mesh.LoadFacts(src)
		all = append(all, findings...)
		if published == nil || finding.HasErrors(findings) {
			continue
		}
		for _, facts := range published.Spec.Meshes {
			f.facts[facts.Name] = facts
		}
	}
	return all
}
