package mesh

import (
	"reflect"
	"slices"
	"strings"

	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/meshfn/meshfn/internal/finding"
)

// Load decodes and checks a Mesh, with the defaults of the fleet (or nil) under it: maps merge, lists replace, and any
// value of the mesh wins, be it false, 0 or "". It returns all findings of the document, sorted. The mesh is nil where
// there is nothing to decode; with findings of severity error it is incomplete and serves only to name what exists.
func Load(src Source, fleet *Fleet) (*Mesh, []finding.Finding) {
	m := &Mesh{}
	d, root := open(src, KindMesh, maxSize)
	if root == nil {
		return nil, d.done("")
	}
	d.spec = "spec"
	d.value(reflect.ValueOf(m).Elem(), nil, root, fleet.under())
	d.localConfig(root, m.Metadata)
	decoded := d.findings
	broken := func(field string) bool { return faulty(decoded, "spec."+field) || fleet.broken(field) }
	for _, f := range relations(&m.Spec, m.Metadata.Name, false, broken) {
		if line, column, ok := d.find(root, "spec."+f.Field); ok || !fleet.reports(f) {
			f.Field = "spec." + f.Field
			d.add(f, line, column)
		}
	}
	return m, d.done(m.Metadata.Name)
}

// LoadFleet decodes and checks a Fleet. What is wrong with its defaults is reported here, once, and by no mesh.
func LoadFleet(src Source) (*Fleet, []finding.Finding) {
	f := &Fleet{}
	d, root := open(src, KindFleet, maxSize)
	if root == nil {
		return nil, d.done("")
	}
	d.spec = "spec.defaults"
	d.value(reflect.ValueOf(f).Elem(), nil, root, nil)
	d.localConfig(root, f.Metadata)
	if _, defaults, ok := follow(root, path{{key: "spec"}, {key: "defaults"}}); ok && defaults.Kind == yaml.MappingNode {
		f.defaults = defaults
	}
	f.findings = slices.Clone(d.findings)
	f.relations = relations(&f.Spec.Defaults, "", true, func(field string) bool { return faulty(f.findings, "spec.defaults."+field) })
	for _, r := range f.relations {
		r.Field = "spec.defaults." + r.Field
		line, column, _ := d.find(root, r.Field)
		d.add(r, line, column)
	}
	return f, d.done(f.Metadata.Name)
}

// LoadFacts decodes FleetFacts.
func LoadFacts(src Source) (*FleetFacts, []finding.Finding) {
	f := &FleetFacts{}
	d, root := open(src, KindFleetFacts, maxFactsSize)
	if root == nil {
		return nil, d.done("")
	}
	d.value(reflect.ValueOf(f).Elem(), nil, root, nil)
	return f, d.done(f.Metadata.Name)
}

// under is the document that lies under each mesh: the defaults as its spec.
func (f *Fleet) under() *yaml.Node {
	if f == nil || f.defaults == nil {
		return nil
	}
	return &yaml.Node{Kind: yaml.MappingNode, Content: []*yaml.Node{{Kind: yaml.ScalarNode, Value: "spec"}, f.defaults}}
}

// reports tells whether the fleet's own findings hold a contradiction.
func (f *Fleet) reports(x finding.Finding) bool {
	return f != nil && slices.ContainsFunc(f.relations, x.Equal)
}

// broken tells whether a default could not be read.
func (f *Fleet) broken(field string) bool {
	return f != nil && faulty(f.findings, "spec.defaults."+field)
}

// faulty tells whether something was found at a field or below it.
func faulty(findings []finding.Finding, field string) bool {
	return slices.ContainsFunc(findings, func(f finding.Finding) bool { return strings.HasPrefix(f.Field, field) })
}

// find locates a field, and tells whether the document itself holds it.
func (d *decoder) find(root *yaml.Node, field string) (line, column int, ok bool) {
	key, value, ok := follow(root, parsePath(field))
	line, column = place(key, value)
	return line, column, ok
}

// open parses a source and checks what concerns the document as a whole. The node is nil where there is nothing to
// decode.
func open(src Source, kind string, limit int) (*decoder, *yaml.Node) {
	d := &decoder{file: src.File, kind: kind, lines: src.Node == nil}
	root, problem := src.parse(limit)
	if problem != nil {
		d.findings = append(d.findings, *problem)
		return d, nil
	}
	if !d.inspect(root) || !d.isKind(root) {
		return d, nil
	}
	return d, root
}

// isKind reports a document of another kind, as one finding instead of one for each of its fields.
func (d *decoder) isKind(root *yaml.Node) bool {
	if root.Kind != yaml.MappingNode {
		d.wrongType(nil, root, "a mapping with apiVersion, kind, metadata and spec")
		return false
	}
	if key, n := lookup(root, "apiVersion"); n != nil && isString(n) && n.Value != APIVersion {
		d.wrongKind(key, n, APIVersion)
	}
	if key, n := lookup(root, "kind"); n != nil && isString(n) && n.Value != d.kind {
		d.wrongKind(key, n, d.kind)
		return false
	}
	return true
}

func (d *decoder) wrongKind(key, n *yaml.Node, want string) {
	d.push(step{key: key.Value})
	d.report(finding.New(finding.WrongKind, "%s is %s, where %s belongs", key.Value, excerpt(n.Value), want).
		WithFix("Write %s: %s.", key.Value, want), n.Line, n.Column)
	d.pop()
}

// localConfig warns where the document would be applied to a cluster.
func (d *decoder) localConfig(root *yaml.Node, meta Metadata) {
	if meta.Name == "" || meta.Annotations[LocalConfigAnnotation] == "true" {
		return
	}
	d.at = append(d.at, step{key: "metadata"}, step{key: "annotations"}, step{key: LocalConfigAnnotation})
	key, value, _ := follow(root, d.at)
	line, column := place(key, value)
	d.report(finding.New(finding.NotLocalConfig, "the annotation %s is not \"true\"", LocalConfigAnnotation), line, column)
	d.at = d.at[:0]
}

// done returns the findings in order, with the resource named.
func (d *decoder) done(name string) []finding.Finding {
	if name != "" {
		for i := range d.findings {
			d.findings[i] = d.findings[i].On(d.kind + "/" + name)
		}
	}
	return slices.Clip(finding.Sort(d.findings))
}
