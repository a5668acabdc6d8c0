package configsync

import (
	"slices"
	"strings"

	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/krm"
)

const dependsOnAnnotation = "config.kubernetes.io/depends-on"

// reference is an entry of the annotation.
type reference struct {
	text  string
	to    krm.ID
	wrong string // what is wrong with its form
}

// references reads the annotation: GROUP/KIND/NAME or GROUP/namespaces/NAMESPACE/KIND/NAME, by comma.
func references(o rule.Object) []reference {
	if !annotated(o, dependsOnAnnotation) {
		return nil
	}
	var all []reference
	for text := range strings.SplitSeq(o.Annotation(dependsOnAnnotation), ",") {
		r := reference{text: strings.TrimSpace(text)}
		switch part := strings.Split(r.text, "/"); {
		case len(part) == 3:
			r.to = krm.ID{Group: part[0], Kind: part[1], Name: part[2]}
		case len(part) == 5 && part[1] == "namespaces":
			r.to = krm.ID{Group: part[0], Namespace: part[2], Kind: part[3], Name: part[4]}
		case len(part) == 5:
			r.wrong = "the second part must be `namespaces`"
		default:
			r.wrong = "it must be GROUP/KIND/NAME or GROUP/namespaces/NAMESPACE/KIND/NAME"
		}
		if r.wrong == "" && (r.to.Kind == "" || r.to.Name == "") {
			r.wrong = "kind and name must not be empty"
		}
		all = append(all, r)
	}
	return all
}

func dependsOnForm(_ *unit, o rule.Object, say say) {
	for _, r := range references(o) {
		if r.wrong != "" {
			say(annotationField(dependsOnAnnotation), "%q cannot be read: %s", r.text, r.wrong)
		}
	}
}

func dependsOnOutside(u *unit, o rule.Object, say say) {
	for _, to := range u.needs[o.ID()] {
		if _, inside := u.Find(to); !inside {
			say(annotationField(dependsOnAnnotation), "the object depends on %s of the group %q, which is not there", to, to.Group)
		}
	}
}

func dependsOnTwice(_ *unit, o rule.Object, say say) {
	all := references(o)
	for i, r := range all {
		same := func(other reference) bool { return r.wrong == "" && other == r }
		if slices.ContainsFunc(all[:i], same) {
			say(annotationField(dependsOnAnnotation), "%s is named twice", r.text)
		}
	}
}

// dependsOnCycle is reported at the first of the objects of the circle.
func dependsOnCycle(u *unit, o rule.Object, say say) {
	start := o.ID()
	if len(u.needs[start]) == 0 {
		return
	}
	seen := map[krm.ID]bool{}
	var circle func(at krm.ID) []krm.ID
	circle = func(at krm.ID) []krm.ID {
		for _, to := range u.edges(at) {
			if to == start {
				return []krm.ID{at}
			}
			if !seen[to] && start.Compare(to) < 0 {
				seen[to] = true
				if rest := circle(to); rest != nil {
					return append(rest, at)
				}
			}
		}
		return nil
	}
	if back := circle(start); back != nil {
		slices.Reverse(back)
		say(annotationField(dependsOnAnnotation), "the order goes in a circle: %s", route(append(back, start)))
	}
}

func route(ids []krm.ID) string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = id.String()
	}
	return strings.Join(names, " -> ")
}

// edges are what an object waits for: as it says, for its namespace and for its definition.
func (u *unit) edges(id krm.ID) []krm.ID {
	to := slices.Clone(u.needs[id])
	if ns, ok := u.Namespace(id.Namespace); ok && id.Namespace != "" {
		to = append(to, ns.ID())
	}
	if d, ok := u.kinds[rule.GroupKind{Group: id.Group, Kind: id.Kind}]; ok {
		to = append(to, d.ID())
	}
	return to
}
