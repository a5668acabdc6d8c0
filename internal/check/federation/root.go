package federation

import (
	"crypto/x509"
	"slices"

	"github.com/meshfn/meshfn/internal/certificate"
	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
)

const (
	// rootKey is the key of a peer's root in its ConfigMap.
	rootKey = "root-cert.pem"
	// rootSuffix ends the name that istiod falls back to.
	rootSuffix = "-ca-root-cert"
)

// rootName is the ConfigMap from which istiod takes the root of a peer.
func rootName(peer rule.Object) string {
	if name := peer.String("spec", "security", "certificateChain", "name"); name != "" {
		return name
	}
	return peer.Name() + rootSuffix
}

// rootOf returns the ConfigMap with the root of a peer.
func (m *mesh) rootOf(peer rule.Object) (rule.Object, bool) {
	return m.Find(krm.ID{Kind: "ConfigMap", Namespace: m.namespace, Name: rootName(peer)})
}

// roots are the ConfigMaps in the namespace of the mesh that hold a peer's root.
func (m *mesh) roots() []rule.Object {
	return slices.DeleteFunc(slices.Clone(m.Kind("", "ConfigMap")), func(o rule.Object) bool {
		return o.Namespace() != m.namespace || o.Get("data", rootKey) == nil || o.Name() == "istio-ca-root-cert"
	})
}

func certificates(root rule.Object) ([]*x509.Certificate, error) {
	return certificate.Parse(root.String("data", rootKey))
}

var rootRules = []numbered[*mesh]{
	{finding.RootReference, eachPeer(func(m *mesh, p rule.Object) []finding.Finding {
		chain := krm.Object(p.Map("spec", "security", "certificateChain"))
		const field = "spec.security.certificateChain"
		_, ok := m.rootOf(p)
		switch kind := chain.String("kind"); {
		case kind != "ConfigMap" && kind != "":
			return one(p.Report(finding.RootReference, field+".kind", "the root of peer %s is in a %s; istiod reads a ConfigMap", p.Name(), kind))
		case chain != nil && (kind == "" || chain.String("name") == ""):
			return one(p.Report(finding.RootReference, field, "certificateChain of peer %s must name kind and name", p.Name()))
		case !ok:
			return one(p.Report(finding.RootReference, field+".name", "the root of peer %s is looked for in ConfigMap %s, which is not in namespace %s",
				p.Name(), rootName(p), m.namespace))
		}
		return nil
	})},
	{finding.RootCertificate, eachPeer(func(m *mesh, p rule.Object) []finding.Finding {
		root, ok := m.rootOf(p)
		if !ok {
			return nil
		}
		const field = `data["` + rootKey + `"]`
		report := func(err error) []finding.Finding {
			return one(root.Report(finding.RootCertificate, field, "the root certificate of peer %s cannot be used: %v", p.Name(), err).
				And(p.At("spec.security.certificateChain.name")))
		}
		if root.String("data", rootKey) == "" {
			return one(root.Report(finding.RootCertificate, field, "the ConfigMap has no key %s, in which istiod looks for the root of peer %s", rootKey, p.Name()).
				And(p.At("spec.security.certificateChain.name")))
		}
		all, err := certificates(root)
		if err != nil {
			return report(err)
		}
		if err := certificate.Authority(all); err != nil {
			return report(err)
		}
		if err := certificate.Valid(all, m.now); err != nil {
			return report(err)
		}
		return nil
	})},
	{finding.FederationSecret, func(m *mesh) []finding.Finding {
		var all []finding.Finding
		for _, o := range m.Kind("", "ConfigMap") {
			for key, value := range o.Map("data") {
				if text, _ := value.(string); o.Namespace() == m.namespace && certificate.HasPrivateKey(text) {
					all = append(all, o.Report(finding.FederationSecret, `data["`+key+`"]`, "ConfigMap %s holds a private key", o.Name()))
				}
			}
		}
		for _, o := range m.Kind("", "Secret") {
			if o.Namespace() == m.namespace && m.federated() && (o.Name() == "cacerts" || len(o.Map("data"))+len(o.Map("stringData")) > 0) {
				all = append(all, o.Report(finding.FederationSecret, "metadata.name", "Secret %s lies among the files of a federation; only public roots are exchanged", o.Name()))
			}
		}
		return all
	}},
}
