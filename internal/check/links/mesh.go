package links

import (
	"path"
	"slices"
	"strings"

	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/mesh"
)

// oneMesh is all clusters of a mesh ID, sorted by name.
type oneMesh struct {
	id       string
	clusters []*cluster
}

// names reports clusters that have one name inside the mesh. What two mesh.yaml say is reported when they are loaded.
func (m *oneMesh) names() []finding.Finding {
	var all []finding.Finding
	first := map[string]*cluster{}
	for _, c := range m.clusters {
		other := first[c.name.value]
		switch {
		case c.name.value == "":
		case other == nil:
			first[c.name.value] = c
		case !c.name.mesh || !other.name.mesh:
			all = append(all, c.name.report(finding.DuplicateClusterName, "cluster %s has the cluster name %s of cluster %s, and both are part of mesh ID %s",
				c.Name, c.name.value, other.Name, m.id).And(other.name.place(finding.DuplicateClusterName)))
		}
	}
	return all
}

// networks reports clusters that claim one network and cannot share it, and networks that nothing leads into.
func (m *oneMesh) networks() []finding.Finding {
	byNetwork := map[string][]*cluster{}
	for _, c := range m.clusters {
		if c.network.value != "" {
			byNetwork[c.network.value] = append(byNetwork[c.network.value], c)
		}
	}
	var all []finding.Finding
	for _, network := range sortedKeys(byNetwork) {
		members := byNetwork[network]
		for _, c := range members[1:] {
			if why := apart(members[0], c, len(byNetwork)); why != "" {
				all = append(all, c.network.report(finding.SharedNetwork, "clusters %s and %s both have the network %s, but %s", members[0].Name, c.Name, network, why).
					And(members[0].network.place(finding.SharedNetwork)))
			}
		}
		if len(byNetwork) > 1 && !slices.ContainsFunc(members, func(c *cluster) bool { return c.eastWest || c.closed() }) {
			all = append(all, members[0].network.report(finding.NoEastWest, "mesh ID %s has several networks, and no gateway leads into network %s", m.id, network))
		}
	}
	return all
}

// closed reports whether the mesh itself has no east-west gateway, which is reported when it is rendered.
func (c *cluster) closed() bool {
	return c.Member != nil && !slices.ContainsFunc(c.Member.Mesh.Spec.Gateways, func(g mesh.Gateway) bool { return g.Role == mesh.EastWest })
}

// apart says why two clusters cannot be in one network, "" where they can.
func apart(a, b *cluster, networks int) string {
	if a.Member == nil || b.Member == nil {
		if networks == 1 && a.eastWest && b.eastWest {
			return "each has an east-west gateway, which only leads from one network into another"
		}
		return ""
	}
	one, other := a.Member.Mesh.Spec.Cluster.Platform, b.Member.Mesh.Spec.Cluster.Platform
	switch {
	case one != other && clouds[one] && clouds[other]:
		return "the one is on " + string(one) + " and the other on " + string(other)
	case onPremises[one] && onPremises[other]:
		return "on-premises clusters cannot reach each other's pods"
	}
	return ""
}

// Where pods of a cluster get addresses that are known there alone.
var (
	clouds     = map[mesh.Platform]bool{mesh.GKE: true, mesh.AWS: true, mesh.Azure: true, mesh.VMware: true, mesh.BareMetal: true}
	onPremises = map[mesh.Platform]bool{mesh.VMware: true, mesh.BareMetal: true}
)

// identities reports clusters whose workloads do not believe those of the others.
func (m *oneMesh) identities() []finding.Finding {
	var all []finding.Finding
	all = append(all, m.trustDomains()...)
	all = append(all, m.apart(func(c *cluster) claim { return c.authority }, finding.AuthoritiesApart, "certificates of cluster %s come from %s and those of cluster %s from %s")...)
	return append(all, m.apart(func(c *cluster) claim { return c.root }, finding.RootsApart, "the root of cluster %s has the fingerprint %s and that of cluster %s %s")...)
}

// trustDomains reports clusters of another trust domain than the most, unless either side knows the other's as an alias.
func (m *oneMesh) trustDomains() []finding.Finding {
	usual, ok := m.usual(func(c *cluster) claim { return c.trustDomain })
	if !ok {
		return nil
	}
	var all []finding.Finding
	for _, c := range m.clusters {
		want, have := usual.trustDomain.value, c.trustDomain.value
		if have == want || have == "" || slices.Contains(c.aliases, want) && slices.Contains(usual.aliases, have) {
			continue
		}
		all = append(all, c.trustDomain.report(finding.TrustDomainsApart, "cluster %s has the trust domain %s and cluster %s of the same mesh %s, and they are no aliases of each other",
			c.Name, have, usual.Name, want).And(usual.trustDomain.place(finding.TrustDomainsApart)))
	}
	return all
}

