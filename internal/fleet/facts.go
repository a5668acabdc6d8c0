package fleet

import (
	"fmt"
	"slices"

	"github.com/meshfn/meshfn/internal/certificate"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
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
		f.RootFingerprint = fingerprint(fed.RootCertificate)
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

// fingerprint of the first certificate of a PEM text, "" where it cannot be read; that is reported where it is rendered.
func fingerprint(text string) string {
	all, err := certificate.Parse(text)
	if err != nil {
		return ""
	}
	return certificate.Fingerprint(all[0])
}

// publish takes the facts of meshes that are not part of the input, where it is a part of the fleet.
func (f *Fleet) publish(sources []mesh.Source, part bool) []finding.Finding {
	var all []finding.Finding
	for _, src := range sources {
		published, findings := mesh.LoadFacts(src)
		all = append(all, findings...)
		if published == nil || !part || finding.HasErrors(findings) {
			continue
		}
		for _, facts := range published.Spec.Meshes {
			f.facts[facts.Name] = facts
		}
	}
	return all
}

// MeshFile is the name of a Mesh; others are Meshes by what is in them.
const MeshFile = "mesh.yaml"

// DefaultsFile is the name of the Fleet, which marks the fleet root.
const DefaultsFile = "fleet.yaml"

// FactsFile is the name of the published facts, at the fleet root.
const FactsFile = "fleet-facts.yaml"

// FactsObject is what the members publish for those who see a part of the fleet.
func (f *Fleet) FactsObject() (krm.Object, error) {
	published := mesh.FleetFacts{APIVersion: mesh.APIVersion, Kind: mesh.KindFleetFacts}
	published.Metadata.Name = "fleet-facts"
	published.Metadata.Annotations = map[string]string{mesh.LocalConfigAnnotation: "true"}
	for _, m := range f.Members {
		published.Spec.Meshes = append(published.Spec.Meshes, f.facts[m.Name()])
	}
	facts, err := krm.FromValue(published)
	if err != nil {
		return nil, fmt.Errorf("write the facts of the fleet: %w", err)
	}
	return facts, nil
}
