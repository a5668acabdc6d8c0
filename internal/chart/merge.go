package chart

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// The strategic merge of Kubernetes, for the fields that settings under k8s reach. The types of k8s.io/api say by tags
// which lists are merged by which key, and which maps are replaced; every other list is replaced and every other map
// merged. A test compares this table with the types.
var (
	mergeKeys = map[string]string{
		"Deployment.spec.template.spec.containers":     "name",
		"Deployment.spec.template.spec.containers.env": "name",
		"DaemonSet.spec.template.spec.containers":      "name",
		"DaemonSet.spec.template.spec.containers.env":  "name",
		"Service.spec.ports":                           "port",
	}
	replacedMaps = map[string]bool{"PodDisruptionBudget.spec.selector": true}
)

// directive is the key by which a patch says that a map is to be replaced or emptied instead of merged.
const directive = "$patch"

// strategic merges patch into base and returns the result; at is the path, beginning with the kind. It changes base.
func strategic(base, patch map[string]any, at string) (map[string]any, error) {
	switch patch[directive] {
	case nil:
	case "replace":
		patch = maps.Clone(patch)
		delete(patch, directive)
		return patch, nil
	case "delete":
		return map[string]any{}, nil
	default:
		return nil, fmt.Errorf("%s: %s is %v, not replace or delete", at, directive, patch[directive])
	}
	for _, key := range slices.Sorted(maps.Keys(patch)) {
		value, path := patch[key], at+"."+key
		if strings.HasPrefix(key, "$") {
			return nil, fmt.Errorf("%s: %s is not supported", at, key)
		}
		if value == nil {
			delete(base, key)
			continue
		}
		var err error
		switch value := value.(type) {
		case map[string]any:
			if old, ok := base[key].(map[string]any); ok && !replacedMaps[path] {
				base[key], err = strategic(old, value, path)
			} else if ok {
				base[key] = value
			} else {
				put(base, key, value)
			}
		case []any:
			old, ok := base[key].([]any)
			mergeKey := mergeKeys[path]
			switch {
			case ok && mergeKey != "":
				base[key], err = mergeList(old, value, mergeKey, path)
			case ok:
				base[key] = value
			default:
				put(base, key, value)
			}
		default:
			base[key] = value
		}
		if err != nil {
			return nil, err
		}
	}
	return base, nil
}

// put sets a value that base has nothing like: its nulls and its maps with a directive mean nothing there.
func put(base map[string]any, key string, value any) {
	if value, keep := bare(value); keep {
		base[key] = value
	} else {
		delete(base, key)
	}
}

func bare(value any) (any, bool) {
	switch v := value.(type) {
	case map[string]any:
		if _, ok := v[directive]; ok {
			return nil, false
		}
		into := map[string]any{}
		for k, item := range v {
			if item == nil {
				continue
			}
			if item, keep := bare(item); keep {
				into[k] = item
			}
		}
		return into, true
	case []any:
		into := []any{}
		for _, item := range v {
			if item, keep := bare(item); keep {
				into = append(into, item)
			}
		}
		return into, true
	}
	return value, true
}

// mergeList merges items with the same key, and puts new ones in front of the first old one that the patch does not
// name: the patch's order is kept, and so is the old items' order.
func mergeList(base, patch []any, key, at string) ([]any, error) {
	index := func(list []any, of any) int {
		return slices.IndexFunc(list, func(item any) bool {
			m, _ := item.(map[string]any)
			value, ok := m[key]
			return ok && value == of
		})
	}
	merged := slices.Clone(base)
	for _, item := range patch {
		from, ok := item.(map[string]any)
		if !ok || from[key] == nil {
			return nil, fmt.Errorf("%s: an item without %s cannot be merged", at, key)
		}
		i := index(merged, from[key])
		if i < 0 {
			merged = append(merged, item)
			continue
		}
		into, err := strategic(merged[i].(map[string]any), from, at)
		if err != nil {
			return nil, err
		}
		merged[i] = into
	}
	var named, others []any
	for _, item := range merged {
		m, _ := item.(map[string]any)
		if m[key] == nil {
			return nil, fmt.Errorf("%s: an item without %s cannot be merged", at, key)
		}
		if index(patch, m[key]) >= 0 {
			named = append(named, item)
		} else {
			others = append(others, item)
		}
	}
	slices.SortStableFunc(named, func(a, b any) int {
		return cmp.Compare(index(patch, a.(map[string]any)[key]), index(patch, b.(map[string]any)[key]))
	})
	ordered := make([]any, 0, len(merged))
	for len(named) > 0 && len(others) > 0 {
		old := index(base, named[0].(map[string]any)[key])
		if old >= 0 && index(base, others[0].(map[string]any)[key]) < old {
			ordered, others = append(ordered, others[0]), others[1:]
		} else {
			ordered, named = append(ordered, named[0]), named[1:]
		}
	}
	return append(append(ordered, named...), others...), nil
}
