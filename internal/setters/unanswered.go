package setters

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/mesh"
)

// placeholder is how the packages and guides write what somebody has to fill in: PROJECT_ID, NETWORK_ID.
var placeholder = regexp.MustCompile(`\b[A-Z][A-Z0-9]*(_[A-Z0-9]+)+\b`)

// Unanswered reports setters that the values leave out and whose fields still hold a placeholder. Fields are those of the
// whole package, after it was set.
func Unanswered(d *Definitions, values Values, fields []Field) []finding.Finding {
	first := map[string]Field{}
	count := map[string]int{}
	for _, f := range fields {
		for _, name := range f.Setters {
			if _, ok := values[name]; ok || !unset(d, name, f) {
				continue
			}
			if count[name]++; count[name] == 1 {
				first[name] = f
			}
		}
	}
	var findings []finding.Finding
	for _, name := range slices.Sorted(maps.Keys(first)) {
		f := first[name]
		code := finding.SetterPlaceholder
		if k := knownSetter(name); k != nil && k.option {
			code = finding.OptionPlaceholder
		}
		findings = append(findings, finding.New(code, "setter %s has no value and holds %q in %d field(s)", name, f.Text, count[name]).
			At(f.File, f.Path).Position(f.Line, f.Column))
	}
	return findings
}

// unset reports whether a field still holds what a setter was shipped with, or the setter lacks what it requires. The text
// of the field counts: a package ships texts that its definitions know nothing of.
func unset(d *Definitions, name string, f Field) bool {
	s := d.Setter(name)
	if s == nil {
		return placeholder.MatchString(f.Text)
	}
	if s.Required && !s.IsSet {
		return true
	}
	k := knownSetter(name)
	shipped := placeholder.MatchString(s.Value) || k != nil && k.placeholder != "" && k.placeholder == s.Value && !s.IsSet
	return shipped && (placeholder.MatchString(f.Text) || strings.Contains(f.Text, s.Value))
}

func knownSetter(name string) *known {
	for i := range knownSetters {
		if knownSetters[i].name == name {
			return &knownSetters[i]
		}
	}
	return nil
}

// Conflicts reports where the package derives what mesh.yaml may say otherwise: the mesh ID and the cluster name.
func Conflicts(m *mesh.Mesh, fields []Field) []finding.Finding {
	said := map[string]string{"mesh-id": m.Spec.ControlPlane.MeshID, "cluster-name": m.Spec.ControlPlane.ClusterName}
	var findings []finding.Finding
	for _, f := range fields {
		if want := cmp.Or(said[f.derived], f.Text); f.Set && want != f.Text {
			findings = append(findings, finding.New(finding.SetterConflict, "substitution %s gives %q, and mesh.yaml says %q", f.derived, f.Text, want).
				At(f.File, f.Path).Position(f.Line, f.Column))
		}
	}
	return findings
}
