package fleet

import (
	"cmp"
	"maps"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/meshfn/meshfn/internal/certificate"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
)

// Name of the mesh, unique in the fleet.
func (m *Member) Name() string { return m.Mesh.Metadata.Name }

// File is the path of mesh.yaml, relative to the root.
func (m *Member) File() string { return m.source.File }

// Now is the time at which certificates are to be valid, or zero.
func (m *Member) Now() time.Time {
	m.ask(askedNow)
	return m.fleet.now
}

// Source is the document that the mesh was read from.
func (m *Member) Source() mesh.Source { return m.source }

// Defaults is the document whose defaults hold for the mesh, nil for none.
func (m *Member) Defaults() *mesh.Source { return m.defaults }

// Member returns the mesh of the input with the name.
func (f *Fleet) Member(name string) (*Member, bool) {
	i, ok := slices.BinarySearchFunc(f.Members, name, func(m *Member, name string) int { return cmp.Compare(m.Name(), name) })
	if !ok {
		return nil, false
	}
	return f.Members[i], true
}

// Facts returns what is known of a mesh of the fleet, be it of the input or published.
func (f *Fleet) Facts(name string) (mesh.Facts, bool) {
	facts, ok := f.facts[name]
	return facts, ok
}

// Known are the names of all meshes of which there are facts, sorted.
func (f *Fleet) Known() []string { return slices.Sorted(maps.Keys(f.facts)) }

// Names of the members, sorted.
func (f *Fleet) Names() []string {
	names := make([]string, len(f.Members))
	for i, m := range f.Members {
		names[i] = m.Name()
	}
	return names
}

// Wrote reports whether a person wrote the field, in mesh.yaml or in the fleet's defaults; what was filled in is not
// written.
func (m *Member) Wrote(field string) bool {
	return m.source.Has(field) || m.defaults != nil && m.defaults.Has("spec.defaults"+strings.TrimPrefix(field, "spec"))
}

// SameMesh returns the facts of the other meshes with the same mesh ID, sorted by name.
func (m *Member) SameMesh() []mesh.Facts {
	m.ask(askedSame)
	id := m.Mesh.Spec.ControlPlane.MeshID
	var others []mesh.Facts
	for _, name := range m.fleet.byID[id] {
		if name != m.Name() {
			others = append(others, m.fleet.facts[name])
		}
	}
	return others
}

// Facts returns what is known of another mesh of the fleet by name.
func (m *Member) Facts(name string) (mesh.Facts, bool) {
	m.ask(askedFacts + name)
	facts, ok := m.fleet.facts[name]
	return facts, ok
}

// Report returns a finding about a field of this mesh's mesh.yaml, at its place there. Where the field came from
// fleet.yaml, the place is there.
func (m *Member) Report(code finding.Code, field, format string, args ...any) finding.Finding {
	return m.place(finding.New(code, format, args...).At("", field))
}

func (m *Member) place(f finding.Finding) finding.Finding {
	f.File = m.source.File
	f.Line, f.Column = m.source.Locate(f.Field)
	if f.Resource == "" && m.Mesh != nil {
		f.Resource = mesh.KindMesh + "/" + m.Name()
	}
	if m.defaults == nil || m.source.Has(f.Field) {
		return f
	}
	inDefaults := "spec.defaults" + strings.TrimPrefix(f.Field, "spec")
	if m.defaults.Has(inDefaults) {
		f.File, f.Field = m.defaults.File, inDefaults
		f.Line, f.Column = m.defaults.Locate(inDefaults)
	}
	return f
}

// loadOverlays reads the files that the revisions name. An overlay is a resource of the same tree, of the kind that the
// distribution installs.
func (m *Member) loadOverlays(objects func(string) ([]krm.Object, error)) ([]finding.Finding, error) {
	var findings []finding.Finding
	want := "IstioOperator"
	if m.Mesh.Spec.ControlPlane.Distribution == mesh.OpenShift {
		want = "ServiceMeshControlPlane"
	}
	for i, r := range m.Mesh.Spec.ControlPlane.Revisions {
		for j, name := range r.Overlays {
			field := mesh.Index(mesh.Index("spec.controlPlane.revisions", i)+".overlays", j)
			file := path.Join(m.Dir, name)
			if path.IsAbs(name) || file == ".." || strings.HasPrefix(file, "../") {
				findings = append(findings, m.Report(finding.Overlay, field, "overlay %s lies outside the tree", name))
				continue
			}
			found, err := objects(file)
			if err != nil {
				findings = append(findings, m.Report(finding.Overlay, field, "overlay %s cannot be used: %v", file, err))
				continue
			}
			switch {
			case len(found) == 0:
				findings = append(findings, m.Report(finding.Overlay, field, "overlay %s does not exist", file))
			case len(found) > 1:
				findings = append(findings, m.Report(finding.Overlay, field, "overlay %s holds %d resources; one per file", file, len(found)))
			case found[0].Kind() != want:
				findings = append(findings, m.Report(finding.Overlay, field, "overlay %s holds the kind %s; distribution %s takes %s",
					file, found[0].Kind(), m.Mesh.Spec.ControlPlane.Distribution, want))
			case holdsPrivateKey(map[string]any(found[0])):
				findings = append(findings, m.Report(finding.PrivateKey, field, "overlay %s holds a private key", file))
			default:
				if at, word := mesh.PlaceholderIn(map[string]any(found[0]), ""); word != "" {
					findings = append(findings, m.Report(finding.Placeholder, field, "overlay %s has the placeholder %s at %s", file, word, at))
				}
				if m.Overlays == nil {
					m.Overlays = map[string]krm.Object{}
				}
				m.Overlays[name] = found[0]
			}
		}
	}
	return findings, nil
}

// holdsPrivateKey reports whether any text of a value does.
func holdsPrivateKey(value any) bool {
	switch v := value.(type) {
	case string:
		return certificate.HasPrivateKey(v)
	case []any:
		return slices.ContainsFunc(v, holdsPrivateKey)
	case map[string]any:
		for key, below := range v {
			if certificate.HasPrivateKey(key) || holdsPrivateKey(below) {
				return true
			}
		}
	}
	return false
}
