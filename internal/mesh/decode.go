package mesh

import (
	"reflect"
	"strings"

	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/meshfn/meshfn/internal/finding"
)

// A decoder fills API structs from YAML nodes and collects what is wrong with them.
type decoder struct {
	file     string
	kind     string
	at       path
	findings []finding.Finding
	rule     Rule
	// spec is the path at which the document holds a mesh's spec, or "".
	spec string
	// lines is false where the nodes carry no true positions.
	lines bool
	// silent is true below a default: its own mistakes are reported where it stands.
	silent bool
	// partial is true where a required field may come from another document.
	partial bool
}

// maxFindings bounds what is said about one document; nobody reads the second thousand.
const maxFindings = 1000

// report places a finding at the current path.
func (d *decoder) report(f finding.Finding, line, column int) {
	if !d.silent {
		d.add(f.At("", d.at.String()), line, column)
	}
}

func (d *decoder) add(f finding.Finding, line, column int) {
	switch n := len(d.findings); {
	case n > maxFindings:
		return
	case n == maxFindings:
		f = finding.New(finding.TooLarge, "the document has more than %d mistakes; the others are not listed", maxFindings)
	}
	f.File = d.file
	if d.lines {
		f = f.Position(line, column)
	}
	d.findings = append(d.findings, f)
}

func (d *decoder) push(s step) { d.at = append(d.at, s) }
func (d *decoder) pop()        { d.at = d.at[:len(d.at)-1] }

// value decodes a node into v. A node of the defaults lies under it: where over is nil it is used alone, and maps merge.
func (d *decoder) value(v reflect.Value, key, over, under *yaml.Node) {
	if over == nil {
		silent := d.silent
		d.silent = true
		defer func() { d.silent = silent }()
		key, over, under = nil, under, nil
	}
	if over.Kind == yaml.AliasNode || secret(over) || len(d.findings) > maxFindings {
		return // inspect has reported the alias or key
	}
	if isNull(over) {
		d.null(key, over)
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		into := reflect.New(v.Type().Elem())
		d.value(into.Elem(), key, over, under)
		v.Set(into)
	case reflect.Struct:
		d.structure(v, key, over, under)
	case reflect.Map:
		d.stringMap(v, key, over, under)
	case reflect.Slice:
		d.list(v, key, over)
	default:
		d.scalar(v, key, over)
	}
}

func (d *decoder) structure(v reflect.Value, key, over, under *yaml.Node) {
	if over.Kind != yaml.MappingNode {
		d.wrongType(key, over, "a mapping of fields")
		return
	}
	if under != nil && under.Kind != yaml.MappingNode {
		under = nil
	}
	s := structureOf(v.Type())
	var seen uint64
	for i := 0; i+1 < len(over.Content); i += 2 {
		k, node := over.Content[i], over.Content[i+1]
		if !d.isKey(k) {
			continue
		}
		d.push(step{key: k.Value})
		f := s.find(k.Value)
		switch {
		case f < 0:
			d.unknown(k, s)
		case seen&(1<<f) != 0:
			d.duplicate(k)
		default:
			seen |= 1 << f
			d.field(v, s.fields[f], k, node, child(under, k.Value))
		}
		d.pop()
	}
	for i, f := range s.fields {
		if seen&(1<<i) != 0 {
			continue
		}
		if node := child(under, f.Name); node != nil {
			d.push(step{key: f.Name})
			d.field(v, f, nil, nil, node)
			d.pop()
		} else if f.Required && !d.partial {
			d.missing(f.Name, key, over)
		}
	}
}

func (d *decoder) field(v reflect.Value, f Field, key, over, under *yaml.Node) {
	partial, outer := d.partial, d.rule
	d.partial, d.rule = partial || f.Partial, f.Rule
	d.value(v.Field(f.Index), key, over, under)
	d.partial, d.rule = partial, outer
}

func child(mapping *yaml.Node, key string) *yaml.Node {
	if mapping == nil {
		return nil
	}
	_, v := lookup(mapping, key)
	return v
}

// stringMap decodes labels, annotations and the like: map[string]string.
func (d *decoder) stringMap(v reflect.Value, key, over, under *yaml.Node) {
	if over.Kind != yaml.MappingNode {
		d.wrongType(key, over, "a mapping of names to strings")
		return
	}
	d.rule.item = true
	all := reflect.MakeMapWithSize(v.Type(), len(over.Content)/2)
	if under != nil && under.Kind == yaml.MappingNode {
		base := decoder{silent: true}
		base.entries(all, under)
	}
	d.entries(all, over)
	v.Set(all)
}

