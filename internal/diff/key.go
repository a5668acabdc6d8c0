package diff

import "slices"

// listKeys are the fields by which Kubernetes, Istio and the operators of OpenShift tell items of a list apart, in the
// order in which they are tried. A list is matched by the first key that all its items have, on both sides, each with a
// value of its own; so a list needs no entry here to be matched rightly, and an entry that does not fit does no harm.
var listKeys = [][]string{
	{"name"},                      // containers, env, volumes, ports with names, webhooks, versions of a CRD, gateways
	{"mountPath"},                 // volumeMounts
	{"containerPort", "protocol"}, // ports of a container without names
	{"port", "protocol"},          // ports of a Service without names
	{"number"},                    // ports of a Gateway
	{"kind", "namespace", "name"}, // subjects, references
	{"type"},                      // conditions, metrics without names
	{"topologyKey"},               // topologySpreadConstraints
	{"ip"},                        // hostAliases
	{"key"},                       // items of a ConfigMap volume
	{"secretKey"},                 // data of an ExternalSecret
}

// optional are parts of a key that an item may lack: a port without a protocol is one of TCP.
var optional = map[string]bool{"protocol": true, "namespace": true}

// keyOf returns the key of two lists, nil where they have none.
func keyOf(before, after []any) []string {
	if len(before) == 0 || len(after) == 0 {
		return nil
	}
	for _, key := range listKeys {
		if distinct(key, before) && distinct(key, after) {
			return key
		}
	}
	return nil
}

// distinct reports whether every item has the key, and each another.
func distinct(key []string, items []any) bool {
	seen := map[string]bool{}
	for _, item := range items {
		m, ok := item.(map[string]any)
		if !ok {
			return false
		}
		for _, k := range key {
			if v, has := m[k]; isList(v) || v == nil && (has || !optional[k]) {
				return false
			}
		}
		name := nameOf(key, m)
		if seen[name] {
			return false
		}
		seen[name] = true
	}
	return true
}

// sets are the fields whose lists of scalars say the same in any order.
var sets = map[string]bool{
	"loadBalancerSourceRanges": true, // Service
	"externalIPs":              true,
	"trustDomainAliases":       true, // MeshConfig
	"additionalDomains":        true, // trust domains of a ServiceMeshControlPlane
	"addresses":                true, // ServiceEntry, ServiceMeshPeer
	"apiGroups":                true, // rules of roles and of webhooks
	"resources":                true,
	"resourceNames":            true,
	"verbs":                    true,
}

// sameSet reports whether two lists are a set with the same members.
func sameSet(at Path, before, after []any) bool {
	if len(at) == 0 || !sets[at[len(at)-1].Field] || len(before) != len(after) {
		return false
	}
	sorted := func(items []any) []string {
		texts := make([]string, len(items))
		for i, item := range items {
			texts[i] = printed(item)
		}
		slices.Sort(texts)
		return texts
	}
	return slices.Equal(sorted(before), sorted(after))
}
