package controlplane

import (
	_ "embed"
	"maps"
	"slices"
	"sync"

	"github.com/meshfn/meshfn/internal/federation"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/fleet"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
	"github.com/meshfn/meshfn/internal/render"
)

//go:embed openshift.yaml
var openshiftText []byte

var openshiftTables = sync.OnceValue(func() *tables { return decode(openshiftText) })

// openshiftVersions are those of the maistra.io/v2 API that have federation. Version 3 has none of these kinds.
const openshiftVersions = ">=2.1 <2.7"

// openshift renders the control plane of OpenShift Service Mesh 2: no IstioOperator but a ServiceMeshControlPlane, which
// the operator in the cluster takes as it is, and the roll of the namespaces that are in the mesh.
func openshift(m *fleet.Member) render.Output {
	var out render.Output
	v, findings := openshiftRevision(m)
	out.Findings = append(findings, openshiftInjection(m)...)
	if finding.HasErrors(out.Findings) {
		return out
	}
	smcp, findings := serviceMeshControlPlane(m, v)
	out.Findings = append(out.Findings, findings...)
	out.Set.Add("manifests/namespaces.yaml", namespaces(m)...)
	out.Set.Add("manifests/control-plane/cacerts.yaml", cacerts(m)...)
	out.Set.Add("manifests/control-plane/smcp.yaml", smcp)
	out.Set.Add("manifests/control-plane/smcp.yaml", memberRoll(m, v)...)
	out.Checklist = checklist(m)
	return out
}

// openshiftRevision returns the version of the only revision. The operator names the revision after the
// ServiceMeshControlPlane and replaces one version by the next in place, so nothing of a second one, a name or a tag
// would have an effect.
func openshiftRevision(m *fleet.Member) (mesh.Version, []finding.Finding) {
	const at = "spec.controlPlane.revisions"
	cp := m.Mesh.Spec.ControlPlane
	r := cp.Revisions[0]
	var all []finding.Finding
	report := func(code finding.Code, field, format string, args ...any) {
		all = append(all, m.Report(code, field, format, args...))
	}
	v, err := mesh.ParseVersion(mesh.OpenShift, r.Version)
	switch {
	case err != nil:
		report(finding.Version, mesh.Index(at, 0)+".version", "%v", err)
	case !v.InRange(openshiftVersions):
		report(finding.Version, mesh.Index(at, 0)+".version", "OpenShift Service Mesh %s is not rendered; v2.1 to v2.6 are", r.Version)
	case cp.Mode == mesh.ClusterWide && !v.InRange(">=2.3"):
		report(finding.Contradiction, "spec.controlPlane.mode", "mode ClusterWide came with v2.3; this mesh is %s", r.Version)
	}
	if len(cp.Revisions) > 1 {
		report(finding.Contradiction, mesh.Index(at, 1), "a ServiceMeshControlPlane has one version; the operator upgrades it in place")
	}
	if r.Name != "" && r.Name != m.Name() {
		report(finding.Contradiction, mesh.Index(at, 0)+".name", "the operator names the revision after the mesh, %s", m.Name())
	}
	if len(r.Options) > 0 {
		report(finding.UnknownOption, mesh.Index(at, 0)+".options[0]", "options are overlays of the ASM package; distribution OpenShift has none (use overlays)")
	}
	for _, tag := range slices.Sorted(maps.Keys(cp.Tags)) {
		report(finding.Contradiction, "spec.controlPlane.tags."+tag, "distribution OpenShift has no revision tags")
	}
	return v, all
}

// openshiftInjection reports labels that have no effect: pods ask for their sidecar themselves. Only a cluster-wide
// control plane looks at istio-injection.
func openshiftInjection(m *fleet.Member) []finding.Finding {
	var all []finding.Finding
	for i, n := range m.Mesh.Spec.Namespaces {
		field := mesh.Index("spec.namespaces", i)
		clusterWide := m.Mesh.Spec.ControlPlane.Mode == mesh.ClusterWide && n.Injection != mesh.InjectRevision
		if n.Injection != "" && !clusterWide {
			all = append(all, m.Report(finding.Contradiction, field+".injection",
				"injection %s has no effect in mode %s: pods carry sidecar.istio.io/inject", n.Injection, m.Mesh.Spec.ControlPlane.Mode))
		}
		if n.Revision != "" {
			all = append(all, m.Report(finding.Contradiction, field+".revision", "distribution OpenShift has no revision labels"))
		}
	}
	return all
}

