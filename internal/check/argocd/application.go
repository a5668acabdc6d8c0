package argocd

import (
	"path"
	"slices"
	"strings"

	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
)

// application is the spec of an Application, or of the template of an ApplicationSet.
type application struct {
	spec  krm.Object
	field string
}

func applications(o rule.Object) []application {
	switch kindOf(o) {
	case rule.GroupKind{Group: group, Kind: "Application"}:
		return []application{{o.Map("spec"), "spec"}}
	case rule.GroupKind{Group: group, Kind: "ApplicationSet"}:
		return []application{{o.Map("spec", "template", "spec"), "spec.template.spec"}}
	}
	return nil
}

// sets reports whether a sync option is there.
func (a application) sets(option string) bool {
	for _, o := range a.spec.List("syncPolicy", "syncOptions") {
		if o == option {
			return true
		}
	}
	return false
}

// source is a path of a repository that an Application applies.
type source struct{ repository, path, field string }

// manifests reports whether the path is a folder of rendered manifests.
func (s source) manifests() bool { return path.Base(s.path) == krm.ManifestsFolder }

func (a application) sources() []source {
	var all []source
	add := func(from krm.Object, field string) {
		if dir := from.String("path"); dir != "" && !strings.Contains(dir, "{{") {
			all = append(all, source{from.String("repoURL") + "@" + from.String("targetRevision"), strings.Trim(path.Clean("/"+dir), "/"), field + ".path"})
		}
	}
	add(a.spec.Map("source"), a.field+".source")
	for i, from := range rule.Maps(a.spec.List("sources")) {
		add(from, mesh.Index(a.field+".sources", i))
	}
	return all
}

func (u *unit) application(o rule.Object) {
	for _, a := range applications(o) {
		ignored := len(a.spec.List("ignoreDifferences")) > 0
		if ignored && a.sets("ServerSideApply=true") && !a.sets("RespectIgnoreDifferences=true") {
			u.report(o, finding.NotRespected, a.field+".syncPolicy.syncOptions", "differences are ignored when they are shown, and undone by every sync")
		}
		if o.Kind() == "Application" {
			u.elsewhere(o, a)
		}
	}
}

// elsewhere: an Application that lies with a cluster, and applies a manifests/, applies that cluster's.
func (u *unit) elsewhere(o rule.Object, a application) {
	sources := a.sources()
	if u.placed() && a.whole() && !u.applies(a) {
		u.report(o, finding.SourceElsewhere, sources[0].field, "the Application applies %s, where nothing of this cluster lies", sources[0].path)
	}
}

// placed reports whether it is known where the objects of the cluster lie.
func (u *unit) placed() bool {
	return slices.ContainsFunc(u.Objects, func(o rule.Object) bool { _, ok := home(o); return ok })
}

// applies reports whether an Application applies the objects of the cluster. Paths of the input may begin below the root
// of the repository, or above it; a source with a plugin names the folder of mesh.yaml.
func (u *unit) applies(a application) bool {
	sources := a.sources()
	for _, o := range u.Objects {
		dir, ok := home(o)
		if !ok {
			continue
		}
		for _, root := range []string{dir, path.Join(dir, krm.ManifestsFolder)} {
			if slices.ContainsFunc(sources, func(s source) bool {
				return strings.HasSuffix("/"+root, "/"+s.path) || strings.HasSuffix("/"+s.path, "/"+root)
			}) {
				return true
			}
		}
	}
	return false
}

// home is the folder above the manifests/ that a generated object lies in.
func home(o rule.Object) (string, bool) {
	before, _, ok := strings.Cut("/"+o.File(), "/"+krm.ManifestsFolder+"/")
	return strings.Trim(before, "/"), ok && generated(o)
}
