package setters

import (
	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// slot is an item of a list as it shall be: its text, and the present item that it takes the place of, -1 for none.
type slot struct {
	want
	old int
}

// align gives each wanted item a present one, so that comments on items stay: the item that holds the same text (or will,
// by its own setter), else any that is left over, in order. changed is false where the list is as wanted.
func (r *run) align(n *yaml.Node, items []want) (slots []slot, changed bool) {
	slots = make([]slot, len(items))
	var present []string
	var free []bool
	if n.Kind == yaml.SequenceNode {
		for _, item := range n.Content {
			present = append(present, r.itemText(item))
			free = append(free, item.Kind == yaml.ScalarNode)
		}
	}
	take := func(i, old int) {
		slots[i].old = old
		free[old] = false
	}
	for i, w := range items {
		slots[i] = slot{w, -1}
		if i < len(present) && free[i] && present[i] == w.text {
			take(i, i)
		}
	}
	for pass := range 2 {
		for i := range slots {
			if slots[i].old >= 0 {
				continue
			}
			for old := range present {
				if free[old] && (pass == 1 || present[old] == slots[i].text) {
					take(i, old)
					break
				}
			}
		}
	}
	changed = n.Kind != yaml.SequenceNode || len(n.Content) != len(slots)
	for i, s := range slots {
		changed = changed || s.old != i || !s.holds(n.Content[i])
	}
	return slots, changed
}

// itemText is what an item holds once its own reference is followed.
func (r *run) itemText(item *yaml.Node) string {
	ref, _, ok := commentOn(item)
	if !ok || item.Kind != yaml.ScalarNode {
		return item.Value
	}
	inner := *r
	inner.edits, inner.fields, inner.findings = nil, nil, nil
	inner.has = nil
	inner.visit(&field{node: item, ref: ref, at: item})
	if len(inner.edits) == 1 {
		return inner.edits[0].want.text
	}
	return item.Value
}

func asStrings(items []string) []want {
	all := make([]want, len(items))
	for i, item := range items {
		all[i] = want{item, true}
	}
	return all
}

// itemsOf returns the value as a list: its items, the items of the YAML list that its text holds, or the text alone.
func itemsOf(v Value) []string {
	if v.items != nil {
		return v.items
	}
	if items, ok := typedItems(v); ok && len(items) > 0 {
		texts := make([]string, len(items))
		for i, item := range items {
			texts[i] = item.text
		}
		return texts
	}
	return []string{v.text}
}

// typedItems returns the items of a list, or of a text that holds a YAML list of scalars; the empty text is the empty
// list. Items keep the type that they have in the text.
func typedItems(v Value) ([]want, bool) {
	if v.items != nil {
		return asStrings(v.items), true
	}
	var doc yaml.Node
	if v.text == "" {
		return []want{}, true
	}
	if err := yaml.Unmarshal([]byte(v.text), &doc); err != nil || len(doc.Content) == 0 || doc.Content[0].Kind != yaml.SequenceNode {
		return nil, false
	}
	items := []want{}
	for _, n := range doc.Content[0].Content {
		if n.Kind != yaml.ScalarNode {
			return nil, false
		}
		items = append(items, want{n.Value, n.ShortTag() == yaml.NodeTagString})
	}
	return items, true
}