// apart reports clusters that differ from the most in what all should share.
func (m *oneMesh) apart(of func(*cluster) claim, code finding.Code, format string) []finding.Finding {
	usual, ok := m.usual(of)
	if !ok {
		return nil
	}
	var all []finding.Finding
	for _, c := range m.clusters {
		if have, want := of(c), of(usual); have.value != "" && have.value != want.value && !c.believes && !usual.believes {
			all = append(all, have.report(code, format, c.Name, have.value, usual.Name, want.value).And(want.place(code)))
		}
	}
	return all
}

// usual is a cluster with the value that most have.
func (m *oneMesh) usual(of func(*cluster) claim) (*cluster, bool) {
	var values []claim
	for _, c := range m.clusters {
		v := of(c)
		values = append(values, claim{value: v.value})
	}
	most, ok := agreed(values)
	i := slices.IndexFunc(m.clusters, func(c *cluster) bool { return of(c).value == most.value })
	if !ok || i < 0 {
		return nil, false
	}
	return m.clusters[i], true
}

// remoteSecrets reports a cluster that cannot read the endpoints of another, and secrets for clusters that are not there.
// Where no cluster has a secret that can be seen, they are made by hand.
func (m *oneMesh) remoteSecrets() []finding.Finding {
	byName := map[string]*cluster{}
	for _, c := range m.clusters {
		byName[c.name.value] = c
	}
	var all []finding.Finding
	for _, c := range m.clusters {
		for _, s := range c.secrets {
			other := byName[s.cluster()]
			if stranger := m.keyOf(s, other); stranger != nil {
				all = append(all, s.object.Report(finding.RemoteSecretNames, "spec.data[0].remoteRef.key", "the remote secret of cluster %s is read from %s, which is that of cluster %s",
					s.cluster(), strings.TrimSuffix(s.key, "#"), stranger.Name))
			}
			switch {
			case other == nil && c.Member != nil && !slices.ContainsFunc(c.Member.SameMesh(), func(f mesh.Facts) bool { return f.ClusterName == s.cluster() }):
				all = append(all, s.object.Report(finding.RemoteSecretUnknown, s.names[len(s.names)-1].field,
					"the remote secret is for cluster %s, and no cluster of mesh ID %s has that name", s.cluster(), m.id))
			case other != nil && other != c && other.expects() && !other.reads(c.name.value):
				all = append(all, other.name.report(finding.RemoteSecretMissing, "cluster %s has no remote secret for cluster %s, which has one for it", other.Name, c.Name).
					And(s.object.At("metadata.name")))
			}
		}
		if c.Member == nil || !c.external() {
			continue
		}
		for _, f := range c.Member.SameMesh() {
			if other := byName[f.ClusterName]; f.Distribution != mesh.OpenShift && !c.reads(f.ClusterName) && (other == nil || !other.reads(c.name.value)) {
				all = append(all, c.Member.Report(finding.RemoteSecretMissing, "spec.multiCluster.remoteSecrets", "cluster %s has no remote secret for cluster %s",
					c.Name, f.Name))
			}
		}
	}
	return all
}

// keyOf returns the cluster that the key of a remote secret names, where that is another one than the secret is for.
func (m *oneMesh) keyOf(s remoteSecret, target *cluster) *cluster {
	if s.key == "" || target == nil || target.namedIn(s.key) {
		return nil
	}
	for _, c := range m.clusters {
		if c.namedIn(s.key) {
			return c
		}
	}
	return nil
}

// namedIn reports whether a part of a key in a secret store is the name of the cluster.
func (c *cluster) namedIn(key string) bool {
	parts := strings.FieldsFunc(key, func(r rune) bool { return r == '/' || r == '#' || r == '.' || r == ':' })
	return slices.Contains(parts, c.name.value) || slices.Contains(parts, path.Base(c.Name))
}

func (c *cluster) reads(name string) bool {
	return slices.ContainsFunc(c.secrets, func(s remoteSecret) bool { return s.cluster() == name })
}

func (c *cluster) external() bool {
	return c.Member.Mesh.Spec.MultiCluster.RemoteSecrets.Source == mesh.RemoteFromExternalSecret
}

// expects reports whether the remote secrets of a cluster are among its objects: it has a control plane of its own, and
// no person puts them there.
func (c *cluster) expects() bool {
	if c.Member != nil {
		return c.external()
	}
	return len(c.versions) > 0
}

// versions reports clusters whose control planes are more than one release line apart from the others'.
func (m *oneMesh) versions() []finding.Finding {
	var newest *version
	var of *cluster
	for _, c := range m.clusters {
		for i, v := range c.versions {
			if newest == nil || v.CompareLine(newest.Line()) > 0 {
				newest, of = &c.versions[i], c
			}
		}
	}
	var all []finding.Finding
	for _, c := range m.clusters {
		for _, v := range c.versions {
			if v.Major == newest.Major && newest.Minor-v.Minor <= 1 {
				continue
			}
			f := v.by.Report(finding.VersionSkew, v.field, "cluster %s runs %s and cluster %s of the same mesh %s, more than one release line later",
				c.Name, v.Text, of.Name, newest.Text)
			all = append(all, f.And(newest.by.Report(finding.VersionSkew, newest.field, "").Place()))
		}
	}
	return all
}
