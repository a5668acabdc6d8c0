package pipeline

import (
	"fmt"
	"path"

	"github.com/meshfn/meshfn/internal/chart"
	"github.com/meshfn/meshfn/internal/controlplane"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/fleet"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
	"github.com/meshfn/meshfn/internal/render"
)

// expand turns each revision's IstioOperator into manifests where charts are at hand, with what istioctl would make in
// the cluster besides: the webhooks of tags and of the default revision. Where there are none, that stays a step. What it
// found in the IstioOperators is returned with their paths in the output.
func (c *Charts) expand(m *fleet.Member, out *render.Output) ([]finding.Finding, error) {
	spec := m.Mesh.Spec
	if spec.ControlPlane.Distribution == mesh.OpenShift {
		return nil, nil
	}
	var all []finding.Finding
	var expansions []chart.Expansion
	for i, r := range spec.ControlPlane.Revisions {
		set, findings, err := c.wanted(m, i)
		if err != nil {
			return nil, fmt.Errorf("find the charts of %s: %w", r.Version, err)
		}
		out.Findings = append(out.Findings, findings...)
		if set == nil {
			out.Checklist = append(out.Checklist, controlplane.ByIstioctl(m, i)...)
			continue
		}
		file := controlplane.OperatorPath(r)
		expansion, findings, err := set.Install(spec.ControlPlane.Tags, operator(out, file))
		if err != nil {
			return nil, fmt.Errorf("expand %s: %w", file, err)
		}
		for _, f := range findings {
			all = append(all, f.At(file, f.Field))
		}
		expansions = append(expansions, expansion)
	}
	for _, it := range chart.Layout(expansions...) {
		switch {
		case it.Path != chart.CRDsPath || spec.Delivery.CRDs == mesh.CRDsPerCluster:
			out.Set.Add(it.Path, it.Object)
		case spec.Delivery.CRDs == mesh.CRDsShared:
			out.Shared.Add(SharedCRDs(m), it.Object)
		}
	}
	return all, nil
}

// located gives what was found in IstioOperators its place there as they are written, which is where a check of them
// reports the same.
func located(m *fleet.Member, out *render.Output, found []finding.Finding) []finding.Finding {
	for i, f := range found {
		o := operator(out, f.File)
		line, column := mesh.Source{Text: krm.Encode(o)}.Locate(f.Field)
		found[i] = f.At(path.Join(m.Dir, f.File), f.Field).Position(line, column).On(o.ID().String()).In(m.Name())
	}
	return found
}

// SharedCRDsPattern is matched by the paths of SharedCRDs, and in a tree of a fleet by no other.
const SharedCRDsPattern = "crds/*/crds.yaml"

// SharedCRDs is the path below the fleet root where a mesh that shares its definitions has them, else "". The definitions
// of two revisions are those of the newer charts, given last.
func SharedCRDs(m *fleet.Member) string {
	revisions := m.Mesh.Spec.ControlPlane.Revisions
	if m.Mesh.Spec.Delivery.CRDs != mesh.CRDsShared || len(revisions) == 0 {
		return ""
	}
	return "crds/" + revisions[len(revisions)-1].Version + "/crds.yaml"
}

// wanted returns the charts that a revision is to be expanded with; none, and a finding unless nothing was asked for,
// where they are not at hand.
func (c *Charts) wanted(m *fleet.Member, i int) (*chart.Charts, []finding.Finding, error) {
	if m.Mesh.Spec.Delivery.Expand == mesh.ExpandNever {
		return nil, nil, nil
	}
	set, refused, err := c.find(m, i)
	switch {
	case refused != nil:
		return nil, []finding.Finding{*refused}, err
	case set == nil && err == nil:
		return nil, []finding.Finding{noCharts(m, i)}, nil
	}
	return set, nil, err
}

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
