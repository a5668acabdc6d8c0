package controlplane

import (
	"reflect"
	"slices"
	"strings"
)

// listRule says how a list of an IstioOperator spec merges with the same list of a later layer.
type listRule int

const (
	replaceList listRule = iota // the later list stands alone
	byName                      // entries with the same name merge, others follow
	union                       // the later entries first, duplicates dropped
)

// listRules are the lists with a merge key, by path below spec; "*" is any key. All others are replaced as a whole.
//
// These are the rules of istioctl 1.23 and earlier (strategic merge, operator/pkg/util/merge_iop.go of that release).
// From 1.24 on istioctl replaces every list (operator/pkg/values/map.go), so the same files mean different installs;
// layers are merged here, once, and istioctl gets one document.
var listRules = []struct {
	path string
	rule listRule
}{
	{"components.ingressGateways", byName},
	{"components.egressGateways", byName},
	{"meshConfig.trustDomainAliases", union},
	{"meshConfig.defaultServiceExportTo", union},
	{"meshConfig.defaultVirtualServiceExportTo", union},
	{"meshConfig.defaultDestinationRuleExportTo", union},
	{"meshConfig.extensionProviders", byName},
	{"values.gateways.*.ports", byName},
}

func ruleFor(path []string) listRule {
	for _, r := range listRules {
		keys := strings.Split(r.path, ".")
		if slices.EqualFunc(keys, path, func(a, b string) bool { return a == "*" || a == b }) {
			return r.rule
		}
	}
	return replaceList
}

// merge puts the layer over the base, in place: maps deeply, lists by their rule, null removes a key. Neither tree
// shares a list or map with the other afterwards.
func merge(base, layer map[string]any) { mergeMap(base, layer, nil) }

func mergeMap(base, layer map[string]any, path []string) {
	for k, v := range layer {
		at := append(path, k)
		switch v := v.(type) {
		case nil:
			delete(base, k)
		case map[string]any:
			under, _ := base[k].(map[string]any)
			if under == nil {
				under = map[string]any{}
				base[k] = under
			}
			mergeMap(under, v, at)
		case []any:
			under, _ := base[k].([]any)
			base[k] = mergeList(under, v, at)
		default:
			base[k] = v
		}
	}
}

func mergeList(base, layer []any, path []string) []any {
	switch ruleFor(path) {
	case byName:
		return mergeByName(base, layer, path)
	case union:
		merged := []any{}
		for _, v := range append(slices.Clone(layer), base...) {
			if !slices.ContainsFunc(merged, func(have any) bool { return reflect.DeepEqual(have, v) }) {
				merged = append(merged, v)
			}
		}
		return merged
	}
	return clone(layer).([]any)
}

func mergeByName(base, layer []any, path []string) []any {
	merged := slices.Clone(base)
	for _, v := range layer {
		i := slices.IndexFunc(merged, func(have any) bool { return name(have) != "" && name(have) == name(v) })
		if i < 0 {
			merged = append(merged, clone(v))
			continue
		}
		mergeMap(merged[i].(map[string]any), v.(map[string]any), path)
	}
	return merged
}

func name(entry any) string {
	m, _ := entry.(map[string]any)
	s, _ := m["name"].(string)
	return s
}

func clone(v any) any {
	switch v := v.(type) {
	case map[string]any:
		m := make(map[string]any, len(v))
		for k, e := range v {
			m[k] = clone(e)
		}
		return m
	case []any:
		l := make([]any, len(v))
		for i, e := range v {
			l[i] = clone(e)
		}
		return l
	}
	return v
}
