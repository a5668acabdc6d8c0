package chart

import (
	"cmp"
	"slices"

	"github.com/meshfn/meshfn/internal/krm"
)

// Folder is where the expanded control plane of a mesh lies, relative to the folder of its mesh.yaml.
const Folder = "manifests/control-plane/"

// CRDsPath is the file of all CustomResourceDefinitions, beside the folders of the revisions.
const CRDsPath = Folder + "crds.yaml"

// Layout puts the objects of a mesh's revisions into files, sorted: one per revision and component, and one for the
// CustomResourceDefinitions. What two revisions have in common (definitions, what the base chart makes) is there once,
// in the form of the newer charts, given last.
func Layout(revisions ...Expansion) []krm.Item {
	var items []krm.Item
	seen := map[krm.ID]bool{}
	for _, e := range slices.Backward(revisions) {
		for _, c := range e.Components {
			for _, o := range c.Objects {
				if seen[o.ID()] {
					continue
				}
				path := Folder + cmp.Or(e.Revision, "default") + "/" + c.Name + ".yaml"
				if o.Kind() == "CustomResourceDefinition" {
					path = CRDsPath
				}
				items = append(items, krm.Item{Path: path, Object: o})
			}
		}
		for _, o := range e.Objects() {
			seen[o.ID()] = true
		}
	}
	slices.SortStableFunc(items, func(a, b krm.Item) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), a.Object.ID().Compare(b.Object.ID()))
	})
	return items
}
