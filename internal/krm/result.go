package krm

import (
	"fmt"
	"strings"

	"github.com/meshfn/meshfn/internal/finding"
)

// results returns the findings as results of a function. A finding names its resource as KIND/NAMESPACE/NAME; the
// resource's apiVersion and its place in the file come from the item, where there is one.
func (list *ResourceList) results() []any {
	type place struct{ resource, file string }
	items := map[place]*Resource{}
	root := list.root()
	for _, r := range list.Items {
		id := r.ID().String()
		items[place{id, fileBelow(root, r)}] = r
		items[place{id, ""}] = r
	}
	all := make([]any, len(list.Results))
	for i, f := range list.Results {
		severity := f.Severity
		if f.Waived != nil {
			severity = finding.Info
		}
		result := map[string]any{"message": message(f), "severity": string(severity)}
		tags := map[string]any{"code": string(f.Code)}
		if f.Documentation != "" {
			tags["documentation"] = f.Documentation
		}
		result["tags"] = tags
		if f.Field != "" {
			result["field"] = map[string]any{"path": f.Field}
		}
		item, here := items[place{f.Resource, f.File}]
		if !here {
			item = items[place{f.Resource, ""}]
		}
		if f.Resource != "" {
			result["resourceRef"] = reference(f.Resource, item)
		}
		if f.File != "" {
			file := map[string]any{"path": f.File}
			if here {
				file["index"] = item.Index()
			}
			result["file"] = file
		}
		all[i] = result
	}
	return all
}

// message is what kpt prints of a result, which is neither tags nor a fix: so the code, the other ends and the fix are
// part of it.
func message(f finding.Finding) string {
	s := string(f.Code) + ": " + f.Message
	if f.Waived != nil {
		return fmt.Sprintf("%s (waived by %s until %s: %s)", s, f.Waived.Owner, f.Waived.Expires, f.Waived.Reason)
	}
	for _, p := range f.Related {
		s += fmt.Sprintf("; see %s %s %s", p.File, p.Resource, p.Field)
	}
	if f.Fix != "" {
		s = strings.TrimSuffix(s, ".") + ". " + f.Fix
	}
	return s
}

// reference splits KIND/NAMESPACE/NAME.
func reference(resource string, item *Resource) map[string]any {
	kind, name, _ := strings.Cut(resource, "/")
	ref := map[string]any{"kind": kind}
	if namespace, rest, ok := strings.Cut(name, "/"); ok {
		ref["namespace"], name = namespace, rest
	}
	ref["name"] = name
	if item != nil {
		ref["apiVersion"] = at(item.Node().YNode(), "apiVersion").Value
	}
	return ref
}
