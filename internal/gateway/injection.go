package gateway

import (
	"fmt"

	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/mesh"
)

// checkInjection reports a namespace whose own label keeps the gateway's revision away from the pods. The webhooks look
// at the namespace first: a pod's label counts only where the namespace has none (mutatingwebhook.yaml of istiod's
// chart).
func (r *renderer) checkInjection(w *workload) {
	if r.spec.ControlPlane.Distribution == mesh.OpenShift {
		return // injection is a matter of pods there
	}
	for i, n := range r.spec.Namespaces {
		if n.Name != w.gateway.Namespace {
			continue
		}
		field := mesh.Index("spec.namespaces", i)
		own := r.revision(w.gateway.Revision).Name
		switch n.Injection {
		case mesh.InjectDisabled:
			r.report(finding.GatewayNotInjected, field+".injection", "namespace %s disables injection, so gateway %s would stay without a proxy", n.Name, w.gateway.Name)
		case mesh.InjectDefault:
			if r.revision(defaultRevisionAlias).Name != own {
				r.report(finding.GatewayNotInjected, field+".injection", "namespace %s takes the default revision, gateway %s asks for %s", n.Name, w.gateway.Name, w.gateway.Revision)
			}
		case mesh.InjectRevision:
			if r.revision(n.Revision).Name != own {
				r.report(finding.GatewayNotInjected, field+".revision", "namespace %s takes revision %s, gateway %s asks for %s", n.Name, n.Revision, w.gateway.Name, w.gateway.Revision)
			}
		}
	}
}

// checkDefaultGateway reports a gateway under the name of one that the control plane's own installation brings.
func (r *renderer) checkDefaultGateway(w *workload) {
	for _, rev := range r.spec.ControlPlane.Revisions {
		by, ok := r.defaultGateways(rev)[[2]string{w.gateway.Namespace, w.gateway.Name}]
		if ok {
			r.report(finding.DefaultGateway, w.field+".name", "the control plane brings a gateway %s in namespace %s itself (%s)", w.gateway.Name, w.gateway.Namespace, by)
			return
		}
	}
}

// defaultGateways are the gateways that the installation of a revision brings, by namespace and name, with what turns
// them on.
func (r *renderer) defaultGateways(rev mesh.Revision) map[[2]string]string {
	cp := r.spec.ControlPlane
	s := subjectOf(r.member, rev)
	on := map[[2]string]string{}
	set := func(namespace, name string, enabled bool, by string) {
		id := [2]string{namespace, name}
		if !enabled {
			delete(on, id)
		} else if on[id] == "" {
			on[id] = by
		}
	}
	for _, row := range tables().DefaultGateways {
		if row.fits(s) {
			set(cp.Namespace, row.Gateway, row.Enabled, row.cause(s))
		}
	}
	for _, path := range rev.Overlays {
		overlay := r.member.Overlays[path]
		for _, list := range []string{"ingressGateways", "egressGateways"} {
			for _, entry := range overlay.List("spec", "components", list) {
				gw, _ := entry.(map[string]any)
				name, _ := gw["name"].(string)
				namespace, _ := gw["namespace"].(string)
				if namespace == "" {
					namespace = cp.Namespace
				}
				if enabled, ok := gw["enabled"].(bool); ok {
					set(namespace, name, enabled, "overlay "+path)
				}
			}
		}
		for _, direction := range []string{"ingress", "egress"} {
			for _, at := range [][]string{{"spec", "gateways", "enabled"}, {"spec", "gateways", direction, "enabled"}} {
				if enabled, ok := overlay.Get(at...).(bool); ok && !enabled {
					set(cp.Namespace, "istio-"+direction+"gateway", false, "")
				}
			}
		}
	}
	return on
}

// cause names the part of the row that a person can change.
func (d defaultGateway) cause(s subject) string {
	switch {
	case d.Option != "":
		return "option " + d.Option
	case s.distribution == mesh.Istio:
		return "profile " + s.revision.Profile
	}
	return fmt.Sprintf("default of %s %s", s.distribution, s.istio.Line())
}
