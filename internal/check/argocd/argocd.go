// Package argocd finds what Argo CD would not apply, would never finish applying, or would fight about.
//
// Argo CD applies in waves: all objects of one, then it waits until they are healthy, then the next. An object that needs
// something of a later wave never becomes healthy, and the sync hangs. Its own settings are annotations that nobody
// checks: a misspelt option, a hook of an unknown kind, an ignored difference of the wrong group are passed over in
// silence. And it writes back what is in git: where something else writes the same field (istiod the certificate in its
// webhooks) the two take turns for ever.
//
// Facts are those of Argo CD 3.2 and its gitops-engine: pkg/sync/common/types.go (options, hooks),
// pkg/sync/sync_tasks.go and syncwaves (the order), util/argo/normalizers (ignored differences), common/common.go
// (tracking).
package argocd

import (
	"strings"
	"time"

	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
)

// Rules of the family.
var Rules = []rule.Rule{
	{
		Codes: []finding.Code{
			finding.SyncWave, finding.WaveOrder, finding.WaveMissing, finding.HookName, finding.HookPersists, finding.Tracking,
			finding.ClientSideLimit, finding.ArgoOption, finding.IgnoresNothing, finding.NotRespected,
			finding.FightsIstiod, finding.RepeatedResource, finding.NotKept, finding.SourceElsewhere,
		},
		Cluster: cluster,
	},
	{
		Codes: []finding.Code{finding.SharedTarget},
		Fleet: sharedTargets,
		Reads: []rule.GroupKind{{Group: group, Kind: "Application"}},
	},
}

const (
	group  = "argoproj.io"
	prefix = "argocd.argoproj.io/"

	waveAnnotation    = prefix + "sync-wave"
	optionsAnnotation = prefix + "sync-options"
)

// unit is what Argo CD applies to one cluster.
type unit struct {
	*rule.Cluster
	// used says that Argo CD surely applies the objects; fitted that we generated them for it.
	used, fitted bool
	found        []finding.Finding
}

func cluster(c *rule.Cluster, _ time.Time) []finding.Finding {
	if !c.Profile().Delivers(mesh.ArgoCD) {
		return nil
	}
	u := &unit{Cluster: c, used: c.Member != nil, fitted: c.Member != nil}
	for _, o := range c.Objects {
		u.fitted = u.fitted || generated(o) && annotated(o, waveAnnotation)
		for key := range o.Map("metadata", "annotations") {
			u.used = u.used || strings.HasPrefix(key, prefix)
		}
	}
	n := u.needs()
	for _, o := range c.Objects {
		u.wave(o, n)
		u.hook(o)
		u.options(o)
		u.tracking(o)
		u.ignores(o)
		u.application(o)
		if u.used {
			u.size(o)
			u.repeated(o)
			u.webhooks(o)
		}
		if u.fitted && generated(o) {
			u.kept(o)
		}
	}
	return u.found
}

func (u *unit) report(o rule.Object, code finding.Code, field, format string, args ...any) {
	u.found = append(u.found, o.Report(code, field, format, args...))
}

// also adds the other end to the finding that was reported last.
func (u *unit) also(other rule.Object, field string) {
	last := &u.found[len(u.found)-1]
	*last = last.And(other.At(field))
}

// generated reports whether the object is of our making.
func generated(o rule.Object) bool { return o.Annotation(krm.MeshAnnotation) != "" }

func annotated(o rule.Object, key string) bool {
	_, ok := o.Map("metadata", "annotations")[key]
	return ok
}

func annotationField(key string) string { return mesh.Key("metadata.annotations", key) }

func kindOf(o rule.Object) rule.GroupKind {
	id := o.ID()
	return rule.GroupKind{Group: id.Group, Kind: id.Kind}
}

// list reads an annotation of options: by comma, white space around them ignored.
func list(text string) []string {
	var all []string
	for part := range strings.SplitSeq(text, ",") {
		if part = strings.TrimSpace(part); part != "" {
			all = append(all, part)
		}
	}
	return all
}
