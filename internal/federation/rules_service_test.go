package federation_test

import (
	"fmt"
	"slices"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"

	"github.com/meshfn/meshfn/internal/krm"
)

// eachRule asks a question of every rule of every set of a kind.
func eachRule(kind, field string, ask func(w world, name string, set, r krm.Object) string) func(world) []string {
	return func(w world) []string {
		var all []string
		for _, name := range w.names() {
			for _, set := range w[name].kind(kind) {
				for i, r := range objects(set.List("spec", field)) {
					if v := ask(w, name, set, r); v != "" {
						all = append(all, fmt.Sprintf("%s %s rule %d: %s", name, set.ID(), i, v))
					}
				}
			}
		}
		return all
	}
}

func eachExport(ask func(w world, name string, set, r krm.Object) string) func(world) []string {
	return eachRule("ExportedServiceSet", "exportRules", ask)
}

func eachImport(ask func(w world, name string, set, r krm.Object) string) func(world) []string {
	return eachRule("ImportedServiceSet", "importRules", ask)
}

// besidePeer asks that a set has the name of one ServiceMeshPeer in its namespace, and that name alone.
func besidePeer(kind string) func(world) []string {
	return each(func(_ string, o *output) []string {
		var all, seen []string
		for _, set := range o.kind(kind) {
			if o.named("ServiceMeshPeer", set.Namespace(), set.Name()) == nil || slices.Contains(seen, set.Name()) {
				all = append(all, set.ID().String())
			}
			seen = append(seen, set.Name())
		}
		return all
	})
}

// offeredName is the exported name of a rule, "*" for what it leaves open.
func offeredName(r krm.Object) (namespace, name string) {
	if r.String("type") == "NameSelector" {
		s := krm.Object(r.Map("nameSelector"))
		return first(s.String("alias", "namespace"), s.String("namespace")), first(s.String("alias", "name"), s.String("name"))
	}
	s := krm.Object(r.Map("labelSelector"))
	for _, a := range objects(s.List("aliases")) {
		return first(a.String("alias", "namespace"), s.String("namespace")), first(a.String("alias", "name"), "*")
	}
	return first(s.String("namespace")), "*"
}

// first of the parts that is a fixed value, else "*".
func first(parts ...string) string {
	for _, p := range parts {
		if p != "" && p != "*" {
			return p
		}
	}
	return "*"
}

func fits(a, b string) bool { return a == b || a == "*" || b == "*" }

func localHost(r krm.Object) (host, namespace string) {
	s := krm.Object(r.Map("nameSelector"))
	namespace = first(s.String("alias", "namespace"), s.String("namespace"))
	return first(s.String("alias", "name"), s.String("name")) + "." + namespace, namespace
}

