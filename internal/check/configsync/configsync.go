// Package configsync finds what Config Sync would refuse, so that it is found before the merge instead of on the cluster.
//
// Config Sync reads a folder, checks everything in it, and applies nothing of it while an error is left: one object that
// it refuses stops the sync of all. Its errors have numbers, KNV1029 for an object that is there twice; each has a code
// here, and the number stands in the message. Judged are those of the first thousand numbers (KNV1xxx, of the repository)
// that files can tell, for the source format `unstructured`; docs/configsync.md says of each number where it is judged, or
// why not.
//
// What a mesh's manifests/ holds is one sync unit. Its engine, cli-utils, adds an order: from the annotation depends-on,
// from a namespace to what is in it and from a definition to its resources. It refuses a unit whose order leads outside
// or in a circle.
package configsync

import (
	"slices"
	"time"

	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
)

// Rules of the family.
var Rules = []rule.Rule{{Codes: codes(), Cluster: cluster}}

var checks = slices.Concat(repository, order)

func codes() []finding.Code {
	var all []finding.Code
	for _, c := range slices.Concat(checks, rendering) {
		all = append(all, c.code)
	}
	return all
}

func cluster(c *rule.Cluster, _ time.Time) []finding.Finding {
	if !c.Profile().Delivers(mesh.ConfigSync) {
		return nil
	}
	u := newUnit(c)
	for _, o := range c.Objects {
		if !slices.Contains(toolGroups, o.ID().Group) {
			u.ask(checks, o)
		}
	}
	for _, o := range u.kustomizations {
		u.ask(rendering, o)
	}
	return u.found
}

func (u *unit) ask(checks []check, o rule.Object) {
	var asked check
	report := func(field, format string, args ...any) *finding.Finding {
		f := o.Report(asked.code, field, format, args...)
		if asked.knv != "" {
			f.Message = asked.knv + ": " + f.Message
		}
		u.found = append(u.found, f)
		return &u.found[len(u.found)-1]
	}
	for _, asked = range checks {
		asked.of(u, o, report)
	}
}

// toolGroups are groups of files that are read on the way, and never applied.
var toolGroups = []string{"kustomize.config.k8s.io", "kpt.dev"}

// unit is what Config Sync syncs as a whole.
type unit struct {
	*rule.Cluster
	// defined are the groups of the definitions of the unit, kinds the definitions.
	defined map[string]bool
	kinds   map[rule.GroupKind]rule.Object
	// needs are the references of depends-on.
	needs map[krm.ID][]krm.ID
	// fitted says that the unit was generated for Config Sync, and not for another tool alone.
	fitted bool
	// kustomizations are the files that make Config Sync render.
	kustomizations []rule.Object
	found          []finding.Finding
}

func newUnit(c *rule.Cluster) *unit {
	u := &unit{Cluster: c, fitted: c.Member != nil, defined: map[string]bool{}, kinds: map[rule.GroupKind]rule.Object{}, needs: map[krm.ID][]krm.ID{}}
	for _, d := range c.Kind(definitionGroup, definitionKind) {
		group := d.String("spec", "group")
		u.defined[group] = true
		u.kinds[rule.GroupKind{Group: group, Kind: d.String("spec", "names", "kind")}] = d
	}
	for _, o := range slices.Concat(c.Objects, c.Local) {
		if isKustomization(o) {
			u.kustomizations = append(u.kustomizations, o)
		}
	}
	for _, o := range c.Objects {
		u.fitted = u.fitted || generated(o) && (annotated(o, dependsOnAnnotation) || annotated(o, deletionAnnotation))
		for _, r := range references(o) {
			if r.wrong == "" {
				u.needs[o.ID()] = append(u.needs[o.ID()], r.to)
			}
		}
	}
	return u
}

// say reports about the object that is being checked; the finding may be added to until the next one.
type say func(field, format string, args ...any) *finding.Finding

// check is one of Config Sync's.
type check struct {
	code finding.Code
	// knv is its number, "" where a mistake is accepted and does something else than was meant.
	knv string
	// source is where it is said or done: a file of GoogleContainerTools/kpt-config-sync or of sigs.k8s.io/cli-utils. The
	// numbers are explained in cloud.google.com/kubernetes-engine/config-sync/docs/reference/errors.
	source string
	of     func(*unit, rule.Object, say)
}

func annotationField(key string) string { return mesh.Key("metadata.annotations", key) }

func kindOf(o rule.Object) rule.GroupKind {
	id := o.ID()
	return rule.GroupKind{Group: id.Group, Kind: id.Kind}
}
