package setters

import (
	"cmp"
	"slices"
	"strings"
)

// values of the definitions while a run goes on: what is being set, and what the definitions hold for the rest.
func (r *run) current(s *Setter) string {
	if v, ok := r.values[s.Name]; ok && v.items == nil {
		return mapped(s, v.text)
	}
	return mapped(s, s.Value)
}

func mapped(s *Setter, value string) string {
	if v, ok := s.EnumValues[value]; ok {
		return v
	}
	return value
}

// substitute computes a substitution; markers are replaced in one pass, so what a value holds is never taken for a
// marker. corrupted is true where kpt, which replaces one marker after the other, would have written another text.
func (r *run) substitute(s *Substitution) (text string, corrupted bool) {
	pairs := make([][2]string, 0, len(s.Values))
	for _, v := range s.Values {
		setter, sub := r.defs.find(v.Ref)
		value := ""
		if setter != nil {
			value = r.current(setter)
		} else {
			inner, bad := r.substitute(sub)
			value, corrupted = inner, corrupted || bad
		}
		pairs = append(pairs, [2]string{v.Marker, value})
	}
	sequential := s.Pattern
	for _, p := range pairs {
		sequential = strings.ReplaceAll(sequential, p[0], p[1])
	}
	// A marker may begin with another: the longer one is meant.
	slices.SortStableFunc(pairs, func(a, b [2]string) int { return cmp.Compare(len(b[0]), len(a[0])) })
	flat := make([]string, 0, 2*len(pairs))
	for _, p := range pairs {
		flat = append(flat, p[0], p[1])
	}
	text = strings.NewReplacer(flat...).Replace(s.Pattern)
	return text, corrupted || text != sequential
}
