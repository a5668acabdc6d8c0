// Package secret finds what must not be in git: private keys, tokens, kubeconfigs, the data of Secrets.
//
// A repository is copied, mirrored and kept for ever, so what was committed once is known. Of a mesh, most of all the
// key in Secret cacerts, which can make every workload's certificate, and the tokens in remote secrets, which read a
// whole cluster's endpoints. Both belong into a store that the cluster reads (ExternalSecret), or are applied by hand.
//
// There are three kinds of evidence. Some texts have a form that nothing else has: PEM headers, the prefixes of issued
// tokens, three parts of a JWT; they are looked for in every string of every object, and below base64. A Secret says
// itself that its data is secret. And in ConfigMaps, environment variables and arguments a name that ends in "password"
// or a text that looks drawn by lot makes a suspicion, which is a warning.
//
// A text looks drawn by lot from 24 characters of base64 on that mix lower case, upper case and digits and hold at
// least 4 bits of entropy per character, or from 32 hexadecimal digits with 3 bits, unless the text or its key says
// that they are a digest. Counts of false alarms are in the tests: samples_test.go says what each alarm is.
//
// No finding shows a value, whole or in part.
package secret

import (
	"time"

	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/finding"
)

// Rules of the family.
var Rules = []rule.Rule{{
	Codes: []finding.Code{
		finding.PrivateKey, finding.SecretData, finding.AuthorityKey, finding.RemoteSecretData, finding.RegistryLogin,
		finding.Kubeconfig, finding.Token, finding.Password, finding.RandomText,
	},
	Cluster: func(c *rule.Cluster, _ time.Time) []finding.Finding {
		var found []finding.Finding
		for _, objects := range [][]rule.Object{c.Objects, c.Local} {
			for _, o := range objects {
				found = append(found, inspect(o)...)
			}
		}
		return found
	},
}}

// inspect looks at one object.
func inspect(o rule.Object) []finding.Finding {
	id := o.ID()
	switch {
	case id.Kind == "CustomResourceDefinition":
		return nil // a schema, published by its project
	case id.Group == "" && id.Kind == "Config" && credentials(o.Object):
		return []finding.Finding{o.Report(finding.Kubeconfig, "users", "a kubeconfig with credentials stands here")}
	}
	found := secretData(o)
	s := scan{object: o, suspicious: id.Group != "" || id.Kind != "Secret"}
	s.walk(map[string]any(o.Object), place{})
	return append(found, s.found...)
}
