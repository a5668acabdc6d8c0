package fleet

import (
	"path"

	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
)

// Wanted reports whether a file of a tree concerns the fleet: it holds a Mesh, Fleet or FleetFacts, or is named mesh.yaml
// or fleet.yaml whatever it holds, since an empty or broken mesh.yaml is a mistake and not a stranger's file.
func Wanted(name string, text []byte) bool {
	switch kindOf(name, text) {
	case mesh.KindMesh, mesh.KindFleet, mesh.KindFleetFacts:
		return true
	}
	return false
}

func kindOf(name string, text []byte) string {
	kind := mesh.Kind(text)
	switch {
	case kind != "":
		return kind
	case path.Base(name) == MeshFile:
		return mesh.KindMesh
	case path.Base(name) == DefaultsFile:
		return mesh.KindFleet
	}
	return ""
}

// Add sorts files that are Wanted into the input.
func (in *Input) Add(files []krm.File) {
	for _, f := range files {
		src := mesh.Source{File: f.Path, Text: f.Text}
		switch kindOf(f.Path, f.Text) {
		case mesh.KindMesh:
			in.Meshes = append(in.Meshes, src)
		case mesh.KindFleet:
			in.Fleets = append(in.Fleets, src)
		case mesh.KindFleetFacts:
			in.Facts = append(in.Facts, src)
		}
	}
}
