package check

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
)

// ErrNothing says that the input holds nothing that could be checked: no resource, and nothing that was meant as one.
var ErrNothing = errors.New("there is nothing to check")

// Run checks the input and returns what it found, sorted, with waivers applied. The error is for input that could not be
// read or rendered, or ErrNothing.
func Run(ctx context.Context, in Input) ([]finding.Finding, error) {
	check := New(in.Now)
	check.Report(in.Findings...)
	var errs errorOnce
	var work sync.WaitGroup
	next := make(chan *group)
	for range max(1, in.Jobs) {
		work.Go(func() {
			for g := range next {
				errs.set(in.check(g, check))
			}
		})
	}
	for _, g := range in.groups() {
		if ctx.Err() != nil || errs.get() != nil {
			break
		}
		next <- g
	}
	close(next)
	work.Wait()
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("check: %w", err)
	}
	if err := errs.get(); err != nil {
		return nil, err
	}
	found := check.Findings()
	if len(found) == 0 && check.objects == 0 {
		return nil, ErrNothing
	}
	return found, nil
}

// check checks one cluster, or several where the objects of its files name other meshes than their file.
func (in Input) check(g *group, check *Check) error {
	v := view{exists: in.Exists}
	if g.member != nil {
		out, err := in.Render(g.member)
		if err != nil {
			return fmt.Errorf("render mesh %s: %w", g.name, err)
		}
		v.findings = out.Findings
		v.rendered = out.Set.Items()
		v.dir = g.member.Dir
		for _, name := range slices.Sorted(maps.Keys(g.member.Overlays)) {
			v.overlays = append(v.overlays, path.Join(v.dir, name))
		}
	}
	if err := v.read(g.files); err != nil {
		return err
	}
	check.Report(v.findings...)
	check.Report(misplaced(g.name, v.foreign)...)
	others := map[string][]rule.Object{}
	var own []rule.Object
	for _, o := range v.objects() {
		if name := o.Annotation(krm.MeshAnnotation); name != "" && name != g.name {
			others[name] = append(others[name], o)
		} else {
			own = append(own, o)
		}
	}
	check.Add(rule.NewCluster(g.name, g.member, own))
	for _, name := range slices.Sorted(maps.Keys(others)) {
		check.Add(rule.NewCluster(name, nil, others[name]))
	}
	return nil
}

// view is what a cluster gets: what its mesh renders to, but where a file of it was edited, what stands there; and what
// others have written beside it.
type view struct {
	dir      string
	rendered []krm.Item
	overlays []string
	foreign  []rule.Object
	findings []finding.Finding
	exists   func(name string) bool
}

func (v *view) objects() []rule.Object { return append(rule.Rendered(v.dir, v.rendered), v.foreign...) }

// read takes the files of the cluster. Of what we generated the mesh is the source; a file that holds something else
// than its record says was edited, and is what the cluster would get.
func (v *view) read(files []File) error {
	record, err := v.records(files)
	if err != nil {
		return err
	}
	missing := map[string]bool{}
	for name := range record {
		missing[name] = true
	}
	for _, f := range files {
		delete(missing, f.Path)
		if isRecord(f) || slices.Contains(v.overlays, f.Path) {
			continue
		}
		content, err := f.Read()
		if err != nil {
			return err
		}
		recorded, generated := record[f.Path]
		intact := generated && content.Holds(recorded)
		if intact && v.rendered != nil {
			continue
		}
		if generated && !intact {
			v.edited(f.Path, "was edited")
		}
		objects, findings := content.Objects()
		v.findings = append(v.findings, findings...)
		v.foreign = append(v.foreign, objects...)
	}
	for _, name := range slices.Sorted(maps.Keys(missing)) {
		if v.exists == nil || !v.exists(name) {
			v.edited(name, "was deleted")
		}
	}
	return nil
}

// edited reports a generated file that is no longer what was generated, and forgets what is rendered there.
func (v *view) edited(name, how string) {
	v.findings = append(v.findings, finding.New(finding.EditedByHand, "the file %s after meshfn wrote it", how).At(name, ""))
	v.rendered = slices.DeleteFunc(slices.Clone(v.rendered), func(it krm.Item) bool { return path.Join(v.dir, it.Path) == name })
}

func isRecord(f File) bool { return strings.HasSuffix("/"+f.Path, "/"+krm.RecordFile) }

// records returns the hashes of what was generated, by file. They stand beside the output wherever it was written, with
// its mesh.yaml or without.
func (v *view) records(files []File) (map[string]string, error) {
	recorded := map[string]string{}
	for _, f := range files {
		if !isRecord(f) {
			continue
		}
		content, err := f.Read()
		if err != nil {
			return nil, err
		}
		objects, _ := content.Objects()
		if len(objects) == 0 {
			continue
		}
		read, err := krm.ReadRecord(objects[0].Object)
		if err != nil {
			v.findings = append(v.findings, finding.New(finding.RecordUnreadable, "%s cannot be read: %v", f.Path, err).At(f.Path, ""))
			continue
		}
		for name, hash := range read.Files {
			recorded[path.Join(path.Dir(f.Path), "..", name)] = hash
		}
	}
	return recorded, nil
}
