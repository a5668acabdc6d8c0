// Package diff says what a change of the sources does to the clusters: both sides are rendered in memory and compared
// object by object and field by field, so that what only moves text about is no difference. Each difference has a class,
// from a table with reasons (classes.yaml, docs/diff.md), the same difference in many clusters is said once, and the
// lines of mesh.yaml and fleet.yaml that can have led to it are named.
package diff

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"sync"

	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/fleet"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/pipeline"
	"github.com/meshfn/meshfn/internal/render"
	"github.com/meshfn/meshfn/internal/run"
	"github.com/meshfn/meshfn/internal/tree"
)

// Side is a fleet at one time.
type Side struct {
	Tree   *tree.Tree
	Charts *pipeline.Charts
}

// Comparison says what to compare.
type Comparison struct {
	Base, Head Side
	Selection  tree.Selection
	Jobs       int
	// Objects of clusters that are new are kept in the result.
	Objects bool
	// Progress is told that another mesh is done; it may be nil, and is called from several goroutines.
	Progress func()
}

// Result of a comparison.
type Result struct {
	// Compared counts the meshes of both sides.
	Compared int
	// Changed counts those of both sides that differ.
	Changed int
	Groups  []Group
	// Added and Removed are clusters that only one side has.
	Added, Removed []Cluster
	// Findings of the head; with an error among them nothing was compared.
	Findings []finding.Finding
	// Broken are the meshes of the head that could not be loaded or rendered at the base, and count as added; BaseFindings
	// are the errors that say why.
	Broken       []string
	BaseFindings []finding.Finding
}

// Cluster is one that only one side has.
type Cluster struct {
	Name string `json:"cluster"`
	File string `json:"file"`
	// Count of its objects.
	Count   int          `json:"count"`
	Objects []krm.Object `json:"objects,omitempty"`
	// Broken says that it was broken at the base, so that its objects are not known.
	Broken bool `json:"broken,omitempty"`
}

// String is for a line.
func (c Cluster) String() string {
	if c.Broken {
		return fmt.Sprintf("%s (%s), broken at the base", c.Name, c.File)
	}
	return fmt.Sprintf("%s (%s), %s", c.Name, c.File, count(c.Count, "object"))
}

// Shared is the name under which differences stand that are of the fleet and of no single cluster. No mesh can have it.
const Shared = "(shared)"

// Do compares.
func (c Comparison) Do(ctx context.Context) (Result, error) {
	d := &differ{Comparison: c, groups: groups{all: map[[sha256.Size]byte]*gathered{}}, changed: map[string]bool{}}
	d.result.Findings = slices.Clone(c.Head.Tree.Findings)
	if finding.HasErrors(d.result.Findings) {
		return d.result, nil
	}
	d.sources = newSources(c.Base.Tree, c.Head.Tree)
	d.baseErrors()
	for _, name := range c.Selection.Only {
		if _, was := c.Base.Tree.Fleet.Member(name); was {
			continue
		}
		if _, is := c.Head.Tree.Fleet.Member(name); !is {
			d.result.Findings = append(d.result.Findings, finding.New(finding.NoMesh, "no mesh is named %s, neither now nor at the base", name))
		}
	}
	if finding.HasErrors(d.result.Findings) {
		return d.result, nil
	}
	names := slices.DeleteFunc(union(c.Base.Tree.Fleet.Names(), c.Head.Tree.Fleet.Names()), func(name string) bool { return !c.Selection.Has(name) })
	err := run.Each(ctx, names, c.Jobs, func(name string) error {
		if c.Progress != nil {
			defer c.Progress()
		}
		return d.cluster(name)
	})
	if err == nil && !finding.HasErrors(d.result.Findings) && c.Head.Tree.Judges(c.Selection) {
		err = d.shared()
	}
	return d.done(names), err
}

// differ is a comparison at work.
type differ struct {
	Comparison
	sources *sources
	groups  groups
	lawless bool // the defaults are broken at the base, and without them its meshes would be others

	mu      sync.Mutex
	result  Result
	changed map[string]bool
}

func (d *differ) done(names []string) Result {
	r := d.result
	delete(d.changed, Shared)
	r.Compared, r.Changed, r.Groups = len(names), len(d.changed), d.groups.done()
	byName := func(a, b Cluster) int { return slices.Compare([]string{a.Name}, []string{b.Name}) }
	slices.SortFunc(r.Added, byName)
	slices.SortFunc(r.Removed, byName)
	slices.Sort(r.Broken)
	r.Findings, r.BaseFindings = finding.Sort(r.Findings), finding.Sort(r.BaseFindings)
	return r
}

