package setters

import (
	"cmp"
	"slices"

	"github.com/meshfn/meshfn/internal/mesh"
)

// known is what meshfn knows of a setter: which fact of a Mesh it takes, and the placeholder that the package ships where
// it does not look like one (NETWORK_ID does, asm-cluster does not).
type known struct {
	name        string
	fact        fact
	placeholder string
	// option tells that only an option of the package uses the setter, one that is off unless somebody adds it.
	option bool
}

// fact reads a value from a defaulted Mesh; false where the Mesh has none. The revision is the one that the package is for.
type fact func(s *mesh.Spec, r mesh.Revision) (Value, bool)

// knownSetters are the setters of anthos-service-mesh-packages (asm/Kptfile of release-1.7-asm to release-1.28; the values
// are those that asmcli and install_asm set, lib/util.sh) and the short names of packages with kpt v1 comments.
//
// Names differ by release: hub-idp-url and hubTrustDomain up to 1.10, idp-url and trustDomain from 1.11 on,
// environProjectID and hubMembershipID in 1.7 to 1.9. A package is set by the names that it defines, so all of them stand
// here side by side. Setters that are not here keep the value of the package.
var knownSetters = []known{
	{name: "gcloud.core.project", fact: project},
	{name: "gcloud.project.projectNumber", fact: projectNumber},
	{name: "gcloud.project.environProjectNumber", fact: fleetProjectNumber},
	{name: "gcloud.project.environProjectID", fact: fleetProject},
	{name: "gcloud.container.cluster", fact: cluster, placeholder: "asm-cluster"},
	{name: "gcloud.compute.location", fact: location, placeholder: "us-central1-c"},
	{name: "gcloud.compute.network", fact: network},
	{name: "anthos.servicemesh.hub", fact: hub},
	{name: "anthos.servicemesh.tag", fact: version},
	{name: "anthos.servicemesh.rev", fact: revision},
	{name: "anthos.servicemesh.trustDomain", fact: packageTrustDomain},
	{name: "anthos.servicemesh.hubTrustDomain", fact: packageTrustDomain},
	{name: "anthos.servicemesh.trustDomainAliases", fact: aliases},
	{name: "anthos.servicemesh.tokenAudiences", fact: tokenAudiences},
	{name: "anthos.servicemesh.spiffeBundleEndpoints", fact: spiffeBundle},
	{name: "anthos.servicemesh.idp-url", fact: identityProvider},
	{name: "anthos.servicemesh.hub-idp-url", fact: identityProvider},
	{name: "anthos.servicemesh.hubMembershipID", fact: cluster},
	{name: "anthos.servicemesh.external_ca.ca_name", fact: caPool},
	{name: "anthos.servicemesh.controlplane.monitoring.enabled", fact: noStackdriver},
	{name: "anthos.servicemesh.controlplane.validation-url", option: true},
	{name: "anthos.servicemesh.managed-controlplane.cloudrun-addr", option: true},
	{name: "anthos.servicemesh.custom-ingressgateway-name", option: true},

	{name: "project-id", fact: project},
	{name: "project-number", fact: projectNumber},
	{name: "fleet-project", fact: fleetProject},
	{name: "fleet-project-number", fact: fleetProjectNumber},
	{name: "cluster", fact: cluster},
	{name: "location", fact: location},
	{name: "network", fact: network},
	{name: "hub", fact: hub},
	{name: "tag", fact: version},
	{name: "version", fact: version},
	{name: "revision", fact: revision},
	{name: "trust-domain", fact: trustDomain},
	{name: "trust-domain-aliases", fact: aliases},
	{name: "token-audiences", fact: tokenAudiences},
	{name: "idp-url", fact: identityProvider},
	{name: "hub-idp-url", fact: identityProvider},
	{name: "mesh-id", fact: meshID},
	{name: "cluster-name", fact: clusterName},
	{name: "ca-pool", fact: caPool},
}

func text(of func(s *mesh.Spec, r mesh.Revision) string) fact {
	return func(s *mesh.Spec, r mesh.Revision) (Value, bool) {
		t := of(s, r)
		return Text(t), t != ""
	}
}

