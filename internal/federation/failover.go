package federation

import (
	"slices"

	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
)

// failovers returns the DestinationRules of the local imports that have failover, by the peer in whose file they belong.
// A service has one rule, whatever number of peers it is imported from: it stands in the file of the first of them and
// holds the failover of all.
//
// Without outlier detection Envoy never takes an endpoint for unhealthy, and nothing fails over.
func failovers(links []link) map[string][]krm.Object {
	all := map[string][]krm.Object{}
	rules := map[mesh.ServiceName]krm.Object{}
	for _, l := range links {
		if len(l.peer.Failover) == 0 {
			continue
		}
		for i, im := range l.peer.Imports {
			if !im.Local || !l.exported(i) {
				continue
			}
			name := localName(im)
			rule, ok := rules[name]
			if !ok {
				rule = destinationRule(name)
				rules[name] = rule
				all[l.peer.Name] = append(all[l.peer.Name], rule)
			}
			addFailover(rule, l.peer.Failover)
		}
	}
	return all
}

func destinationRule(service mesh.ServiceName) krm.Object {
	o := krm.New("networking.istio.io/v1beta1", "DestinationRule", service.Namespace, service.Name+"-failover")
	o["spec"] = map[string]any{
		"host": ImportedHost(service.Name, service.Namespace, "", "", true),
		"trafficPolicy": map[string]any{
			"loadBalancer":     map[string]any{"localityLbSetting": map[string]any{"enabled": true, "failover": []any{}}},
			"outlierDetection": map[string]any{"consecutive5xxErrors": 3, "interval": "10s", "baseEjectionTime": "1m"},
		},
	}
	return o
}

func addFailover(rule krm.Object, more []mesh.Failover) {
	setting := rule.Map("spec", "trafficPolicy", "loadBalancer", "localityLbSetting")
	list := setting["failover"].([]any)
	for _, f := range more {
		same := func(have any) bool {
			entry := have.(map[string]any)
			return entry["from"] == f.From && entry["to"] == f.To
		}
		if !slices.ContainsFunc(list, same) {
			list = append(list, map[string]any{"from": f.From, "to": f.To})
		}
	}
	setting["failover"] = list
}
