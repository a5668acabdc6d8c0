package krm

import (
	"slices"
	"strings"
	"unicode/utf8"

	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// Node returns the object as the tree of nodes that a KRM function hands on, its fields in the order of Encode.
func (o Object) Node() *yaml.RNode { return yaml.NewRNode(mappingNode(o)) }

func node(v any) *yaml.Node {
	switch v := v.(type) {
	case Object:
		return mappingNode(v)
	case map[string]any:
		return mappingNode(v)
	case []any:
		n := &yaml.Node{Kind: yaml.SequenceNode, Tag: yaml.NodeTagSeq, Content: make([]*yaml.Node, 0, len(v))}
		if len(v) == 0 {
			n.Style = yaml.FlowStyle
		}
		for _, element := range v {
			n.Content = append(n.Content, node(element))
		}
		return n
	case string:
		return stringNode(v)
	}
	text := literal(v)
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: tag(v, text), Value: text}
}

func mappingNode(m map[string]any) *yaml.Node {
	n := &yaml.Node{Kind: yaml.MappingNode, Tag: yaml.NodeTagMap, Content: make([]*yaml.Node, 0, 2*len(m))}
	if len(m) == 0 {
		n.Style = yaml.FlowStyle
	}
	for _, f := range appendFields(nil, m) {
		n.Content = append(n.Content, stringNode(f.key), node(f.value))
	}
	return n
}

// stringNode carries the style in which Encode writes s.
func stringNode(s string) *yaml.Node {
	n := &yaml.Node{Kind: yaml.ScalarNode, Tag: yaml.NodeTagString, Value: s}
	switch {
	case plain(s):
	case block(s):
		n.Style = yaml.LiteralStyle
	default:
		n.Value = strings.ToValidUTF8(s, string(utf8.RuneError))
		switch quote(s)[0] {
		case '"':
			n.Style = yaml.DoubleQuotedStyle
		case '\'':
			n.Style = yaml.SingleQuotedStyle
		}
	}
	return n
}

func tag(v any, text string) string {
	switch v.(type) {
	case nil:
		return yaml.NodeTagNull
	case bool:
		return yaml.NodeTagBool
	}
	if slices.ContainsFunc([]byte(text), func(c byte) bool { return c != '-' && (c < '0' || c > '9') }) {
		return yaml.NodeTagFloat
	}
	return yaml.NodeTagInt
}
