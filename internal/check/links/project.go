package links

import (
	"strings"

	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/finding"
)

// A Google Cloud project has one number: two clusters that name one project give it one number, and the other way round.
var projects = rule.Rule{
	Codes: []finding.Code{finding.ProjectNumber},
	Reads: []rule.GroupKind{{Group: "install.istio.io", Kind: "IstioOperator"}},
	Fleet: func(w *rule.World) []finding.Finding {
		var all []finding.Finding
		numbers, names := map[string]project{}, map[string]project{}
		for _, c := range w.Clusters {
			for _, p := range projectsOf(c) {
				if other, known := numbers[p.name]; known && other.number != p.number {
					all = append(all, p.report("project %s has the number %s here and %s in cluster %s", p.name, p.number, other.number, other.cluster).
						And(other.report("").Place()))
				} else if !known {
					numbers[p.name] = p
				}
				if other, known := names[p.number]; known && other.name != p.name {
					all = append(all, p.report("%s is the number of project %s here and of %s in cluster %s", p.number, p.name, other.name, other.cluster).
						And(other.report("").Place()))
				} else if !known {
					names[p.number] = p
				}
			}
		}
		return all
	},
}

// project is a name with a number, as some place has it.
type project struct {
	name, number, cluster string
	by                    reporter
	field                 string
}

func (p project) report(format string, args ...any) finding.Finding {
	return p.by.Report(finding.ProjectNumber, p.field, format, args...)
}

func projectsOf(c *rule.Cluster) []project {
	var all []project
	add := func(name, number string, by reporter, field string) {
		if name != "" && number != "" {
			all = append(all, project{name, number, c.Name, by, field})
		}
	}
	if m := c.Member; m != nil {
		spec := m.Mesh.Spec
		add(spec.Cluster.Project, spec.Cluster.ProjectNumber, m, "spec.cluster.projectNumber")
		add(spec.Fleet.Project, spec.Fleet.ProjectNumber, m, "spec.fleet.projectNumber")
	}
	for _, o := range c.Kind("install.istio.io", "IstioOperator") {
		cs := &claims{}
		cs.operator(o)
		if pool, ok := cs.value(workloadPool); ok {
			number, fleet := strings.CutPrefix(o.String("spec", "values", "global", "meshID"), "proj-")
			if fleet {
				add(strings.TrimSuffix(pool.value, poolSuffix), number, o, "spec.values.global.meshID")
			}
		}
		if metadata, ok := cs.value(gcpMetadata); ok {
			if parts := strings.Split(metadata.value, "|"); len(parts) == 4 {
				add(parts[0], parts[1], o, metadata.field)
			}
		}
	}
	return all
}
