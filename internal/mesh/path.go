package mesh

import (
	"strconv"
	"strings"

	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// A step leads from a node to one below: to a key of a mapping, or to an item of a list where key is empty.
type step struct {
	key   string
	index int
}

// A path is a field path in parts. It becomes text only when a finding needs it.
type path []step

// String is the form that findings show: spec.gateways[0].annotations["a.b/c"].
func (p path) String() string {
	var b strings.Builder
	for _, s := range p {
		switch {
		case s.key == "":
			b.WriteByte('[')
			b.WriteString(strconv.Itoa(s.index))
			b.WriteByte(']')
		case !isWord(s.key):
			b.WriteByte('[')
			b.WriteString(strconv.Quote(s.key))
			b.WriteByte(']')
		default:
			if b.Len() > 0 {
				b.WriteByte('.')
			}
			b.WriteString(s.key)
		}
	}
	return b.String()
}

// Key is the path of an entry of a map, as findings write it: metadata.annotations["a.b/c"].
func Key(field, key string) string { return field + path{{key: key}}.below() }

// below is the path as it continues another.
func (p path) below() string {
	s := p.String()
	if s != "" && s[0] != '[' {
		return "." + s
	}
	return s
}

func isWord(s string) bool {
	for i := range len(s) {
		c := s[i]
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-') {
			return false
		}
	}
	return s != ""
}

// parsePath reads what String writes. What it cannot read ends the path: the steps before it still lead close.
func parsePath(text string) path {
	var p path
	for text != "" {
		switch {
		case text[0] == '.':
			text = text[1:]
		case strings.HasPrefix(text, `["`):
			quoted, err := strconv.QuotedPrefix(text[1:])
			if err != nil {
				return p
			}
			key, _ := strconv.Unquote(quoted)
			p = append(p, step{key: key})
			text = strings.TrimPrefix(text[1+len(quoted):], "]")
		case text[0] == '[':
			digits, rest, _ := strings.Cut(text[1:], "]")
			i, err := strconv.Atoi(digits)
			if err != nil {
				return p
			}
			p = append(p, step{index: i})
			text = rest
		default:
			end := strings.IndexAny(text, ".[")
			if end < 0 {
				end = len(text)
			}
			p = append(p, step{key: text[:end]})
			text = text[end:]
		}
	}
	return p
}

// follow walks from the root as far as the path leads. It returns the key and value reached, and whether that is the
// path's end.
func follow(root *yaml.Node, p path) (key, value *yaml.Node, all bool) {
	value = root
	for _, s := range p {
		switch {
		case s.key != "" && value.Kind == yaml.MappingNode:
			k, v := lookup(value, s.key)
			if v == nil {
				return key, value, false
			}
			key, value = k, v
		case s.key == "" && value.Kind == yaml.SequenceNode && s.index >= 0 && s.index < len(value.Content):
			key, value = nil, value.Content[s.index]
		default:
			return key, value, false
		}
	}
	return key, value, true
}

// lookup returns the key and value of a mapping's entry; both are nil where there is none.
func lookup(mapping *yaml.Node, key string) (*yaml.Node, *yaml.Node) {
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if k := mapping.Content[i]; k.Value == key && k.Kind == yaml.ScalarNode {
			return k, mapping.Content[i+1]
		}
	}
	return nil, nil
}

// place is where an editor should put the cursor: on a scalar itself, for a block on the key above it.
func place(key, value *yaml.Node) (line, column int) {
	if key != nil && (value.Kind != yaml.ScalarNode || value.Line == 0) {
		return key.Line, key.Column
	}
	return value.Line, value.Column
}
