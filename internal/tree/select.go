package tree

import (
	"slices"

	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/fleet"
)

// Selection says which meshes of a tree a command is about. The zero value selects all.
type Selection struct {
	// Only these meshes, by name.
	Only  []string
	Shard Shard
}

// Select returns the meshes in the order of the fleet. A name that no mesh has becomes a finding of the tree.
func (t *Tree) Select(s Selection) []*fleet.Member {
	for _, name := range s.Only {
		if _, ok := t.Fleet.Member(name); !ok && !finding.HasErrors(t.Findings) {
			t.Findings = append(t.Findings, finding.New(finding.NoMesh, "no mesh is named %s", name))
		}
	}
	var wanted []*fleet.Member
	for _, m := range t.Fleet.Members {
		if s.Has(m.Name()) {
			wanted = append(wanted, m)
		}
	}
	return wanted
}

// Has reports whether a mesh of the name is selected.
func (s Selection) Has(name string) bool {
	return s.Shard.Has(name) && (len(s.Only) == 0 || slices.Contains(s.Only, name))
}

// All reports whether every mesh is selected.
func (s Selection) All() bool { return len(s.Only) == 0 && s.Shard.N <= 1 }

// Judges reports whether a selection answers for what belongs to the fleet and to no mesh: its facts, and what is left of
// meshes that are gone. That takes the view of the whole fleet, and one shard.
func (t *Tree) Judges(s Selection) bool { return !t.Part && s.Clears() }

// Clears reports whether a selection answers for abandoned folders: of several shards one does, and of a part of a fleet
// as of the whole.
func (s Selection) Clears() bool { return len(s.Only) == 0 && s.Shard.First() }
