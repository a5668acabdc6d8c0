package chart

import (
	"cmp"
	"errors"
	"io/fs"
	"maps"
	"slices"

	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
)

// Expansion is what an IstioOperator stands for.
type Expansion struct {
	// Revision of the control plane, "" for the default one.
	Revision string
	// Namespace of the control plane.
	Namespace string
	// Components in a fixed order: base, pilot, ingress gateways, egress gateways, cni, ztunnel.
	Components []Component
}

// Component is the objects of one component.
type Component struct {
	// Name is base, pilot, cni or ztunnel, and for a gateway its own name.
	Name string
	// Kind is the field of spec.components: base, pilot, ingressGateways, egressGateways, cni or ztunnel.
	Kind string
	// Objects are sorted by identity. They may share what is below metadata with other expansions: change metadata, its
	// labels and its annotations as you like, and copy anything else before you change it.
	Objects []krm.Object
}

// Objects of all components, one after the other.
func (e Expansion) Objects() []krm.Object {
	var all []krm.Object
	for _, c := range e.Components {
		all = append(all, c.Objects...)
	}
	return all
}

// Expand returns the objects that IstioOperators stand for; where there are several, later ones win. What is wrong in
// them, and what their charts warn of, comes back as findings with the field, and with an error among these the
// expansion is empty. The error is for charts that cannot be read.
func (c *Charts) Expand(operators ...krm.Object) (Expansion, []finding.Finding, error) {
	user := combine(operators)
	operator, err := c.complete(user)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return Expansion{}, []finding.Finding{finding.New(finding.ExpansionRefused, "%v", err).At("", "spec.profile")}, nil
	case err != nil:
		if findings := checkTypes(user); finding.HasErrors(findings) {
			return Expansion{}, findings, nil
		}
		return Expansion{}, nil, err
	}
	findings := checkTypes(operator)
	if finding.HasErrors(findings) {
		return Expansion{}, findings, nil
	}
	findings = append(findings, checkValues(operator)...)
	if finding.HasErrors(findings) {
		return Expansion{}, findings, nil
	}
	if unvalidated := getMap(operator, "spec", "unvalidatedValues"); unvalidated != nil {
		merge(operator, cloneMap(map[string]any{"spec": map[string]any{"values": unvalidated}}))
	}
	e := Expansion{}
	e.Revision, _ = get(operator, "spec", "values", "revision").(string)
	e.Namespace, _ = get(operator, "metadata", "namespace").(string)
	for _, component := range components(operator) {
		objects, found, err := c.expand(component, operator)
		if err != nil {
			return Expansion{}, nil, err
		}
		findings = append(findings, found...)
		e.Components = append(e.Components, Component{
			Name: cmp.Or(component.title, component.name), Kind: component.name, Objects: objects,
		})
	}
	if finding.HasErrors(findings) {
		return Expansion{}, findings, nil
	}
	if len(e.Components) == 0 {
		findings = append(findings, finding.New(finding.ExpandsToNothing, "no component is enabled").At("", "spec.components"))
	}
	if c.judge != nil {
		return e, findings, c.verify(operators, e)
	}
	return e, findings, nil
}

func (c *Charts) expand(component component, operator map[string]any) ([]krm.Object, []finding.Finding, error) {
	values, err := component.values(operator)
	if err != nil {
		return nil, []finding.Finding{finding.New(finding.ExpansionRefused, "%v", err).At("", component.field)}, nil
	}
	chart, err := c.chart(component.dir)
	if err != nil {
		return nil, nil, err
	}
	out, err := chart.render(component.namespace, values)
	if err != nil {
		return nil, []finding.Finding{finding.New(finding.ExpansionRefused, "%v", err).At("", component.field)}, nil
	}
	var findings []finding.Finding
	for _, w := range out.warnings {
		findings = append(findings, finding.New(finding.ExpansionWarning, "%s", w).At("", component.field))
	}
	objects := slices.Clone(out.objects)
	revision, _ := values["revision"].(string)
	found := component.patch(objects, revision)
	findings = append(findings, found...)
	for i, o := range objects {
		objects[i] = ownMetadata(o)
	}
	slices.SortStableFunc(objects, func(a, b krm.Object) int { return a.ID().Compare(b.ID()) })
	return objects, findings, nil
}

// ownMetadata returns a copy whose metadata, labels and annotations are nobody else's.
func ownMetadata(o krm.Object) krm.Object {
	o = maps.Clone(o)
	metadata := maps.Clone(o.Map("metadata"))
	for _, field := range []string{"labels", "annotations"} {
		if m, ok := metadata[field].(map[string]any); ok {
			metadata[field] = maps.Clone(m)
		}
	}
	o["metadata"] = metadata
	return o
}
