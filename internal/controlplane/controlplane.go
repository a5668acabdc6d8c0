// Package controlplane renders the control plane of one mesh: for ASM and Istio an IstioOperator per revision, merged by
// us into one document, the namespaces with their injection labels, the plain istiod Service and the reference to the
// CA's Secret; for OpenShift a ServiceMeshControlPlane and the roll of its namespaces.
//
// Nothing of a product is written in Go here. What a distribution installs stands in asm.yaml, istio.yaml and
// openshift.yaml, with its source; this package chooses the layers, fills in the values of the Mesh and merges.
//
// An IstioOperator is an input of istioctl and of the expansion, not something a cluster takes: there is no controller
// for it any more. It goes to operator/, marked local-config; manifests/ holds what is applied.
package controlplane

import (
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/fleet"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
	"github.com/meshfn/meshfn/internal/render"
)

// Render returns the control plane of the member: operator/<revision>.yaml, manifests/namespaces.yaml, the objects of
// manifests/control-plane/ that no chart makes, and the steps that remain.
func Render(m *fleet.Member) render.Output {
	var out render.Output
	spec := m.Mesh.Spec
	if spec.ControlPlane.Distribution == mesh.OpenShift {
		return openshift(m)
	}
	for i := range spec.ControlPlane.Revisions {
		op, findings := operator(m, i)
		out.Findings = append(out.Findings, findings...)
		if op != nil {
			out.Set.Add(OperatorPath(spec.ControlPlane.Revisions[i]), op)
		}
	}
	out.Set.Add("manifests/namespaces.yaml", namespaces(m)...)
	out.Set.Add("manifests/control-plane/istiod.yaml", istiodService(m)...)
	out.Set.Add("manifests/control-plane/cacerts.yaml", cacerts(m)...)
	out.Checklist = checklist(m)
	return out
}

// OperatorPath is the file of a revision's IstioOperator.
func OperatorPath(r mesh.Revision) string { return "operator/" + RevisionDir(r) + ".yaml" }

// RevisionDir names a revision in paths: its name, or default for the one without.
func RevisionDir(r mesh.Revision) string {
	if r.Name == "" {
		return "default"
	}
	return r.Name
}

// operator renders the IstioOperator of one revision.
func operator(m *fleet.Member, i int) (krm.Object, []finding.Finding) {
	b := builder{member: m, revision: m.Mesh.Spec.ControlPlane.Revisions[i], field: mesh.Index("spec.controlPlane.revisions", i)}
	v, err := mesh.ParseVersion(m.Mesh.Spec.ControlPlane.Distribution, b.revision.Version)
	if err != nil {
		return nil, []finding.Finding{b.report(finding.Version, ".version", "%v", err)}
	}
	b.fill = filler{version: v, values: values(m, b.revision, v)}
	var spec map[string]any
	switch m.Mesh.Spec.ControlPlane.Distribution {
	case mesh.ASM:
		spec = b.asm()
	default:
		spec = b.istio()
	}
	if finding.HasErrors(b.findings) {
		return nil, b.findings
	}
	op := krm.New("install.istio.io/v1alpha1", "IstioOperator", m.Mesh.Spec.ControlPlane.Namespace, RevisionDir(b.revision))
	op.Annotate(mesh.LocalConfigAnnotation, "true")
	op["spec"] = spec
	return op, b.findings
}
