package istio

import (
	"cmp"
	"slices"

	"istio.io/istio/pkg/config"
	"istio.io/istio/pkg/config/resource"
	"istio.io/istio/pkg/config/schema/gvk"

	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
)

// set holds the resources of one cluster that Istio's rules read, by kind.
type set struct {
	settings  Settings
	resources map[config.GroupVersionKind][]*resource.Instance
	named     map[named]*resource.Instance
	// templates stand for the pods that will be made from them.
	templates []*resource.Instance
	facts     facts
}

type named struct {
	kind config.GroupVersionKind
	name resource.FullName
}

// ignored are the namespaces into which Istio never looks, as in istio.io/istio/pkg/kube/inject.IgnoredNamespaces.
var ignored = []string{"kube-system", "kube-public", "kube-node-lease", "local-path-storage"}

// read sorts the objects into a set. An object that does not fit its kind is a problem and left out.
func read(objects []krm.Object, settings Settings) (*set, []Problem) {
	s := &set{
		settings:  settings,
		resources: map[config.GroupVersionKind][]*resource.Instance{},
		named:     map[named]*resource.Instance{},
	}
	var problems []Problem
	for i, object := range objects {
		if slices.Contains(ignored, object.Namespace()) || object.Kind() == "Namespace" && slices.Contains(ignored, object.Name()) {
			continue
		}
		id := object.ID()
		var message any
		if k, known := kinds[groupKind{id.Group, id.Kind}]; known {
			r, err := instance(k, object, i, settings.Namespace)
			if err != nil {
				problems = append(problems, malformed(id.Kind, i, err))
				continue
			}
			s.add(k.gvk, r)
			message = r.Message
		}
		s.templates = append(s.templates, templates(object, message, i, settings.Namespace)...)
		s.facts.note(object, settings.Namespace)
	}
	problems = append(problems, s.readMesh(objects)...)
	for _, all := range s.resources {
		byName(all)
	}
	byName(s.templates)
	s.facts.conclude(s)
	return s, problems
}

// add takes a resource into the set. One of the same name goes: of two objects a cluster keeps the one that is applied
// last.
func (s *set) add(id config.GroupVersionKind, r *resource.Instance) {
	key := named{id, r.Metadata.FullName}
	if old := s.named[key]; old != nil {
		*old = *r
		return
	}
	s.named[key] = r
	s.resources[id] = append(s.resources[id], r)
}

func byName(all []*resource.Instance) {
	slices.SortStableFunc(all, func(a, b *resource.Instance) int {
		return cmp.Compare(a.Metadata.FullName.String(), b.Metadata.FullName.String())
	})
}

// pods are those that are written out and those that templates stand for.
func (s *set) pods() []*resource.Instance {
	return slices.Concat(s.resources[gvk.Pod], s.templates)
}

func malformed(kind string, i int, err error) Problem {
	return Problem{
		Code: finding.Validation, Severity: finding.Error, Object: i, Field: "spec",
		Message: "istiod cannot read this " + kind + ": " + err.Error(),
	}
}
