package check

import (
	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
)

// misplaced reports objects in the folder of a mesh that say they are another's, and those that say nothing where the
// others of their file do. A stream of several clusters has no folders, and there the annotation is all there is.
func misplaced(mesh string, objects []rule.Object) []finding.Finding {
	const field = `metadata.annotations["` + krm.MeshAnnotation + `"]`
	annotated := map[string]bool{}
	for _, o := range objects {
		if o.Annotation(krm.MeshAnnotation) != "" {
			annotated[o.File()] = true
		}
	}
	var all []finding.Finding
	for _, o := range objects {
		name := o.Annotation(krm.MeshAnnotation)
		folder, inFolder := above(o.File())
		switch {
		case !inFolder:
		case name == "" && annotated[o.File()]:
			f := o.Report(finding.AnotherMesh, field, "%s %s does not say that it is of mesh %s, as the others of its file do", o.Kind(), o.Name(), mesh).In(mesh)
			f.Severity = finding.Warning
			all = append(all, f)
		case name != "" && name != mesh:
			all = append(all, o.Report(finding.AnotherMesh, field, "%s %s lies in %s, with what mesh %s gets, and says that it is of mesh %s",
				o.Kind(), o.Name(), folder, mesh, name).In(mesh))
		}
	}
	return all
}
