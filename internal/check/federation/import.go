package federation

import (
	"strings"

	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
)

// clusterSuffix is the suffix of the cluster's own services.
const clusterSuffix = "svc.cluster.local"

// local reports whether an import joins a service of the cluster.
func (r serviceRule) local() bool { return r.Object["importAsLocal"] == true }

// suffix of the host that an import gets: its own, else that of the set, else the peer's default.
func (r serviceRule) suffix() string {
	if r.local() {
		return clusterSuffix
	}
	for _, s := range []string{r.String("domainSuffix"), r.set.String("spec", "domainSuffix")} {
		if s != "" {
			return s
		}
	}
	return "svc." + r.set.Name() + "-imports.local"
}

// host that an import gets, "" where it leaves a part of the name open.
func (r serviceRule) host() string {
	if name := r.result(); name.single() {
		return name.name + "." + name.namespace + "." + r.suffix()
	}
	return ""
}

func imports(m *mesh) []rule.Object { return m.imports }

var importRules = []numbered[*mesh]{
	{finding.ImportSetName, func(m *mesh) []finding.Finding { return m.besidePeer(finding.ImportSetName, m.imports) }},
	{finding.ImportType, eachRule(imports, importsOf, func(_ *mesh, r serviceRule) []finding.Finding {
		switch {
		case r.String("type") != "NameSelector":
			return one(r.set.Report(finding.ImportType, r.field+".type", "an import has the type %q; istiod skips all but NameSelector", r.String("type")))
		case r.Map("nameSelector") == nil:
			return one(r.set.Report(finding.ImportType, r.field, "an import has no nameSelector"))
		case fixed(r.String("nameSelector", "name"))+fixed(r.String("nameSelector", "namespace")) == "**" && len(r.Map("nameSelector")) == 0:
			return one(r.set.Report(finding.ImportType, r.field+".nameSelector", "an import has an empty nameSelector"))
		}
		return nil
	})},
	{finding.LocalImport, eachRule(imports, importsOf, func(_ *mesh, r serviceRule) []finding.Finding {
		if r.local() && fixed(r.String("nameSelector", "alias", "namespace")) == "*" {
			return one(r.set.Report(finding.LocalImport, r.field+".nameSelector.alias.namespace", "an import is local and its alias has no fixed namespace"))
		}
		return nil
	})},
	{finding.SuffixIgnored, eachRule(imports, importsOf, func(_ *mesh, r serviceRule) []finding.Finding {
		if r.local() && r.String("domainSuffix") != "" {
			return one(r.set.Report(finding.SuffixIgnored, r.field+".domainSuffix", "an import is local, so its domain suffix has no effect"))
		}
		return nil
	})},
	{finding.LocalSuffix, func(m *mesh) []finding.Finding {
		var all []finding.Finding
		for _, set := range m.imports {
			for _, r := range importsOf(set) {
				suffix, field := r.String("domainSuffix"), r.field+".domainSuffix"
				if suffix == "" {
					suffix, field = set.String("spec", "domainSuffix"), "spec.domainSuffix"
				}
				if r.local() {
					continue
				}
				if suffix == clusterSuffix || suffix == "cluster.local" {
					all = append(all, set.Report(finding.LocalSuffix, field, "an import has the suffix %s and is not local", suffix))
				}
				if other, is := strings.CutSuffix(suffix, "-imports.local"); is && other != "svc."+set.Name() {
					all = append(all, as(finding.Warning, set.Report(finding.LocalSuffix, field, "an import from %s has the suffix %s, which is that of another peer", set.Name(), suffix)))
				}
			}
		}
		return all
	}},
	{finding.Locality, localities},
	{finding.SameHost, func(m *mesh) []finding.Finding {
		var all []finding.Finding
		first := map[string]serviceRule{}
		for _, set := range m.imports {
			for _, r := range importsOf(set) {
				host := r.host()
				if r.source().name == "*" && r.result().name != "*" {
					all = append(all, set.Report(finding.SameHost, r.field+".nameSelector", "an import takes services of any name and calls them all %s", r.result().name))
				}
				if r.local() || host == "" {
					continue
				}
				if other, taken := first[host]; taken {
					all = append(all, set.Report(finding.SameHost, r.field, "two imports become %s", host).And(other.set.At(other.field)))
					continue
				}
				first[host] = r
			}
		}
		return all
	}},
	{finding.LocalNoFailover, func(m *mesh) []finding.Finding {
		var all []finding.Finding
		for _, set := range m.imports {
			if set.String("spec", "locality", "region") == "" {
				continue
			}
			for _, r := range importsOf(set) {
				if host := r.host(); r.local() && host != "" && !m.failsOver(host) {
					all = append(all, set.Report(finding.LocalNoFailover, r.field, "%s is imported from another region, and no DestinationRule with outlierDetection moves traffic there", host))
				}
			}
		}
		return all
	}},
	{finding.ImportOutside, eachRule(imports, importsOf, func(m *mesh, r serviceRule) []finding.Finding {
		if ns := r.result().namespace; r.local() && ns != "*" && m.outside(ns) {
			return one(r.set.Report(finding.ImportOutside, r.field+".nameSelector.alias.namespace",
				"a service is imported into namespace %s, which is not in the member roll of mesh %s", ns, m.name))
		}
		return nil
	})},
}

// localities reports what istiod drops as a whole: a part without the one above it, and locality where nobody looks.
func localities(m *mesh) []finding.Finding {
	var all []finding.Finding
	for _, set := range m.imports {
		locality := krm.Object(set.Map("spec", "locality"))
		const field = "spec.locality"
		if locality.String("zone") != "" && locality.String("region") == "" {
			all = append(all, set.Report(finding.Locality, field+".zone", "a zone needs its region, else the locality is dropped"))
		}
		if locality.String("subzone") != "" && (locality.String("zone") == "" || locality.String("region") == "") {
			all = append(all, set.Report(finding.Locality, field+".subzone", "a subzone needs its zone and region, else the locality is dropped"))
		}
		for key := range locality {
			if key != "region" && key != "zone" && key != "subzone" {
				all = append(all, set.Report(finding.Locality, field+"."+key, "a locality has no field %s; it has region, zone and subzone", key))
			}
		}
		for _, r := range importsOf(set) {
			if r.Get("locality") != nil {
				all = append(all, set.Report(finding.Locality, r.field+".locality", "locality is one for the whole set: spec.locality"))
			}
		}
	}
	return all
}
