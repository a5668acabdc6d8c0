package links

import (
	"encoding/base64"
	"strings"

	"github.com/meshfn/meshfn/internal/certificate"
	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
)

// authorities that a CA address names, and that proxies of ASM are told by CA_PROVIDER.
var (
	byAddress  = map[string]mesh.CAType{"meshca.": mesh.MeshCA, "privateca.": mesh.CAService}
	byProvider = map[string]mesh.CAType{"GoogleCA": mesh.MeshCA, "GoogleCAS": mesh.CAService, "Citadel": mesh.IstioCA}
)

// ca adds who signs the certificates of the mesh, as the address in the values and the environment of the proxies have
// it. An empty address is istiod itself.
func (cs *claims) ca(o rule.Object, global krm.Object) {
	metadata := krm.Object(o.Map("spec", "meshConfig", "defaultConfig", "proxyMetadata"))
	provider := string(byProvider[metadata.String("CA_PROVIDER")])
	address := string(authorityAt(global.String("caAddress")))
	if address == "" && global.String("caAddress") != "" {
		return // somebody else's
	}
	if provider != "" || len(metadata) > 0 && address != "" {
		cs.must(authority, "", provider, o, "spec.meshConfig.defaultConfig.proxyMetadata.CA_PROVIDER")
	}
	if address != "" || provider != "" {
		cs.must(authority, "", address, o, "spec.values.global.caAddress")
	}
}

func authorityAt(address string) mesh.CAType {
	for prefix, authority := range byAddress {
		if strings.HasPrefix(address, prefix) {
			return authority
		}
	}
	return ""
}

// rootConfigMap is where istiod publishes the root of the mesh, in every namespace.
const rootConfigMap = "istio-ca-root-cert"

// roots adds the fingerprint of the root where it is among the objects: published, or beside the CA's key.
func (cs *claims) roots(c *rule.Cluster) {
	add := func(o rule.Object, text, field string) {
		if all, err := certificate.Parse(text); err == nil {
			cs.says(root, "", certificate.Fingerprint(all[0]), o, field)
		}
	}
	for _, o := range c.Kind("", "ConfigMap") {
		if o.Name() == rootConfigMap {
			add(o, o.String("data", "root-cert.pem"), `data["root-cert.pem"]`)
		}
	}
	for _, o := range c.Kind("", "Secret") {
		if o.Name() != "cacerts" {
			continue
		}
		add(o, o.String("stringData", "root-cert.pem"), `stringData["root-cert.pem"]`)
		if text, err := base64.StdEncoding.DecodeString(o.String("data", "root-cert.pem")); err == nil {
			add(o, string(text), `data["root-cert.pem"]`)
		}
	}
}
