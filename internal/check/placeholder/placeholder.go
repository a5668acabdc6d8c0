// Package placeholder finds texts of guides and packages that were left in where a value belongs.
//
// The ASM packages of kpt 0.39 write the defaults of their setters into the files: a cluster that nobody set has the
// project PROJECT_ID and the network NETWORK_ID, and so have all others. Only kinds are looked at whose texts are values:
// scripts and templates may mean what looks like a placeholder.
package placeholder

import (
	"time"

	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/mesh"
)

// groups whose resources hold values alone, and those of the core group.
var groups = map[string]bool{
	"federation.maistra.io": true, "gateway.networking.k8s.io": true, "install.istio.io": true, "maistra.io": true,
	"security.istio.io": true,
}

var kinds = map[rule.GroupKind]bool{
	{Kind: "Namespace"}: true, {Kind: "Service"}: true, {Kind: "ServiceAccount"}: true,
	{Group: "networking.istio.io", Kind: "DestinationRule"}: true, {Group: "networking.istio.io", Kind: "Gateway"}: true,
	{Group: "networking.istio.io", Kind: "ServiceEntry"}: true, {Group: "networking.istio.io", Kind: "VirtualService"}: true,
	{Group: "external-secrets.io", Kind: "ExternalSecret"}: true,
}

// Rules of the family.
var Rules = []rule.Rule{{Codes: []finding.Code{finding.PlaceholderInObject}, Cluster: check}}

func check(c *rule.Cluster, _ time.Time) []finding.Finding {
	var all []finding.Finding
	look := func(o rule.Object) {
		id := o.ID()
		if !groups[id.Group] && !kinds[rule.GroupKind{Group: id.Group, Kind: id.Kind}] {
			return
		}
		for _, part := range []string{"metadata", "spec"} {
			if at, word := mesh.PlaceholderIn(o.Get(part), part); word != "" {
				all = append(all, o.Report(finding.PlaceholderInObject, at, "%s is a placeholder", word))
			}
		}
	}
	for _, o := range c.Objects {
		look(o)
	}
	for _, o := range c.Local {
		look(o)
	}
	return all
}
