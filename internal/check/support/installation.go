package support

import (
	"slices"
	"strings"

	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
)

// missingCNI finds an ASM on OpenShift without the Istio CNI: pods there may not change their own network, which the init
// container would have to. (Option openshift of the ASM package 1.23, which the guide makes mandatory.)
func missingCNI(c *rule.Cluster) []finding.Finding {
	p := c.Profile()
	if p.Platform != mesh.PlatformOpenShift || !is(p, mesh.ASM, ">=1.23 <1.24") {
		return nil
	}
	var all []finding.Finding
	for _, o := range c.Kind("install.istio.io", "IstioOperator") {
		if o.Get("spec", "components", "pilot", "enabled") == true && o.Get("spec", "components", "cni", "enabled") != true {
			all = append(all, o.Report(finding.MissingCNI, "spec.components.cni.enabled", "%s installs no CNI, and the cluster is an OpenShift", o.ID()))
		}
	}
	return all
}

// kubernetesTooOld finds a cluster that asmcli 1.23 refuses to install on.
func kubernetesTooOld(c *rule.Cluster) []finding.Finding {
	const least = "1.15"
	p := c.Profile()
	if c.Member == nil || !is(p, mesh.ASM, ">=1.23 <1.24") || mesh.ParseLine(p.Kubernetes).CompareLine(least) >= 0 {
		return nil
	}
	return []finding.Finding{c.Member.Report(finding.KubernetesTooOld, "spec.cluster.kubernetesVersion", "ASM 1.23 needs Kubernetes %s, and the cluster has %s", least, p.Kubernetes)}
}

// releaseUnknown says that an installation does not tell its release.
func releaseUnknown(c *rule.Cluster) []finding.Finding {
	if len(c.Profile().Versions) > 0 {
		return nil
	}
	for _, o := range slices.Concat(c.Kind("install.istio.io", "IstioOperator"), c.Kind("maistra.io", "ServiceMeshControlPlane")) {
		return []finding.Finding{o.Report(finding.ReleaseUnknown, "spec", "%s does not say which release it installs", o.ID())}
	}
	return nil
}

// outdated are ports of components that Istio 1.5 put into istiod, or no longer has: Pilot's own mutual TLS, Citadel,
// Galley's configuration, and the add-ons behind the ingress gateway.
var outdated = []int{8060, 9901, 15011, 15019, 15029, 15030, 15031, 15032}

// outdatedPorts finds Services of gateways and control planes from before Istio 1.5.
func outdatedPorts(c *rule.Cluster) []finding.Finding {
	p := c.Profile()
	if !is(p, mesh.ASM, ">=1.5") && !is(p, mesh.Istio, ">=1.5") {
		return nil
	}
	var all []finding.Finding
	for _, s := range c.Kind("", "Service") {
		if s.String("spec", "selector", "istio") == "" && s.String("spec", "selector", "app") != "istiod" {
			continue
		}
		for i, port := range s.Maps("spec", "ports") {
			if n, _ := rule.Number(port["port"]); slices.Contains(outdated, n) {
				all = append(all, s.Report(finding.OutdatedPort, mesh.Index("spec.ports", i)+".port", "port %d of %s belongs to a component that is gone since Istio 1.5", n, s.ID()))
			}
		}
	}
	return all
}

// protocols with which the name of a port may begin (Istio, protocol selection).
var protocols = []string{"grpc", "grpc-web", "http", "http2", "http3", "https", "mongo", "mysql", "redis", "tcp", "tls", "udp"}

// portNames finds Services of the mesh whose ports do not say their protocol, which the guide of ASM 1.10 asks for.
func portNames(c *rule.Cluster) []finding.Finding {
	if !is(c.Profile(), mesh.ASM, ">=1.10 <1.11") {
		return nil
	}
	var all []finding.Finding
	for _, s := range c.Kind("", "Service") {
		ns, found := c.Namespace(s.Namespace())
		if !found || ns.Label("istio.io/rev") == "" && ns.Label("istio-injection") != "enabled" || s.String("spec", "selector", "istio") != "" {
			continue
		}
		for i, port := range s.Maps("spec", "ports") {
			if port.String("appProtocol") == "" && port.String("protocol") != "UDP" && !says(port) {
				all = append(all, s.Report(finding.ServicePortName, mesh.Index("spec.ports", i)+".name", "the name %q of a port of %s does not say its protocol", port.String("name"), s.ID()))
			}
		}
	}
	return all
}

// says reports whether the name of a port is a protocol, alone or before a dash.
func says(port krm.Object) bool {
	name := port.String("name")
	return slices.ContainsFunc(protocols, func(p string) bool { return name == p || strings.HasPrefix(name, p+"-") })
}
