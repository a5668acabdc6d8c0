package fleet

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/meshfn/meshfn/internal/finding"
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
