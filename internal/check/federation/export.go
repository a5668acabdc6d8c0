package federation

import (
	"slices"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"

	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
	apis "github.com/meshfn/meshfn/internal/mesh"
)

// service is a name in a namespace; "*" stands for any.
type service struct{ namespace, name string }

// single reports whether it is one service.
func (s service) single() bool { return s.namespace != "*" && s.name != "*" }

// covers reports whether every service of the other is one of these.
func (s service) covers(other service) bool {
	return (s.namespace == "*" || s.namespace == other.namespace) && (s.name == "*" || s.name == other.name)
}

// meets reports whether a service can be one of both.
func (s service) meets(other service) bool {
	fits := func(a, b string) bool { return a == b || a == "*" || b == "*" }
	return fits(s.namespace, other.namespace) && fits(s.name, other.name)
}

// fixed is the first part that is not open, else "*".
func fixed(parts ...string) string {
	for _, p := range parts {
		if p != "" && p != "*" {
			return p
		}
	}
	return "*"
}

// serviceRule is one of the rules of a set.
type serviceRule struct {
	krm.Object
	set   rule.Object
	field string
}

func exportsOf(set rule.Object) []serviceRule { return rulesOf(set, "exportRules") }
func importsOf(set rule.Object) []serviceRule { return rulesOf(set, "importRules") }

func rulesOf(set rule.Object, list string) []serviceRule {
	var all []serviceRule
	for i, r := range set.Maps("spec", list) {
		all = append(all, serviceRule{r, set, apis.Index("spec."+list, i)})
	}
	return all
}

// byLabel reports whether the rule selects by label.
func (r serviceRule) byLabel() bool {
	return r.String("type") == "LabelSelector" && r.Map("labelSelector") != nil
}

// source is what a rule selects by name; a rule by label selects any name.
func (r serviceRule) source() service {
	if r.byLabel() {
		return service{fixed(r.String("labelSelector", "namespace")), "*"}
	}
	return service{fixed(r.String("nameSelector", "namespace")), fixed(r.String("nameSelector", "name"))}
}

// result is the name under which what is selected goes on: the alias, part by part. Of a rule by label only what one
// alias for all says is known.
func (r serviceRule) result() service {
	from, alias := r.source(), krm.Object(r.Map("nameSelector", "alias"))
	if r.byLabel() {
		alias = nil
		for _, a := range rule.Maps(krm.Object(r.Map("labelSelector")).List("aliases")) {
			alias = a.Map("alias")
			break
		}
	}
	return service{fixed(alias.String("namespace"), from.namespace), fixed(alias.String("name"), from.name)}
}

var exportRules = []numbered[*mesh]{
	{finding.ExportSetName, func(m *mesh) []finding.Finding { return m.besidePeer(finding.ExportSetName, m.exports) }},
	{finding.TwoSelectors, eachRule(func(m *mesh) []rule.Object { return m.exports }, exportsOf, func(_ *mesh, r serviceRule) []finding.Finding {
		blocks := map[string]string{"NameSelector": "nameSelector", "LabelSelector": "labelSelector"}
		want, known := blocks[r.String("type")]
		if !known {
			return one(r.set.Report(finding.TwoSelectors, r.field+".type", "an export has the type %q; istiod skips all but NameSelector and LabelSelector", r.String("type")))
		}
		var all []finding.Finding
		if r.Map(want) == nil {
			all = append(all, r.set.Report(finding.TwoSelectors, r.field, "an export of type %s has no %s", r.String("type"), want))
		}
		for _, other := range blocks {
			if other != want && r.Get(other) != nil {
				all = append(all, r.set.Report(finding.TwoSelectors, r.field+"."+other, "an export of type %s has a %s, which nobody looks at", r.String("type"), other))
			}
		}
		for key := range r.Object {
			if key != "type" && key != "nameSelector" && key != "labelSelector" {
				all = append(all, r.set.Report(finding.TwoSelectors, r.field+"."+key, "an export has no field %s", key))
			}
		}
		return all
	})},
	{finding.BadSelector, eachRule(func(m *mesh) []rule.Object { return m.exports }, exportsOf, func(_ *mesh, r serviceRule) []finding.Finding {
		if r.String("type") != "LabelSelector" {
			return nil
		}
		var s metav1.LabelSelector
		err := runtime.DefaultUnstructuredConverter.FromUnstructured(r.Map("labelSelector", "selector"), &s)
		if err == nil {
			_, err = metav1.LabelSelectorAsSelector(&s)
		}
		if err != nil {
			return one(r.set.Report(finding.BadSelector, r.field+".labelSelector.selector", "the label selector cannot be used: %v", err))
		}
		return nil
	})},
	{finding.ShadowedRule, func(m *mesh) []finding.Finding {
		return slices.Concat(shadowed(m.exports, exportsOf), shadowed(m.imports, importsOf))
	}},
	{finding.SameExport, func(m *mesh) []finding.Finding {
		var all []finding.Finding
		for _, set := range m.exports {
			seen := map[service]serviceRule{}
			for _, r := range exportsOf(set) {
				name := r.result()
				if r.source().name == "*" && name.name != "*" && !r.byLabel() {
					all = append(all, set.Report(finding.SameExport, r.field+".nameSelector", "an export takes services of any name and offers them all as %s", name.name))
				}
				if other, twice := seen[name]; twice && name.single() && other.source() != r.source() {
					all = append(all, set.Report(finding.SameExport, r.field, "two exports to %s offer %s/%s: this one and %s", set.Name(), name.namespace, name.name, other.field).
						And(set.At(other.field)))
				} else if !twice {
					seen[name] = r
				}
			}
		}
		return all
	}},
	{finding.ExportOutside, eachRule(func(m *mesh) []rule.Object { return m.exports }, exportsOf, func(m *mesh, r serviceRule) []finding.Finding {
		if ns := r.source().namespace; ns != "*" && ns != m.namespace && m.outside(ns) {
			return one(r.set.Report(finding.ExportOutside, r.field, "namespace %s is not in the member roll of mesh %s, so nothing of it is exported", ns, m.name))
		}
		return nil
	})},
	{finding.ExportEverything, eachRule(func(m *mesh) []rule.Object { return m.exports }, exportsOf, func(m *mesh, r serviceRule) []finding.Finding {
		from := r.source()
		selector := krm.Object(r.Map("labelSelector", "selector"))
		open := r.String("type") != "LabelSelector" || len(selector.Map("matchLabels"))+len(selector.List("matchExpressions")) == 0
		switch {
		case from.namespace == "*" && from.name == "*" && open:
			return one(r.set.Report(finding.ExportEverything, r.field, "every service of mesh %s is exported to %s, those that come later too", m.name, r.set.Name()))
		case from.namespace == m.namespace:
			return one(r.set.Report(finding.ExportEverything, r.field, "services of the control plane of mesh %s are exported to %s", m.name, r.set.Name()))
		case r.byLabel() && open:
			return one(r.set.Report(finding.ExportEverything, r.field+".labelSelector.selector",
				"a selector without labels selects every service of namespace %s; a rule by name with the name * says so", from.namespace))
		}
		return nil
	})},
	{finding.ExportHidden, eachRule(func(m *mesh) []rule.Object { return m.exports }, exportsOf, func(m *mesh, r serviceRule) []finding.Finding {
		var all []finding.Finding
		from := r.source()
		for _, s := range m.Kind("", "Service") {
			to := s.Annotation("networking.istio.io/exportTo")
			if from.single() && from == (service{s.Namespace(), s.Name()}) && (to == "." || to == "~") {
				all = append(all, r.set.Report(finding.ExportHidden, r.field, "service %s/%s is exported to %s, and is visible in its own namespace alone", s.Namespace(), s.Name(), r.set.Name()).
					And(s.At(`metadata.annotations["networking.istio.io/exportTo"]`)))
			}
		}
		return all
	})},
}

