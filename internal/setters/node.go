package setters

import (
	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// apply makes the edit on the nodes.
func (e *edit) apply() {
	switch {
	case e.entry != nil:
		for _, add := range e.entry {
			e.node.Content = append(e.node.Content, &yaml.Node{Kind: yaml.ScalarNode, Tag: yaml.NodeTagString, Value: add.key}, add.value)
		}
	case e.slots != nil:
		e.applyList()
	default:
		e.want.write(e.node, e.flow)
	}
}

// write puts the text into a node in the style that fits.
func (w want) write(n *yaml.Node, flow bool) {
	style := w.style(n, flow)
	tagged := n.Style & yaml.TaggedStyle
	n.Value, n.Style = w.text, style|tagged
	switch {
	case tagged != 0:
	case style != 0 || w.str:
		n.Tag = yaml.NodeTagString
	default:
		n.Tag = ""
		n.Tag = n.ShortTag()
	}
}

func (e *edit) applyList() {
	n := e.node
	content := make([]*yaml.Node, 0, len(e.slots))
	for _, s := range e.slots {
		item := &yaml.Node{Kind: yaml.ScalarNode}
		if s.old >= 0 {
			item = n.Content[s.old]
		}
		s.write(item, n.Style&yaml.FlowStyle != 0 || len(e.slots) == 0)
		content = append(content, item)
	}
	if n.Kind != yaml.SequenceNode {
		n.Kind, n.Tag, n.Value, n.Style = yaml.SequenceNode, yaml.NodeTagSeq, "", yaml.FlowStyle
	}
	n.Content = content
	if len(content) == 0 {
		n.Style |= yaml.FlowStyle
	}
}

// strays reports whether the edit puts a value on the line of a key that has the comment: it is behind the value then, and
// kpt, which restores comments that a function loses, would add the key's once more, beside the next field.
func (e *edit) strays() bool {
	if e.entry != nil || e.key == nil || e.at != e.key || e.head {
		return false
	}
	return isEmpty(e.node) || e.slots != nil && len(e.slots) == 0 && e.node.Style&yaml.FlowStyle == 0
}

// same compares what two documents hold, without positions, styles and comments.
func same(a, b *yaml.Node) bool {
	if a.Kind != b.Kind || a.Value != b.Value || a.Anchor != b.Anchor || len(a.Content) != len(b.Content) {
		return false
	}
	if a.Kind != yaml.AliasNode && a.ShortTag() != b.ShortTag() {
		return false
	}
	for i := range a.Content {
		if !same(a.Content[i], b.Content[i]) {
			return false
		}
	}
	return true
}
