package injection

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
)

// installed is what the cluster offers to those that ask for a revision.
type installed struct {
	// controlPlanes are the revisions of which there is an istiod.
	controlPlanes map[string]bool
	// served are the names that can be asked for: revisions and tags.
	served map[string]bool
	// tags reports whether all tags are known: from the Mesh, or since all webhooks are here.
	tags bool
	// hidden are revisions whose webhooks are not here: another tool expands their IstioOperator.
	hidden map[string]bool
	// optIn is OpenShift Service Mesh 2, where there are no revisions.
	optIn bool
	// foreign is a control plane that others manage, with names that are not known.
	foreign bool
}

// known reports whether anything is known of control planes here.
func (in installed) known() bool { return len(in.controlPlanes) > 0 && !in.optIn && !in.foreign }

func installedIn(c *rule.Cluster) installed {
	in := installed{controlPlanes: map[string]bool{}, served: map[string]bool{}, hidden: map[string]bool{}}
	in.foreign = len(c.Kind("sailoperator.io", "Istio")) > 0 || len(c.Kind("sailoperator.io", "IstioRevision")) > 0
	in.optIn = len(c.Kind("maistra.io", "ServiceMeshControlPlane")) > 0
	if c.Member != nil {
		cp := c.Member.Mesh.Spec.ControlPlane
		in.optIn = in.optIn || cp.Distribution == mesh.OpenShift
		in.tags = true
		for _, r := range cp.Revisions {
			in.controlPlanes[cmp.Or(r.Name, defaultRevision)] = true
		}
		for tag := range cp.Tags {
			in.served[tag] = true
		}
	}
	for _, o := range c.Kind("install.istio.io", "IstioOperator") {
		if installs(o.Object) {
			in.controlPlanes[cmp.Or(o.String("spec", "revision"), defaultRevision)] = true
			for _, tag := range o.List("spec", "values", "revisionTags") {
				if name, ok := tag.(string); ok {
					in.served[name] = true
				}
			}
		}
	}
	for _, w := range istiods(c) {
		in.controlPlanes[cmp.Or(w.PodLabel(revisionLabel), defaultRevision)] = true
	}
	shown := map[string]bool{}
	for _, i := range injectors(c) {
		shown[i.Label(revisionLabel)] = true
		for _, w := range i.webhooks {
			for _, name := range w.serves() {
				in.served[name] = true
			}
		}
	}
	for revision := range in.controlPlanes {
		if !shown[revision] {
			in.hidden[revision], in.served[revision] = true, true
		}
	}
	in.tags = in.tags || len(in.hidden) == 0
	return in
}

// installs reports whether an IstioOperator brings an istiod: one of gateways alone, as gen-eastwest-gateway.sh writes
// it, names the revision that it asks for.
func installs(o krm.Object) bool {
	switch o.Get("spec", "components", "pilot", "enabled") {
	case true:
		return true
	case false:
		return false
	}
	switch o.String("spec", "profile") {
	case "empty", "remote":
		return false
	}
	return true
}

// istiods are the control planes of the cluster that are workloads.
func istiods(c *rule.Cluster) []rule.Workload {
	return slices.DeleteFunc(c.Workloads(), func(w rule.Workload) bool { return w.PodLabel("app") != "istiod" })
}

// offers reports whether a name can be asked for. Where tags can be set by hand, any name may be one, unless it is
// plainly a mistake for a revision.
func (in installed) offers(name string) bool {
	return !in.known() || in.served[name] || !in.tags && !in.mistaken(name)
}

// mistaken reports whether a name has the form of a revision, or is a revision but for a slip.
func (in installed) mistaken(name string) bool {
	if strings.HasPrefix(name, "asm-") && strings.IndexFunc(name, unicode.IsDigit) > 0 {
		return true
	}
	for revision := range in.controlPlanes {
		if revision != defaultRevision && (finding.Slip(revision, name) || strings.EqualFold(strings.TrimSpace(name), revision)) {
			return true
		}
	}
	return false
}

// names of what can be asked for, for messages.
func (in installed) names() string {
	all := slices.Sorted(maps.Keys(in.served))
	for _, name := range slices.Sorted(maps.Keys(in.controlPlanes)) {
		if !in.served[name] {
			all = append(all, name)
		}
	}
	return strings.Join(all, ", ")
}

// revisions finds objects and pods that ask for a revision that is not there.
func revisions(c *rule.Cluster) []finding.Finding {
	in := installedIn(c)
	if !in.known() {
		return nil
	}
	var all []finding.Finding
	report := func(o rule.Object, field, name string) {
		if name != "" && !in.offers(name) && !in.controlPlanes[name] {
			all = append(all, o.Report(finding.UnknownRevision, rule.Key(field, revisionLabel),
				"%s asks for revision %s; this cluster has %s", o.ID(), name, in.names()))
		}
	}
	for _, o := range c.Objects {
		if o.Kind() != "MutatingWebhookConfiguration" { // targets looks at those
			report(o, "metadata.labels", o.Label(revisionLabel))
		}
		report(o, "spec.template.metadata.labels", o.String("spec", "template", "metadata", "labels", revisionLabel))
		if o.Kind() == "Service" {
			report(o, "spec.selector", o.String("spec", "selector", revisionLabel))
		}
	}
	return all
}
