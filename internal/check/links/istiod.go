package links

import (
	"encoding/json"
	"strings"

	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
)

// meshConfig adds what the ConfigMap `istio` (`istio-<revision>`) says: the configuration of istiod and of proxies.
func (cs *claims) meshConfig(o rule.Object) {
	const field = "data.mesh"
	config := decoded(o.String("data", "mesh"))
	cs.configs = append(cs.configs, config)
	at := func(value, within string) claim { return claim{value: value, by: o, field: field, within: within} }
	cs.add(trustDomain, o.Namespace(), at(config.String("trustDomain"), "trustDomain"))
	cs.add(meshID, "", at(config.String("defaultConfig", "meshId"), "defaultConfig.meshId"))
	cs.proxyMetadata(config.Map("defaultConfig", "proxyMetadata"), o, field, o.Namespace())
}

// injected adds what the injector gives every proxy: the values that it fills its templates with.
func (cs *claims) injected(o rule.Object) {
	const field = "data.values"
	var values struct{ Global json.RawMessage }
	var global map[string]any
	if json.Unmarshal([]byte(o.String("data", "values")), &values) == nil {
		_ = json.Unmarshal(values.Global, &global) // what is no map says nothing, and that is reported
	}
	g := krm.Object(global)
	at := func(value, within string) claim { return claim{value: value, by: o, field: field, within: within} }
	cs.add(meshID, "", at(g.String("meshID"), "global.meshID"))
	cs.add(clusterName, "", at(g.String("multiCluster", "clusterName"), "global.multiCluster.clusterName"))
	cs.add(network, "", at(g.String("network"), "global.network"))
	if domain := g.String("trustDomain"); domain != "" && domain != trustDomain.fallback {
		cs.add(trustDomain, o.Namespace(), at(domain, "global.trustDomain"))
	}
}

// workload adds what the containers of a workload say. istiod must know the name of its cluster.
func (cs *claims) workload(o rule.Object, scope string) {
	for _, list := range []string{"containers", "initContainers"} {
		for i, container := range o.Maps("spec", "template", "spec", list) {
			env := rule.Maps(container.List("env"))
			field := mesh.Index("spec.template.spec."+list, i) + ".env"
			cs.env(env, scope, o, field)
			if isIstiod(container) && variableOf(env, "CLUSTER_ID") == "" {
				cs.must(clusterName, "", "", o, field)
			}
		}
	}
}

// isIstiod tells istiod's container by the name that the charts fix.
func isIstiod(container krm.Object) bool { return container.String("name") == "discovery" }

// decoded is the YAML of a text, empty where it is none.
func decoded(text string) krm.Object {
	all, err := krm.Decode([]byte(text))
	if err != nil || len(all) != 1 {
		return krm.Object{}
	}
	return all[0]
}

// isMeshConfig and isInjector tell the ConfigMaps of istiod by their names, which the charts fix.
func isMeshConfig(o krm.Object) bool {
	return (o.Name() == "istio" || strings.HasPrefix(o.Name(), "istio-")) && o.Get("data", "mesh") != nil || o.Name() == "istio" && o.Label("release") == "istio"
}

func isInjector(o krm.Object) bool {
	return o.Name() == "istio-sidecar-injector" || strings.HasPrefix(o.Name(), "istio-sidecar-injector-")
}