var (
	project            = text(func(s *mesh.Spec, _ mesh.Revision) string { return s.Cluster.Project })
	projectNumber      = text(func(s *mesh.Spec, _ mesh.Revision) string { return s.Cluster.ProjectNumber })
	fleetProject       = text(func(s *mesh.Spec, _ mesh.Revision) string { return s.Fleet.Project })
	fleetProjectNumber = text(func(s *mesh.Spec, _ mesh.Revision) string { return s.Fleet.ProjectNumber })
	cluster            = text(func(s *mesh.Spec, _ mesh.Revision) string { return s.Cluster.Name })
	location           = text(func(s *mesh.Spec, _ mesh.Revision) string { return s.Cluster.Location })
	network            = text(func(s *mesh.Spec, _ mesh.Revision) string { return s.Cluster.Network })
	hub                = text(func(s *mesh.Spec, _ mesh.Revision) string { return s.ControlPlane.Hub })
	version            = text(func(_ *mesh.Spec, r mesh.Revision) string { return r.Version })
	trustDomain        = text(func(s *mesh.Spec, _ mesh.Revision) string { return s.ControlPlane.TrustDomain })
	packageTrustDomain = text(func(s *mesh.Spec, _ mesh.Revision) string { return tokenDomain(s) })
	identityProvider   = text(func(s *mesh.Spec, _ mesh.Revision) string { return s.ControlPlane.IdentityProvider })
	meshID             = text(func(s *mesh.Spec, _ mesh.Revision) string { return s.ControlPlane.MeshID })
	clusterName        = text(func(s *mesh.Spec, _ mesh.Revision) string { return s.ControlPlane.ClusterName })
)

// revision of a control plane without a name is the one that istioctl calls default.
var revision = text(func(s *mesh.Spec, r mesh.Revision) string {
	if s.ControlPlane.Distribution == mesh.Istio && r.Version != "" {
		return cmp.Or(r.Name, "default")
	}
	return r.Name
})

// tokenDomain is the trust domain of the tokens that workloads bring. The package's base file holds it even with Istio CA,
// whose overlay then replaces meshConfig.trustDomain alone.
func tokenDomain(s *mesh.Spec) string {
	if s.ControlPlane.Distribution == mesh.ASM && s.ControlPlane.CertificateAuthority.Type == mesh.IstioCA && s.Fleet.Project != "" {
		return s.Fleet.Project + ".svc.id.goog"
	}
	return s.ControlPlane.TrustDomain
}

// tokenAudiences and spiffeBundle are the patterns that the 1.10 package derived by itself.
var tokenAudiences = text(func(s *mesh.Spec, _ mesh.Revision) string {
	if d := tokenDomain(s); d != "" {
		return "istio-ca," + d
	}
	return ""
})

var spiffeBundle = text(func(s *mesh.Spec, _ mesh.Revision) string {
	if d := tokenDomain(s); d != "" {
		return d + "|https://storage.googleapis.com/mesh-ca-resources/spiffe_bundle.json"
	}
	return ""
})

// caPool is asmcli's --ca_pool: the pool, and behind a colon the template.
var caPool = text(func(s *mesh.Spec, _ mesh.Revision) string {
	ca := s.ControlPlane.CertificateAuthority
	if ca.Type != mesh.CAService || ca.Pool == "" || ca.Template == "" {
		return ca.Pool
	}
	return ca.Pool + ":" + ca.Template
})

// noStackdriver is "false" where asmcli excludes Stackdriver: off Google Cloud, Istio CA, option prometheus. Elsewhere the
// package's own value stays.
var noStackdriver = text(func(s *mesh.Spec, r mesh.Revision) string {
	if s.Cluster.Platform != mesh.GKE && s.ControlPlane.CertificateAuthority.Type == mesh.IstioCA && slices.Contains(r.Options, "prometheus") {
		return "false"
	}
	return ""
})

// aliases without repetitions, compared as a whole: a.svc.id.goog is no part of aa.svc.id.goog.
func aliases(s *mesh.Spec, _ mesh.Revision) (Value, bool) {
	var all []string
	for _, a := range s.ControlPlane.TrustDomainAliases {
		if !slices.Contains(all, a) {
			all = append(all, a)
		}
	}
	return List(all...), len(all) > 0
}

// ValuesOf returns what a defaulted Mesh says for every setter that meshfn knows. With two revisions it is the one of the
// package's release line, which the definition of the tag tells, else the first.
func ValuesOf(m *mesh.Mesh, d *Definitions) Values {
	values := Values{}
	r := revisionFor(m, d)
	for _, k := range knownSetters {
		if k.fact == nil {
			continue
		}
		if v, ok := k.fact(&m.Spec, r); ok {
			values[k.name] = v
		}
	}
	return values
}

func revisionFor(m *mesh.Mesh, d *Definitions) mesh.Revision {
	revisions := m.Spec.ControlPlane.Revisions
	if len(revisions) == 0 {
		return mesh.Revision{}
	}
	if tag := d.Setter("anthos.servicemesh.tag"); tag != nil && len(revisions) > 1 {
		if line := lineOf(m, tag.Value); line != "" {
			for _, r := range revisions {
				if lineOf(m, r.Version) == line {
					return r
				}
			}
		}
	}
	return revisions[0]
}

func lineOf(m *mesh.Mesh, version string) string {
	v, err := mesh.ParseVersion(m.Spec.ControlPlane.Distribution, version)
	if err != nil {
		return ""
	}
	return v.Line()
}
