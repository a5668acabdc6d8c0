package links

import (
	"slices"
	"time"

	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
)

// caSecret is the Secret in which istiod looks for the CA of the mesh, and caFiles what must be in it.
const caSecret = "cacerts"

var caFiles = []string{"ca-cert.pem", "ca-key.pem", "cert-chain.pem", "root-cert.pem"}

// A CA is one certificate with its key. A reference that brings a part of it, or the parts of two, gives istiod a CA that
// it refuses, or none, and then it makes a root of its own.
var authoritySecret = rule.Rule{
	Codes: []finding.Code{finding.AuthorityParts},
	Cluster: func(c *rule.Cluster, _ time.Time) []finding.Finding {
		var all []finding.Finding
		for _, o := range c.Kind("external-secrets.io", "ExternalSecret") {
			target := o.String("spec", "target", "name")
			if (o.Name() == caSecret || target == caSecret) && len(o.List("spec", "dataFrom")) == 0 {
				all = append(all, authorityParts(o, target)...)
			}
		}
		return all
	},
}

func authorityParts(o rule.Object, target string) []finding.Finding {
	var all []finding.Finding
	if target != caSecret && target != "" {
		all = append(all, o.Report(finding.AuthorityParts, "spec.target.name", "the ExternalSecret %s makes the Secret %s; istiod looks for %s", o.Name(), target, caSecret))
	}
	data := o.Maps("spec", "data")
	for _, file := range caFiles {
		if !slices.ContainsFunc(data, func(d krm.Object) bool { return d.String("secretKey") == file }) {
			all = append(all, o.Report(finding.AuthorityParts, "spec.data", "the Secret %s would have no %s", caSecret, file))
		}
	}
	for i, d := range data {
		first, key := data[0].String("remoteRef", "key"), d.String("remoteRef", "key")
		if key != first && d.String("remoteRef", "property") != "" && data[0].String("remoteRef", "property") != "" {
			all = append(all, o.Report(finding.AuthorityParts, mesh.Index("spec.data", i)+".remoteRef.key", "%s is read from %s and %s from %s",
				d.String("secretKey"), key, data[0].String("secretKey"), first).And(o.At("spec.data[0].remoteRef.key")))
		}
	}
	return all
}
