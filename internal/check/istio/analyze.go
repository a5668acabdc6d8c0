package istio

import (
	"fmt"
	"slices"
	"strings"

	"istio.io/istio/pkg/config/analysis"
	"istio.io/istio/pkg/config/analysis/analyzers/deployment"
	"istio.io/istio/pkg/config/analysis/analyzers/deprecation"
	"istio.io/istio/pkg/config/analysis/analyzers/envoyfilter"
	"istio.io/istio/pkg/config/analysis/analyzers/externalcontrolplane"
	"istio.io/istio/pkg/config/analysis/analyzers/injection"
	"istio.io/istio/pkg/config/analysis/analyzers/k8sgateway"
	"istio.io/istio/pkg/config/analysis/analyzers/service"
	"istio.io/istio/pkg/config/analysis/analyzers/serviceentry"
	"istio.io/istio/pkg/config/analysis/analyzers/sidecar"
	"istio.io/istio/pkg/config/analysis/analyzers/telemetry"
	"istio.io/istio/pkg/config/analysis/analyzers/virtualservice"
	"istio.io/istio/pkg/config/analysis/analyzers/webhook"
	"istio.io/istio/pkg/config/analysis/diag"
	"istio.io/istio/pkg/config/schema/gvk"

	"github.com/meshfn/meshfn/internal/finding"
)

// step is an analyzer and what it is shown.
type step struct {
	analysis.Analyzer
	// templates shows the pods that are only templates, for analyzers that ask which workloads a selector finds. Those
	// that look into a pod for a proxy, which a template never has, see written pods only.
	templates bool
}

// steps are the analyzers of istioctl that make sense without a cluster. Not among them:
//
//   - conditions.ConditionAnalyzer reads status, which git does not hold;
//   - injection.ImageAnalyzer compares running proxies with the injector;
//   - gateway.SecretAnalyzer reads keys, which do not belong in git, and the clock;
//   - multicluster.MeshNetworksAnalyzer takes the registries of a mesh from remote secrets, likewise;
//   - multicluster.ServiceAnalyzer compares clusters, and here is one;
//   - schema.ValidationAnalyzer is validate.go.
//
// The last ones change what they read: GatewayAnalyzer rewrites the hosts of Gateways.
var steps = []step{
	{annotationAnalyzer{}, true},
	{authorizationAnalyzer{}, true},
	{&deployment.ServiceAssociationAnalyzer{}, false},
	{&deployment.ApplicationUIDAnalyzer{}, false},
	{certificateAnalyzer{}, false},
	{subsetAnalyzer{}, true},
	{&deprecation.FieldAnalyzer{}, false},
	{&envoyfilter.EnvoyPatchAnalyzer{}, false},
	{&externalcontrolplane.ExternalControlPlaneAnalyzer{}, false},
	{gatewayPortAnalyzer{}, true},
	{sharedCertificateAnalyzer{}, false},
	{gatewayConflictAnalyzer{}, true},
	{&injection.Analyzer{}, false},
	{&injection.ImageAutoAnalyzer{}, false},
	{&k8sgateway.SelectorAnalyzer{}, true},
	{&service.PortNameAnalyzer{}, false},
	{&sidecar.SelectorAnalyzer{}, true},
	{meshHostAnalyzer{}, false},
	{&virtualservice.DestinationHostAnalyzer{}, false},
	{&virtualservice.DestinationRuleAnalyzer{}, false},
	{&virtualservice.JWTClaimRouteAnalyzer{}, true},
	{&serviceentry.ProtocolAddressesAnalyzer{}, false},
	{&webhook.Analyzer{}, false},
	{&telemetry.ProviderAnalyzer{}, false},
	{&telemetry.SelectorAnalyzer{}, true},
	{&telemetry.DefaultSelectorAnalyzer{}, false},
	{&telemetry.LightstepAnalyzer{}, false},
	{&virtualservice.GatewayAnalyzer{}, false},
}

// analyze judges what the analyzers say.
func analyze(s *set) []Problem {
	var all []Problem
	for _, m := range messages(s) {
		if p, counts := judge(s, m); counts {
			all = append(all, p)
		}
	}
	return all
}

// messages runs the analyzers for which there is anything in the set.
func messages(s *set) []diag.Message {
	var all []diag.Message
	for _, step := range steps {
		if s.concerns(step) {
			c := &context{set: s, templates: step.templates}
			step.Analyze(c)
			all = append(all, c.messages...)
		}
	}
	return slices.DeleteFunc(all, func(m diag.Message) bool { return m.Resource == nil || suppressed(m) })
}

// concerns reports whether the set holds anything that the analyzer reads.
func (s *set) concerns(step step) bool {
	for _, input := range step.Metadata().Inputs {
		// The mesh configuration, and a pod alone, give no analyzer anything to say that takes templates.
		if input != gvk.MeshConfig && len(s.resources[input]) > 0 {
			return true
		}
	}
	return step.templates && len(s.templates) > 0 && slices.Contains(step.Metadata().Inputs, gvk.Pod)
}

// judge makes a problem of a message, or drops it.
func judge(s *set, m diag.Message) (Problem, bool) {
	j := judgementOf(m)
	if j.severity == "" || j.when != nil && !j.when(&s.facts, m) {
		return Problem{}, false
	}
	return said(m, j.severity), true
}

// said is a message as a problem.
func said(m diag.Message, severity finding.Severity) Problem {
	o := m.Resource.Origin.(*origin)
	field := o.field(m.Line)
	if at := judgementOf(m).field; field == "" && at != "" {
		field = strings.TrimPrefix(o.at+"."+at, ".")
	}
	return problem(m.Resource, codeOf(severity), m.Type.Code(), field, severity, fmt.Sprintf(m.Type.Template(), m.Parameters...))
}

// suppressed reports whether the object itself asks not to hear of this, as istioctl lets it.
func suppressed(m diag.Message) bool {
	for code := range strings.SplitSeq(m.Resource.Metadata.Annotations["galley.istio.io/analyze-suppress"], ",") {
		if code == "*" || code == m.Type.Code() {
			return true
		}
	}
	return false
}

func codeOf(s finding.Severity) finding.Code {
	switch s {
	case finding.Error:
		return finding.AnalysisError
	case finding.Warning:
		return finding.AnalysisWarning
	}
	return finding.AnalysisInfo
}
