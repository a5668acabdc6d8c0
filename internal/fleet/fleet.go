// Package fleet ties the meshes of a tree together: which names are taken, which clusters share a mesh ID, what one mesh
// may know of another. Nothing is rendered here.
//
// A renderer sees one Member at a time. What it needs to know of the others it gets as mesh.Facts, whether they come from
// a mesh.yaml of the input or from the published fleet-facts.yaml: a part of the fleet renders as the whole does.
package fleet

import (
	"cmp"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
)

// Input is what a tree or a ResourceList holds for us. File names are slash paths relative to its root.
type Input struct {
	Meshes []mesh.Source
	// Fleets and Facts hold at most one document each; more is a finding.
	Fleets []mesh.Source
	Facts  []mesh.Source
	// Part says that the input is a part of the fleet: only then are the published facts of other meshes used. In a whole
	// fleet they could be those of a mesh that is gone.
	Part bool
	// Now is the time at which certificates are to be valid; the zero time checks none.
	Now time.Time
	// Objects returns the resources of a file, none where it does not exist. It is asked for overlays only, and nobody
	// changes what it returned.
	Objects func(file string) ([]krm.Object, error)
	// Known are meshes that were loaded before; nil for none.
	Known Known
}

// Known are meshes that were loaded from a document with the same defaults (or none) before, and had no finding. It is safe
// for concurrent use.
type Known interface {
	// Loaded returns a mesh of its own to the caller, or nil.
	Loaded(document mesh.Source, defaults *mesh.Source) *mesh.Mesh
	// SetLoaded takes note of a mesh, which may change afterwards.
	SetLoaded(document mesh.Source, defaults *mesh.Source, m *mesh.Mesh)
}

// Fleet is all meshes of the input, and what is known of those outside it.
type Fleet struct {
	// Published says that the meshes publish facts for those who see a part of them: they have a Fleet, are several, or
	// have published before. It is false where the input itself is a part.
	Published bool
	// Members sorted by name.
	Members []*Member
	// facts of every known mesh by name; those of the members win over published ones.
	facts map[string]mesh.Facts
	// byID lists the names of the meshes of each mesh ID, sorted.
	byID map[string][]string
	now  time.Time

	answering sync.Mutex
	answers   map[string]string
}

// Member is one mesh of the input with everything a renderer may know.
type Member struct {
	// Mesh with all defaults filled in.
	Mesh *mesh.Mesh
	// Dir is the folder of mesh.yaml, a slash path relative to the root; "." at the root itself.
	Dir string
	// Overlays by the path written in revisions[].overlays.
	Overlays map[string]krm.Object

	source   mesh.Source
	defaults *mesh.Source
	fleet    *Fleet
	asking   sync.Mutex
	asked    map[string]bool
}

// New loads and defaults every mesh of the input and links them. Meshes with errors are left out of the fleet and
// reported; the error is for input that could not be read.
func New(in Input) (*Fleet, []finding.Finding, error) {
	var all []finding.Finding
	var defaults *mesh.Fleet
	var defaultsSource *mesh.Source
	for i, src := range in.Fleets {
		loaded, findings := mesh.LoadFleet(src)
		all = append(all, findings...)
		if i > 0 {
			all = append(all, finding.New(finding.TwoFleets, "%s is a second Fleet beside %s", src.File, in.Fleets[0].File).At(src.File, ""))
			continue
		}
		if !finding.HasErrors(findings) {
			defaults, defaultsSource = loaded, &in.Fleets[0]
		}
	}
	f := &Fleet{now: in.Now, facts: map[string]mesh.Facts{}, byID: map[string][]string{}}
	f.Published = !in.Part && (len(in.Fleets) > 0 || len(in.Meshes) > 1 || len(in.Facts) > 0)
	published := make(chan []finding.Finding, 1)
	go func() { published <- f.publish(in.Facts, in.Part) }() // one long file, while the short ones are loaded
	members, findings, err := loadAll(in, defaults, defaultsSource)
	all = append(all, <-published...)
	all = append(all, findings...)
	if err != nil {
		return nil, all, err
	}
	all = append(all, f.link(members)...)
	return f, finding.Sort(all), nil
}

