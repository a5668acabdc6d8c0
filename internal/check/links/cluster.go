package links

import (
	"cmp"
	"slices"

	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
)

// cluster is what the other clusters of its mesh see of it. A claim without a value is not known.
type cluster struct {
	*rule.Cluster
	id, name, network, trustDomain, authority, root claim
	aliases                                         []string
	// believes further roots than its own.
	believes bool
	secrets  []remoteSecret
	eastWest bool
	versions []version
}

// fleetOfClusters holds what clusters of one mesh say of themselves and of each other together.
var fleetOfClusters = rule.Rule{
	Codes: []finding.Code{finding.MeshIDDiffers, finding.DuplicateClusterName, finding.SharedNetwork, finding.NoEastWest, finding.TrustDomainsApart,
		finding.AuthoritiesApart, finding.RootsApart, finding.RemoteSecretMissing, finding.RemoteSecretUnknown, finding.AloneInMesh, finding.VersionSkew, finding.EndOfLifeUnknown, finding.RemoteSecretNames},
	Reads: []rule.GroupKind{{Group: "install.istio.io", Kind: "IstioOperator"}, {Group: "maistra.io", Kind: "ServiceMeshControlPlane"}, {Kind: "ConfigMap"}, {Kind: "Namespace"}, {Kind: "Service"},
		{Kind: "Secret"}, {Group: "apps", Kind: "Deployment"}, {Group: "networking.istio.io", Kind: "Gateway"},
		{Group: "gateway.networking.k8s.io", Kind: "Gateway"}, {Group: "external-secrets.io", Kind: "ExternalSecret"}, {Group: "bitnami.com", Kind: "SealedSecret"}},
	Keep: links,
	Fleet: func(w *rule.World) []finding.Finding {
		byID := map[string][]*cluster{}
		var known []*cluster
		for _, c := range w.Clusters {
			cl := clusterOf(c)
			known = append(known, cl)
			if cl.id.value != "" {
				byID[cl.id.value] = append(byID[cl.id.value], cl)
			}
		}
		all := slices.Concat(alone(byID), nameless(known))
		if !w.Now.IsZero() {
			all = append(all, unknownEnds(known)...)
		}
		for _, id := range sortedKeys(byID) {
			m := &oneMesh{id: id, clusters: byID[id]}
			all = append(all, m.names()...)
			all = append(all, m.networks()...)
			all = append(all, m.identities()...)
			all = append(all, m.remoteSecrets()...)
			all = append(all, m.versions()...)
		}
		return all
	},
}

// links reports whether an object says something that other clusters need. What istiod itself says is in agreement with
// the Mesh and the IstioOperator, or that is reported already.
func links(c *rule.Cluster, o rule.Object) bool {
	said := c.Member != nil || len(c.Kind("install.istio.io", "IstioOperator")) > 0
	switch o.Kind() {
	case "ConfigMap":
		return isMeshConfig(o.Object) && !said || o.Name() == rootConfigMap
	case "Namespace":
		return o.Label(networkLabel) != ""
	case "Service":
		return port(o.Maps("spec", "ports"), crossNetworkPort) != nil
	case "Deployment":
		return !said && slices.ContainsFunc(o.Maps("spec", "template", "spec", "containers"), isIstiod)
	}
	return true
}

func clusterOf(c *rule.Cluster) *cluster {
	cs := claimsOf(c)
	cl := &cluster{Cluster: c, secrets: remoteSecrets(c), eastWest: hasEastWest(c), versions: installed(c), aliases: aliasesOf(c, cs.configs), believes: believes(c, cs.configs)}
	for f, into := range map[*fact]*claim{meshID: &cl.id, clusterName: &cl.name, network: &cl.network,
		trustDomain: &cl.trustDomain, authority: &cl.authority, root: &cl.root} {
		*into, _ = cs.value(f)
	}
	return cl
}

