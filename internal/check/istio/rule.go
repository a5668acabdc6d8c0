package istio

import (
	"slices"
	"time"

	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
)

// Rules of the family.
var Rules = []rule.Rule{{
	Codes: []finding.Code{
		finding.Validation, finding.ValidationWarning, finding.AnalysisError, finding.AnalysisWarning, finding.AnalysisInfo, finding.MeshConfig,
		finding.AuthorizationRule,
	},
	Cluster: checkCluster,
}}

// checkCluster judges the objects of a cluster, the IstioOperators that are not applied to it included.
func checkCluster(c *rule.Cluster, _ time.Time) []finding.Finding {
	all := slices.Concat(c.Objects, c.Local)
	objects := make([]krm.Object, len(all))
	for i, o := range all {
		objects[i] = o.Object
	}
	settings := Settings{}
	if c.Member != nil {
		settings.RootNamespace = c.Member.Mesh.Spec.ControlPlane.Namespace
	}
	var found []finding.Finding
	for _, p := range Check(objects, settings) {
		f := all[p.Object].Report(p.Code, p.Field, "%s", p.Message)
		f.Severity = p.Severity
		found = append(found, f)
	}
	return found
}
