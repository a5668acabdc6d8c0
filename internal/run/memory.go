package run

import (
	"maps"
	"slices"

	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/fleet"
	"github.com/meshfn/meshfn/internal/krm"
)

// Outcome is what became of a mesh.
type Outcome struct {
	// Findings of its renderers.
	Findings []finding.Finding
	// Files that were written for it, or were there already: digests by path.
	Files map[string]string
	// Shared are the paths of files that it has in common with others.
	Shared []string
	// Note of the check, nil where there was none.
	Note []byte
}

// Memory of earlier runs. It is safe for concurrent use.
type Memory interface {
	// Recall returns the outcome of a mesh where rendering it again would give the same, and its files are as they were
	// written.
	Recall(*fleet.Member) (Outcome, bool)
	// Remember takes note of an outcome, whose files will be there when the run is over.
	Remember(*fleet.Member, Outcome)
}

// recalled reports whether nothing is left to do for a mesh.
func (r Run) recalled(c *collector, m *fleet.Member) bool {
	if r.Memory == nil {
		return false
	}
	o, ok := r.Memory.Recall(m)
	if !ok || r.Check != nil && (o.Note == nil || !r.Check.Recall(m, o.Note)) {
		return false
	}
	c.rendered(o.Findings)
	c.unchanged(len(o.Files))
	c.promise(m, o.Shared)
	if r.Progress != nil {
		r.Progress()
	}
	return true
}

func (c *collector) unchanged(files int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.result.Unchanged += files
}

// promise takes note that a mesh would share files with others if it were rendered.
func (c *collector) promise(m *fleet.Member, shared []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, path := range shared {
		if g, given := c.gifts[path]; !given || m.Name() < g.giver {
			c.gifts[path] = gift{giver: m.Name()}
		}
	}
}

// paths of a set, sorted.
func paths(set krm.Set) []string {
	all := map[string]bool{}
	for _, it := range set.Items() {
		all[it.Path] = true
	}
	return slices.Sorted(maps.Keys(all))
}
