package mesh

import (
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/meshfn/meshfn/internal/certificate"
	"github.com/meshfn/meshfn/internal/finding"
)

// secret reports whether a node is a private key in PEM. What is found in such a value is never said: it would be quoted.
func secret(n *yaml.Node) bool {
	return n.Kind == yaml.ScalarNode && certificate.HasPrivateKey(n.Value)
}

func (d *decoder) noSecret(n *yaml.Node) {
	if secret(n) {
		d.report(finding.New(finding.PrivateKey, "a private key stands here"), n.Line, n.Column)
	}
}
