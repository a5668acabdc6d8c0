package istio

import (
	"maps"
	"slices"
	"strings"

	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
)

// matched are the fields of a rule's source or operation that Istio compares as a whole, or with one * at the beginning
// or the end (https://istio.io/latest/docs/reference/config/security/authorization-policy/#Rule). Their negations are
// called likewise: notPaths. Namespaces are not among them: there a * may stand anywhere.
var matched = []string{"principals", "requestPrincipals", "hosts", "methods", "paths"}

// authorizations looks into the rules of AuthorizationPolicies for what istiod accepts and reads in another way: a list
// without entries, which is no condition to it, and values that no request has.
func authorizations(objects []krm.Object) []Problem {
	var all []Problem
	for i, object := range objects {
		if id := object.ID(); id.Group != "security.istio.io" || id.Kind != "AuthorizationPolicy" {
			continue
		}
		say := func(field, message string) {
			all = append(all, Problem{Code: finding.AuthorizationRule, Severity: finding.Error, Object: i, Field: field, Message: message})
		}
		for at, entry := range rule.Maps(object.List("spec", "rules")) {
			field := mesh.Index("spec.rules", at)
			for side, part := range map[string]string{"from": "source", "to": "operation"} {
				conditions(entry, field, side, say)
				for at, peer := range rule.Maps(entry.List(side)) {
					inner := mesh.Index(field+"."+side, at) + "." + part
					for _, name := range slices.Sorted(maps.Keys(peer.Map(part))) {
						conditions(peer.Map(part), inner, name, say)
					}
				}
			}
		}
	}
	return all
}

// conditions looks at one list of a rule.
func conditions(of krm.Object, field, name string, say func(field, message string)) {
	list, ok := of[name].([]any)
	if !ok {
		return
	}
	field += "." + name
	if len(list) == 0 {
		say(field, "the list is empty: istiod reads it as no condition, and everything matches")
	}
	positive := strings.TrimPrefix(name, "not")
	if positive != name {
		positive = strings.ToLower(positive[:1]) + positive[1:]
	}
	if !slices.Contains(matched, positive) {
		return
	}
	for i, v := range list {
		if value, ok := v.(string); ok {
			if why := unmatched(positive, value); why != "" {
				say(mesh.Index(field, i), `nothing ever matches "`+value+`": `+why)
			}
		}
	}
}

// unmatched says why no request has the value; empty where one may.
func unmatched(name, value string) string {
	switch {
	case value == "":
		return "" // the schema's business
	case name == "principals" && strings.HasPrefix(value, "spiffe://"):
		return "a principal is written without spiffe://"
	case name == "principals" && !strings.ContainsAny(value, "/*"):
		return "a principal is TRUSTDOMAIN/ns/NAMESPACE/sa/SERVICEACCOUNT"
	case name == "methods" && strings.ToUpper(value) != value:
		return "methods are written in capitals"
	case name == "paths" && strings.Contains(value, "{"): // a template, which istiod validates
		return ""
	case strings.Contains(value[1:max(1, len(value)-1)], "*"), len(value) > 1 && value[0] == '*' && value[len(value)-1] == '*':
		return "one * stands for anything, at the beginning or at the end"
	}
	return ""
}
