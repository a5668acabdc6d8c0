package istio

import (
	networking "istio.io/api/networking/v1alpha3"
	"istio.io/istio/pkg/config"
	"istio.io/istio/pkg/config/analysis"
	"istio.io/istio/pkg/config/analysis/analyzers/util"
	"istio.io/istio/pkg/config/analysis/msg"
	"istio.io/istio/pkg/config/resource"
	"istio.io/istio/pkg/config/schema/gvk"
)

// sharedCertificateAnalyzer is gateway.CertificateAnalyzer: Gateways of one workload that present the same certificate. A
// browser keeps one connection for both, and the second host is not found on it.
type sharedCertificateAnalyzer struct{}

func (sharedCertificateAnalyzer) Metadata() analysis.Metadata {
	return analysis.Metadata{Name: "gateway.CertificateAnalyzer", Inputs: []config.GroupVersionKind{gvk.Gateway}}
}

func (sharedCertificateAnalyzer) Analyze(c analysis.Context) {
	c.ForEach(gvk.Gateway, func(r *resource.Instance) bool {
		gateway := r.Message.(*networking.Gateway)
		c.ForEach(gvk.Gateway, func(other *resource.Instance) bool {
			rival := other.Message.(*networking.Gateway)
			if other == r || !covers(rival.GetSelector(), gateway.GetSelector()) {
				return true
			}
			for range sharedCertificates(gateway, rival) {
				m := msg.NewGatewayDuplicateCertificate(r, []string{r.Metadata.FullName.String(), other.Metadata.FullName.String()})
				m.Line, _ = util.ErrorLine(r, util.MetadataName)
				c.Report(gvk.Gateway, m)
			}
			return true
		})
		return true
	})
}

// covers reports whether a selector asks for all that part asks for.
func covers(selector, part map[string]string) bool {
	for key, value := range part {
		if have, ok := selector[key]; !ok || have != value {
			return false
		}
	}
	return true
}

// sharedCertificates counts the pairs of servers with one certificate.
func sharedCertificates(a, b *networking.Gateway) (pairs int) {
	for _, x := range a.GetServers() {
		for _, y := range b.GetServers() {
			if sameCertificate(x.GetTls(), y.GetTls()) {
				pairs++
			}
		}
	}
	return pairs
}

func sameCertificate(a, b *networking.ServerTLSSettings) bool {
	if a.GetCredentialName() != "" || b.GetCredentialName() != "" {
		return a.GetCredentialName() == b.GetCredentialName()
	}
	return a.GetServerCertificate() != "" && a.GetServerCertificate() == b.GetServerCertificate() &&
		a.GetPrivateKey() != "" && a.GetPrivateKey() == b.GetPrivateKey()
}
