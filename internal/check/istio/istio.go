// Package istio judges a cluster's Istio configuration by its meaning, as istiod and istioctl would: whether each object
// is one that istiod accepts, and whether the objects of one cluster fit each other.
//
// Three sources speak. Istio's validation, linked, looks at every networking, security, telemetry and extension object
// and at the mesh configuration by itself. Istio's analyzers look at all objects of a cluster together; most are linked,
// and those that would pull in a Kubernetes client, the proxy's whole API and Istio's control plane (they double the time
// in which a process starts) are written again, and tests hold them to the original. EnvoyFilters are read with Envoy's
// types as data. The rules of AuthorizationPolicies are looked into beyond that: Istio accepts ones that never match.
//
// A message of Istio keeps its code (IST0101). Istio writes its analyzers for a live cluster, where everything that
// exists can be seen; git never shows all of it. The table in judgement.go says for each message what must be in the
// set for it to count, how grave it then is, and why.
//
// Pods are not in git either, but what they are made from is: the templates of workloads stand for their pods.
package istio

import (
	"cmp"
	"slices"

	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
)

// Problem is one statement of Istio about an object.
type Problem struct {
	Code finding.Code
	// IST is the code under which istioctl reports it, IST0101; empty where istioctl has none.
	IST string
	// Object is the index of the object in the input.
	Object   int
	Field    string
	Message  string
	Severity finding.Severity
}

// Settings are facts about the cluster that its objects do not show.
type Settings struct {
	// RootNamespace is where the control plane runs and mesh-wide policies live; istio-system when empty.
	RootNamespace string
	// Namespace is where objects go that name none; default when empty.
	Namespace string
}

func (s Settings) filled() Settings {
	s.RootNamespace = cmp.Or(s.RootNamespace, "istio-system")
	s.Namespace = cmp.Or(s.Namespace, "default")
	return s
}

// Check validates every object of one cluster that Istio knows, then analyzes them together. Objects of other kinds, and
// those in namespaces that Istio ignores, are passed over. What is found comes in the order of the objects. The objects
// are not changed.
func Check(objects []krm.Object, settings Settings) []Problem {
	s, problems := read(objects, settings.filled())
	problems = append(problems, validate(s)...)
	problems = append(problems, authorizations(objects)...)
	return tidy(append(problems, analyze(s)...))
}

// Unjudged returns everything that Istio says of the objects, as for a live cluster that holds them and nothing else:
// nothing is left out, and no template stands for a pod. It is there to be held against Istio's own programs.
func Unjudged(objects []krm.Object, settings Settings) []Problem {
	s, problems := read(objects, settings.filled())
	s.templates = nil
	problems = append(problems, validate(s)...)
	for _, m := range messages(s) {
		problems = append(problems, said(m, finding.Info))
	}
	return tidy(problems)
}

// tidy sorts the problems and drops what is said twice.
func tidy(all []Problem) []Problem {
	slices.SortFunc(all, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Object, b.Object), cmp.Compare(a.Code, b.Code), cmp.Compare(a.IST, b.IST),
			cmp.Compare(a.Field, b.Field), cmp.Compare(a.Message, b.Message))
	})
	return slices.Compact(all)
}
