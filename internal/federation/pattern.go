package federation

import (
	"cmp"

	"github.com/meshfn/meshfn/internal/mesh"
)

// A pattern is a service name of which each part is one value or "*".
type pattern mesh.ServiceName

func patternOf(namespace, name string) pattern {
	return pattern{cmp.Or(namespace, "*"), cmp.Or(name, "*")}
}

// covers reports whether every service that q matches is matched by p.
func (p pattern) covers(q pattern) bool {
	return (p.Namespace == "*" || p.Namespace == q.Namespace) && (p.Name == "*" || p.Name == q.Name)
}

// meet returns what both match; false where there is nothing.
func (p pattern) meet(q pattern) (pattern, bool) {
	both := pattern{meet(p.Namespace, q.Namespace), meet(p.Name, q.Name)}
	return both, both.Namespace != "" && both.Name != ""
}

func meet(a, b string) string {
	switch {
	case a == b || b == "*":
		return a
	case a == "*":
		return b
	}
	return ""
}

// as is the pattern with the parts renamed that the alias fixes.
func (p pattern) as(alias *mesh.ServiceName) pattern {
	if alias == nil {
		return p
	}
	if fixed(alias.Namespace) {
		p.Namespace = alias.Namespace
	}
	if fixed(alias.Name) {
		p.Name = alias.Name
	}
	return p
}

// single reports whether the pattern is one service.
func (p pattern) single() bool { return p.Namespace != "*" && p.Name != "*" }

// source is what an export selects. A selector selects by label, and any name may carry it.
func source(e mesh.Export) pattern {
	if e.Selector != nil {
		return patternOf(e.Namespace, "*")
	}
	return patternOf(e.Namespace, e.Name)
}

// offered is what the importing mesh sees of an export.
func offered(e mesh.Export) pattern { return source(e).as(e.As) }

// wanted is what an import asks for, by exported name.
func wanted(im mesh.Import) pattern { return patternOf(im.Namespace, im.Name) }

// localName is the name that a local import gets in our cluster.
func localName(im mesh.Import) mesh.ServiceName { return mesh.ServiceName(wanted(im).as(im.As)) }

// exported reports whether the peer may export what the i-th import asks for. A wildcard or a selector may match a
// service that does not exist yet, and where the exports are not known, any may be there.
func (l link) exported(i int) bool {
	if !l.remote.exportsKnown {
		return true
	}
	for _, e := range l.remote.exports {
		if _, ok := offered(e).meet(wanted(l.peer.Imports[i])); ok {
			return true
		}
	}
	return false
}
