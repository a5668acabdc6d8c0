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
		e.moveComment()
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
	if n.Style&yaml.FlowStyle != 0 {
		e.moveComment()
	}
}

// moveComment puts the comment of a key whose value now stands on the same line behind the value, where it is printed and
// looked for.
func (e *edit) moveComment() {
	if e.key != nil && e.at == e.key && !e.head && e.node.LineComment == "" && e.node.Style&blockStyle == 0 {
		e.node.LineComment, e.key.LineComment = e.key.LineComment, ""
	}
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
