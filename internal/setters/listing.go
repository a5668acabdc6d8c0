package setters

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// Listed is a setter as `meshfn set --list` shows it.
type Listed struct {
	Package     string   `json:"package,omitempty"`
	Name        string   `json:"name"`
	Value       string   `json:"value"`
	ListValues  []string `json:"listValues,omitempty"`
	Type        string   `json:"type,omitempty"`
	SetBy       string   `json:"setBy,omitempty"`
	IsSet       bool     `json:"isSet"`
	Required    bool     `json:"required,omitempty"`
	Description string   `json:"description,omitempty"`
	Fields      []Place  `json:"fields"`
}

// Place of a field.
type Place struct {
	File  string `json:"file"`
	Line  int    `json:"line"`
	Field string `json:"field"`
}

// List returns the setters of the package by name: those that it defines, and those that comments name.
func (p *Package) List() []Listed {
	all := map[string]*Listed{}
	at := func(name string) *Listed {
		if all[name] == nil {
			all[name] = &Listed{Name: name, Fields: []Place{}}
			if p.Path != "." {
				all[name].Package = p.Path
			}
		}
		return all[name]
	}
	d := p.Definitions()
	if !d.open {
		for _, s := range d.Setters() {
			l := at(s.Name)
			l.Value, l.ListValues, l.Type, l.SetBy = s.Value, s.ListValues, s.Type, s.SetBy
			l.IsSet, l.Required, l.Description = s.IsSet, s.Required, s.Description
		}
	}
	declared := map[string]string{}
	if p.Kptfile != nil {
		declared = p.Kptfile.Declared
	}
	for _, name := range slices.Sorted(maps.Keys(declared)) {
		l := at(name)
		l.Value, l.IsSet = declared[name], true
	}
	for _, f := range p.set(Setting{Definitions: d}, Author{}).Fields {
		for _, name := range f.Setters {
			l := at(name)
			l.Fields = append(l.Fields, Place{f.File, f.Line, f.Path})
			if d.Setter(name) == nil && len(f.Setters) == 1 {
				l.Value = cmp.Or(l.Value, f.Text)
			}
		}
	}
	out := make([]Listed, 0, len(all))
	for _, name := range slices.Sorted(maps.Keys(all)) {
		out = append(out, *all[name])
	}
	return out
}

// Unknown returns the name that the package knows neither by definition nor by a comment, the first in order, and the name
// that is most like it, "" where none is. ok is false where all names are known.
func (p *Package) Unknown(values Values) (name, near string, ok bool) {
	var known []string
	for _, l := range p.List() {
		known = append(known, l.Name)
	}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if !slices.Contains(known, name) {
			return name, nearest(name, known), true
		}
	}
	return "", "", false
}

// nearest returns the candidate whose last part shares the longest piece with that of a name, half of it at least: setters
// keep their last words over the releases and change the words before.
func nearest(name string, candidates []string) string {
	word := lastPart(name)
	best, longest := "", (len(word)-1)/2
	for _, c := range candidates {
		if n := shared(word, lastPart(c)); n > longest || n == longest && best != "" && len(c) < len(best) {
			best, longest = c, n
		}
	}
	return best
}

func lastPart(name string) string { return strings.ToLower(name[strings.LastIndexByte(name, '.')+1:]) }

// shared is the length of the longest piece that two words have in common.
func shared(a, b string) int {
	longest := 0
	for from := range a {
		for to := from + longest + 1; to <= len(a) && strings.Contains(b, a[from:to]); to++ {
			longest = to - from
		}
	}
	return longest
}
