package krm

import (
	"cmp"
	"slices"
	"strings"
)

// Item is an object and the file that holds it, a slash path relative to the folder of its Mesh.
type Item struct {
	Path   string
	Object Object
}

// forCluster reports whether the object is for the cluster, and not for whoever runs the mesh.
func (it Item) forCluster() bool { return strings.HasPrefix(it.Path, ManifestsFolder+"/") }

// Set is the output of a render: objects and their files. Its zero value is empty and ready for use.
type Set struct{ items []Item }

// Add puts objects into the file at path, after what is there already.
func (s *Set) Add(path string, objects ...Object) {
	for _, o := range objects {
		s.items = append(s.items, Item{path, o})
	}
}

// Items in the order in which they were added.
func (s *Set) Items() []Item { return s.items }

// Len is the number of objects.
func (s *Set) Len() int { return len(s.items) }

// Sort orders the set by path; objects of one file keep the order in which they were added.
func (s *Set) Sort() {
	slices.SortStableFunc(s.items, func(a, b Item) int { return cmp.Compare(a.Path, b.Path) })
}

// Find returns the first object with the identity, or nil.
func (s *Set) Find(id ID) Object {
	for _, it := range s.items {
		if it.Object.ID() == id {
			return it.Object
		}
	}
	return nil
}
