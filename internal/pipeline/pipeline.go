// Package pipeline is the one way from a mesh to its output: the renderers in their order, the expansion of what they
// rendered, and what the delivery tools need. The command line, the KRM functions and the Argo CD plugin all come
// through here, which is why they give the same bytes.
package pipeline

import (
	"cmp"
	"slices"
	"strings"

	"github.com/meshfn/meshfn/internal/controlplane"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/fleet"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
	"github.com/meshfn/meshfn/internal/render"
)

// Part is a share of the output that one function renders, and the files that belong to it.
type Part struct {
	// Name of the function.
	Name   string
	Render func(*fleet.Member) render.Output
	// Owns reports whether a path, relative to the mesh folder, is this part's.
	Owns func(path string) bool
}

// ControlPlane is the part of render-control-plane: the IstioOperator or ServiceMeshControlPlane, namespaces, and the
// objects beside the charts.
var ControlPlane = Part{"render-control-plane", controlplane.Render, func(p string) bool {
	rest, ok := strings.CutPrefix(p, "manifests/control-plane/")
	return p == "manifests/namespaces.yaml" || strings.HasPrefix(p, "operator/") ||
		ok && rest != "crds.yaml" && !strings.Contains(rest, "/")
}}

// Options of a whole render.
type Options struct {
	// Charts finds the charts for a revision.
	Charts *Charts
}

// Mesh renders everything of one mesh. The set is sorted by path, every object carries the mesh's annotation, and each
// identity occurs once; where it does not, that is a finding.
func Mesh(m *fleet.Member, opts Options) (render.Output, error) {
	out := ControlPlane.Render(m)
	for _, part := range []Part{} {
		out.Append(part.Render(m))
	}
	if finding.HasErrors(out.Findings) {
		return out, nil
	}
	if err := opts.Charts.expand(m, &out); err != nil {
		return out, err
	}
	Finish(m, &out)
	return out, nil
}

// Finish brings an output into its final form: annotated, sorted, free of duplicates.
func Finish(m *fleet.Member, out *render.Output) {
	first := map[krm.ID]string{}
	for _, it := range out.Set.Items() {
		it.Object.Annotate(krm.MeshAnnotation, m.Name())
		if it.Object.Annotation(mesh.LocalConfigAnnotation) == "true" {
			continue
		}
		id := it.Object.ID()
		if path, twice := first[id]; twice {
			out.Findings = append(out.Findings, m.Report(finding.DuplicateObject, "spec",
				"%s would be written to %s and to %s", id, path, it.Path).On(id.String()))
			continue
		}
		first[id] = it.Path
	}
	out.Set.Sort()
	slices.SortStableFunc(out.Findings, func(a, b finding.Finding) int { return cmp.Compare(a.Field, b.Field) })
}
