// Package kinds checks that the API server of a cluster would take each of its objects: that its kind is served in its API
// version, that its metadata and fields are what the kind allows, CEL rules included. Package schema does the work; this
// one brings it together with the cluster, whose Mesh may say the release of Kubernetes, and whose CRDs may say more kinds.
package kinds

import (
	"path"
	"strings"
	"time"

	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/check/schema"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
)

// Rules of the family.
var Rules = []rule.Rule{{
	Codes: []finding.Code{
		finding.SchemaUnknownField, finding.SchemaType, finding.SchemaRequired, finding.SchemaValue, finding.SchemaDuplicate,
		finding.SchemaRule, finding.UnknownKind, finding.UnknownVersion, finding.RemovedAPI, finding.DeprecatedAPI,
		finding.NoIdentity, finding.ObjectName, finding.ObjectMetadata, finding.InvalidDefinition, finding.ServerRule,
	},
	Cluster: func(c *rule.Cluster, _ time.Time) []finding.Finding { return check(c) },
}, slips}

func check(c *rule.Cluster) []finding.Finding {
	s := schema.For(release(c)).With(definitions(c)...)
	problems := make([][]schema.Problem, len(c.Objects))
	krm.Parallel(len(c.Objects), func(i int) { problems[i] = s.Check(c.Objects[i].Object) }) // definitions take long
	var all []finding.Finding
	for i, o := range c.Objects {
		for _, p := range problems[i] {
			f := o.Report(p.Code, p.Field, "%s", p.Message)
			if p.Fix != "" {
				f = f.WithFix("%s", p.Fix)
			}
			all = append(all, f)
		}
	}
	for _, o := range c.Local {
		all = append(all, unnamed(o)...)
	}
	return all
}

// unnamed reports a resource that only programs read and that does not say what it is.
func unnamed(o rule.Object) []finding.Finding {
	var all []finding.Finding
	if kind := o.Kind(); strings.ContainsAny(kind, "/. \t") {
		all = append(all, o.Report(finding.UnknownVersion, "kind", "%q is the name of no kind", kind))
	}
	for _, p := range schema.Metadata(o.Object) {
		if (p.Field == "kind" || p.Field == "apiVersion") && path.Base(o.File()) != "Chart.yaml" {
			all = append(all, o.Report(p.Code, p.Field, "%s", p.Message))
		}
	}
	return all
}

// release of Kubernetes, "" where no Mesh says it.
func release(c *rule.Cluster) string {
	if c.Member == nil {
		return ""
	}
	return c.Member.Mesh.Spec.Cluster.KubernetesVersion
}

// definitions are the CRDs of a cluster.
func definitions(c *rule.Cluster) []krm.Object {
	var all []krm.Object
	for _, o := range c.Kind("apiextensions.k8s.io", "CustomResourceDefinition") {
		all = append(all, o.Object)
	}
	return all
}
