package gateways

import (
	"slices"
	"strings"

	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
)

// homes finds gateways in the namespace of the control plane, and Gateways between networks outside it. Gateways that the
// control plane's own installation brings belong there, and so does the east-west gateway where the guides put it.
func homes(c *rule.Cluster) []finding.Finding {
	controlPlane := c.Profile().Namespace
	var all []finding.Finding
	for _, w := range gatewaysOf(c) {
		if w.Namespace() == controlPlane && !charted(w.Object) && w.ProxyContainer() >= 0 {
			f := w.Report(finding.GatewayInControlPlane, "metadata.namespace", "gateway %s lives in %s, the namespace of the control plane", w.Name(), controlPlane)
			if isEastWest(w.Object) {
				f.Severity = finding.Info
			}
			all = append(all, f)
		}
	}
	for _, g := range c.Kind("networking.istio.io", "Gateway") {
		passes := slices.ContainsFunc(g.Maps("spec", "servers"), func(s krm.Object) bool { return s.String("tls", "mode") == "AUTO_PASSTHROUGH" })
		if passes && controlPlane != "" && g.Namespace() != "" && g.Namespace() != controlPlane {
			all = append(all, g.Report(finding.CrossNetworkNamespace, "metadata.namespace", "%s passes traffic on between networks and is not in %s, the namespace of the control plane", g.ID(), controlPlane))
		}
	}
	return all
}

// namespaces finds what we rendered into a namespace that we did not render, though we render the cluster's namespaces.
func namespaces(c *rule.Cluster) []finding.Finding {
	rendered := false
	for _, ns := range c.Kind("", "Namespace") {
		rendered = rendered || ours(ns)
	}
	if !rendered {
		return nil
	}
	reported := map[string]bool{}
	var all []finding.Finding
	for _, o := range slices.Concat(c.Objects, c.Kind("install.istio.io", "IstioOperator")) {
		name := o.Namespace()
		if name == "" || reported[name] || !ours(o) || strings.HasPrefix(name, "kube-") || name == "default" || elsewhere(c, name) {
			continue
		}
		if _, found := c.Namespace(name); !found {
			reported[name] = true
			all = append(all, o.Report(finding.NamespaceMissing, "metadata.namespace", "%s is in namespace %s, which is not among the namespaces of the cluster", o.ID(), name))
		}
	}
	return all
}

// elsewhere reports whether the mesh leaves a namespace to another team.
func elsewhere(c *rule.Cluster, name string) bool {
	if c.Member == nil {
		return false
	}
	for _, n := range c.Member.Mesh.Spec.Namespaces {
		if n.Name == name && n.Manage != nil && !*n.Manage {
			return true
		}
	}
	return false
}
