package pipeline

import (
	"fmt"
	"path"

	"github.com/meshfn/meshfn/internal/controlplane"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/fleet"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
	"github.com/meshfn/meshfn/internal/render"
)

// expand turns each revision's IstioOperator into manifests where charts are at hand.
func (c *Charts) expand(m *fleet.Member, out *render.Output) error {
	if m.Mesh.Spec.Delivery.Expand == mesh.ExpandNever || m.Mesh.Spec.ControlPlane.Distribution == mesh.OpenShift {
		return nil
	}
	crds := map[string]bool{}
	for i, r := range m.Mesh.Spec.ControlPlane.Revisions {
		set, refused, err := c.find(m, i)
		if err != nil {
			return fmt.Errorf("find the charts of %s: %w", r.Version, err)
		}
		if refused != nil {
			out.Findings = append(out.Findings, *refused)
			continue
		}
		if set == nil {
			out.Findings = append(out.Findings, noCharts(m, i))
			continue
		}
		operatorPath := controlplane.OperatorPath(r)
		expansion, findings, err := set.Expand(operator(out, operatorPath))
		if err != nil {
			return fmt.Errorf("expand %s: %w", operatorPath, err)
		}
		for _, f := range findings {
			f.File = path.Join(m.Dir, operatorPath)
			out.Findings = append(out.Findings, f)
		}
		folder := "manifests/control-plane/" + controlplane.RevisionDir(r) + "/"
		for _, component := range expansion.Components {
			for _, o := range component.Objects {
				if o.Kind() != "CustomResourceDefinition" {
					out.Set.Add(folder+component.Name+".yaml", o)
				} else if !crds[o.Name()] && m.Mesh.Spec.Delivery.CRDs != mesh.CRDsNone {
					crds[o.Name()] = true
					out.Set.Add(crdsFile, o)
				}
			}
		}
	}
	return nil
}

// crdsFile holds the custom resource definitions of all revisions.
const crdsFile = "manifests/control-plane/crds.yaml"

func noCharts(m *fleet.Member, i int) finding.Finding {
	code := finding.NoCharts
	if m.Mesh.Spec.Delivery.Expand == mesh.ExpandAlways {
		code = finding.ChartsRequired
	}
	return m.Report(code, mesh.Index("spec.controlPlane.revisions", i)+".version",
		"no charts of version %s are at hand", m.Mesh.Spec.ControlPlane.Revisions[i].Version)
}

func operator(out *render.Output, file string) krm.Object {
	for _, it := range out.Set.Items() {
		if it.Path == file {
			return it.Object
		}
	}
	return nil
}
