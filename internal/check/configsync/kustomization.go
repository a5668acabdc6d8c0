package configsync

import (
	"path"
	"slices"
	"strings"

	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/krm"
)

// isKustomization reports whether a file makes kustomize build what lies beside it. One that says neither its kind nor its
// apiVersion, as kustomize allows, is no resource and not seen here.
func isKustomization(o rule.Object) bool {
	return slices.Contains([]string{"kustomization.yaml", "kustomization.yml"}, path.Base(o.File()))
}

// kustomizationBelow: with a kustomization in the folder that is synced Config Sync renders it, without any it takes the
// files as they are, and with one further down alone it refuses the folder.
func kustomizationBelow(u *unit, o rule.Object, say say) {
	synced := below(o)
	ours := func(other rule.Object) bool { return generated(other) && below(other) == synced }
	above := func(other rule.Object) bool { return path.Dir(other.File()) == synced }
	if synced != "" && u.fitted && slices.ContainsFunc(u.Objects, ours) && !slices.ContainsFunc(u.kustomizations, above) {
		say("kind", "there is a kustomization in %s and none in %s, which is synced", path.Dir(o.File()), synced)
	}
}

// below is the manifests/ that a file lies in, "" where it lies in none.
func below(o rule.Object) string {
	before, _, in := strings.Cut("/"+o.File(), "/"+krm.ManifestsFolder+"/")
	if !in {
		return ""
	}
	return strings.TrimPrefix(before+"/"+krm.ManifestsFolder, "/")
}
