package federation

import (
	"k8s.io/apimachinery/pkg/util/validation"

	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
	apis "github.com/meshfn/meshfn/internal/mesh"
)

// nameRules check the names in the rules of sets. The definitions take any text; no service has a name that Kubernetes does
// not take, and istiod makes host names of them.
var nameRules = []numbered[*mesh]{
	{finding.RuleName, func(m *mesh) []finding.Finding {
		all := eachRule(func(m *mesh) []rule.Object { return m.exports }, exportsOf, names)(m)
		return append(all, eachRule(imports, importsOf, names)(m)...)
	}},
}

// names checks those of a rule: of what it selects, and those under which that goes on.
func names(_ *mesh, r serviceRule) []finding.Finding {
	var all []finding.Finding
	check := func(field string, o krm.Object, keys ...string) {
		for _, key := range keys {
			if name := o.String(key); name != "" && name != "*" && len(validation.IsDNS1123Label(name)) > 0 {
				all = append(all, r.set.Report(finding.RuleName, field+"."+key, "%q is no name that a service or namespace can have", name))
			}
		}
	}
	byName, byLabel := krm.Object(r.Map("nameSelector")), krm.Object(r.Map("labelSelector"))
	check(r.field+".nameSelector", byName, "name", "namespace")
	check(r.field+".nameSelector.alias", byName.Map("alias"), "name", "namespace")
	check(r.field+".labelSelector", byLabel, "namespace")
	for i, a := range byLabel.List("aliases") {
		alias, _ := a.(map[string]any)
		at := apis.Index(r.field+".labelSelector.aliases", i)
		check(at, alias, "name", "namespace")
		check(at+".alias", krm.Object(alias).Map("alias"), "name", "namespace")
	}
	if suffix := r.String("domainSuffix"); suffix != "" && len(validation.IsDNS1123Subdomain(suffix)) > 0 {
		all = append(all, r.set.Report(finding.RuleName, r.field+".domainSuffix", "%q cannot end the name of a host", suffix))
	}
	return all
}
