package run

import (
	"io/fs"
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
	// Seen are those that were compared or lie prepared, as they looked then.
	Seen map[string]fs.FileInfo
	// Shared are the paths of files that it has in common with others.
	Shared []string
	// Note of the check, nil where there was none.
	Note []byte
}

// Recalled is what is known of a mesh that nothing has changed since.
type Recalled struct {
	Findings []finding.Finding
	// Files is the number of those that were written for it.
	Files  int
	Shared []string
	Note   []byte
}

// Memory of earlier runs. It is safe for concurrent use.
type Memory interface {
	// Recall returns what became of a mesh where rendering it again would give the same, and its files are as they were
	// written.
	Recall(*fleet.Member) (Recalled, bool)
	// Remember takes note of an outcome, whose files will be there when the run is over.
	Remember(*fleet.Member, Outcome)
	// RememberShared takes note of the files of the whole tree, as Outcome.Seen.
	RememberShared(map[string]fs.FileInfo)
}

// recalled reports whether nothing is left to do for a mesh.
func (r Run) recalled(c *collector, m *fleet.Member) bool {
	if r.Memory == nil {
		return false
	}
	known, ok := r.Memory.Recall(m)
	if !ok || r.Check != nil && (known.Note == nil || !r.Check.Recall(m, known.Note)) {
		return false
	}
	c.rendered(known.Findings)
	c.unchanged(known.Files)
	c.promise(m, known.Shared)
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
