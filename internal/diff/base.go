package diff

import (
	"path"
	"slices"

	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/fleet"
)

// broken takes a cluster of the head that was broken at the base.
func (d *differ) broken(name string, why []finding.Finding) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.result.Broken = append(d.result.Broken, name)
	d.result.BaseFindings = append(d.result.BaseFindings, errorsOf(why)...)
}

// lost takes a cluster that is gone and was broken.
func (d *differ) lost(name, file string, why []finding.Finding) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.result.Removed = append(d.result.Removed, Cluster{Name: name, File: file, Broken: true})
	d.result.BaseFindings = append(d.result.BaseFindings, errorsOf(why)...)
}

// baseErrors takes the errors of the base's sources: a mesh.yaml that had one is no mesh there, and with a fleet.yaml that
// had one there is none.
func (d *differ) baseErrors() {
	byFile := map[string][]finding.Finding{}
	for _, f := range errorsOf(d.Base.Tree.Findings) {
		byFile[f.File] = append(byFile[f.File], f)
	}
	if found := byFile[fleet.DefaultsFile]; len(found) > 0 {
		d.lawless, d.result.BaseFindings = true, found
		return
	}
	for _, m := range d.Head.Tree.Fleet.Members {
		found := byFile[m.File()]
		delete(byFile, m.File())
		if _, was := d.Base.Tree.Fleet.Member(m.Name()); was || len(found) == 0 || !d.Selection.Has(m.Name()) {
			continue
		}
		d.broken(m.Name(), found)
	}
	for file, found := range byFile { // of no mesh of the head; all is sorted in the end
		if path.Base(file) == fleet.MeshFile && d.Selection.All() {
			d.lost(path.Base(path.Dir(file)), file, found) // its name may be what is wrong
		} else {
			d.result.BaseFindings = append(d.result.BaseFindings, found...)
		}
	}
}

func errorsOf(all []finding.Finding) []finding.Finding {
	return slices.DeleteFunc(slices.Clone(all), func(f finding.Finding) bool { return f.Severity != finding.Error })
}
