package mesh

import (
	"cmp"
	"slices"
	"strings"

	"github.com/meshfn/meshfn/internal/finding"
)

// NewestKubernetes is the newest Kubernetes line whose API versions meshfn knows.
const NewestKubernetes = "1.35"

// hubs are the registries of ASM's images; the registry moved with 1.15 (anthos-service-mesh-packages, release notes of
// that line).
var hubs = []struct{ versions, hub string }{
	{"<1.15", "gcr.io/gke-release/asm"},
	{">=1.15", "gke.gcr.io/asm"},
}

// DefaultHub is the image registry of a release, or "" where the charts know it.
func DefaultHub(d Distribution, v Version) string {
	for _, h := range hubs {
		if d == ASM && v.InRange(h.versions) {
			return h.hub
		}
	}
	return ""
}

// Default fills every field of the spec that was left out and has a default, in an order in which each default can use
// those before it. It returns a finding for what is required once the defaults are known and for values that contradict
// each other. A second call changes nothing.
func Default(m *Mesh) []finding.Finding {
	d := defaulter{mesh: m, spec: &m.Spec, cp: &m.Spec.ControlPlane}
	d.kinds()
	d.cluster()
	d.authority()
	d.revisions()
	d.identity()
	d.namespaces()
	d.gateways()
	d.multiCluster()
	d.federation()
	d.delivery()
	return d.findings
}

type defaulter struct {
	mesh     *Mesh
	spec     *Spec
	cp       *ControlPlane
	first    Version // of the first revision; zero where it cannot be read
	findings []finding.Finding
}

func (d *defaulter) report(code finding.Code, field, format string, args ...any) {
	d.findings = append(d.findings, finding.New(code, format, args...).At("", field))
}

// or sets *field to fallback where it is the zero value.
func or[T comparable](field *T, fallback T) { *field = cmp.Or(*field, fallback) }

// longestControlPlane is the longest name of a ServiceMeshControlPlane: its Service has a word before it, and the
// namespace by default one behind it.
const longestControlPlane = 63 - len("istiod-")

func (d *defaulter) kinds() {
	or(&d.cp.Distribution, ASM)
	or(&d.cp.Management, InCluster)
	or(&d.cp.Role, Primary)
	if d.cp.Distribution == OpenShift {
		if name := d.mesh.Metadata.Name; len(name) > longestControlPlane {
			d.report(finding.BadName, "metadata.name", "the control plane's Service is istiod-%s, and a Service name ends at 63 characters", name)
		}
		or(&d.cp.Mode, MultiTenant)
	}
	if d.cp.Distribution == ASM {
		or(&d.spec.Cluster.Platform, GKE)
	}
	or(&d.spec.Cluster.Platform, Other)
}

func (d *defaulter) cluster() {
	c, f := &d.spec.Cluster, &d.spec.Fleet
	or(&c.Name, d.mesh.Metadata.Name)
	or(&c.KubernetesVersion, NewestKubernetes)
	if c.Platform != GKE {
		or(&c.Location, "global")
		or(&c.Project, f.Project)
	}
	or(&f.Project, c.Project)
	if f.Project == c.Project {
		or(&f.ProjectNumber, c.ProjectNumber)
		or(&c.ProjectNumber, f.ProjectNumber)
	}
	if d.cp.Distribution != ASM {
		return
	}
	if c.Project == "" {
		d.report(finding.Required, "spec.cluster.project", "distribution ASM needs the Google Cloud project")
	}
	if f.ProjectNumber == "" {
		d.report(finding.Required, "spec.fleet.projectNumber", "distribution ASM needs the number of the fleet's project: the mesh ID is made of it")
	}
	if c.Platform == GKE {
		if c.Location == "" {
			d.report(finding.Required, "spec.cluster.location", "platform GKE needs the zone or region of the cluster")
		}
		if c.ProjectNumber == "" {
			d.report(finding.Required, "spec.cluster.projectNumber", "platform GKE needs the number of project %s: GCP_METADATA carries it", c.Project)
		}
		if c.Region != "" && c.Location != c.Region && !strings.HasPrefix(c.Location, c.Region+"-") {
			d.report(finding.Contradiction, "spec.cluster.region", "the cluster's location %s does not lie in region %s", c.Location, c.Region)
		}
		// What asmcli derives for a cluster in the VPC network named default.
		or(&c.Network, c.Project+"-default")
		return
	}
	if c.Project != f.Project {
		d.report(finding.Contradiction, "spec.cluster.project",
			"off Google Cloud the cluster belongs to the fleet's project %s, not to %s", f.Project, c.Project)
	}
	// On-prem every cluster is a network of its own.
	or(&c.Network, c.Name)
}

