package chart

import (
	"fmt"

	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
)

// overlayObjects applies one entry of k8s.overlays to the objects that it names by kind and name. istioctl ignores
// patches that find no place, and so do we, but we say so.
func overlayObjects(objects []krm.Object, overlay map[string]any, field string) []finding.Finding {
	var findings []finding.Finding
	kind, _ := overlay["kind"].(string)
	name, _ := overlay["name"].(string)
	patches, _ := overlay["patches"].([]any)
	found := false
	for i, o := range objects {
		if o.Kind() != kind || o.Name() != name {
			continue
		}
		found = true
		root := legacy(map[string]any(o))
		for n, item := range patches {
			patch, _ := item.(map[string]any)
			at, _ := patch["path"].(string)
			if err := overlayPath(root, at, patch["value"]); err != nil {
				findings = append(findings, finding.New(finding.OverlayIgnored, "%s: %v", at, err).
					At("", fmt.Sprintf("%s.patches[%d]", field, n)).On(o.ID().String()))
			}
		}
		objects[i], _ = modern(root).(map[string]any)
	}
	if !found {
		findings = append(findings, finding.New(finding.OverlayIgnored, "there is no %s %q in this component", kind, name).
			At("", field))
	}
	return findings
}

// legacy copies an object with maps as the YAML library of istioctl decodes them. A path through one of those finds
// other things than a path through a map that a patch has brought.
func legacy(m map[string]any) map[any]any {
	into := make(map[any]any, len(m))
	for k, v := range m {
		into[k] = legacyValue(v)
	}
	return into
}

func legacyValue(value any) any {
	switch v := value.(type) {
	case map[string]any:
		return legacy(v)
	case []any:
		list := make([]any, len(v))
		for i, item := range v {
			list[i] = legacyValue(item)
		}
		return list
	}
	return value
}

// modern is the way back.
func modern(value any) any {
	switch v := value.(type) {
	case map[any]any:
		into := make(map[string]any, len(v))
		for k, item := range v {
			into[fmt.Sprint(k)] = modern(item)
		}
		return into
	case map[string]any:
		into := make(map[string]any, len(v))
		for k, item := range v {
			into[k] = modern(item)
		}
		return into
	case []any:
		list := make([]any, len(v))
		for i, item := range v {
			list[i] = modern(item)
		}
		return list
	case *any:
		return modern(*v)
	}
	return integral(value)
}
