package argocd

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
)

// groups of kinds whose differences are ignored again and again, and whose group is left out as often.
var groups = map[string]string{
	"ClusterRole": "rbac.authorization.k8s.io", "ClusterRoleBinding": "rbac.authorization.k8s.io",
	"ConfigMap": "", "CustomResourceDefinition": "apiextensions.k8s.io", "DaemonSet": "apps", "Deployment": "apps",
	"HorizontalPodAutoscaler": "autoscaling", "Job": "batch",
	"MutatingWebhookConfiguration": "admissionregistration.k8s.io", "Namespace": "",
	"PodDisruptionBudget": "policy", "Role": "rbac.authorization.k8s.io", "RoleBinding": "rbac.authorization.k8s.io",
	"Secret": "", "ServiceAccount": "", "StatefulSet": "apps",
	"ValidatingWebhookConfiguration": "admissionregistration.k8s.io",
}

// ignored is a rule that ignores differences.
type ignored struct {
	krm.Object
	field string
	// of is the Application whose rule it is, nil where the rule holds for several, and may match what is not here.
	of *application
}

// ignoredBy reads the rules of an Application, of Argo CD's settings (ConfigMap argocd-cm) and of its operator.
func ignoredBy(o rule.Object) []ignored {
	var all []ignored
	for _, a := range applications(o) {
		of := &a
		if o.Kind() == "ApplicationSet" {
			of = nil
		}
		for i, entry := range rule.Maps(a.spec.List("ignoreDifferences")) {
			all = append(all, ignored{entry, mesh.Index(a.field+".ignoreDifferences", i), of})
		}
	}
	switch {
	case kindOf(o) == rule.GroupKind{Group: group, Kind: "ArgoCD"}:
		for i, entry := range o.Maps("spec", "resourceIgnoreDifferences", "resourceIdentifiers") {
			from := krm.Object(maps.Clone(entry.Map("customization")))
			if from == nil {
				from = krm.Object{}
			}
			from["group"], from["kind"] = entry["group"], entry["kind"]
			all = append(all, ignored{from, mesh.Index("spec.resourceIgnoreDifferences.resourceIdentifiers", i), nil})
		}
	case kindOf(o) == rule.GroupKind{Kind: "ConfigMap"} && o.Name() == "argocd-cm":
		all = append(all, settings(o)...)
	}
	return all
}

// settings reads keys such as resource.customizations.ignoreDifferences.apps_Deployment.
func settings(o rule.Object) []ignored {
	var all []ignored
	data := o.Map("data")
	for _, key := range slices.Sorted(maps.Keys(data)) {
		of, ok := strings.CutPrefix(key, "resource.customizations.ignoreDifferences.")
		if !ok || of == "all" {
			continue
		}
		text, _ := data[key].(string)
		entries, err := krm.Decode([]byte(text))
		if err != nil || len(entries) != 1 {
			entries = []krm.Object{{}}
		}
		entries[0]["kind"] = of
		if kindGroup, kind, grouped := strings.Cut(of, "_"); grouped {
			entries[0]["group"], entries[0]["kind"] = kindGroup, kind
		}
		all = append(all, ignored{entries[0], mesh.Key("data", key), nil})
	}
	return all
}

func (u *unit) ignores(o rule.Object) {
	for _, entry := range ignoredBy(o) {
		if why := u.pointless(entry); why != "" {
			u.report(o, finding.IgnoresNothing, entry.field, "%s", why)
		}
	}
}

// pointless says why a rule ignores nothing, "" where it may.
func (u *unit) pointless(entry ignored) string {
	kind, of := entry.String("kind"), entry.String("group")
	right, known := groups[kind]
	switch {
	case kind == "":
		return "the rule names no kind"
	case known && !matches(of, right):
		return fmt.Sprintf("%s is of the group %q, not %q, so that the rule matches nothing", kind, right, of)
	}
	paths := 0
	for _, field := range []struct{ name, begin string }{{"jsonPointers", "/"}, {"jqPathExpressions", "."}, {"managedFieldsManagers", ""}} {
		for _, p := range entry.List(field.name) {
			text, _ := p.(string)
			if paths++; !strings.HasPrefix(text, field.begin) {
				return fmt.Sprintf("%q in %s does not begin with %q", text, field.name, field.begin)
			}
		}
	}
	if paths == 0 {
		return "the rule names no field"
	}
	if entry.of == nil || !u.applies(*entry.of) {
		return ""
	}
	return u.unmatched(entry)
}

// unmatched says that objects of the kind are there, and none is meant.
func (u *unit) unmatched(entry ignored) string {
	kind, here := entry.String("kind"), false
	for _, o := range u.Objects {
		id := o.ID()
		if !matches(kind, id.Kind) || !generated(o) {
			continue
		}
		here = true
		named := entry.String("name") == "" || entry.String("name") == id.Name
		inside := entry.String("namespace") == "" || entry.String("namespace") == id.Namespace
		if matches(entry.String("group"), id.Group) && named && inside {
			return ""
		}
	}
	if here {
		return fmt.Sprintf("no %s here has this group, name and namespace, so that the rule matches nothing", kind)
	}
	return ""
}

// matches compares as Argo CD does: the pattern may hold *.
func matches(pattern, text string) bool {
	ok, err := path.Match(pattern, text)
	return err == nil && ok
}
