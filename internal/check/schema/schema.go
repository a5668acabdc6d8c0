// Package schema says what the API server of a cluster would refuse of an object, without a cluster.
//
// It knows every kind of Kubernetes 1.24 to 1.35 and the custom resources of a mesh: of Istio, the Gateway API, OpenShift
// Service Mesh, Config Sync, Argo CD, the External Secrets Operator and cert-manager. Schemas are data, embedded as
// schemas.deflate (see gen and package shape), inflated when the first object is checked. CRDs that stand beside the
// objects add kinds or replace them (With).
//
// An object is held against four things, in the API server's order: its type (is there such a kind, in this API version,
// in this release), its metadata, its schema as strictly as `kubectl apply --validate=strict` does (an unknown field is
// an error), and, when that is clean, its CEL rules and what the API server knows beyond the schema about the kinds that
// a mesh consists of (native_*.go). The judge of this package is kubectl-validate, which runs the API server's own code: see
// package judge.
package schema

import (
	"cmp"
	"slices"
	"strings"

	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
)

//go:generate go run ./gen

// Problem is one thing that an API server refuses, or warns of.
type Problem struct {
	Code finding.Code
	// Field is a path as findings write it: spec.ports[0].name, metadata.annotations["a.b/c"].
	Field   string
	Message string
	// Fix is "" where the catalogue's own is the best.
	Fix string
}

// Schemas knows the kinds of one release of Kubernetes, and the CRDs of one tree. It is safe for concurrent use.
type Schemas struct {
	minor  int // 0 where the release is not known
	custom map[groupKind][]resource
}

// For returns the kinds of a release, such as "1.33" or "v1.33.2-gke.100". With "", or what is no release, every known
// release counts: the newest schema of a kind is used, and only what no known release serves is said to be removed. A
// release older or newer than those known has the schemas of the nearest one.
func For(kubernetesVersion string) *Schemas { return &Schemas{minor: minorOf(kubernetesVersion)} }

// Check returns what is wrong with an object, ordered by field. The items of a v1 List are checked one by one.
func (s *Schemas) Check(o krm.Object) []Problem {
	if items, ok := o["items"].([]any); ok && o.APIVersion() == "v1" && o.Kind() == "List" {
		return s.list(items)
	}
	problems := identity(o)
	if len(problems) > 0 {
		return problems
	}
	r, known, problems := s.resource(o)
	problems = append(problems, metadata(o, r, known)...)
	if known {
		problems = append(problems, s.content(o, r)...)
	}
	slices.SortStableFunc(problems, func(a, b Problem) int {
		return cmp.Or(strings.Compare(a.Field, b.Field), strings.Compare(string(a.Code), string(b.Code)), strings.Compare(a.Message, b.Message))
	})
	return slices.Compact(problems)
}

func (s *Schemas) list(items []any) []Problem {
	var all []Problem
	for i, item := range items {
		at := path{{key: "items"}, {index: i, list: true}}
		m, ok := item.(map[string]any)
		if !ok {
			all = append(all, Problem{Code: finding.SchemaType, Field: at.String(), Message: "want an object, have " + describe(item)})
			continue
		}
		for _, p := range s.Check(m) {
			p.Field = at.String() + "." + p.Field
			all = append(all, p)
		}
	}
	return all
}

var verdicts = krm.Recent[print, []Problem]{Most: mostDefinitions}

// content checks what an object says beside its type and metadata.
func (s *Schemas) content(o krm.Object, r resource) []Problem {
	if r.Kind.Kind == "CustomResourceDefinition" {
		return verdicts.Of(printOf(o, s.minor), func() []Problem { return r.content(o) })
	}
	return r.content(o)
}

func (r resource) content(o krm.Object) []Problem {
	if problems := r.structure(o); len(problems) > 0 {
		return problems
	}
	problems := r.rules(o)
	if r.Native() {
		problems = append(problems, native(o)...)
	}
	return problems
}

// Scope reports whether objects of a kind live in a namespace, and whether the kind is known.
func (s *Schemas) Scope(group, kind string) (namespaced, known bool) {
	for _, r := range s.versions(groupKind{group, kind}) {
		return r.Namespaced, true
	}
	return false, false
}