func eachRule(sets func(*mesh) []rule.Object, rules func(rule.Object) []serviceRule, broken func(*mesh, serviceRule) []finding.Finding) func(*mesh) []finding.Finding {
	return func(m *mesh) []finding.Finding {
		var all []finding.Finding
		for _, set := range sets(m) {
			for _, r := range rules(set) {
				all = append(all, broken(m, r)...)
			}
		}
		return all
	}
}

// besidePeer reports sets that have not the name of a ServiceMeshPeer, and second ones.
func (m *mesh) besidePeer(code finding.Code, sets []rule.Object) []finding.Finding {
	var all []finding.Finding
	for i, set := range sets {
		if _, ok := m.peer(set.Name()); !ok {
			all = append(all, set.Report(code, "metadata.name", "%s %s has the name of no ServiceMeshPeer in namespace %s, so nobody reads it", set.Kind(), set.Name(), set.Namespace()))
		}
		for _, other := range sets[:i] {
			if other.Name() == set.Name() && other.Namespace() == set.Namespace() {
				all = append(all, set.Report(code, "metadata.name", "there are two %ss for peer %s", set.Kind(), set.Name()).And(other.At("metadata.name")))
			}
		}
	}
	return all
}

// shadowed reports rules behind one that takes all of theirs: the first that matches counts.
func shadowed(sets []rule.Object, rules func(rule.Object) []serviceRule) []finding.Finding {
	var all []finding.Finding
	for _, set := range sets {
		list := rules(set)
		for i, r := range list {
			j := slices.IndexFunc(list[:i], func(earlier serviceRule) bool {
				return earlier.String("type") == "NameSelector" && earlier.Map("nameSelector") != nil && earlier.source().covers(r.source())
			})
			if j >= 0 {
				all = append(all, set.Report(finding.ShadowedRule, r.field, "%s never takes effect: %s matches the same services", r.field, list[j].field).And(set.At(list[j].field)))
			}
		}
	}
	return all
}

// outside reports whether a namespace is known not to be in the mesh: the roll is there and does not name it, and it is
// no member by itself.
func (m *mesh) outside(namespace string) bool {
	rolls := m.Kind(maistra, "ServiceMeshMemberRoll")
	if m.clusterWide() || len(rolls) == 0 && m.Member == nil {
		return false
	}
	for _, roll := range rolls {
		for _, member := range words(roll.List("spec", "members")) {
			if prefix, wild := strings.CutSuffix(member, "*"); member == namespace || wild && strings.HasPrefix(namespace, prefix) {
				return false
			}
		}
		if len(roll.List("spec", "memberSelectors")) > 0 {
			return false
		}
	}
	return !slices.ContainsFunc(m.Kind(maistra, "ServiceMeshMember"), func(o rule.Object) bool { return o.Namespace() == namespace })
}