// hasEastWest reports whether something leads into the network of the cluster: a Service, an IstioOperator that makes
// one, or a gateway of ambient.
func hasEastWest(c *rule.Cluster) bool {
	if len(eastWestServices(c)) > 0 {
		return true
	}
	for _, g := range c.Kind("gateway.networking.k8s.io", "Gateway") {
		if g.String("spec", "gatewayClassName") == "istio-east-west" || g.Label(networkLabel) != "" {
			return true
		}
	}
	for _, o := range c.Kind("install.istio.io", "IstioOperator") {
		for _, g := range o.Maps("spec", "components", "ingressGateways") {
			if g.String("label", networkLabel) != "" && g["enabled"] != false {
				return true
			}
		}
	}
	return false
}

// aliasesOf the trust domain, of the Mesh and of every control plane.
func aliasesOf(c *rule.Cluster, configs []krm.Object) []string {
	var all []string
	if c.Member != nil {
		all = append(all, c.Member.Mesh.Spec.ControlPlane.TrustDomainAliases...)
	}
	add := func(list []any) {
		for _, e := range list {
			if alias, ok := e.(string); ok {
				all = append(all, alias)
			}
		}
	}
	for _, o := range c.Kind("install.istio.io", "IstioOperator") {
		add(o.List("spec", "meshConfig", "trustDomainAliases"))
	}
	for _, config := range configs {
		add(config.List("trustDomainAliases"))
	}
	return all
}

// believes reports whether a cluster names further roots that it believes.
func believes(c *rule.Cluster, configs []krm.Object) bool {
	return slices.ContainsFunc(c.Kind("install.istio.io", "IstioOperator"), func(o rule.Object) bool { return len(o.List("spec", "meshConfig", "caCertificates")) > 0 }) ||
		slices.ContainsFunc(configs, func(config krm.Object) bool { return len(config.List("caCertificates")) > 0 })
}

// alone reports a cluster that is set up to meet others, and is the only one of its mesh ID while others that are set up
// for it are of another: most likely the ID is a slip. Two meshes that share nothing are left alone.
func alone(byID map[string][]*cluster) []finding.Finding {
	var all []finding.Finding
	for _, id := range sortedKeys(byID) {
		if len(byID[id]) > 1 || !byID[id][0].meets() {
			continue
		}
		own := byID[id][0]
		for _, other := range sortedKeys(byID) {
			i := slices.IndexFunc(byID[other], func(c *cluster) bool {
				return c.Name != own.Name && c.meets() && c.trustDomain.value == own.trustDomain.value
			})
			if i >= 0 && other != id {
				all = append(all, own.id.report(finding.AloneInMesh, "cluster %s is alone in mesh ID %s, and cluster %s, of the same trust domain, is in mesh ID %s",
					own.Name, id, byID[other][i].Name, other).And(byID[other][i].id.place(finding.AloneInMesh)))
				break
			}
		}
	}
	return all
}

// nameless reports a cluster without a mesh ID that has remote secrets for clusters with one.
func nameless(clusters []*cluster) []finding.Finding {
	named := map[string]*cluster{}
	for _, c := range clusters {
		if c.id.value != "" {
			named[c.name.value] = c
		}
	}
	var all []finding.Finding
	for _, c := range clusters {
		if c.id.value != "" || c.name.value == "" {
			continue
		}
		for _, s := range c.secrets {
			if other := named[s.cluster()]; other != nil {
				all = append(all, c.name.report(finding.MeshIDDiffers, "cluster %s has no mesh ID, and a remote secret for cluster %s of mesh ID %s", c.name.value, s.cluster(), other.id.value).
					And(other.id.place(finding.MeshIDDiffers)))
				break
			}
		}
	}
	return all
}

// meets reports whether the cluster is made to be one of several.
func (c *cluster) meets() bool {
	external := c.Member != nil && c.Member.Mesh.Spec.MultiCluster.RemoteSecrets.Source == mesh.RemoteFromExternalSecret
	return c.eastWest || len(c.secrets) > 0 || external
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, cmp.Compare)
	return keys
}