func serviceMeshControlPlane(m *fleet.Member, v mesh.Version) (krm.Object, []finding.Finding) {
	t, cp := openshiftTables(), m.Mesh.Spec.ControlPlane
	b := builder{member: m, revision: cp.Revisions[0], field: mesh.Index("spec.controlPlane.revisions", 0)}
	b.fill = filler{version: v, values: openshiftValues(m, v)}
	spec := b.fill.tree(&t.Base)
	if cp.CertificateAuthority.CACerts != nil {
		merge(spec, b.fill.layer(t.layer("cacerts")))
	}
	b.patches(spec)
	o := krm.New("maistra.io/v2", "ServiceMeshControlPlane", cp.Namespace, m.Name())
	o["spec"] = spec
	return o, b.findings
}

func openshiftValues(m *fleet.Member, v mesh.Version) map[string]any {
	cp := m.Mesh.Spec.ControlPlane
	filled := values(m, cp.Revisions[0], v)
	filled["profiles"], filled["clusterWide"], filled["clusterScoped"], filled["pullSecretReferences"] = nil, nil, nil, nil
	if profile := cp.Revisions[0].Profile; profile != "" {
		filled["profiles"] = []any{profile}
	}
	// Multi-tenant is the operator's own default, and before 2.4 has no field.
	if cp.Mode == mesh.ClusterWide {
		filled["clusterWide"], filled["clusterScoped"] = "ClusterWide", "ClusterScoped"
	}
	if len(cp.ImagePullSecrets) > 0 {
		refs := make([]any, len(cp.ImagePullSecrets))
		for i, name := range cp.ImagePullSecrets {
			refs[i] = map[string]any{"name": name}
		}
		filled["pullSecretReferences"] = refs
	}
	filled["federationEgress"], filled["federationIngress"] = nil, nil
	if egress, ingress := federation.Gateways(m); egress != nil {
		filled["federationEgress"], filled["federationIngress"] = egress, ingress
	}
	return filled
}

// derived are the fields of a ServiceMeshControlPlane that others rely on as they are in mesh.yaml: peers for the trust
// domain, we for the version. A patch cannot change them.
var derived = [][]string{{"version"}, {"mode"}, {"security", "trust", "domain"}}

// patches merges the ServiceMeshControlPlanes that the revision names: maps deeply, lists as a whole.
func (b *builder) patches(spec map[string]any) {
	for i, file := range b.revision.Overlays {
		overlay, ok := b.member.Overlays[file]
		if !ok {
			continue // reported when the fleet was loaded
		}
		patch := clone(overlay.Map("spec")).(map[string]any)
		for _, path := range derived {
			changed := krm.Object(patch).Get(path...)
			if want := krm.Object(spec).Get(path...); changed != nil && changed != want {
				b.add(finding.Overlay, mesh.Index(".overlays", i), "overlay %s sets %v to %v, which only mesh.yaml may", file, path, changed)
			}
		}
		// The list rules are those of an IstioOperator; below a key of its own none of them holds.
		mergeMap(spec, patch, []string{"ServiceMeshControlPlane"})
	}
}

// memberRoll lists the namespaces of the mesh; the operator reads the roll named default and no other.
//
// A cluster-wide control plane without listed namespaces keeps the choice that the product makes: from 2.4 on the operator
// writes the roll itself and selects istio-injection=enabled, in 2.3 "*" takes every namespace but those of the platform.
// Where namespaces are listed, an empty selector replaces the operator's.
func memberRoll(m *fleet.Member, v mesh.Version) []krm.Object {
	cp := m.Mesh.Spec.ControlPlane
	var names []string
	for _, n := range m.Mesh.Spec.Namespaces {
		names = append(names, n.Name)
	}
	for _, g := range m.Mesh.Spec.Gateways {
		names = append(names, g.Namespace)
	}
	names = slices.DeleteFunc(names, func(name string) bool { return name == cp.Namespace })
	slices.Sort(names)
	members := []any{}
	for _, name := range slices.Compact(names) {
		members = append(members, name)
	}
	spec := map[string]any{"members": members}
	if cp.Mode == mesh.ClusterWide {
		selectors := v.InRange(">=2.4")
		switch {
		case len(members) > 0 && selectors:
			spec["memberSelectors"] = []any{}
		case len(members) == 0 && selectors:
			return nil
		case len(members) == 0:
			spec["members"] = []any{"*"}
		}
	}
	o := krm.New("maistra.io/v1", "ServiceMeshMemberRoll", cp.Namespace, "default")
	o["spec"] = spec
	return []krm.Object{o}
}