var serviceRules = []rule{
	{31, "exports have the name of a peer", "T: at most one per peer", besidePeer("ExportedServiceSet")},
	{32, "an export has one selector, that of its type", "I: others are skipped", eachExport(func(_ world, _ string, _, r krm.Object) string {
		want := map[string]string{"NameSelector": "nameSelector", "LabelSelector": "labelSelector"}[r.String("type")]
		if want == "" || r.Map(want) == nil || len(r) != 2 {
			return fmt.Sprint(r)
		}
		return ""
	})},
	{33, "a label selector is valid", "T, K", eachExport(func(_ world, _ string, _, r krm.Object) string {
		selector := r.Map("labelSelector", "selector")
		if r.String("type") != "LabelSelector" {
			return ""
		}
		var s metav1.LabelSelector
		if err := runtime.DefaultUnstructuredConverter.FromUnstructured(selector, &s); err != nil {
			return err.Error()
		}
		if _, err := metav1.LabelSelectorAsSelector(&s); err != nil {
			return err.Error()
		}
		return ""
	})},
	{35, "two exports do not offer one name", "I: first match wins", func(w world) []string {
		var all []string
		for _, name := range w.names() {
			for _, set := range w[name].kind("ExportedServiceSet") {
				seen := map[string]bool{}
				for _, r := range objects(set.List("spec", "exportRules")) {
					namespace, service := offeredName(r)
					if key := namespace + "/" + service; seen[key] && !strings.Contains(key, "*") {
						all = append(all, name+" "+key)
					} else {
						seen[key] = true
					}
				}
			}
		}
		return all
	}},
	{39, "imports have the name of a peer", "T: at most one per peer", besidePeer("ImportedServiceSet")},
	{40, "an import selects by name", "T: nothing else works", eachImport(func(_ world, _ string, _, r krm.Object) string {
		if r.String("type") != "NameSelector" || r.Map("nameSelector") == nil {
			return fmt.Sprint(r)
		}
		return ""
	})},
	{41, "what is imported is exported to us, by its exported name", "S, T", eachImport(func(w world, name string, set, r krm.Object) string {
		exporter := w[set.Name()]
		if exporter == nil {
			return ""
		}
		offers := exporter.named("ExportedServiceSet", exporter.mesh.Spec.ControlPlane.Namespace, name)
		for _, e := range objects(offers.List("spec", "exportRules")) {
			namespace, service := offeredName(e)
			if fits(namespace, first(r.String("nameSelector", "namespace"))) && fits(service, first(r.String("nameSelector", "name"))) {
				return ""
			}
		}
		return fmt.Sprint(r)
	})},
	{42, "a local import has a fixed namespace", "I: others are skipped", eachImport(func(_ world, _ string, _, r krm.Object) string {
		if r["importAsLocal"] == true && first(r.String("nameSelector", "alias", "namespace")) == "*" {
			return fmt.Sprint(r)
		}
		return ""
	})},
	{43, "a local import has no suffix", "T: it is overridden", eachImport(func(_ world, _ string, _, r krm.Object) string {
		if r["importAsLocal"] == true && r.String("domainSuffix") != "" {
			return fmt.Sprint(r)
		}
		return ""
	})},
	{44, "only local imports are under the cluster's suffix", "I: others are skipped", eachImport(func(_ world, _ string, set, r krm.Object) string {
		for _, suffix := range []string{r.String("domainSuffix"), set.String("spec", "domainSuffix")} {
			if r["importAsLocal"] != true && (suffix == "svc.cluster.local" || suffix == "cluster.local") {
				return suffix
			}
		}
		return ""
	})},
	{45, "locality is one of the whole set, and complete", "T, I: else it is dropped", each(func(_ string, o *output) []string {
		var all []string
		for _, set := range o.kind("ImportedServiceSet") {
			locality := krm.Object(set.Map("spec", "locality"))
			region, zone, subzone := locality.String("region"), locality.String("zone"), locality.String("subzone")
			bad := zone != "" && region == "" || subzone != "" && zone == ""
			for key := range locality {
				bad = bad || !slices.Contains([]string{"region", "zone", "subzone"}, key)
			}
			for _, r := range objects(set.List("spec", "importRules")) {
				bad = bad || r["locality"] != nil
			}
			if bad {
				all = append(all, set.ID().String())
			}
		}
		return all
	})},
	{46, "no two imports become one host", "I", each(func(_ string, o *output) []string {
		var all, seen []string
		for _, set := range o.kind("ImportedServiceSet") {
			for _, r := range objects(set.List("spec", "importRules")) {
				host, _ := localHost(r)
				suffix := first(r.String("domainSuffix"), set.String("spec", "domainSuffix"))
				if suffix == "*" {
					suffix = "svc." + set.Name() + "-imports.local"
				}
				host += "." + suffix
				if r["importAsLocal"] != true && !strings.Contains(host, "*") && slices.Contains(seen, host) {
					all = append(all, host)
				}
				seen = append(seen, host)
			}
		}
		return all
	})},
	{49, "failover is of a host that is imported as local", "S", eachFailover(func(o *output, d krm.Object) string {
		for _, set := range o.kind("ImportedServiceSet") {
			for _, r := range objects(set.List("spec", "importRules")) {
				host, namespace := localHost(r)
				if r["importAsLocal"] == true && host+".svc.cluster.local" == d.String("spec", "host") && namespace == d.Namespace() {
					return ""
				}
			}
		}
		return d.String("spec", "host")
	})},
	{50, "failover has outlier detection", "S: nothing fails over without", eachFailover(func(_ *output, d krm.Object) string {
		if number(d.Get("spec", "trafficPolicy", "outlierDetection", "consecutive5xxErrors")) == 0 {
			return d.ID().String()
		}
		return ""
	})},
	{51, "failover leads from another region to that of an import", "S, K", eachFailover(func(o *output, d krm.Object) string {
		var regions []string
		for _, set := range o.kind("ImportedServiceSet") {
			regions = append(regions, set.String("spec", "locality", "region"))
		}
		for _, f := range objects(d.List("spec", "trafficPolicy", "loadBalancer", "localityLbSetting", "failover")) {
			own := o.mesh.Spec.Cluster.Region
			if f["from"] == f["to"] || !slices.Contains(regions, f.String("to")) || own != "" && f.String("from") != own {
				return fmt.Sprint(f)
			}
		}
		return ""
	})},
	{52, "where there is failover, something is imported as local", "S", eachFailover(func(o *output, d krm.Object) string {
		for _, set := range o.kind("ImportedServiceSet") {
			for _, r := range objects(set.List("spec", "importRules")) {
				if r["importAsLocal"] == true {
					return ""
				}
			}
		}
		return d.ID().String()
	})},
}

func eachFailover(ask func(o *output, d krm.Object) string) func(world) []string {
	return each(func(_ string, o *output) []string {
		var all []string
		for _, d := range o.kind("DestinationRule") {
			if v := ask(o, d); v != "" {
				all = append(all, v)
			}
		}
		return all
	})
}
