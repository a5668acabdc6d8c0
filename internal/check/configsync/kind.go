package configsync

import (
	"slices"
	"strings"

	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/krm"
)

const (
	definitionGroup = "apiextensions.k8s.io"
	definitionKind  = "CustomResourceDefinition"

	ownGroup = "meshfn.dev"
)

// unknownKind: a kind is looked for in the cluster and among the definitions of the unit. Which a cluster has is not
// known here; but who brings definitions of a group brings those that he uses.
func unknownKind(u *unit, o rule.Object, say say) {
	id := o.ID()
	kind := kindOf(o)
	definition, defined := u.kinds[kind]
	switch {
	case id.Group == ownGroup, id == krm.ID{Group: "install.istio.io", Kind: "IstioOperator", Namespace: id.Namespace, Name: id.Name} && generated(o):
		say("kind", "%s is a kind for tools, which no cluster knows; the annotation config.kubernetes.io/local-config is missing", id.Kind)
	case defined && !serves(definition, o.APIVersion()):
		say("apiVersion", "the definition of %s in %s does not serve %s", id.Kind, definition.File(), o.APIVersion())
	case u.defined[id.Group] && !defined:
		say("kind", "the input brings definitions of %s, and none of %s", id.Group, id.Kind)
	}
}

// serves reports whether a definition serves the version.
func serves(definition rule.Object, apiVersion string) bool {
	group := definition.String("spec", "group")
	return slices.ContainsFunc(definition.Maps("spec", "versions"), func(v krm.Object) bool {
		return group+"/"+v.String("name") == apiVersion && v.Get("served") != false
	})
}

func hierarchicalKind(_ *unit, o rule.Object, say say) {
	if id := o.ID(); id.Group == selectorGroup && (id.Kind == "Repo" || id.Kind == "HierarchyConfig") {
		say("kind", "a %s belongs to the source format hierarchy only", id.Kind)
	}
}

func unsupportedObject(_ *unit, o rule.Object, say say) {
	id := o.ID()
	group := o.String("spec", "group")
	switch {
	case id.Group == selectorGroup && id.Kind == "Sync":
		say("kind", "a Sync is made by Config Sync alone")
	case id.Kind == definitionKind && id.Group == definitionGroup && (group == selectorGroup || group == "configsync.gke.io"):
		say("spec.group", "the kinds of %s are defined by Config Sync itself", group)
	}
}

// moved are kinds of the group extensions, and where they went.
var moved = map[string]string{
	"DaemonSet": "apps", "Deployment": "apps", "Ingress": "networking.k8s.io", "NetworkPolicy": "networking.k8s.io",
	"PodSecurityPolicy": "policy", "ReplicaSet": "apps", "StatefulSet": "apps",
}

func deprecatedKind(_ *unit, o rule.Object, say say) {
	if to := moved[o.Kind()]; to != "" && o.ID().Group == "extensions" {
		say("apiVersion", "%s is of the group %s", o.Kind(), to)
	}
}

func isDefinition(o rule.Object) bool {
	return kindOf(o) == rule.GroupKind{Group: definitionGroup, Kind: definitionKind}
}

func definitionName(_ *unit, o rule.Object, say say) {
	plural, group := o.String("spec", "names", "plural"), o.String("spec", "group")
	if isDefinition(o) && plural != "" && group != "" && o.Name() != plural+"."+group {
		say("metadata.name", "the definition must be named %s.%s", plural, group)
	}
}

func malformedDefinition(_ *unit, o rule.Object, say say) {
	if !isDefinition(o) {
		return
	}
	for _, field := range []string{"spec.group", "spec.scope", "spec.names.kind", "spec.names.plural"} {
		if o.String(strings.Split(field, ".")...) == "" {
			say(field, "the definition needs %s", field)
		}
	}
	if len(o.List("spec", "versions")) == 0 {
		say("spec.versions", "the definition needs a version")
	}
}
