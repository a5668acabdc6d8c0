package chart

import (
	"fmt"
	"maps"
	"slices"

	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
)

// DefaultRevision is the name of the revision without a name, and of the tag that namespaces without a revision follow.
const DefaultRevision = "default"

const defaultValidator = "istiod-default-validator"

// Install is Expand with what istioctl makes in a cluster besides: for each revision tag of the mesh that points here
// the webhook and Service of `istioctl tag set`, and for the default revision, which is the target of the tag default
// or else the revision without a name, the webhook that validates what names no revision. It needs no cluster.
func (c *Charts) Install(tags map[string]string, operators ...krm.Object) (Expansion, []finding.Finding, error) {
	user := combine(operators)
	revision := revisionOf(user)
	operators = append(slices.Clone(operators), tagged(user, revision, tags))
	e, findings, err := c.Expand(operators...)
	if err != nil || finding.HasErrors(findings) {
		return e, findings, err
	}
	target, ok := tags[DefaultRevision]
	if !ok {
		target = DefaultRevision
	}
	if name(target) != name(revision) {
		return e, findings, nil
	}
	err = c.validate(&e, user)
	return e, findings, err
}

// name of a revision, which may be left empty.
func name(revision string) string {
	if revision == "" {
		return DefaultRevision
	}
	return revision
}

func revisionOf(operator map[string]any) string {
	if revision, ok := get(operator, "spec", "values", "revision").(string); ok {
		return revision
	}
	revision, _ := get(operator, "spec", "revision").(string)
	return revision
}

// tagged returns an IstioOperator to lay over the user's: it adds the mesh's tags to those that the charts make already.
func tagged(user map[string]any, revision string, tags map[string]string) krm.Object {
	all, _ := get(user, "spec", "values", "revisionTags").([]any)
	all = slices.Clone(all)
	for _, tag := range slices.Sorted(maps.Keys(tags)) {
		if name(tags[tag]) == name(revision) && !slices.Contains(all, any(tag)) {
			all = append(all, tag)
		}
	}
	values := map[string]any{}
	if len(all) > 0 {
		values["revisionTags"] = all
	}
	return krm.Object{"apiVersion": "install.istio.io/v1alpha1", "kind": "IstioOperator", "spec": map[string]any{"values": values}}
}

// validate puts the webhook that validates into the expansion's control plane, in place of the base chart's: that one
// would also answer for resources that name a revision.
func (c *Charts) validate(e *Expansion, user map[string]any) error {
	at := slices.IndexFunc(e.Components, func(c Component) bool { return c.Kind == "pilot" })
	if at < 0 {
		return nil
	}
	chart, err := c.chart("default")
	if err != nil {
		return err
	}
	values := map[string]any{"revision": e.Revision, "global": map[string]any{"istioNamespace": e.Namespace}}
	if url := get(user, "spec", "values", "base", "validationURL"); url != nil {
		values["base"] = map[string]any{"validationURL": url}
	}
	made, err := chart.render(e.Namespace, values)
	if err != nil {
		return fmt.Errorf("render the validating webhook: %w", err)
	}
	isDefault := func(o krm.Object) bool {
		return o.Kind() == "ValidatingWebhookConfiguration" && o.Name() == defaultValidator
	}
	for i, c := range e.Components {
		e.Components[i].Objects = slices.DeleteFunc(slices.Clone(c.Objects), isDefault)
	}
	pilot := &e.Components[at]
	for _, o := range made.objects {
		if isDefault(o) {
			pilot.Objects = append(pilot.Objects, o)
		}
	}
	slices.SortStableFunc(pilot.Objects, func(a, b krm.Object) int { return a.ID().Compare(b.ID()) })
	return nil
}
