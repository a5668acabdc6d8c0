package secret

import (
	"maps"
	"slices"
	"strings"

	"github.com/meshfn/meshfn/internal/certificate"
	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/finding"
)

// secretData reports that a Secret holds its data. Of one kind each there are more to say: Istio reads its signing key
// from the Secrets cacerts and istio-ca-secret, and other clusters' endpoints by those labelled istio/multiCluster.
func secretData(o rule.Object) []finding.Finding {
	if id := o.ID(); id.Group != "" || id.Kind != "Secret" {
		return nil
	}
	field := holding(o)
	if field == "" {
		return nil
	}
	var f finding.Finding
	switch kind := o.String("type"); {
	case o.Name() == "cacerts", o.Name() == "istio-ca-secret":
		f = o.Report(finding.AuthorityKey, field, "Secret %s holds the key that signs every certificate of the mesh", o.Name())
	case o.Label("istio/multiCluster") == "true":
		f = o.Report(finding.RemoteSecretData, field, "the remote secret %s holds access to another cluster", o.Name())
	case kind == "kubernetes.io/dockerconfigjson", kind == "kubernetes.io/dockercfg":
		f = o.Report(finding.RegistryLogin, field, "Secret %s holds the password of an image registry", o.Name())
	default:
		f = o.Report(finding.SecretData, field, "Secret %s holds its data", o.Name())
	}
	return []finding.Finding{f}
}

// holding returns the field of a Secret that holds something secret, "" for none: placeholders, encrypted values and
// certificates are fine.
func holding(o rule.Object) string {
	for _, field := range []string{"data", "stringData"} {
		values := o.Map(field)
		for _, key := range slices.Sorted(maps.Keys(values)) {
			text, ok := values[key].(string)
			if plain, encoded := decode(text); encoded && field == "data" {
				text = plain
			}
			if ok && !placeholder(text) && !publicCertificate(text) {
				return field
			}
		}
	}
	return ""
}

func publicCertificate(text string) bool {
	_, err := certificate.Parse(text)
	return err == nil
}

// stands are texts by which tools and people mark a place where a secret is put in later.
var stands = []string{
	"${", "$(", "{{", // shells, Kubernetes, templates
	"ENC[", "<path:", "ref+", "vault:", // SOPS, Argo CD Vault Plugin, vals, Bank-Vaults
	"REDACTED", "PLACEHOLDER", "placeholder", "CHANGEME", "changeme", "REPLACE", "***",
}

// placeholder reports whether a value is none.
func placeholder(text string) bool {
	text = strings.TrimSpace(text)
	if text == "" || text[0] == '<' && text[len(text)-1] == '>' {
		return true
	}
	return slices.ContainsFunc(stands, func(s string) bool { return strings.Contains(text, s) })
}
