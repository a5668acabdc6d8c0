package mesh

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/meshfn/meshfn/internal/finding"
)

// ProfileMulticloud is the profile of ASM for clusters off Google Cloud. The file is inside the ASM istioctl archive and
// not public: it is named, and nothing is assumed of what it holds.
const ProfileMulticloud = "asm-multicloud"

// identity fills the names by which the cluster and its workloads are known: mesh ID, cluster name, trust domain and
// aliases, identity provider. The rules are those of asmcli and of the 1.10 package (setters and naming rules of
// anthos-service-mesh-packages, release-1.10-asm and release-1.23).
func (d *defaulter) identity() {
	cp, c, f := d.cp, d.spec.Cluster, d.spec.Fleet
	if f.ProjectNumber != "" {
		or(&cp.MeshID, "proj-"+f.ProjectNumber)
	}
	if cp.Distribution == ASM && !d.multicloudProfile() {
		or(&cp.ClusterName, fmt.Sprintf("cn-%s-%s-%s", c.Project, c.Location, c.Name))
	}
	or(&cp.ClusterName, c.Name)
	switch cp.Distribution {
	case ASM:
		d.googleIdentity()
	case Istio:
		or(&cp.TrustDomain, "cluster.local")
	case OpenShift:
		or(&cp.TrustDomain, d.mesh.Metadata.Name+".local")
	}
}

func (d *defaulter) googleIdentity() {
	cp, c, f := d.cp, d.spec.Cluster, d.spec.Fleet
	citadel := cp.CertificateAuthority.Type == IstioCA
	fleetPool, hubPool, projectPool := f.Project+".svc.id.goog", f.Project+".hub.id.goog", c.Project+".svc.id.goog"
	// Up to 1.10 a GKE cluster uses the pool of its own project; from 1.11 on, and off GKE always, the fleet's.
	before111 := d.first.Text != "" && d.first.InRange("<1.11")
	ownPool := before111 && c.Platform == GKE && !d.option("hub-meshca")

	aliases := []string{fleetPool, hubPool}
	switch {
	case ownPool:
		aliases = []string{projectPool}
	case before111, citadel:
		aliases = []string{fleetPool}
	case projectPool != fleetPool:
		aliases = append(aliases, projectPool)
	}
	switch {
	case citadel:
		or(&cp.TrustDomain, "cluster.local")
	case ownPool:
		or(&cp.TrustDomain, projectPool)
	default:
		or(&cp.TrustDomain, fleetPool)
	}
	if !citadel && !slices.Contains(aliases, cp.TrustDomain) {
		aliases = append([]string{cp.TrustDomain}, aliases...)
	}
	if cp.TrustDomainAliases == nil && !d.multicloudProfile() {
		cp.TrustDomainAliases = aliases
	}
	switch {
	case ownPool:
		or(&cp.IdentityProvider, fmt.Sprintf("https://container.googleapis.com/v1/projects/%s/locations/%s/clusters/%s", c.Project, c.Location, c.Name))
	case citadel && d.option("prometheus"):
		// asmcli leaves idp-url empty: nothing but Stackdriver would use it.
	default:
		or(&cp.IdentityProvider, fmt.Sprintf("https://gkehub.googleapis.com/projects/%s/locations/global/memberships/%s", f.Project, c.Name))
	}
}

// multicloudProfile reports whether every revision is the short form of asm-multicloud.
func (d *defaulter) multicloudProfile() bool {
	return len(d.cp.Revisions) > 0 &&
		!slices.ContainsFunc(d.cp.Revisions, func(r Revision) bool { return r.Profile != ProfileMulticloud })
}

// option reports whether every revision has the option.
func (d *defaulter) option(name string) bool {
	return len(d.cp.Revisions) > 0 &&
		!slices.ContainsFunc(d.cp.Revisions, func(r Revision) bool { return !slices.Contains(r.Options, name) })
}

func (d *defaulter) gateways() {
	hasEastWest := false
	for i := range d.spec.Gateways {
		g := &d.spec.Gateways[i]
		field := Index("spec.gateways", i)
		or(&g.Role, Ingress)
		or(&g.API, APIIstio)
		or(&g.LoadBalancer, InTree)
		if g.Role == Egress {
			or(&g.Exposure, ExposeClusterIP)
		}
		or(&g.Exposure, ExposeExternal)
		hasEastWest = hasEastWest || g.Role == EastWest
		if g.Replicas == nil {
			g.Replicas = &Replicas{}
		}
		// The samples' bounds: 3 to 5 for ingress, 2 to 5 for egress.
		minimum := 2
		if g.Role == Ingress {
			minimum = 3
		}
		or(&g.Replicas.Min, minimum)
		or(&g.Replicas.Max, max(5, g.Replicas.Min))
		for j := range g.Ports {
			or(&g.Ports[j].TargetPort, g.Ports[j].Port)
		}
		d.revision(&g.Revision, field+".revision")
	}
	if d.spec.MultiCluster.ExposeServices == nil {
		d.spec.MultiCluster.ExposeServices = ptr(hasEastWest)
	}
}

func (d *defaulter) multiCluster() {
	mc := &d.spec.MultiCluster
	or(&mc.RemoteSecrets.Source, Manual)
	defaultStore(mc.RemoteSecrets.ExternalSecret)
}

func (d *defaulter) federation() {
	f := d.spec.Federation
	if f == nil {
		return
	}
	if d.cp.Distribution != OpenShift {
		d.report(finding.Contradiction, "spec.federation",
			"federation is a feature of distribution OpenShift (OpenShift Service Mesh 2); this mesh is %s", d.cp.Distribution)
	}
	defaultIngress(f.Ingress)
	for i := range f.Peers {
		defaultIngress(f.Peers[i].Ingress)
		if e := f.Peers[i].External; e != nil {
			or(&e.DiscoveryPort, 8188)
			or(&e.ServicePort, 15443)
			or(&e.EgressGateway, "egress-"+d.mesh.Metadata.Name)
		}
	}
}

func defaultIngress(i *FederationIngress) {
	if i != nil {
		or(&i.Type, FederationLoadBalancer)
	}
}

// Index is the path of an element of a list, as findings write it: spec.gateways[0].
func Index(field string, i int) string { return field + "[" + strconv.Itoa(i) + "]" }
