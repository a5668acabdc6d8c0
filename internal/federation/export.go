package federation

import (
	"cmp"

	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
)

// exportedServiceSet offers services to the peer; none where nothing is exported. The order of the rules is the user's:
// the first that matches a service counts.
func (l link) exportedServiceSet() []krm.Object {
	if len(l.peer.Exports) == 0 {
		return nil
	}
	rules := make([]any, len(l.peer.Exports))
	for i, e := range l.peer.Exports {
		if e.Selector != nil {
			rules[i] = map[string]any{"type": "LabelSelector", "labelSelector": labelSelector(e)}
		} else {
			rules[i] = map[string]any{"type": "NameSelector", "nameSelector": nameSelector(e.Namespace, e.Name, e.As)}
		}
	}
	o := l.object("ExportedServiceSet")
	o["spec"] = map[string]any{"exportRules": rules}
	return []krm.Object{o}
}

// nameSelector writes "*" where a part was left out: both match everything, only one says so.
func nameSelector(namespace, name string, as *mesh.ServiceName) map[string]any {
	s := map[string]any{"namespace": cmp.Or(namespace, "*"), "name": cmp.Or(name, "*")}
	if a := alias(as); a != nil {
		s["alias"] = a
	}
	return s
}

// labelSelector renames by the alias everything that it selects.
func labelSelector(e mesh.Export) map[string]any {
	s := map[string]any{"namespace": cmp.Or(e.Namespace, "*"), "selector": selector(e.Selector)}
	if a := alias(e.As); a != nil {
		s["aliases"] = []any{map[string]any{"namespace": "*", "name": "*", "alias": a}}
	}
	return s
}

// alias holds the parts that change; "*" and an empty part keep the original.
func alias(as *mesh.ServiceName) map[string]any {
	if as == nil {
		return nil
	}
	a := map[string]any{}
	if fixed(as.Namespace) {
		a["namespace"] = as.Namespace
	}
	if fixed(as.Name) {
		a["name"] = as.Name
	}
	if len(a) == 0 {
		return nil
	}
	return a
}

func selector(s *mesh.Selector) map[string]any {
	out := map[string]any{}
	if len(s.MatchLabels) > 0 {
		labels := map[string]any{}
		for k, v := range s.MatchLabels {
			labels[k] = v
		}
		out["matchLabels"] = labels
	}
	if len(s.MatchExpressions) > 0 {
		all := make([]any, len(s.MatchExpressions))
		for i, r := range s.MatchExpressions {
			requirement := map[string]any{"key": r.Key, "operator": string(r.Operator)}
			if len(r.Values) > 0 {
				requirement["values"] = texts(r.Values)
			}
			all[i] = requirement
		}
		out["matchExpressions"] = all
	}
	return out
}

// fixed reports whether a part of a name is one value, neither empty nor "*".
func fixed(part string) bool { return part != "" && part != "*" }
