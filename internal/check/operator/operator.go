// Package operator checks IstioOperators. No cluster knows their kind any more, so no schema of a server says what may
// stand in one; the expansion does, and it checks what istioctl checks: the fields of the operator, of the chart values
// and of the mesh configuration.
//
// An IstioOperator of a release without charts at hand is never expanded, so this is the only place that sees its
// mistakes. Types are compared with those of the embedded charts; what a release has dropped or added since stays free.
package operator

import (
	"time"

	"k8s.io/apimachinery/pkg/util/validation"

	"github.com/meshfn/meshfn/internal/chart"
	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/check/schema"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
)

// What an IstioOperator is.
const group, kind = "install.istio.io", "IstioOperator"

// Rules for IstioOperators.
var Rules = []rule.Rule{{
	Codes: []finding.Code{finding.ExpansionRefused, finding.ExpansionWarning, finding.OperatorField, finding.UnknownVersion, finding.DuplicateObject,
		finding.NotLocalConfig, finding.ObjectName},
	Cluster: func(c *rule.Cluster, _ time.Time) []finding.Finding { return check(c) },
}, values}

func check(c *rule.Cluster) []finding.Finding {
	var all []finding.Finding
	for _, o := range c.Local {
		id := o.ID()
		if ours, named := id.Group == group, id.Kind == kind; ours != named || ours && o.APIVersion() != group+"/v1alpha1" {
			all = append(all, o.Report(finding.UnknownVersion, "apiVersion", "%s %s is no IstioOperator, which has apiVersion %s/v1alpha1 and kind %s",
				o.APIVersion(), o.Kind(), group, kind))
		}
	}
	first := map[krm.ID]rule.Object{}
	for _, o := range c.Kind(group, kind) {
		if other, twice := first[o.ID()]; twice {
			all = append(all, o.Report(finding.DuplicateObject, "metadata.name", "%s stands twice", o.ID()).And(other.At("metadata.name")))
		}
		first[o.ID()] = o
		for _, p := range schema.Metadata(o.Object) {
			if p.Code != finding.NoIdentity { // istioctl needs no name
				all = append(all, o.Report(p.Code, p.Field, "%s", p.Message))
			}
		}
		if wrong := validation.IsDNS1123Subdomain(o.Name()); o.Name() != "" && len(wrong) > 0 {
			all = append(all, o.Report(finding.ObjectName, "metadata.name", "%q is no name of an object: %s", o.Name(), wrong[0]))
		}
		if o.Annotation(krm.MeshAnnotation) != "" && o.Annotation(mesh.LocalConfigAnnotation) != "true" {
			all = append(all, o.Report(finding.NotLocalConfig, rule.Key("metadata.annotations", mesh.LocalConfigAnnotation),
				"%s does not say that it is local configuration: a tool that applies its folder would apply it, and no cluster knows the kind", o.ID()))
		}
		for _, f := range chart.Validate(o.Object) {
			report := o.Report(f.Code, f.Field, "%s", f.Message)
			report.Severity, report.Fix = f.Severity, f.Fix
			all = append(all, report)
		}
	}
	return all
}
