package argocd

import (
	"maps"
	"slices"
	"strings"

	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/mesh"
)

const compareAnnotation = prefix + "compare-options"

var (
	boolean    = []string{"true", "false"}
	confirming = []string{"true", "false", "confirm"}
)

// objectOptions are the sync options of an object, with their values; applicationOptions those that an Application has
// besides.
var (
	objectOptions = map[string][]string{
		"ApplyOutOfSyncOnly": boolean, "ClientSideApplyMigration": boolean, "Delete": confirming, "Force": boolean,
		"Prune": confirming, "PruneLast": boolean, "Replace": boolean, "ServerSideApply": boolean,
		"SkipDryRunOnMissingResource": boolean, "Validate": boolean,
	}
	applicationOptions = map[string][]string{
		"CreateNamespace": boolean, "FailOnSharedResource": boolean, "RespectIgnoreDifferences": boolean,
		"PrunePropagationPolicy": {"foreground", "background", "orphan"},
	}
	compareOptions = []string{
		"IgnoreExtraneous", "IgnoreExtraneous=true", "IncludeMutationWebhook=true", "IncludeMutationWebhook=false",
		"ServerSideDiff=true", "ServerSideDiff=false",
	}
)

// names are the annotations by which an object says how it is synced.
var names = []string{waveAnnotation, optionsAnnotation, compareAnnotation, hookAnnotation, policyAnnotation}

// misspelt finds annotations that are meant to be one of those: a letter off, or with another prefix of Argo's.
func (u *unit) misspelt(o rule.Object) {
	for _, key := range slices.Sorted(maps.Keys(o.Map("metadata", "annotations"))) {
		domain, name, _ := strings.Cut(key, "/")
		for _, known := range names {
			elsewhere := strings.Contains(domain, "argo") && prefix+name == known
			if key != known && (elsewhere || finding.Slip(key, known) || strings.EqualFold(key, known)) {
				u.report(o, finding.ArgoOption, annotationField(key), "Argo CD does not read %s, but %s", key, known)
			}
		}
	}
}

func (u *unit) options(o rule.Object) {
	u.misspelt(o)
	for _, option := range list(o.Annotation(optionsAnnotation)) {
		u.option(o, annotationField(optionsAnnotation), option, false)
	}
	for _, option := range list(o.Annotation(compareAnnotation)) {
		if !slices.Contains(compareOptions, option) {
			u.report(o, finding.ArgoOption, annotationField(compareAnnotation), "%q is no compare option, and has no effect", option)
		}
	}
	for _, at := range applications(o) {
		for i, option := range at.spec.List("syncPolicy", "syncOptions") {
			if text, ok := option.(string); ok {
				u.option(o, mesh.Index(at.field+".syncPolicy.syncOptions", i), text, true)
			}
		}
	}
}

func (u *unit) option(o rule.Object, field, option string, application bool) {
	name, value, _ := strings.Cut(option, "=")
	values, known := objectOptions[name]
	if !known && application {
		values, known = applicationOptions[name]
	}
	switch {
	case !known:
		u.report(o, finding.ArgoOption, field, "%q is no sync option here, and has no effect", option)
	case !slices.Contains(values, value):
		u.report(o, finding.ArgoOption, field, "%q has no effect; the values of %s are %s", option, name, strings.Join(values, ", "))
	}
}

// kept: what is generated to be kept says so.
func (u *unit) kept(o rule.Object) {
	switch kindOf(o) {
	default:
		return
	case rule.GroupKind{Kind: "Namespace"}, rule.GroupKind{Group: "apiextensions.k8s.io", Kind: "CustomResourceDefinition"}:
	}
	options := list(o.Annotation(optionsAnnotation))
	for _, name := range []string{"Prune", "Delete"} {
		if !slices.Contains(options, name+"=false") && !slices.Contains(options, name+"=confirm") {
			u.report(o, finding.NotKept, annotationField(optionsAnnotation), "without %s=false a line that vanishes from git deletes this, and everything in it", name)
		}
	}
}
