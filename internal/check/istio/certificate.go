package istio

import (
	"fmt"

	networking "istio.io/api/networking/v1alpha3"
	"istio.io/istio/pkg/config"
	"istio.io/istio/pkg/config/analysis"
	"istio.io/istio/pkg/config/analysis/analyzers/util"
	"istio.io/istio/pkg/config/analysis/msg"
	"istio.io/istio/pkg/config/resource"
	"istio.io/istio/pkg/config/schema/gvk"
)

// certificateAnalyzer is destinationrule.CaCertificateAnalyzer: TLS towards a server without naming who vouches for it.
type certificateAnalyzer struct{}

func (certificateAnalyzer) Metadata() analysis.Metadata {
	return analysis.Metadata{Name: "destinationrule.CaCertificateAnalyzer", Inputs: []config.GroupVersionKind{gvk.DestinationRule}}
}

func (certificateAnalyzer) Analyze(c analysis.Context) {
	c.ForEach(gvk.DestinationRule, func(r *resource.Instance) bool {
		rule := r.Message.(*networking.DestinationRule)
		name, namespace := r.Metadata.FullName.String(), r.Metadata.FullName.Namespace.String()
		if tls := rule.GetTrafficPolicy().GetTls(); unvouched(rule, tls) {
			m := msg.NewNoServerCertificateVerificationDestinationLevel(r, name, namespace, tls.GetMode().String(), rule.GetHost())
			m.Line, _ = util.ErrorLine(r, "{.spec.trafficPolicy.tls}")
			c.Report(gvk.DestinationRule, m)
		}
		for i, port := range rule.GetTrafficPolicy().GetPortLevelSettings() {
			if tls := port.GetTls(); unvouched(rule, tls) {
				m := msg.NewNoServerCertificateVerificationPortLevel(r, name, namespace, tls.GetMode().String(), rule.GetHost(), port.GetPort().String())
				m.Line, _ = util.ErrorLine(r, fmt.Sprintf("{.spec.trafficPolicy.portLevelSettings[%d].tls}", i))
				c.Report(gvk.DestinationRule, m)
			}
		}
		return true
	})
}

func unvouched(rule *networking.DestinationRule, tls *networking.ClientTLSSettings) bool {
	switch tls.GetMode() {
	case networking.ClientTLSSettings_SIMPLE, networking.ClientTLSSettings_MUTUAL:
		bySecret := tls.GetCredentialName() != "" && rule.GetWorkloadSelector() != nil
		return tls != nil && tls.GetCaCertificates() == "" && !bySecret
	}
	return false
}
