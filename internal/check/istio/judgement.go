package istio

import (
	"fmt"

	"istio.io/istio/pkg/config/analysis/diag"

	"github.com/meshfn/meshfn/internal/finding"
)

// judgement says what a message of Istio is worth for configuration in git.
type judgement struct {
	severity finding.Severity // empty: never said
	field    string           // where Istio names no place
	when     func(*facts, diag.Message) bool
	reason   string
}

// judgements has every message of Istio's analyzers, by its code, and for IST0101 by what is not found. Where Istio's
// own level is not kept, or a condition stands, the reason is given. Something that is not found is a warning, for the
// set may not be all there is; it is an error where both ends are in the set.
var judgements = map[string]judgement{
	"IST0002": {severity: finding.Warning, field: "spec"},

	"IST0101/host":        {severity: finding.Warning, when: hostKnown, reason: "services may be kept elsewhere: the set must show others of that namespace"},
	"IST0101/mirror host": {severity: finding.Warning, when: hostKnown, reason: "as for host"},
	"IST0101/host:port":   {severity: finding.Error, reason: "the service is in the set, and has not that port"},
	"IST0101/host+subset in destinationrule": {severity: finding.Error, when: ruleKnown,
		reason: "a DestinationRule for the host must be in the set; then it lacks the subset"},
	"IST0101/mirror+subset in destinationrule": {severity: finding.Error, when: ruleKnown, reason: "as for host+subset"},
	"IST0101/gateway": {severity: finding.Warning, when: gatewayKnown,
		reason: "Gateways belong to another team more often than not: the set must show others of that namespace"},
	"IST0101/selector": {severity: finding.Warning, field: "spec.selector", when: workloadKnown,
		reason: "workloads may be kept elsewhere: the set must show gateways, or for other kinds workloads of the namespace"},
	"IST0101/credentialName": {reason: "Secrets do not belong in git"},
	"IST0101/namespace":      {reason: "no repository shows all namespaces of a cluster"},

	"IST0102": {reason: "a namespace outside the mesh is no mistake"},
	"IST0103": {reason: "a pod gets its proxy when it is created"},
	"IST0107": {severity: finding.Warning, field: "metadata.annotations"},
	"IST0108": {severity: finding.Warning, field: "metadata.annotations"},
	"IST0109": {severity: finding.Error, field: "spec.hosts"},
	"IST0110": {severity: finding.Error, field: "spec.workloadSelector"},
	"IST0111": {severity: finding.Error, field: "spec"},
	"IST0112": {severity: finding.Error, field: "spec"},
	"IST0116": {severity: finding.Warning, field: "spec.template"},
	"IST0118": {severity: finding.Info, field: "spec.ports"},
	"IST0123": {severity: finding.Warning, field: "metadata.labels"},
	"IST0125": {severity: finding.Error, field: "metadata.annotations", reason: "the injector refuses to create such a pod"},
	"IST0126": {reason: "the registries of a mesh are its remote secrets, which do not belong in git"},
	"IST0127": {severity: finding.Warning, field: "spec.selector", when: workloadKnown, reason: "workloads may be kept elsewhere: the set must show others of the namespace"},
	"IST0128": {severity: finding.Info, field: "spec.trafficPolicy.tls", reason: "since Istio 1.22 the proxy then trusts the roots of its system; before, it did not look"},
	"IST0129": {severity: finding.Info, field: "spec.trafficPolicy.portLevelSettings", reason: "as for IST0128"},
	"IST0132": {severity: finding.Warning, field: "spec.hosts", when: gatewayExists, reason: "the Gateway must be in the set"},
	"IST0134": {severity: finding.Info, field: "spec.ports", reason: "since Istio 1.25 addresses are allocated by default"},
	"IST0135": {severity: finding.Info, field: "metadata.annotations"},
	"IST0137": {severity: finding.Warning, field: "spec.template"},
	"IST0138": {severity: finding.Warning, field: "metadata.name"},
	"IST0139": {severity: finding.Error, field: "webhooks", when: webhookServiceKnown, reason: "the service may be kept elsewhere: the set must show others of its namespace"},
	"IST0140": {severity: finding.Warning, field: "spec.http"},
	"IST0144": {severity: finding.Warning, field: "spec"},
	"IST0145": {severity: finding.Error, field: "spec.servers"},
	"IST0146": {severity: finding.Warning, field: "spec.template.spec.containers", when: injectionKnown, reason: "the set must show all webhooks of the injector and the namespace with its labels"},
	"IST0147": {reason: "a pod gets its image when it is created"},
	"IST0148": {reason: "a namespace in the mesh is no mistake"},
	"IST0149": {severity: finding.Warning, field: "spec.http", reason: "the RequestAuthentication may be kept elsewhere"},
	"IST0150": {severity: finding.Warning, field: "spec.ports"},
	"IST0151": {severity: finding.Warning, field: "spec.configPatches"},
	"IST0152": {severity: finding.Error, field: "spec.configPatches"},
	"IST0153": {severity: finding.Error, field: "spec.configPatches"},
	"IST0154": {severity: finding.Error, field: "spec.configPatches"},
	"IST0155": {severity: finding.Warning, field: "spec.configPatches"},
	"IST0157": {severity: finding.Warning, field: "spec.accessLogging", when: meshConfigKnown, reason: "the mesh configuration, which may name default providers, must be in the set"},
	"IST0159": {severity: finding.Error, field: "spec.selector"},
	"IST0160": {severity: finding.Error, field: "spec"},
	"IST0162": {severity: finding.Warning, field: "spec.servers", when: gatewayServed, reason: "a Service of the gateway must be in the set"},
	"IST0163": {severity: finding.Warning, field: "webhooks"},
	"IST0164": {severity: finding.Info, field: "webhooks"},
	"IST0165": {severity: finding.Warning, field: "spec.gateways"},
	"IST0166": {severity: finding.Warning, field: "spec.selector"},
	"IST0167": {severity: finding.Warning, field: "spec"},
	"IST0173": {severity: finding.Warning, field: "spec.subsets", when: subsetKnown, reason: "workloads may be kept elsewhere: the set must show one of the service, and a route to the subset"},
	"IST0174": {severity: finding.Warning, field: "spec.host", when: hostKnown, reason: "as for IST0101 host"},
}

func judgementOf(m diag.Message) judgement {
	key := m.Type.Code()
	if key == "IST0101" {
		key += "/" + parameter(m, 0)
	}
	return judgements[key]
}

func parameter(m diag.Message, i int) string { return fmt.Sprint(m.Parameters[i]) }
