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
// than its record says was edited, and is what the cluster would get. One that no record names is ours if it holds what is
// rendered there, or if the record that would name it cannot be read.
func (v *view) read(files []File) error {
	record, lost, err := v.records(files)
	if err != nil {
		return err
	}
	missing := map[string]bool{}
	for name := range record {
		missing[name] = true
	}
	rendered := map[string][]krm.Object{}
	for _, it := range v.rendered {
		at := path.Join(v.dir, it.Path)
		rendered[at] = append(rendered[at], it.Object)
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
		place := rendered[f.Path]
		intact := generated && content.Holds(recorded)
		switch {
		case intact && v.rendered != nil, !generated && place != nil && (lost || content.Holds(krm.Hash(place...))):
			continue
		case generated && !intact:
			v.edited(f.Path, "was edited")
		}
		objects, findings := content.Objects()
		if !generated && place != nil && len(objects) > 0 {
			v.report(finding.InTheWay, f.Path, "%s was not written by meshfn, and a generated file belongs there", f.Path)
			v.forget(f.Path)
		}
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

func (v *view) report(code finding.Code, file, format string, args ...any) {
	v.findings = append(v.findings, finding.New(code, format, args...).At(file, ""))
}

// edited reports a generated file that is no longer what was generated, and forgets what is rendered there.
func (v *view) edited(name, how string) {
	v.report(finding.EditedByHand, name, "the file %s after meshfn wrote it", how)
	v.forget(name)
}

// forget leaves out what is rendered to a file: the cluster gets what stands there.
func (v *view) forget(name string) {
	v.rendered = slices.DeleteFunc(slices.Clone(v.rendered), func(it krm.Item) bool { return path.Join(v.dir, it.Path) == name })
}

func isRecord(f File) bool { return strings.HasSuffix("/"+f.Path, "/"+krm.RecordFile) }

// records returns the hashes of what was generated, by file, and whether the record of the mesh cannot be read. Records
// stand beside the output wherever it was written, with its mesh.yaml or without.
func (v *view) records(files []File) (recorded map[string]string, lost bool, err error) {
	recorded = map[string]string{}
	for _, f := range files {
		if !isRecord(f) {
			continue
		}
		content, err := f.Read()
		if err != nil {
			return nil, false, err
		}
		objects, findings := content.Objects()
		if len(objects) == 0 && len(findings) == 0 {
			continue
		}
		read, why := &krm.Record{}, ""
		if len(findings) > 0 {
			why = findings[0].Message
		} else if read, err = krm.ReadRecord(objects[0].Object); err != nil {
			why = err.Error()
		}
		if why != "" {
			v.report(finding.RecordUnreadable, f.Path, "%s cannot be read: %s", f.Path, why)
			lost = lost || f.Path == path.Join(v.dir, krm.RecordFile)
			continue
		}
		for name, hash := range read.Files {
			recorded[path.Join(path.Dir(f.Path), "..", name)] = hash
		}
	}
	return recorded, lost, nil
}
