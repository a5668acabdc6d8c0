// Package generator runs a renderer as a KRM function: over every Mesh of a ResourceList, replacing exactly what the same
// function generated before and touching nothing else.
//
// A function sees resources, not files. What it generated is known from the RenderRecord of each mesh, which lists the
// files and a hash of what they mean, so kpt's re-formatting is no edit and a person's change is one.
package generator

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/fleet"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
	"github.com/meshfn/meshfn/internal/render"
)

// Renderer renders one mesh, and knows which files are its own.
type Renderer interface {
	Render(*fleet.Member) (render.Output, error)
	// Owns reports whether a path, relative to the folder of mesh.yaml, is this renderer's.
	Owns(path string) bool
}

// Generator is a KRM function made of a renderer.
type Generator struct {
	Renderer
	// Publish writes the facts of a whole fleet, as its render on the command line does.
	Publish bool
}

// Process renders every Mesh of the list. With a finding of severity error nothing of the list changes.
func (g Generator) Process(list *krm.ResourceList) error {
	c, findings := readConfig(list.FunctionConfig)
	if finding.HasErrors(findings) {
		list.Results = findings
		return nil
	}
	meshes := resources{list: list, byFile: map[string]*krm.Resource{}}
	in := meshes.input(c)
	f, findings, err := fleet.New(in)
	if err != nil {
		return err
	}
	if len(in.Meshes) == 0 && len(meshes.records) == 0 {
		findings = append(findings, finding.New(finding.NoMesh, "the input holds no Mesh"))
	}
	for _, name := range c.only {
		if _, known := f.Member(name); !known && !finding.HasErrors(findings) {
			findings = append(findings, finding.New(finding.NoMesh, "the input holds no Mesh named %s", name))
		}
	}
	held := folders(list)
	var changes []change
	var shared []krm.Item
	files := map[string]string{} // whose a shared file is: that of the first mesh that has it
	for _, m := range f.Members {
		if !c.wants(m.Name()) {
			continue
		}
		out, err := g.Render(m)
		if err != nil {
			return fmt.Errorf("render mesh %s: %w", m.Name(), err)
		}
		findings = append(findings, out.Findings...)
		findings = append(findings, steps(m, out.Checklist)...)
		ch, refused, err := g.reconcile(held, folder{m.Dir, m.Name(), meshes.byFile[m.File()]}, out.Set.Items(), c.force)
		if err != nil {
			return err
		}
		findings = append(findings, refused...)
		changes = append(changes, ch)
		for _, it := range out.Shared.Items() {
			if owner, taken := files[it.Path]; !taken || owner == m.Name() {
				files[it.Path] = m.Name()
				shared = append(shared, it)
			}
		}
	}
	if !in.Part && len(c.only) == 0 {
		gone, refused, err := g.abandoned(list, held, in, c.force)
		if err != nil {
			return err
		}
		findings = append(findings, refused...)
		changes = append(changes, gone...)
	}
	list.Results = finding.Sort(findings)
	if list.Failed() {
		return nil
	}
	for _, ch := range changes {
		ch.apply(list)
	}
	if g.Publish && f.Published && len(c.only) == 0 {
		facts, err := f.FactsObject()
		if err != nil {
			return err
		}
		shared = append(shared, krm.Item{Path: fleet.FactsFile, Object: facts})
	}
	share(list, shared)
	return nil
}

// abandoned removes what this generator made for meshes that are gone: their records say what that was.
func (g Generator) abandoned(list *krm.ResourceList, held inFolders, in fleet.Input, force bool) ([]change, []finding.Finding, error) {
	homes := map[string]bool{}
	for _, m := range in.Meshes {
		homes[path.Dir(m.File)] = true
	}
	var changes []change
	var findings []finding.Finding
	for _, item := range list.Items {
		dir, ok := strings.CutSuffix("/"+list.File(item), "/"+krm.RecordFile)
		if dir = path.Clean("./" + dir); !ok || homes[dir] {
			continue
		}
		ch, refused, err := g.reconcile(held, folder{dir, item.ID().Name, item}, nil, force)
		if err != nil {
			return nil, nil, err
		}
		changes = append(changes, ch)
		findings = append(findings, refused...)
	}
	return changes, findings, nil
}

// share puts objects that belong to the fleet and to no mesh beside its Fleet, without one at the root of the outermost
// package; each file replaces the one that is there.
func share(list *krm.ResourceList, items []krm.Item) {
	if len(items) == 0 {
		return
	}
	home, up := list.Items[0], ""
	for _, item := range list.Items {
		if len(item.PackagePath()) < len(home.PackagePath()) {
			home = item
		}
	}
	up = strings.Repeat("../", strings.Count(home.Path(), "/"))
	for _, item := range list.Items {
		if id := item.ID(); id.Group == mesh.Group && id.Kind == mesh.KindFleet {
			home, up = item, ""
		}
	}
	for i := range items {
		items[i].Path = up + items[i].Path
	}
	added := home.Generate(items)
	list.Items = slices.DeleteFunc(list.Items, func(r *krm.Resource) bool {
		return slices.ContainsFunc(added, func(a *krm.Resource) bool {
			return a.Path() == r.Path() && a.PackagePath() == r.PackagePath()
		})
	})
	list.Items = append(list.Items, added...)
}

// steps are the checklist as results: a function cannot write a file that is no resource.
func steps(m *fleet.Member, all []render.Step) []finding.Finding {
	var findings []finding.Finding
	for _, s := range all {
		text := s.Title
		for _, c := range s.Commands {
			text += "\n" + c
		}
		f := finding.New(finding.Checklist, "%s", text).At(m.File(), "").On(mesh.KindMesh + "/" + m.Name())
		findings = append(findings, f)
	}
	return findings
}
