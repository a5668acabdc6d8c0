package generator

import (
	"fmt"
	"path"
	"slices"

	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/fleet"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/render"
)

// change is what one mesh does to a list: items that go, items that come in their place.
type change struct {
	remove map[*krm.Resource]bool
	add    []*krm.Resource
}

func (c change) apply(list *krm.ResourceList) {
	list.Items = slices.DeleteFunc(list.Items, func(r *krm.Resource) bool { return c.remove[r] })
	list.Items = append(list.Items, c.add...)
}

// reconcile finds the items that this generator made before for the mesh, and replaces them by the output. It refuses
// files that were edited since, and files that are not ours.
func (g Generator) reconcile(list *krm.ResourceList, home *krm.Resource, m *fleet.Member, out render.Output, force bool) (change, []finding.Finding, error) {
	c := change{remove: map[*krm.Resource]bool{}}
	there := map[string][]*krm.Resource{} // by path relative to the mesh folder
	record := &krm.Record{}
	for _, item := range list.Items {
		name, below := relative(m.Dir, list.File(item))
		if !below {
			continue
		}
		there[name] = append(there[name], item)
		if name != krm.RecordFile {
			continue
		}
		o, err := item.Object()
		if err != nil {
			return c, nil, err
		}
		if record, err = krm.ReadRecord(o); err != nil {
			return c, nil, fmt.Errorf("read %s: %w", list.File(item), err)
		}
	}

	wanted := map[string][]krm.Object{}
	for _, it := range out.Set.Items() {
		wanted[it.Path] = append(wanted[it.Path], it.Object)
	}
	next := &krm.Record{Mesh: m.Name(), Files: map[string]string{}}
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
					path.Join(m.Dir, name)).At(path.Join(m.Dir, name), ""))
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
				path.Join(m.Dir, name)).At(path.Join(m.Dir, name), ""))
		}
		c.drop(there[name])
	}
	c.drop(there[krm.RecordFile])
	items := append(slices.Clone(out.Set.Items()), krm.Item{Path: krm.RecordFile, Object: next.Object()})
	c.add = home.Generate(items)
	return c, findings, nil
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

// relative returns the path of a file below a folder.
func relative(dir, file string) (string, bool) {
	if dir == "." {
		return file, true
	}
	if len(file) > len(dir) && file[:len(dir)] == dir && file[len(dir)] == '/' {
		return file[len(dir)+1:], true
	}
	return "", false
}
