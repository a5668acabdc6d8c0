package generator

import (
	"path"
	"time"

	"github.com/meshfn/meshfn/internal/fleet"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
)

// Input returns the meshes of a ResourceList, for the time now.
func Input(list *krm.ResourceList, now time.Time) fleet.Input {
	r := resources{list: list, byFile: map[string]*krm.Resource{}}
	return r.read(now)
}

// resources finds what the fleet asks for among the items of a list.
type resources struct {
	list    *krm.ResourceList
	byFile  map[string]*krm.Resource
	records []*krm.Resource
}

// read returns the meshes of the list, and what they share.
func (r *resources) read(now time.Time) fleet.Input {
	in := fleet.Input{Objects: r.objects, Now: now}
	for _, item := range r.list.Items {
		id := item.ID()
		if id.Group != mesh.Group {
			continue
		}
		src := mesh.Source{File: r.list.File(item), Node: item.Node().YNode()}
		switch id.Kind {
		case mesh.KindMesh:
			in.Meshes = append(in.Meshes, src)
			r.byFile[src.File] = item
		case mesh.KindFleet:
			in.Fleets = append(in.Fleets, src)
		case mesh.KindFleetFacts:
			in.Facts = append(in.Facts, src)
		case mesh.KindRenderRecord:
			r.records = append(r.records, item)
		}
	}
	// One mesh alone is what the pipeline of a subpackage sees; the root's sees the fleet, or what is left of it.
	in.Part = len(in.Meshes) == 1 && len(in.Fleets) == 0 && len(r.records) < 2
	return in
}

// input is read, with the Mesh that is the functionConfig.
func (r *resources) input(c config) fleet.Input {
	in := r.read(c.now)
	if c.mesh == nil {
		return in
	}
	for _, item := range r.byFile {
		if item.ID() == c.mesh.ID() {
			return in
		}
	}
	// A Mesh that is the functionConfig and no item is rendered beside the others.
	file := path.Join(c.mesh.PackagePath(), "mesh.yaml")
	in.Meshes = append(in.Meshes, mesh.Source{File: file, Node: c.mesh.Node().YNode()})
	r.byFile[file] = c.mesh
	return in
}

// objects returns the items of a file, in their order.
func (r *resources) objects(file string) ([]krm.Object, error) {
	var all []krm.Object
	for _, item := range r.list.Items {
		if r.list.File(item) != file {
			continue
		}
		o, err := item.Object()
		if err != nil {
			return nil, err
		}
		all = append(all, o)
	}
	return all, nil
}
