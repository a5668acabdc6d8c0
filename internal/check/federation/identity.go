package federation

import (
	"fmt"
	"slices"

	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
	apis "github.com/meshfn/meshfn/internal/mesh"
)

// twice reports meshes that have something of which each has its own.
func twice(of func(*mesh) (key, field string), report func(m, other *mesh, field string) finding.Finding) func(*fleet) []finding.Finding {
	return func(f *fleet) []finding.Finding {
		var all []finding.Finding
		first := map[string]*mesh{}
		for _, m := range f.meshes {
			key, field := of(m)
			other := first[key]
			switch {
			case key == "" || !m.installed():
			case other == nil:
				first[key] = m
			default:
				all = append(all, report(m, other, field).And(other.controlPlane.At(field)))
			}
		}
		return all
	}
}

var identityRules = []numbered[*fleet]{
	{finding.FederationVersion, func(f *fleet) []finding.Finding {
		var all []finding.Finding
		for _, m := range f.meshes {
			first := f.meshes[0]
			a, b := m.controlPlane.String("spec", "version"), first.controlPlane.String("spec", "version")
			if a != b && a != "" && b != "" {
				all = append(all, as(finding.Info, m.controlPlane.Report(finding.FederationVersion, "spec.version", "mesh %s runs %s and mesh %s %s", m.name, a, first.name, b).
					And(first.controlPlane.At("spec.version"))))
			}
		}
		return all
	}},
	{finding.FederationTrustDomain, twice(
		func(m *mesh) (string, string) { return m.trustDomain(), "spec.security.trust.domain" },
		func(m, other *mesh, field string) finding.Finding {
			return m.controlPlane.Report(finding.FederationTrustDomain, field, "meshes %s and %s both have the trust domain %s", other.name, m.name, m.trustDomain())
		})},
	{finding.AliasOfPeer, func(f *fleet) []finding.Finding {
		owner := map[string]*mesh{}
		for _, m := range f.meshes {
			owner[m.trustDomain()] = m
		}
		var all []finding.Finding
		for _, m := range f.meshes {
			for i, alias := range words(m.controlPlane.List("spec", "security", "trust", "additionalDomains")) {
				if other := owner[alias]; other != nil && other != m && alias != "" {
					all = append(all, m.controlPlane.Report(finding.AliasOfPeer, apis.Index("spec.security.trust.additionalDomains", i),
						"the aliases of mesh %s hold %s, the trust domain of mesh %s", m.name, alias, other.name).And(other.controlPlane.At("spec.security.trust.domain")))
				}
			}
		}
		return all
	}},
	{finding.NodePortTaken, func(f *fleet) []finding.Finding {
		type use struct {
			cluster string
			port    int
		}
		var all []finding.Finding
		taken := map[use]*mesh{}
		for _, m := range f.meshes {
			cluster := m.controlPlane.String("spec", "cluster", "name")
			for _, g := range m.federationGateways() {
				for i, p := range g.List("service", "ports") {
					port, _ := p.(map[string]any)
					at := use{cluster, number(port["nodePort"])}
					if other := taken[at]; other != nil && other != m && at.port != 0 && cluster != "" {
						all = append(all, m.controlPlane.Report(finding.NodePortTaken, apis.Index(g.field+".service.ports", i)+".nodePort",
							"node port %d of gateway %s is taken by mesh %s in the same cluster, %s", at.port, g.name, other.name, cluster).And(other.controlPlane.At("spec.gateways")))
					}
					taken[at] = m
				}
			}
		}
		return all
	}},
	{finding.ClusterUnnamed, func(f *fleet) []finding.Finding {
		var all []finding.Finding
		networks := map[string]*mesh{}
		for _, m := range f.meshes {
			network, cluster := m.controlPlane.String("spec", "cluster", "network"), m.controlPlane.String("spec", "cluster", "name")
			other := networks[network]
			if network != "" && other != nil && other.controlPlane.String("spec", "cluster", "name") != cluster {
				all = append(all, m.controlPlane.Report(finding.ClusterUnnamed, "spec.cluster.network", "meshes %s and %s are in different clusters and name one network, %s", other.name, m.name, network).
					And(other.controlPlane.At("spec.cluster.network")))
			}
			networks[network] = m
		}
		return all
	}},
	{finding.ClusterUnnamed, func(f *fleet) []finding.Finding {
		var all []finding.Finding
		clusters := map[string]*mesh{}
		for _, m := range f.meshes {
			network, cluster := m.controlPlane.String("spec", "cluster", "network"), m.controlPlane.String("spec", "cluster", "name")
			if cluster == "" || network == "" {
				continue
			}
			if other := clusters[cluster]; other != nil && other.controlPlane.String("spec", "cluster", "network") != network {
				all = append(all, m.controlPlane.Report(finding.ClusterUnnamed, "spec.cluster.name", "meshes %s and %s name one cluster, %s, and different networks", other.name, m.name, cluster).
					And(other.controlPlane.At("spec.cluster.name")))
			}
			clusters[cluster] = m
		}
		return all
	}},
	{finding.MeshName, func(f *fleet) []finding.Finding {
		var all []finding.Finding
		for _, m := range f.meshes {
			if of := m.controlPlane.Annotation(krm.MeshAnnotation); of != "" && of != m.name {
				all = append(all, m.controlPlane.Report(finding.MeshName, "metadata.name", "the control plane of mesh %s is named %s, and peers know it by the name of the mesh", of, m.name))
			}
		}
		return all
	}},
	{finding.MeshName, twice(
		func(m *mesh) (string, string) {
			if cluster := m.controlPlane.String("spec", "cluster", "name"); cluster != "" {
				return cluster + "/" + m.namespace, "metadata.namespace"
			}
			return "", ""
		},
		func(m, other *mesh, field string) finding.Finding {
			return m.controlPlane.Report(finding.MeshName, field, "meshes %s and %s both have their control plane in namespace %s of cluster %s",
				other.name, m.name, m.namespace, m.controlPlane.String("spec", "cluster", "name"))
		})},
	{finding.MeshName, func(f *fleet) []finding.Finding {
		meant := func(name string) bool {
			return slices.ContainsFunc(f.links, func(l *link) bool { return l.name() == name })
		}
		return twice(
			func(m *mesh) (string, string) {
				if meant(m.name) {
					return m.name, "metadata.name"
				}
				return "", ""
			},
			func(m, other *mesh, field string) finding.Finding {
				return m.controlPlane.Report(finding.MeshName, field, "two meshes are named %s, and peers of that name mean one of them", m.name)
			})(f)
	}},
	{finding.FullMesh, func(f *fleet) []finding.Finding {
		n := len(f.meshes)
		if n <= 3 || len(f.links) < n*(n-1) || !f.meshes[0].installed() {
			return nil
		}
		return one(f.meshes[0].controlPlane.Report(finding.FullMesh, "metadata.name", "%d meshes federate with each other: %s", n,
			fmt.Sprintf("%d pairs of gateways, roots and peers to keep in step", n*(n-1)/2)))
	}},
}
