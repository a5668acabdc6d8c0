// Package pipeline is the one way from a mesh to its output: the renderers in their order, the expansion of what they
// rendered, and what the delivery tools need. The command line, the KRM functions and the Argo CD plugin all come
// through here, which is why they give the same bytes.
package pipeline

import (
	"slices"
	"strings"

	"github.com/meshfn/meshfn/internal/chart"
	"github.com/meshfn/meshfn/internal/controlplane"
	"github.com/meshfn/meshfn/internal/delivery"
	"github.com/meshfn/meshfn/internal/federation"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/fleet"
	"github.com/meshfn/meshfn/internal/gateway"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
	"github.com/meshfn/meshfn/internal/render"
)

// Part is the share of one renderer: what it makes of a mesh, and which files are its own.
type Part struct {
	render func(*fleet.Member) render.Output
	owns   func(path string) bool
}

// The parts, in the order in which they render.
var (
	ControlPlane = Part{controlplane.Render, func(p string) bool {
		rest, below := strings.CutPrefix(p, chart.Folder)
		return p == "manifests/namespaces.yaml" || strings.HasPrefix(p, krm.OperatorFolder+"/") ||
			below && p != chart.CRDsPath && !strings.Contains(rest, "/")
	}}
	Gateways = Part{gateway.Render, func(p string) bool {
		return p == gateway.MultiClusterPath || strings.HasPrefix(p, "manifests/gateways/")
	}}
	Federation = Part{federation.Render, func(p string) bool { return strings.HasPrefix(p, "manifests/federation/") }}
)

// Render renders this part of a mesh alone, in its final form.
func (p Part) Render(m *fleet.Member) (render.Output, error) {
	out := p.render(m)
	finish(m, &out)
	return out, nil
}

// Owns reports whether a path, relative to the folder of mesh.yaml, is this part's.
func (p Part) Owns(path string) bool { return p.owns(path) }

// Whole renders everything of a mesh.
type Whole struct {
	// Charts finds the charts for a revision.
	Charts *Charts
}

// Render renders all parts, expands each IstioOperator where charts are at hand, and fits the result for delivery. The
// set is sorted by path, every object carries the mesh's annotation, and each identity occurs once; where it does not,
// that is a finding, and so is a mesh that gives nothing.
func (w Whole) Render(m *fleet.Member) (render.Output, error) {
	var out render.Output
	for _, part := range []Part{ControlPlane, Gateways, Federation} {
		out.Append(part.render(m))
	}
	if finding.HasErrors(out.Findings) {
		return out, nil
	}
	found, err := w.Charts.expand(m, &out)
	if err != nil {
		return out, err
	}
	finish(m, &out)
	out.Findings = append(out.Findings, located(m, &out, found)...)
	if !slices.ContainsFunc(out.Set.Items(), forCluster) && !finding.HasErrors(out.Findings) {
		out.Findings = append(out.Findings, m.Report(finding.RendersNothing, "spec", "mesh %s renders to nothing", m.Name()))
	}
	return out, nil
}

func forCluster(it krm.Item) bool { return strings.HasPrefix(it.Path, krm.ManifestsFolder+"/") }

// Owns is true: the whole output is rendered at once.
func (Whole) Owns(string) bool { return true }

// finish brings an output into its final form: fit for the delivery tools, annotated, sorted, free of duplicates.
func finish(m *fleet.Member, out *render.Output) {
	var items []krm.Item
	for _, it := range out.Set.Items() {
		if it.Object.Annotation(mesh.LocalConfigAnnotation) == "true" {
			items = append(items, it)
		}
	}
	cp := m.Mesh.Spec.ControlPlane
	settings := delivery.Settings{Mesh: m.Name(), Namespace: cp.Namespace, Tools: m.Mesh.Spec.Delivery.Tools, Tags: cp.Tags}
	items = append(items, delivery.Fit(out.Set.Items(), settings)...)
	shared := delivery.Fit(out.Shared.Items(), settings)
	out.Set, out.Shared = krm.Set{}, krm.Set{}
	for _, it := range shared {
		out.Shared.Add(it.Path, it.Object)
	}
	files := map[krm.ID]string{}
	for _, it := range items {
		it.Object.Annotate(krm.MeshAnnotation, m.Name())
		out.Set.Add(it.Path, it.Object)
		id := it.Object.ID()
		if id.Group == "install.istio.io" {
			continue // one per revision, and no cluster holds it
		}
		if first, twice := files[id]; twice {
			out.Findings = append(out.Findings, m.Report(finding.DuplicateObject, "spec",
				"%s would be written to %s and to %s", id, first, it.Path).On(id.String()))
		}
		files[id] = it.Path
	}
	out.Set.Sort()
}