func (d *decoder) entries(into reflect.Value, mapping *yaml.Node) {
	seen := make(map[string]bool, len(mapping.Content)/2)
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		k, node := mapping.Content[i], mapping.Content[i+1]
		if !d.isKey(k) {
			continue
		}
		d.push(step{key: k.Value})
		if seen[k.Value] {
			d.duplicate(k)
		} else {
			if keys := d.rule.Keys; keys != nil && !keys.fits(k.Value) {
				d.report(keys.refuse(k.Value), k.Line, k.Column)
			}
			item := reflect.New(into.Type().Elem()).Elem()
			d.value(item, k, node, nil)
			into.SetMapIndex(reflect.ValueOf(k.Value), item)
		}
		seen[k.Value] = true
		d.pop()
	}
}

// list decodes a sequence. It replaces a default as a whole, so its items are complete.
func (d *decoder) list(v reflect.Value, key, over *yaml.Node) {
	if over.Kind != yaml.SequenceNode {
		d.wrongType(key, over, "a list")
		return
	}
	partial := d.partial
	d.partial, d.rule.item = false, true
	var seen map[string]bool
	if d.rule.Set {
		seen = make(map[string]bool, len(over.Content))
	}
	all := reflect.MakeSlice(v.Type(), len(over.Content), len(over.Content))
	for i, node := range over.Content {
		d.push(step{index: i})
		if seen != nil && node.Kind == yaml.ScalarNode {
			if seen[node.Value] {
				d.report(finding.New(finding.Repeated, "%s stands in the list already", excerpt(node.Value)), node.Line, node.Column)
			}
			seen[node.Value] = true
		}
		d.value(all.Index(i), nil, node, nil)
		d.pop()
	}
	d.partial = partial
	v.Set(all)
}

// isKey reports a key that is not a string, and whether the entry can be decoded.
func (d *decoder) isKey(k *yaml.Node) bool {
	switch {
	case k.Kind == yaml.AliasNode || k.Tag == mergeTag:
		return false // inspect has reported it
	case k.Kind != yaml.ScalarNode:
		d.report(finding.New(finding.WrongType, "a key of this mapping is not a string").
			WithFix("Write a name, a colon and a value; a value that begins with { or [ needs quotes."), k.Line, k.Column)
		return false
	case notString(k) != "":
		d.report(finding.New(finding.WrongType, "the key %s is %s, where a string belongs", k.Value, notString(k)).
			WithFix("Quote the key: %q.", k.Value), k.Line, k.Column)
		return false
	}
	return true
}

func (d *decoder) unknown(k *yaml.Node, s *structure) {
	f := finding.New(finding.UnknownField, "%s is not a field of %s", k.Value, d.owner())
	if near := finding.Nearest(k.Value, s.names()); near != "" {
		f = f.WithFix("Did you mean %s?", near)
	} else if home := homeOf(reflect.TypeFor[Spec](), k.Value); home != "" && d.spec != "" {
		f = f.WithFix("Move it to %s.%s, where it belongs.", d.spec, home)
	} else {
		f = f.WithFix("Remove it. The fields here are %s.", strings.Join(s.names(), ", "))
	}
	d.report(f, k.Line, k.Column)
}

// homeOf is the path of a field below a struct type, found by its name alone; "" where no mapping holds it.
func homeOf(t reflect.Type, name string) string {
	fields := structureOf(t).fields
	for _, f := range fields {
		if f.Name == name {
			return name
		}
	}
	for _, f := range fields {
		below := t.Field(f.Index).Type
		if below.Kind() == reflect.Pointer {
			below = below.Elem()
		}
		if below.Kind() != reflect.Struct {
			continue
		}
		if home := homeOf(below, name); home != "" {
			return f.Name + "." + home
		}
	}
	return ""
}

// owner names what holds the current path.
func (d *decoder) owner() string {
	if len(d.at) < 2 {
		return "the document"
	}
	return d.at[:len(d.at)-1].String()
}

func (d *decoder) duplicate(k *yaml.Node) {
	d.report(finding.New(finding.DuplicateKey, "%s is written twice", k.Value), k.Line, k.Column)
}

func (d *decoder) missing(name string, key, mapping *yaml.Node) {
	d.push(step{key: name})
	line, column := place(key, mapping)
	d.report(finding.New(finding.Required, "%s is missing", name).
		WithFix("Add %s to %s.", name, d.owner()), line, column)
	d.pop()
}
