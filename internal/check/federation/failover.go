package federation

import (
	"slices"
	"strings"

	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
	apis "github.com/meshfn/meshfn/internal/mesh"
)

const failoverField = "spec.trafficPolicy.loadBalancer.localityLbSetting.failover"

// failovers are the DestinationRules that move traffic to what is imported: those of a host that is imported as local, or
// into a region that an import has, as far as they speak of localities.
func (m *mesh) failovers() []rule.Object {
	var all []rule.Object
	for _, o := range m.Kind("networking.istio.io", "DestinationRule") {
		concerns := m.localHost(o.String("spec", "host")) || slices.ContainsFunc(failoverOf(o), func(f krm.Object) bool { return m.importsFrom(f.String("to")) })
		if concerns && o.Get("spec", "trafficPolicy", "loadBalancer", "localityLbSetting") != nil {
			all = append(all, o)
		}
	}
	return all
}

func failoverOf(o rule.Object) []krm.Object {
	return o.Maps("spec", "trafficPolicy", "loadBalancer", "localityLbSetting", "failover")
}

// localHost reports whether a host is one that an import joins.
func (m *mesh) localHost(host string) bool {
	return slices.ContainsFunc(m.imports, func(set rule.Object) bool {
		return slices.ContainsFunc(importsOf(set), func(r serviceRule) bool { return r.local() && r.host() == host && host != "" })
	})
}

// importsFrom reports whether something is imported from a region.
func (m *mesh) importsFrom(region string) bool {
	return region != "" && slices.ContainsFunc(m.imports, func(set rule.Object) bool {
		return set.String("spec", "locality", "region") == region
	})
}

// failsOver reports whether a DestinationRule of a host takes endpoints out when they fail, or speaks of localities. One that
// we rendered has been written to lead to another region.
func (m *mesh) failsOver(host string) bool {
	return slices.ContainsFunc(m.Kind("networking.istio.io", "DestinationRule"), func(o rule.Object) bool {
		if o.String("spec", "host") != host {
			return false
		}
		if o.Annotation(krm.MeshAnnotation) != "" && strings.HasSuffix(o.Name(), "-failover") {
			return len(failoverOf(o)) > 0
		}
		return o.Map("spec", "trafficPolicy", "outlierDetection") != nil || o.Map("spec", "trafficPolicy", "loadBalancer", "localityLbSetting") != nil
	})
}

func eachFailover(broken func(*mesh, rule.Object) []finding.Finding) func(*mesh) []finding.Finding {
	return func(m *mesh) []finding.Finding {
		var all []finding.Finding
		for _, o := range m.failovers() {
			all = append(all, broken(m, o)...)
		}
		return all
	}
}

var failoverRules = []numbered[*mesh]{
	{finding.FailoverHost, eachFailover(func(m *mesh, o rule.Object) []finding.Finding {
		host := o.String("spec", "host")
		if !m.localHost(host) {
			return one(o.Report(finding.FailoverHost, "spec.host", "failover of %q leads to a region of imported services, and no import is of that host and local", host))
		}
		if parts := strings.Split(host, "."); parts[1] != o.Namespace() && o.Namespace() != m.namespace {
			return one(o.Report(finding.FailoverHost, "metadata.namespace", "failover of %s is in namespace %q, and holds for callers there alone", host, o.Namespace()))
		}
		return nil
	})},
	{finding.FailoverDetection, eachFailover(func(_ *mesh, o rule.Object) []finding.Finding {
		detection := krm.Object(o.Map("spec", "trafficPolicy", "outlierDetection"))
		const field = "spec.trafficPolicy.outlierDetection"
		switch {
		case detection == nil:
			return one(o.Report(finding.FailoverDetection, field, "failover of %s without outlierDetection: no endpoint ever counts as failed", o.String("spec", "host")))
		case detection["consecutive5xxErrors"] == nil && detection["consecutiveGatewayErrors"] == nil && detection["consecutiveErrors"] == nil:
			return one(o.Report(finding.FailoverDetection, field+".consecutive5xxErrors", "failover of %s does not say after how many errors an endpoint counts as failed", o.String("spec", "host")))
		}
		return nil
	})},
	{finding.FailoverRegion, eachFailover(func(m *mesh, o rule.Object) []finding.Finding {
		var all []finding.Finding
		for i, f := range failoverOf(o) {
			field := apis.Index(failoverField, i)
			switch from, to := f.String("from"), f.String("to"); {
			case from == to:
				all = append(all, o.Report(finding.FailoverRegion, field, "failover leads from %s to itself", from))
			case !m.importsFrom(to):
				all = append(all, o.Report(finding.FailoverRegion, field+".to", "failover leads to %q, and nothing is imported from there", to))
			case from == "":
				all = append(all, o.Report(finding.FailoverRegion, field+".from", "failover to %s starts nowhere", to))
			}
		}
		enabled := o.Get("spec", "trafficPolicy", "loadBalancer", "localityLbSetting", "enabled")
		if len(failoverOf(o)) > 0 && enabled == false {
			all = append(all, o.Report(finding.FailoverRegion, "spec.trafficPolicy.loadBalancer.localityLbSetting.enabled", "failover is written, and switched off"))
		}
		return all
	})},
	{finding.FailoverFrom, eachFailover(func(m *mesh, o rule.Object) []finding.Finding {
		var all []finding.Finding
		if m.Member == nil || m.Member.Mesh.Spec.Cluster.Region == "" {
			return nil
		}
		for i, f := range failoverOf(o) {
			if from, region := f.String("from"), m.Member.Mesh.Spec.Cluster.Region; from != region && from != "" {
				all = append(all, o.Report(finding.FailoverFrom, apis.Index(failoverField, i)+".from", "failover leads from %s, and this cluster is in %s", from, region))
			}
		}
		return all
	})},
	{finding.FailoverNotLocal, eachFailover(func(m *mesh, o rule.Object) []finding.Finding {
		local := slices.ContainsFunc(m.imports, func(set rule.Object) bool { return slices.ContainsFunc(importsOf(set), serviceRule.local) })
		if !local {
			return one(o.Report(finding.FailoverNotLocal, "spec.host", "failover of %s has no effect: nothing is imported as local", o.String("spec", "host")))
		}
		return nil
	})},
}
