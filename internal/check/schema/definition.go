package schema

import (
	"maps"

	"github.com/meshfn/meshfn/internal/check/schema/shape"
	"github.com/meshfn/meshfn/internal/krm"
)

// With returns the kinds of s and those that the CRDs define; a CRD replaces what was known of its kind. Objects that are
// no CustomResourceDefinition are passed over, so all objects of a tree may be given. What is wrong with a CRD is found by
// checking it as an object.
func (s *Schemas) With(objects ...krm.Object) *Schemas {
	more := &Schemas{minor: s.minor, custom: maps.Clone(s.custom)}
	if more.custom == nil {
		more.custom = map[groupKind][]resource{}
	}
	replaced := map[groupKind]bool{}
	for _, o := range objects {
		if o.ID().Group != "apiextensions.k8s.io" || o.Kind() != "CustomResourceDefinition" {
			continue
		}
		for _, r := range defined(o) {
			gk := groupKind{r.Group, r.Kind.Kind}
			if !replaced[gk] {
				replaced[gk], more.custom[gk] = true, nil
			}
			more.custom[gk] = append(more.custom[gk], r)
		}
	}
	return more
}

var definitions = krm.Recent[print, []resource]{Most: mostDefinitions}

// defined are the kinds of one CRD.
func defined(crd krm.Object) []resource {
	return definitions.Of(printOf(crd, 0), func() []resource { return served(crd) })
}

func served(crd krm.Object) []resource {
	b := shape.NewBuilder()
	kinds := shape.Kinds(&shape.Converter{Builder: b}, crd)
	table := b.Table()
	var all []resource
	for _, k := range kinds {
		if !k.Unserved {
			all = append(all, resource{k, table})
		}
	}
	return all
}
