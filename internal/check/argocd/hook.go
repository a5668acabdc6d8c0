package argocd

import (
	"slices"

	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/finding"
)

const (
	hookAnnotation   = prefix + "hook"
	policyAnnotation = prefix + "hook-delete-policy"
)

var (
	hooks    = []string{"PreSync", "Sync", "PostSync", "SyncFail", "PostDelete", "PreDelete", "Skip"}
	policies = []string{"HookSucceeded", "HookFailed", "BeforeHookCreation"}
)

// lasting are kinds that a mesh needs after the sync. A hook is deleted after it, or before the next.
var lasting = []rule.GroupKind{
	{Kind: "Namespace"}, {Kind: "Service"}, {Group: "apps", Kind: "Deployment"}, {Group: "apps", Kind: "DaemonSet"},
	{Group: "apps", Kind: "StatefulSet"}, {Group: "apiextensions.k8s.io", Kind: "CustomResourceDefinition"},
	{Group: "admissionregistration.k8s.io", Kind: "MutatingWebhookConfiguration"},
	{Group: "admissionregistration.k8s.io", Kind: "ValidatingWebhookConfiguration"},
	{Group: "autoscaling", Kind: "HorizontalPodAutoscaler"}, {Group: "policy", Kind: "PodDisruptionBudget"},
	{Group: "maistra.io", Kind: "ServiceMeshControlPlane"}, {Group: "maistra.io", Kind: "ServiceMeshMemberRoll"},
}

func (u *unit) hook(o rule.Object) {
	names := list(o.Annotation(hookAnnotation))
	for _, name := range names {
		if !slices.Contains(hooks, name) {
			u.report(o, finding.HookName, annotationField(hookAnnotation), "%q is no hook, so that the object is never applied", name)
		}
	}
	for _, name := range list(o.Annotation(policyAnnotation)) {
		if !slices.Contains(policies, name) {
			u.report(o, finding.HookName, annotationField(policyAnnotation), "%q is no policy of deletion", name)
		}
	}
	if annotated(o, hookAnnotation) && !slices.Contains(names, "Skip") && (slices.Contains(lasting, kindOf(o)) || configures(o.ID())) {
		u.report(o, finding.HookPersists, annotationField(hookAnnotation), "a %s must last, and a hook does not", o.Kind())
	}
}
