package run

import (
	"fmt"
	"maps"
	"slices"

	"github.com/meshfn/meshfn/internal/fleet"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/pipeline"
)

// gift is a file that many meshes give alike, by one of them.
type gift struct {
	giver string
	items []krm.Item
}

// give takes what a mesh shares with others. Of each file only one mesh's is kept: the first by name, which is the order
// of the fleet.
func (c *collector) give(m *fleet.Member, shared krm.Set) {
	if shared.Len() == 0 {
		return
	}
	files := map[string][]krm.Item{}
	for _, it := range shared.Items() {
		files[it.Path] = append(files[it.Path], it)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for path, items := range files {
		if g, given := c.gifts[path]; !given || m.Name() < g.giver {
			c.gifts[path] = gift{m.Name(), items}
		}
	}
}

// shared is what belongs to the fleet and to no single mesh: definitions that meshes have in common, of which the first
// mesh of the whole fleet gives each file, whichever part of it is rendered; and the facts of a whole fleet. With a
// whole fleet go the definitions that no mesh gives any more.
func (r Run) shared(c *collector) (krm.Shared, error) {
	var s krm.Shared
	for _, path := range slices.Sorted(maps.Keys(c.gifts)) {
		given, err := r.first(c.gifts[path], path)
		if err != nil {
			return s, err
		}
		s.Items = append(s.Items, given...)
	}
	if !r.Tree.Judges(r.Selection) {
		return s, nil
	}
	s.Patterns = []string{pipeline.SharedCRDsPattern} // and not the facts: they mark a folder of output as one (tree.Abandoned)
	for _, m := range r.Tree.Fleet.Members {
		if path := pipeline.SharedCRDs(m); path != "" && !r.Selection.Has(m.Name()) {
			s.Keep = append(s.Keep, path)
		}
	}
	if !r.Tree.Fleet.Published {
		return s, nil
	}
	facts, err := r.Tree.Fleet.FactsObject()
	s.Items = append(s.Items, krm.Item{Path: fleet.FactsFile, Object: facts})
	return s, err
}

// first returns the items of the first mesh of the fleet that gives a file; g is the first of those that were selected, with
// nothing where it was not rendered.
func (r Run) first(g gift, path string) ([]krm.Item, error) {
	for _, m := range r.Tree.Fleet.Members {
		if m.Name() > g.giver || m.Name() == g.giver && g.items != nil {
			break
		}
		if pipeline.SharedCRDs(m) != path || r.Selection.Has(m.Name()) && m.Name() != g.giver {
			continue
		}
		out, err := pipeline.Whole{Charts: r.Charts}.Render(m)
		if err != nil {
			return nil, fmt.Errorf("render mesh %s: %w", m.Name(), err)
		}
		other := collector{gifts: map[string]gift{}}
		other.give(m, out.Shared)
		if given, ok := other.gifts[path]; ok {
			return given.items, nil
		}
	}
	return g.items, nil
}
