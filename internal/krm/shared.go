package krm

import (
	"bytes"
	"cmp"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/meshfn/meshfn/internal/finding"
)

// Shared are the files that belong to a whole tree and to no mesh: FleetFacts, the CRDs of a version. Paths are relative
// to the root of the tree.
type Shared struct {
	Items []Item
	// Patterns (path.Match) of files that were written earlier, and go where they are neither among the items nor kept.
	Patterns, Keep []string
}

// CompareShared plans the write of shared files. No record holds them: a file is taken for an earlier one if it holds
// objects of the same kinds and of no other, so a hand edit is not seen. One is deleted only where all in it was
// generated, and without force only in the form in which it was written.
func CompareShared(root string, s Shared, force bool) (*Plan, error) {
	return compareShared(realDisk{}, root, s, force)
}

func compareShared(d disk, root string, s Shared, force bool) (*Plan, error) {
	v := newView(d, root, ".")
	plan := &Plan{Folder: ".", dir: v.dir, again: func() (*Plan, error) { return compareShared(d, root, s, force) }}
	var err error
	if plan.unfinished, err = v.load(); err != nil {
		return plan, fmt.Errorf("compare %s: %w", root, err)
	}
	objects := map[string][]Object{}
	for _, it := range s.Items {
		if !local(it.Path) {
			return plan, fmt.Errorf("compare %s: %q is no path below it", root, it.Path)
		}
		objects[it.Path] = append(objects[it.Path], it.Object)
	}
	for _, name := range slices.Sorted(maps.Keys(objects)) {
		if err := plan.share(v, name, objects[name], force); err != nil {
			return plan, fmt.Errorf("compare %s: %w", root, err)
		}
	}
	for _, pattern := range s.Patterns {
		names, err := fs.Glob(os.DirFS(root), pattern)
		if err != nil {
			return plan, fmt.Errorf("compare %s: %w", root, err)
		}
		for _, name := range names {
			if objects[name] != nil || slices.Contains(s.Keep, name) {
				continue
			}
			if err := plan.unshare(v, name, force); err != nil {
				return plan, fmt.Errorf("compare %s: %w", root, err)
			}
		}
	}
	slices.SortFunc(plan.Changes, func(a, b Change) int { return cmp.Compare(a.Path, b.Path) })
	return plan, nil
}

// unshare deletes a file that was generated; one of somebody else stays.
func (p *Plan) unshare(v *view, name string, force bool) error {
	held, err := v.read(name)
	if err != nil || held.text == nil {
		return err
	}
	objects, err := Decode(held.text)
	foreign := func(o Object) bool {
		return o.Annotation(MeshAnnotation) == "" && !strings.HasPrefix(o.APIVersion(), "meshfn.dev/")
	}
	if err != nil || len(objects) == 0 || slices.ContainsFunc(objects, foreign) || !force && !bytes.Equal(Encode(objects...), held.text) {
		return nil
	}
	p.Changes = append(p.Changes, Change{Path: name, Before: held.text, mode: held.mode})
	return nil
}

func (p *Plan) share(v *view, name string, objects []Object, force bool) error {
	held, err := v.read(name)
	if err != nil {
		return err
	}
	text := Encode(objects...)
	if held.text != nil && bytes.Equal(held.text, text) {
		p.stays(name, held)
		return nil
	}
	j := judge{force: force, at: below(".")}
	if held.odd != "" {
		p.Findings = append(p.Findings, j.replace(name, standing{odd: held.odd}, "", "")...)
	} else if !force && !sameKinds(held.text, objects) {
		f := finding.New(finding.InTheWay, "%s was not written by meshfn, and a generated file belongs there", name)
		p.Findings = append(p.Findings, f.At(name, ""))
	}
	p.Changes = append(p.Changes, Change{Path: name, Before: held.text, After: text, mode: held.mode, digest: digest(text)})
	return nil
}

// sameKinds reports whether a text holds objects of the kinds of others, or nothing.
func sameKinds(text []byte, others []Object) bool {
	if blank(text) {
		return true
	}
	objects, err := Decode(text)
	known := map[[2]string]bool{}
	for _, o := range others {
		known[[2]string{o.ID().Group, o.Kind()}] = true
	}
	strange := func(o Object) bool { return !known[[2]string{o.ID().Group, o.Kind()}] }
	return err == nil && !slices.ContainsFunc(objects, strange)
}

// local reports whether a slash path stays below the folder that it is relative to.
func local(name string) bool {
	return path.Clean(name) == name && name != "." && filepath.IsLocal(filepath.FromSlash(name))
}

// AddShared is Add for files of the whole tree.
func (out *Out) AddShared(s Shared) (*Plan, error) {
	plan, err := compareShared(out.disk, out.dir, s, out.force)
	if err != nil || len(plan.Findings) > 0 {
		return plan, err
	}
	return plan, out.stage(plan)
}