func (d *defaulter) authority() {
	ca := &d.cp.CertificateAuthority
	if d.cp.Distribution == ASM {
		or(&ca.Type, MeshCA)
	}
	or(&ca.Type, IstioCA)
	if ca.Type != IstioCA && d.cp.Distribution != ASM && d.cp.Distribution != Sail {
		d.report(finding.Contradiction, "spec.controlPlane.certificateAuthority.type",
			"%s issues certificates for ASM only; distribution %s has IstioCA", ca.Type, d.cp.Distribution)
	}
	if ca.Type != IstioCA {
		if ca.CACerts != nil {
			d.report(finding.Contradiction, "spec.controlPlane.certificateAuthority.cacerts",
				"the Secret cacerts is read by IstioCA only, not by %s", ca.Type)
		}
		return
	}
	if ca.CACerts == nil && d.cp.Distribution == ASM {
		ca.CACerts = &SecretSource{}
	}
	if ca.CACerts != nil {
		or(&ca.CACerts.Source, Existing)
		defaultStore(ca.CACerts.ExternalSecret)
	}
}

func defaultStore(s *ExternalSecret) {
	if s != nil {
		or(&s.StoreKind, ClusterSecretStore)
	}
}

func (d *defaulter) revisions() {
	cp := d.cp
	if cp.Distribution == OpenShift {
		or(&cp.Namespace, d.mesh.Metadata.Name+"-system")
	}
	or(&cp.Namespace, "istio-system")
	for i := range cp.Revisions {
		r := &cp.Revisions[i]
		v, err := ParseVersion(cp.Distribution, r.Version)
		if err != nil {
			if cp.Distribution != Sail {
				d.report(finding.Version, Index("spec.controlPlane.revisions", i)+".version", "%v", err)
			}
			continue
		}
		if i == 0 {
			d.first = v
		}
		if cp.Distribution == ASM {
			or(&r.Name, v.ASMRevision())
		}
		or(&r.Profile, d.profile(v))
	}
	if len(cp.Revisions) == 0 {
		d.report(finding.Required, "spec.controlPlane.revisions", "a control plane needs one revision with a version")
	}
	if d.first.Text != "" {
		or(&cp.Hub, DefaultHub(cp.Distribution, d.first))
	}
}

// profile is `empty` for the package's base file, asm-multicloud for the on-prem Istio CA install of the 1.10 guide,
// and upstream the profile of the platform.
func (d *defaulter) profile(v Version) string {
	switch d.cp.Distribution {
	case ASM:
		if d.spec.Cluster.Platform != GKE && d.cp.CertificateAuthority.Type == IstioCA && v.InRange("<1.11") {
			return ProfileMulticloud
		}
		return "empty"
	case Istio:
		if d.spec.Cluster.Platform == PlatformOpenShift {
			return "openshift"
		}
		return "default"
	}
	return ""
}

func (d *defaulter) namespaces() {
	for i := range d.spec.Namespaces {
		n := &d.spec.Namespaces[i]
		if n.Manage == nil {
			n.Manage = ptr(true)
		}
		field := Index("spec.namespaces", i)
		if d.cp.Distribution == OpenShift {
			continue // members of the roll; injection is a matter of pods there
		}
		if n.Injection == "" {
			n.Injection = InjectRevision
			if n.Revision == "" && d.cp.defaultRevision() == "" && d.cp.hasUnnamed() {
				n.Injection = InjectDefault
			}
		}
		switch n.Injection {
		case InjectRevision:
			d.revision(&n.Revision, field+".revision")
		case InjectDefault:
			if !d.cp.hasUnnamed() && d.cp.Tags["default"] == "" {
				d.report(finding.NoRevision, field+".injection",
					"istio-injection=enabled is served by a default revision or the tag `default`, and this mesh has neither")
			}
		}
		if n.Injection != InjectRevision && n.Revision != "" {
			d.report(finding.Contradiction, field+".revision", "a revision has no effect with injection %s", n.Injection)
		}
	}
}

// revision fills a reference to a revision or tag, and reports one that leads nowhere.
func (d *defaulter) revision(ref *string, field string) {
	if *ref == "" {
		*ref = d.cp.defaultRevision()
		if *ref == "" && !d.cp.hasUnnamed() && len(d.cp.Revisions) > 1 {
			d.report(finding.NoRevision, field, "with two revisions and no tag `default` the revision must be named")
		}
		return
	}
	if _, tag := d.cp.Tags[*ref]; !tag && !slices.ContainsFunc(d.cp.Revisions, func(r Revision) bool { return r.Name == *ref }) {
		if *ref == "default" && d.cp.hasUnnamed() {
			return
		}
		d.report(finding.NoRevision, field, "%q is neither a revision nor a tag of this mesh", *ref)
	}
}

// defaultRevision is what a reference means that was left out: the only revision's name, with two the tag `default`.
func (cp *ControlPlane) defaultRevision() string {
	switch {
	case len(cp.Revisions) == 1:
		return cp.Revisions[0].Name
	case cp.Tags["default"] != "":
		return "default"
	}
	return ""
}

// hasUnnamed reports whether one of the revisions is Istio's default revision, the one without a name.
func (cp *ControlPlane) hasUnnamed() bool {
	return slices.ContainsFunc(cp.Revisions, func(r Revision) bool { return r.Name == "" })
}

func (d *defaulter) delivery() {
	del := &d.spec.Delivery
	if len(del.Tools) == 0 {
		del.Tools = []Tool{ConfigSync, ArgoCD}
	}
	or(&del.Expand, ExpandAuto)
	or(&del.CRDs, CRDsPerCluster)
}

func ptr[T any](v T) *T { return &v }
