package chart

import (
	"cmp"
	"maps"
	"slices"

	"github.com/meshfn/meshfn/internal/krm"
)

// Tagged returns an IstioOperator to lay over that of a revision, so that its expansion brings what `istioctl tag set`
// makes in a cluster: for every tag that points to the revision a webhook and a Service, and for the default revision,
// which is the target of the tag default or else the revision without a name, the webhook that validates.
// It returns nil where there is nothing to add.
func Tagged(revision string, tags map[string]string) krm.Object {
	values := map[string]any{}
	var own []any
	for _, tag := range slices.Sorted(maps.Keys(tags)) {
		if tags[tag] == revision {
			own = append(own, tag)
		}
	}
	if own != nil {
		values["revisionTags"] = own
	}
	if target, ok := tags["default"]; ok {
		values["defaultRevision"] = cmp.Or(target, "default")
	} else if revision == "" {
		values["defaultRevision"] = "default"
	}
	if len(values) == 0 {
		return nil
	}
	return krm.Object{
		"apiVersion": "install.istio.io/v1alpha1", "kind": "IstioOperator",
		"spec": map[string]any{"values": values},
	}
}
