package diff

import (
	"cmp"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"slices"
	"sync"

	"github.com/meshfn/meshfn/internal/krm"
)

// Group is a change that several clusters have alike.
type Group struct {
	Change
	// Clusters by name, sorted.
	Clusters []string
	// Causes are the changed lines of the sources that can have led to it.
	Causes []Cause
}

// groups gathers the changes of clusters as they come.
type groups struct {
	mu  sync.Mutex
	all map[[sha256.Size]byte]*gathered
}

type gathered struct {
	Group
	edits map[Edit][]string // with the clusters that they can change
}

func (g *groups) add(cluster string, changes []Change, edits []Edit) error {
	for _, c := range changes {
		text, err := json.Marshal([]any{c.ID, c.Op, c.Fields})
		if err != nil {
			return fmt.Errorf("compare %s of %s: %w", c.ID, cluster, err)
		}
		sum := sha256.Sum256(append(text, krm.Encode(c.Object)...))
		g.mu.Lock()
		at := g.all[sum]
		if at == nil {
			at = &gathered{Group: Group{Change: c}, edits: map[Edit][]string{}}
			g.all[sum] = at
		}
		at.Clusters = append(at.Clusters, cluster)
		for _, e := range edits {
			at.edits[e] = append(at.edits[e], cluster)
		}
		g.mu.Unlock()
	}
	return nil
}

// done returns the groups, gravest and widest first.
func (g *groups) done() []Group {
	var all []Group
	for _, at := range g.all {
		slices.Sort(at.Clusters)
		at.Causes = likely(causes(at.edits), len(at.Clusters))
		all = append(all, at.Group)
	}
	slices.SortFunc(all, func(a, b Group) int {
		return cmp.Or(
			cmp.Compare(slices.Index(Classes, a.Class), slices.Index(Classes, b.Class)),
			cmp.Compare(len(b.Clusters), len(a.Clusters)), a.ID.Compare(b.ID), cmp.Compare(a.Op, b.Op),
			slices.Compare(a.Clusters, b.Clusters),
		)
	})
	return all
}
