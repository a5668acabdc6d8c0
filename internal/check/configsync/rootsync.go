package configsync

import (
	"path"
	"slices"
	"strings"

	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/krm"
)

const syncGroup = "configsync.gke.io"

// sources are where a RootSync or RepoSync gets its objects from: what it must say, how it may authenticate, and which
// of these ways read a Secret.
var sources = map[string]struct{ required, auths, secret []string }{
	"git": {
		[]string{"repo"},
		[]string{"ssh", "cookiefile", "gcenode", "token", "none", "gcpserviceaccount", "githubapp"},
		[]string{"ssh", "cookiefile", "token", "githubapp"},
	},
	"oci":  {[]string{"image"}, []string{"gcenode", "none", "gcpserviceaccount", "k8sserviceaccount"}, nil},
	"helm": {[]string{"repo", "chart"}, []string{"gcenode", "none", "token", "gcpserviceaccount", "k8sserviceaccount"}, []string{"token"}},
}

func isSync(o rule.Object) bool {
	id := o.ID()
	return id.Group == syncGroup && (id.Kind == "RootSync" || id.Kind == "RepoSync")
}

func invalidSync(_ *unit, o rule.Object, say say) {
	if !isSync(o) {
		return
	}
	if inside := o.Namespace() == controllers[0]; inside != (o.Kind() == "RootSync") {
		say("metadata.namespace", "a RootSync is in the namespace %s, a RepoSync in any other", controllers[0])
	}
	kind := sourceType(o)
	source, known := sources[kind]
	from := krm.Object(o.Map("spec", kind))
	switch {
	case !known:
		say("spec.sourceType", "%q is no source; there are git, oci and helm", kind)
		return
	case from == nil:
		say("spec", "spec.%s is missing", kind)
		return
	}
	field := "spec." + kind
	for _, key := range source.required {
		if from.String(key) == "" {
			say(field, "%s.%s is missing", field, key)
		}
	}
	auth, secret := from.String("auth"), from.String("secretRef", "name")
	switch {
	case !slices.Contains(source.auths, auth):
		say(field+".auth", "%q is no way to authenticate; there are %s", auth, strings.Join(source.auths, ", "))
	case slices.Contains(source.secret, auth) && secret == "":
		say(field, "%s %s needs a secretRef", "auth", auth)
	case !slices.Contains(source.secret, auth) && secret != "":
		say(field+".secretRef", "auth %s takes no secretRef", auth)
	case auth == "gcpserviceaccount" && !serviceAccount(from.String("gcpServiceAccountEmail")):
		say(field, "auth %s needs the address of a service account in gcpServiceAccountEmail", auth)
	case kind == "git" && from.String("proxy") != "" && !slices.Contains([]string{"none", "cookiefile", "token"}, auth):
		say(field+".proxy", "auth %s uses no proxy", auth)
	}
	if kind == "helm" && from.String("namespace") != "" && from.String("deployNamespace") != "" {
		say(field, "namespace and deployNamespace exclude each other")
	}
}

func sourceType(o rule.Object) string {
	if kind, ok := o.Get("spec", "sourceType").(string); ok {
		return kind
	}
	return "git"
}

func serviceAccount(address string) bool {
	name, host, ok := strings.Cut(address, "@")
	return ok && len(name) >= 6 && len(name) <= 30 && strings.HasSuffix(host, ".iam.gserviceaccount.com")
}

// folder is what a RootSync reads of a git repository: repository and revision, and the folder there.
func folder(o rule.Object) (repository, dir string) {
	git := krm.Object(o.Map("spec", "git"))
	if o.ID().Group != syncGroup || o.Kind() != "RootSync" || sourceType(o) != "git" || git.String("repo") == "" {
		return "", ""
	}
	return git.String("repo") + "@" + git.String("branch") + "@" + git.String("revision"), strings.Trim(path.Clean("/"+git.String("dir")), "/")
}

// within reports whether a path is a folder or below it.
func within(name, dir string) bool {
	return dir == "" || name == dir || strings.HasPrefix(name, dir+"/")
}

// twoSyncs: what two RootSyncs read has two owners.
func twoSyncs(u *unit, o rule.Object, say say) {
	repository, dir := folder(o)
	if repository == "" {
		return
	}
	for _, other := range u.Kind(syncGroup, "RootSync") {
		if other.Same(o) {
			return // those that follow report about this one
		}
		of, there := folder(other)
		if of == repository && (within(dir, there) || within(there, dir)) {
			f := say("spec.git.dir", "RootSync %s reads the same folder, so that its objects have two owners", other.Name())
			*f = f.And(other.At("spec.git.dir"))
		}
	}
}

func selfManaged(_ *unit, o rule.Object, say say) {
	if repository, dir := folder(o); repository != "" && dir != "" && within(o.File(), dir) {
		say("spec.git.dir", "the RootSync lies in the folder that it reads, and would manage itself")
	}
}

// elsewhere: a RootSync that lies with a cluster, and reads a manifests/, reads that cluster's. Paths of the input may begin
// below the root of the repository, or above it, and a package may lie elsewhere than the copy of it will.
func elsewhere(u *unit, o rule.Object, say say) {
	repository, dir := folder(o)
	if repository == "" || path.Base(dir) != krm.ManifestsFolder || path.Base(path.Dir(dir)) == u.Name {
		return
	}
	some := false
	for _, other := range u.Objects {
		root, ok := manifests(other)
		if !ok {
			continue
		}
		if some = true; strings.HasSuffix("/"+root, "/"+dir) || strings.HasSuffix("/"+dir, "/"+root) {
			return
		}
	}
	if some {
		say("spec.git.dir", "the RootSync reads %s, where nothing of this cluster lies", dir)
	}
}

// manifests is the folder manifests/ that a generated object lies in.
func manifests(o rule.Object) (string, bool) {
	before, _, ok := strings.Cut("/"+o.File(), "/"+krm.ManifestsFolder+"/")
	return strings.Trim(before+"/"+krm.ManifestsFolder, "/"), ok && generated(o)
}