// cluster compares one mesh.
func (d *differ) cluster(name string) error {
	before, was := d.Base.Tree.Fleet.Member(name)
	after, is := d.Head.Tree.Fleet.Member(name)
	if was && is && !d.lawless && d.sources.untouched(before, after) {
		return nil
	}
	var base, head render.Output
	var err error
	if is {
		if head, err = d.Head.render(after); err != nil {
			return err
		}
		d.found(head.Findings)
		if finding.HasErrors(head.Findings) {
			return nil
		}
	}
	broken := d.lawless
	if was && !broken {
		if base, err = d.Base.render(before); err != nil {
			base.Findings = []finding.Finding{before.Report(finding.ExpansionRefused, "spec.controlPlane.revisions", "%v", err)}
		}
		broken = finding.HasErrors(base.Findings)
	}
	switch {
	case broken && is:
		d.broken(name, base.Findings)
		return d.lone(name, true, base, head)
	case broken:
		d.lost(name, before.File(), base.Findings)
		return nil
	case !was || !is:
		return d.lone(name, is, base, head)
	}
	return d.differs(name, Objects(base.Set.Items(), head.Set.Items()), d.sources.reaching(name))
}

func (s Side) render(m *fleet.Member) (render.Output, error) {
	out, err := pipeline.Whole{Charts: s.Charts}.Render(m)
	if err != nil {
		return out, fmt.Errorf("render mesh %s: %w", m.Name(), err)
	}
	return out, nil
}

func (d *differ) found(findings []finding.Finding) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.result.Findings = append(d.result.Findings, findings...)
}

// lone takes a cluster that only one side has.
func (d *differ) lone(name string, added bool, base, head render.Output) error {
	out, side := base, d.Base
	if added {
		out, side = head, d.Head
	}
	m, ok := side.Tree.Fleet.Member(name)
	if !ok || out.Set.Len() == 0 {
		return nil // it is at no side that renders
	}
	c := Cluster{Name: name, File: m.File()}
	for _, it := range out.Set.Items() {
		if it.Object.ID().Group == operatorGroup && expanded(out.Set.Items()) {
			continue
		}
		c.Count++
		if d.Objects && added {
			c.Objects = append(c.Objects, hidden(it.Object))
		}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if added {
		d.result.Added = append(d.result.Added, c)
	} else {
		d.result.Removed = append(d.result.Removed, c)
	}
	return nil
}

func (d *differ) differs(name string, changes []Change, edits []Edit) error {
	if len(changes) == 0 {
		return nil
	}
	d.mu.Lock()
	d.changed[name] = true
	d.mu.Unlock()
	return d.groups.add(name, changes, edits)
}

// shared compares what meshes have in common.
func (d *differ) shared() error {
	var base []krm.Item
	var before []string
	if !d.lawless {
		base, before, _ = d.Base.shared() // what was broken there has been said
	}
	head, after, err := d.Head.shared()
	if err != nil {
		return err
	}
	var edits []Edit
	for _, name := range union(before, after) {
		edits = append(edits, d.sources.reaching(name)...)
	}
	return d.differs(Shared, Objects(base, head), edits)
}

// shared returns what the meshes of a side have in common, of each file by the first mesh that gives it, and the names of
// those that give.
func (s Side) shared() (items []krm.Item, givers []string, err error) {
	given := map[string]bool{}
	for _, m := range s.Tree.Fleet.Members {
		path := pipeline.SharedCRDs(m)
		if path == "" || given[path] {
			continue
		}
		out, failed := s.render(m)
		if failed != nil {
			err = errors.Join(err, failed)
			continue
		}
		if out.Shared.Len() > 0 && !finding.HasErrors(out.Findings) {
			given[path] = true
			for _, it := range out.Shared.Items() {
				items = append(items, krm.Item{Path: it.Path, Object: portable(it.Object)}) // whichever mesh gives it
			}
			givers = append(givers, m.Name())
		}
	}
	return items, givers, err
}

// untouched reports whether nothing that a mesh is rendered from differs, so that neither side need be rendered. Charts
// that the mesh names are looked at by rendering.
//
// What it knows of others and the defaults are compared whole: a field that looks as if it could not reach a mesh may
// still do.
func (s *sources) untouched(before, after *fleet.Member) bool {
	for _, r := range append(slices.Clone(before.Mesh.Spec.ControlPlane.Revisions), after.Mesh.Spec.ControlPlane.Revisions...) {
		if r.Charts != "" {
			return false
		}
	}
	return reflect.DeepEqual(before.Mesh, after.Mesh) && reflect.DeepEqual(before.Overlays, after.Overlays) &&
		string(before.Source().Text) == string(after.Source().Text) &&
		len(s.defaults) == 0 && !s.others(before, after)
}
