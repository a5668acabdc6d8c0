package pipeline

import (
	"path"

	"github.com/meshfn/meshfn/internal/chart"
	"github.com/meshfn/meshfn/internal/controlplane"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/fleet"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
	"github.com/meshfn/meshfn/internal/render"
)

// Charts returns the chart set for a revision of a mesh: the one that revisions[].charts names, one that was passed, or
// the embedded one. It is nil where none of that version is at hand.
type Charts func(m *fleet.Member, r mesh.Revision) (*chart.Charts, error)

// EmbeddedCharts knows the charts inside this binary, for the version that they are of.
func EmbeddedCharts(_ *fleet.Member, r mesh.Revision) (*chart.Charts, error) {
	if r.Charts == "" && r.Version == chart.Version {
		return chart.Embedded(), nil
	}
	return nil, nil
}

// expand turns each revision's IstioOperator into manifests where charts are at hand.
func expand(m *fleet.Member, charts Charts, out *render.Output) error {
	if m.Mesh.Spec.Delivery.Expand == mesh.ExpandNever || m.Mesh.Spec.ControlPlane.Distribution == mesh.OpenShift {
		return nil
	}
	crds := map[string]bool{}
	for i, r := range m.Mesh.Spec.ControlPlane.Revisions {
		field := mesh.Index("spec.controlPlane.revisions", i) + ".version"
		set, err := charts(m, r)
		if err != nil {
			return err
		}
		if set == nil {
			code := finding.NoCharts
			if m.Mesh.Spec.Delivery.Expand == mesh.ExpandAlways {
				code = finding.ChartsRequired
			}
			out.Findings = append(out.Findings, m.Report(code, field, "no charts of version %s are at hand", r.Version))
			continue
		}
		var operator krm.Object
		for _, it := range out.Set.Items() {
			if it.Path == controlplane.OperatorPath(r) {
				operator = it.Object
			}
		}
		expansion, findings, err := set.Expand(operator)
		if err != nil {
			return err
		}
		for _, f := range findings {
			f.File, f.Line, f.Column = path.Join(m.Dir, controlplane.OperatorPath(r)), 0, 0
			out.Findings = append(out.Findings, f)
		}
		for _, component := range expansion.Components {
			for _, o := range component.Objects {
				file := "manifests/control-plane/" + controlplane.RevisionDir(r) + "/" + component.Name + ".yaml"
				if o.Kind() == "CustomResourceDefinition" {
					if crds[o.Name()] || m.Mesh.Spec.Delivery.CRDs == mesh.CRDsNone {
						continue
					}
					crds[o.Name()] = true
					file = "manifests/control-plane/crds.yaml"
				}
				out.Set.Add(file, o)
			}
		}
	}
	return nil
}
