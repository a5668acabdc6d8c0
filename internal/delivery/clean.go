package delivery

import (
	"maps"
	"slices"
	"strings"

	"github.com/meshfn/meshfn/internal/krm"
)

// clusterScoped are the kinds without a namespace among those that meshes are made of.
var clusterScoped = map[string]bool{
	"APIService": true, "ClusterRole": true, "ClusterRoleBinding": true, "ClusterSecretStore": true,
	"CustomResourceDefinition": true, "GatewayClass": true, "MutatingAdmissionPolicy": true,
	"MutatingAdmissionPolicyBinding": true, "MutatingWebhookConfiguration": true, "Namespace": true,
	"PriorityClass": true, "SecurityContextConstraints": true, "ValidatingAdmissionPolicy": true,
	"ValidatingAdmissionPolicyBinding": true, "ValidatingWebhookConfiguration": true,
}

// clean returns a copy of the object that a cluster can hold as it is: with a namespace where one belongs, without
// status, nulls and Helm's hooks, and with webhooks as istiod leaves them.
func clean(o krm.Object, s Settings) krm.Object {
	into := o
	if builtIn(o.ID().Group) {
		into, _ = withoutNulls(o)
	}
	into = maps.Clone(into)
	delete(into, "status")
	metadata := maps.Clone(into.Map("metadata"))
	into["metadata"] = metadata
	if metadata["creationTimestamp"] == nil {
		delete(metadata, "creationTimestamp")
	}
	if !clusterScoped[into.Kind()] && into.Namespace() == "" {
		metadata["namespace"] = s.Namespace
	}
	annotations := map[string]any{krm.MeshAnnotation: s.Mesh}
	for key, value := range into.Map("metadata", "annotations") {
		if !strings.HasPrefix(key, "helm.sh/hook") && value != nil {
			annotations[key] = value
		}
	}
	metadata["annotations"] = annotations
	switch into.Kind() {
	case "MutatingWebhookConfiguration", "ValidatingWebhookConfiguration":
		into["webhooks"] = s.webhooks(into)
	}
	return into
}

// builtIn reports whether a null means nothing in kinds of the group: Kubernetes' own say so, but a custom resource may
// give it a meaning, and the schema in a CustomResourceDefinition has one as a default.
func builtIn(group string) bool {
	switch group {
	case "", "apps", "batch", "autoscaling", "policy":
		return true
	}
	return strings.HasSuffix(group, ".k8s.io") && group != "apiextensions.k8s.io" && group != "gateway.networking.k8s.io"
}

// withoutNulls returns a map without keys that are null, at any depth; a map that needs no change is shared.
func withoutNulls(m map[string]any) (into map[string]any, changed bool) {
	into = m
	change := func(key string, value any) {
		if !changed {
			into, changed = maps.Clone(m), true
		}
		if into[key] = value; value == nil {
			delete(into, key)
		}
	}
	for key, value := range m {
		switch v := value.(type) {
		case nil:
			change(key, nil)
		case map[string]any:
			if kept, differs := withoutNulls(v); differs {
				change(key, kept)
			}
		case []any:
			if kept, differs := listWithoutNulls(v); differs {
				change(key, kept)
			}
		}
	}
	return into, changed
}

func listWithoutNulls(list []any) (into []any, changed bool) {
	into = list
	for i, item := range list {
		if m, ok := item.(map[string]any); ok {
			if kept, differs := withoutNulls(m); differs {
				if !changed {
					into, changed = slices.Clone(list), true
				}
				into[i] = kept
			}
		}
	}
	return into, changed
}
