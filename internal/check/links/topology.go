package links

import (
	"slices"

	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/fleet"
	"github.com/meshfn/meshfn/internal/mesh"
)

// networkLabel stands at the namespace of the control plane, at the Service of an east-west gateway and at its pods.
const networkLabel = "topology.istio.io/network"

// claimsOf collects what a cluster says of itself.
func claimsOf(c *rule.Cluster) *claims {
	cs := &claims{}
	if c.Member != nil {
		cs.member(c.Member)
	}
	for _, o := range c.Kind("install.istio.io", "IstioOperator") {
		cs.operator(o)
	}
	cs.openShift(c)
	for _, o := range c.Kind("", "ConfigMap") {
		switch {
		case isInjector(o.Object):
			cs.injected(o)
		case isMeshConfig(o.Object):
			cs.meshConfig(o)
		}
	}
	namespace := c.Profile().Namespace
	for _, kind := range []string{"Deployment", "DaemonSet", "StatefulSet"} {
		for _, o := range c.Kind("apps", kind) {
			cs.workload(o, namespace)
		}
	}
	cs.namespaces(c, namespace)
	cs.eastWest(c)
	cs.roots(c)
	cs.dropStandIns()
	return cs
}

// dropStandIns forgets mesh IDs that are none: without one, proxies are told the trust domain in its place.
func (cs *claims) dropStandIns() {
	domains := map[string]bool{trustDomain.fallback: true}
	for _, all := range cs.byFact[trustDomain] {
		for _, c := range all {
			domains[c.value] = true
		}
	}
	for scope, all := range cs.byFact[meshID] {
		cs.byFact[meshID][scope] = slices.DeleteFunc(all, func(c claim) bool { return c.standIn && domains[c.value] })
	}
}

func (cs *claims) member(m *fleet.Member) {
	say := func(f *fact, scope, value, field string) {
		if value != "" {
			cs.add(f, scope, claim{value: value, by: m, field: field, mesh: true})
		}
	}
	cp := m.Mesh.Spec.ControlPlane
	if cp.Distribution != mesh.OpenShift {
		say(meshID, "", cp.MeshID, "spec.controlPlane.meshID")
		say(identityProvider, "", cp.IdentityProvider, "spec.controlPlane.identityProvider")
		say(authority, "", string(cp.CertificateAuthority.Type), "spec.controlPlane.certificateAuthority.type")
	}
	say(clusterName, "", cp.ClusterName, "spec.controlPlane.clusterName")
	say(network, "", m.Mesh.Spec.Cluster.Network, "spec.cluster.network")
	say(trustDomain, cp.Namespace, cp.TrustDomain, "spec.controlPlane.trustDomain")
}

// openShift adds what a ServiceMeshControlPlane says. Several in a cluster are several meshes.
func (cs *claims) openShift(c *rule.Cluster) {
	all := c.Kind("maistra.io", "ServiceMeshControlPlane")
	for _, o := range all {
		cs.must(trustDomain, o.Namespace(), o.String("spec", "security", "trust", "domain"), o, "spec.security.trust.domain")
		if len(all) == 1 {
			cs.must(clusterName, "", o.String("spec", "cluster", "name"), o, "spec.cluster.name")
			cs.must(network, "", o.String("spec", "cluster", "network"), o, "spec.cluster.network")
		}
	}
}

// namespaces adds the label of the control plane's namespace, by which istiod knows the network of its cluster.
func (cs *claims) namespaces(c *rule.Cluster, controlPlane string) {
	const field = `metadata.labels["` + networkLabel + `"]`
	for _, ns := range c.Kind("", "Namespace") {
		switch {
		case len(c.Kind("maistra.io", "ServiceMeshControlPlane")) > 0: // the operator keeps the label
		case ns.Name() == controlPlane:
			cs.must(network, "", ns.Label(networkLabel), ns, field)
		default:
			cs.says(network, "", ns.Label(networkLabel), ns, field)
		}
	}
}

// eastWest adds the places of an east-west gateway: the label by which istiod finds the Service that leads into the
// network, and those by which the gateway serves that network alone.
func (cs *claims) eastWest(c *rule.Cluster) {
	const label = `["` + networkLabel + `"]`
	services := eastWestServices(c)
	for _, s := range services {
		cs.must(network, "", s.Label(networkLabel), s, "metadata.labels"+label)
	}
	for _, d := range c.Kind("apps", "Deployment") {
		labels := d.Map("spec", "template", "metadata", "labels")
		if !slices.ContainsFunc(services, func(s rule.Object) bool {
			return s.Namespace() == d.Namespace() && selects(s.Map("spec", "selector"), labels)
		}) {
			continue
		}
		pod, _ := labels[networkLabel].(string)
		cs.must(network, "", pod, d, "spec.template.metadata.labels"+label)
		for i, container := range d.Maps("spec", "template", "spec", "containers") {
			if container.String("name") == "istio-proxy" {
				cs.must(network, "", variableOf(rule.Maps(container.List("env")), "ISTIO_META_REQUESTED_NETWORK_VIEW"), d,
					mesh.Index("spec.template.spec.containers", i)+".env")
			}
		}
	}
}

// selects reports whether a selector, which must not be empty, fits labels.
func selects(selector, labels map[string]any) bool {
	for k, v := range selector {
		if labels[k] != v {
			return false
		}
	}
	return len(selector) > 0
}
