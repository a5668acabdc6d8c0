package gateways

import (
	"slices"

	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
)

const networkLabel = "topology.istio.io/network"

// needless finds east-west gateways of others in a fleet that is all in one network; of those in a mesh.yaml the
// renderer says so.
var needless = rule.Rule{
	Codes: []finding.Code{finding.NeedlessEastWest},
	Reads: []rule.GroupKind{
		{Kind: "Namespace"}, {Group: "apps", Kind: "Deployment"}, {Group: "networking.istio.io", Kind: "Gateway"},
	},
	Keep: func(_ *rule.Cluster, o rule.Object) bool {
		switch o.Kind() {
		case "Namespace":
			return o.Label(networkLabel) != ""
		case "Gateway":
			return servesXDS(o)
		}
		return mayBeNeedless(rule.Workload{Object: o})
	},
	Fleet: func(w *rule.World) []finding.Finding {
		networks := map[string]bool{}
		for _, c := range w.Clusters {
			networks[networkOf(c)] = true
		}
		if len(w.Clusters) < 2 || len(networks) > 1 || networks[""] {
			return nil
		}
		var all []finding.Finding
		for _, c := range w.Clusters {
			for _, g := range c.Workloads() {
				if mayBeNeedless(g) && !exposesControlPlane(c) {
					all = append(all, g.Report(finding.NeedlessEastWest, podLabels, "all clusters share network %s; the east-west gateway %s leads nowhere", networkOf(c), g.Name()))
				}
			}
		}
		return all
	},
}

// networkOf is the network of a cluster as the namespace of its control plane says, or its Mesh.
func networkOf(c *rule.Cluster) string {
	for _, ns := range c.Kind("", "Namespace") {
		if network := ns.Label(networkLabel); network != "" {
			return network
		}
	}
	if c.Member != nil {
		return c.Member.Mesh.Spec.Cluster.Network
	}
	return ""
}

// mayBeNeedless reports whether a workload is an east-west gateway of others.
func mayBeNeedless(w rule.Workload) bool {
	return isEastWest(w.Object) && !ours(w.Object) && isGateway(w)
}

// exposesControlPlane reports whether remote clusters reach istiod through a gateway.
func exposesControlPlane(c *rule.Cluster) bool {
	return slices.ContainsFunc(c.Kind("networking.istio.io", "Gateway"), servesXDS)
}

func servesXDS(gateway rule.Object) bool {
	return slices.ContainsFunc(gateway.Maps("spec", "servers"), func(s krm.Object) bool { n, _ := rule.Number(s.Get("port", "number")); return n == xdsPort })
}