// loadAll loads the meshes on all cores; their order in the input does not matter afterwards. A Fleet holds for the
// meshes in its folder and below.
func loadAll(in Input, defaults *mesh.Fleet, defaultsSource *mesh.Source) ([]*Member, []finding.Finding, error) {
	type result struct {
		member   *Member
		findings []finding.Finding
		err      error
	}
	results := make([]result, len(in.Meshes))
	var verdicts krm.Memo[verdict]
	krm.Parallel(len(in.Meshes), func(i int) {
		m := &Member{source: in.Meshes[i], Dir: path.Dir(in.Meshes[i].File)}
		var under *mesh.Fleet
		if defaultsSource != nil && below(m.Dir, path.Dir(defaultsSource.File)) {
			m.defaults, under = defaultsSource, defaults
		}
		findings, err := m.load(in, under, &verdicts)
		results[i] = result{m, findings, err}
	})

	var members []*Member
	var all []finding.Finding
	for _, r := range results {
		if r.err != nil {
			return nil, all, r.err
		}
		all = append(all, r.findings...)
		if r.member.Mesh != nil && !finding.HasErrors(r.findings) {
			members = append(members, r.member)
		}
	}
	slices.SortFunc(members, func(a, b *Member) int {
		return cmp.Or(cmp.Compare(a.Name(), b.Name()), cmp.Compare(a.source.File, b.source.File))
	})
	return members, all, nil
}

// below reports whether a folder is another one or lies in it.
func below(dir, other string) bool {
	return other == "." || dir == other || strings.HasPrefix(dir, other+"/")
}

func (m *Member) load(in Input, defaults *mesh.Fleet, verdicts *krm.Memo[verdict]) ([]finding.Finding, error) {
	findings := m.loadMesh(in.Known, defaults)
	if m.Mesh == nil {
		return findings, nil
	}
	overlays, err := m.loadOverlays(in.Objects, verdicts)
	return append(findings, overlays...), err
}

// loadMesh loads mesh.yaml; with errors there is no mesh.
func (m *Member) loadMesh(known Known, defaults *mesh.Fleet) []finding.Finding {
	if known != nil {
		if m.Mesh = known.Loaded(m.source, m.defaults); m.Mesh != nil {
			return nil
		}
	}
	loaded, findings := mesh.Load(m.source, defaults)
	if loaded == nil || finding.HasErrors(findings) {
		return findings
	}
	m.Mesh = loaded
	for _, f := range mesh.Default(loaded) {
		findings = append(findings, m.place(f))
	}
	if known != nil && len(findings) == 0 {
		known.SetLoaded(m.source, m.defaults, loaded)
	}
	return findings
}

// link indexes the members and reports names that two of them claim.
func (f *Fleet) link(members []*Member) []finding.Finding {
	var all []finding.Finding
	homes := map[string]string{}
	for _, m := range members {
		if n := len(f.Members); n > 0 && f.Members[n-1].Name() == m.Name() {
			all = append(all, m.Report(finding.DuplicateMesh, "metadata.name", "mesh %s is defined in %s and in %s",
				m.Name(), f.Members[n-1].source.File, m.source.File))
			continue
		}
		if other, shared := homes[m.Dir]; shared {
			all = append(all, m.Report(finding.SharedFolder, "metadata.name", "meshes %s and %s lie in one folder, %s", other, m.Name(), m.Dir))
			continue
		}
		homes[m.Dir] = m.Name()
		m.fleet = f
		f.Members = append(f.Members, m)
		f.facts[m.Name()] = factsOf(m.Mesh)
	}
	for name, facts := range f.facts {
		if facts.MeshID != "" {
			f.byID[facts.MeshID] = append(f.byID[facts.MeshID], name)
		}
	}
	for _, names := range f.byID {
		slices.Sort(names)
	}
	for _, m := range f.Members {
		for _, other := range m.SameMesh() {
			if other.ClusterName == m.Mesh.Spec.ControlPlane.ClusterName {
				all = append(all, m.Report(finding.DuplicateClusterName, "spec.controlPlane.clusterName",
					"mesh %s has the cluster name %s of mesh %s, and both are part of mesh ID %s",
					m.Name(), other.ClusterName, other.Name, other.MeshID))
			}
		}
	}
	return all
}
