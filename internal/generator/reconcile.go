package generator

import (
	"path"
	"slices"

	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
)

// change is what one mesh does to a list: items that go, items that come in their place.
type change struct {
	remove map[*krm.Resource]bool
	add    []*krm.Resource
}

func (c change) apply(list *krm.ResourceList) {
	if len(c.remove) > 0 {
		list.Items = slices.DeleteFunc(list.Items, func(r *krm.Resource) bool { return c.remove[r] })
	}
	list.Items = append(list.Items, c.add...)
}

// folder is where the output of a mesh belongs.
type folder struct {
	dir  string // slash path relative to the root of the list
	mesh string
	home *krm.Resource // an item of the folder: the Mesh, or where that is gone the record
}

// reconcile finds the items that this generator made before in the folder, and replaces them by items. It refuses files
// that were edited since, and files that are not ours.
func (g Generator) reconcile(held inFolders, f folder, items []krm.Item, force bool) (change, []finding.Finding, error) {
	c := change{remove: map[*krm.Resource]bool{}}
	there := map[string][]*krm.Resource{} // by path relative to the mesh folder
	record := &krm.Record{}
	for _, at := range held[f.dir] {
		item, name := at.item, relative(f.dir, at.file)
		there[name] = append(there[name], item)
		if name != krm.RecordFile {
			continue
		}
		o, err := item.Object()
		if err != nil {
			return c, nil, err
		}
		read, err := krm.ReadRecord(o)
		switch {
		case err == nil:
			record = read
		case !force:
			f := finding.New(finding.RecordUnreadable, "%s cannot be read: %v", at.file, err).At(at.file, "")
			return c, []finding.Finding{f}, nil
		}
	}

	wanted := map[string][]krm.Object{}
	for _, it := range items {
		wanted[it.Path] = append(wanted[it.Path], it.Object)
	}
	next := &krm.Record{Mesh: f.mesh, Files: map[string]string{}}
	var findings []finding.Finding
	for name, hash := range record.Files {
		switch {
		case !g.Owns(name):
			next.Files[name] = hash
		case len(there[name]) > 0:
			now, err := hashOf(there[name])
			if err != nil {
				return c, nil, err
			}
			if now != hash && now != krm.Hash(wanted[name]...) && !force {
				findings = append(findings, finding.New(finding.EditedByHand, "%s was generated and has been edited since",
					path.Join(f.dir, name)).At(path.Join(f.dir, name), ""))
			}
			c.drop(there[name])
		}
	}
	for name, objects := range wanted {
		next.Files[name] = krm.Hash(objects...)
		if _, ours := record.Files[name]; ours || len(there[name]) == 0 {
			continue
		}
		now, err := hashOf(there[name])
		if err != nil {
			return c, nil, err
		}
		if now != next.Files[name] && !force {
			findings = append(findings, finding.New(finding.InTheWay, "%s is not ours, and the render would write there",
				path.Join(f.dir, name)).At(path.Join(f.dir, name), ""))
		}
		c.drop(there[name])
	}
	c.drop(there[krm.RecordFile])
	if len(next.Files) > 0 {
		c.add = f.generate(append(slices.Clone(items), krm.Item{Path: krm.RecordFile, Object: next.Object()}))
	}
	return c, findings, nil
}

// generate returns items as resources of the folder, wherever in it home is.
func (f folder) generate(items []krm.Item) []*krm.Resource {
	if f.home.ID().Kind != mesh.KindMesh {
		for i := range items {
			items[i].Path = path.Join("..", items[i].Path) // home is the record, in operator/
		}
	}
	return f.home.Generate(items)
}

func (c change) drop(items []*krm.Resource) {
	for _, r := range items {
		c.remove[r] = true
	}
}

// hashOf is the hash of a file's items, in the order in which they stand in it.
func hashOf(items []*krm.Resource) (string, error) {
	items = slices.Clone(items)
	slices.SortStableFunc(items, func(a, b *krm.Resource) int { return a.Index() - b.Index() })
	objects := make([]krm.Object, len(items))
	for i, r := range items {
		o, err := r.Object()
		if err != nil {
			return "", err
		}
		objects[i] = o
	}
	return krm.Hash(objects...), nil
}

// inFolders are the items of a list by each folder that they are in or below.
type inFolders map[string][]placed

type placed struct {
	item *krm.Resource
	file string
}

func folders(list *krm.ResourceList) inFolders {
	held := inFolders{}
	for _, item := range list.Items {
		p := placed{item, list.File(item)}
		for dir := path.Dir(p.file); ; dir = path.Dir(dir) {
			held[dir] = append(held[dir], p)
			if dir == "." || dir == "/" {
				break
			}
		}
	}
	return held
}

// relative returns the path of a file below a folder that it is in.
func relative(dir, file string) string {
	if dir == "." {
		return file
	}
	return file[len(dir)+1:]
}
