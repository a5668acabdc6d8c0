package tree

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/meshfn/meshfn/internal/fleet"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
)

// abandon finds the folders with a record and without a mesh. The output of another render (--out) may lie in a tree, too,
// and is nobody's to remove.
func (t *Tree) abandon(given []string, meshes []mesh.Source) {
	var homes []string
	for _, m := range meshes {
		homes = append(homes, path.Dir(m.File))
	}
	outputs := t.outputs(given, homes)
	t.Abandoned = slices.DeleteFunc(krm.Orphans(t.Names, homes), func(folder string) bool {
		return slices.ContainsFunc(outputs, func(out string) bool { return below(folder, out) }) || t.elsewhere(folder)
	})
}

// outputs are the folders below the root that hold published facts and no mesh, around what was given or in it.
func (t *Tree) outputs(given, homes []string) []string {
	var all []string
	add := func(dir string) {
		if dir != "." && !slices.ContainsFunc(homes, func(home string) bool { return below(home, dir) }) {
			all = append(all, dir)
		}
	}
	for _, name := range t.Names {
		if path.Base(name) == fleet.FactsFile {
			add(path.Dir(name))
		}
	}
	for _, at := range given {
		for dir := path.Dir(at); dir != "."; dir = path.Dir(dir) {
			if _, err := fs.Stat(t.Files, path.Join(dir, fleet.FactsFile)); err == nil && !t.holdsMesh(dir) {
				add(dir)
			}
		}
	}
	return all
}

// holdsMesh looks for a mesh.yaml below a folder of which only a part was given.
func (t *Tree) holdsMesh(dir string) bool {
	names, err := walk(t.Files, []string{dir})
	return err != nil || slices.ContainsFunc(names, func(name string) bool { return path.Base(name) == fleet.MeshFile })
}

func below(name, dir string) bool { return name == dir || strings.HasPrefix(name, dir+"/") }

// elsewhere reports whether a folder is what --out makes of a mesh: it has the name of the mesh that its record is of, whose
// mesh.yaml lies in another folder. Not every such output has facts: one of a part of a fleet has none.
func (t *Tree) elsewhere(folder string) bool {
	name := path.Base(folder)
	if _, is := t.Fleet.Member(name); !is {
		return false
	}
	text, err := fs.ReadFile(t.Files, path.Join(folder, krm.RecordFile))
	if err != nil {
		return false // it is no record, then, that anything could be removed by
	}
	objects, err := krm.Decode(text)
	if err != nil || len(objects) != 1 {
		return false
	}
	record, err := krm.ReadRecord(objects[0])
	return err == nil && record.Mesh == name
}
