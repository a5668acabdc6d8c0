package fleet

import (
	"errors"
	"fmt"
	"io/fs"
	"path"

	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
)

// Read sorts the files of a tree into an Input: those that hold a Mesh, Fleet or FleetFacts, and those named mesh.yaml
// or fleet.yaml whatever they hold, since an empty or broken mesh.yaml is a mistake and not a stranger's file. Names are
// slash paths; overlays are read when they are asked for.
func Read(files fs.FS, names []string) (Input, error) {
	in := Input{Objects: func(name string) ([]krm.Object, error) { return overlay(files, name) }}
	for _, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return in, fmt.Errorf("read %s: %w", name, err)
		}
		kind := mesh.Kind(text)
		if kind == "" {
			switch path.Base(name) {
			case "mesh.yaml":
				kind = mesh.KindMesh
			case "fleet.yaml":
				kind = mesh.KindFleet
			}
		}
		src := mesh.Source{File: name, Text: text}
		switch kind {
		case mesh.KindMesh:
			in.Meshes = append(in.Meshes, src)
		case mesh.KindFleet:
			in.Fleets = append(in.Fleets, src)
		case mesh.KindFleetFacts:
			in.Facts = append(in.Facts, src)
		}
	}
	return in, nil
}

func overlay(files fs.FS, name string) ([]krm.Object, error) {
	text, err := fs.ReadFile(files, name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return krm.Decode(text)
}
