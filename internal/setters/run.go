package setters

import (
	"slices"

	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/meshfn/meshfn/internal/finding"
)

// Field is a field that a setter determines, alone or with others.
type Field struct {
	File, Path   string
	Line, Column int
	// Setters by name, sorted.
	Setters []string
	// Set tells that one of them had a value.
	Set bool
	// Text is what a scalar holds after the run.
	Text string
	// derived names the substitution that the field holds.
	derived string
}

// edit is one change to a document.
type edit struct {
	*field
	want  want
	slots []slot  // of a list, nil for a scalar
	entry []entry // to add to a mapping
}

// entry is a new field of a mapping: a key and a value on one line.
type entry struct {
	key   string
	value *yaml.Node
}

// run is the setting of one file.
type run struct {
	defs   *Definitions
	values Values
	texts  map[string]string // the values that are no lists
	file   string
	lines  bool // the nodes carry true positions
	// has reports whether the comment of a field really stands where the parser says.
	has func(*field) bool

	told     []*Substitution
	edits    []edit
	fields   []Field
	findings []finding.Finding
}

func (r *run) report(f *field, code finding.Code, format string, args ...any) {
	found := finding.New(code, format, args...).At(r.file, f.path())
	if r.lines {
		found = found.Position(f.node.Line, f.node.Column)
	}
	r.findings = append(r.findings, found)
}

// visit decides what a field shall hold. It returns false where the items of a list are settled with it.
func (r *run) visit(f *field) bool {
	if r.has != nil && !r.has(f) {
		return true
	}
	if f.ref.pattern != "" {
		return r.pattern(f)
	}
	var setter *Setter
	var sub *Substitution
	if f.ref.name != "" {
		setter, sub = r.defs.named(f.ref.name)
	} else {
		setter, sub = r.defs.find(f.ref.ref)
	}
	switch {
	case setter != nil:
		return r.setter(f, setter)
	case sub != nil && f.node.Kind == yaml.ScalarNode:
		r.substitution(f, sub)
	}
	return true
}

func (r *run) touched(f *field, set bool, text string, names ...string) *Field {
	slices.Sort(names)
	found := Field{File: r.file, Path: f.path(), Setters: slices.Compact(names), Set: set, Text: text}
	if r.lines {
		found.Line, found.Column = f.node.Line, f.node.Column
	}
	r.fields = append(r.fields, found)
	return &r.fields[len(r.fields)-1]
}

func (r *run) setter(f *field, s *Setter) bool {
	list := s.Type == "array"
	if f.inherited && list || f.node.Kind == yaml.SequenceNode && !list {
		return true // the comment behind a list in brackets: of the list, or of each item
	}
	v, ok := r.values[s.Name]
	if !ok {
		r.touched(f, false, f.node.Value, s.Name)
		return true
	}
	if list {
		return r.list(f, s.Name, asStrings(itemsOf(v)))
	}
	text := mapped(s, v.text)
	kind := s.Type
	if _, ok := s.EnumValues[v.text]; ok {
		kind = "" // the type is that of the key
	}
	r.scalar(f, scalarWant(f, text, kind))
	r.touched(f, true, text, s.Name)
	return true
}

func (r *run) substitution(f *field, s *Substitution) {
	var names []string
	set := false
	if err := r.defs.walk(s, nil, func(d *Setter) {
		names = append(names, d.Name)
		_, ok := r.values[d.Name]
		set = set || ok
	}); err != nil {
		return // reported with the definitions
	}
	if !set {
		r.touched(f, false, f.node.Value, names...).derived = s.Name
		return
	}
	text, corrupted := r.substitute(s)
	if corrupted {
		r.corrupted(f, s)
	}
	r.scalar(f, want{text, true})
	r.touched(f, true, text, names...).derived = s.Name
}

// corrupted tells once per substitution what kpt would have done.
func (r *run) corrupted(f *field, s *Substitution) {
	if !slices.Contains(r.told, s) {
		r.told = append(r.told, s)
		r.report(f, finding.MarkerInValue, "a value of substitution %s contains one of its markers", s.Name)
	}
}

func (r *run) pattern(f *field) bool {
	p := parsePattern(f.ref.pattern)
	set := slices.ContainsFunc(p.names, func(name string) bool { _, ok := r.values[name]; return ok })
	if !set {
		r.touched(f, false, f.node.Value, slices.Clone(p.names)...)
		return true
	}
	name, bare := p.bare()
	v := r.values[name]
	if f.node.Kind == yaml.SequenceNode || bare && v.items != nil && isEmpty(f.node) {
		if !bare {
			r.report(f, finding.SetterField, "the pattern %q stands on a list; a list is set by one setter", f.ref.pattern)
			return false
		}
		items, ok := typedItems(v)
		if !ok {
			r.report(f, finding.SetterValue, "setter %s sets a list, and %s is not a YAML list of single values", name, v)
			return false
		}
		return r.list(f, name, items)
	}
	for _, n := range p.names {
		if r.values[n].items != nil {
			r.report(f, finding.SetterField, "setter %s is a list, and the field holds one value", n)
			return true
		}
	}
	text, err := p.fill(f.node.Value, r.texts)
	if err != nil {
		r.report(f, finding.SetterUnresolved, "%v", err)
		return true
	}
	r.scalar(f, scalarWant(f, text, ""))
	r.touched(f, true, text, slices.Clone(p.names)...)
	return true
}

func isEmpty(n *yaml.Node) bool {
	return n.Kind == yaml.ScalarNode && n.Style&yaml.TaggedStyle == 0 && n.ShortTag() == yaml.NodeTagNull
}

func (r *run) scalar(f *field, w want) {
	if !w.holds(f.node) {
		r.edits = append(r.edits, edit{field: f, want: w})
	}
}

func (r *run) list(f *field, name string, items []want) bool {
	if f.node.Kind != yaml.SequenceNode && !isEmpty(f.node) {
		r.report(f, finding.SetterField, "setter %s is a list, and the field holds one value", name)
		return true
	}
	if slots, changed := r.align(f.node, items); changed {
		r.edits = append(r.edits, edit{field: f, slots: slots})
	}
	r.touched(f, true, "", name)
	return false
}
