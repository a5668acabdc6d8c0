package krm

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"

	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// Decode returns the objects of a text of YAML documents or of JSON, empty documents left out. It reads foreign text as
// the Kubernetes tools do: an unquoted yes is a boolean, an unquoted date a string, a key always a string; aliases and
// merge keys are resolved. An error names the document and, where it is known, the line.
func Decode(text []byte) ([]Object, error) {
	documents := yaml.NewDecoder(bytes.NewReader(text))
	var all []Object
	for n := 1; ; n++ {
		var doc yaml.Node
		err := documents.Decode(&doc)
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return nil, fmt.Errorf("read document %d: %w", n, err)
		}
		o, err := objectOf(&doc)
		if err != nil {
			return nil, fmt.Errorf("read document %d: %w", n, err)
		}
		if o != nil {
			all = append(all, o)
		}
	}
}

// objectOf returns the object that a node holds, nil for an empty document.
func objectOf(n *yaml.Node) (Object, error) {
	r := reader{aliases: mostAliased, open: map[*yaml.Node]bool{}}
	v, err := r.value(n)
	if err != nil {
		return nil, err
	}
	switch v := v.(type) {
	case nil:
		return nil, nil
	case map[string]any:
		return v, nil
	}
	return nil, fmt.Errorf("line %d: want an object with fields, have %s", n.Line, describe(v))
}

func describe(v any) string {
	if _, ok := v.([]any); ok {
		return "a list"
	}
	return "a single value"
}

// mostAliased bounds the nodes that aliases may repeat in one document, against texts that grow without end.
const mostAliased = 1 << 20

// reader turns nodes into values.
type reader struct {
	aliases int                 // nodes that may still come from aliases
	open    map[*yaml.Node]bool // aliased nodes that the present one is below
}

func (r *reader) value(n *yaml.Node) (any, error) {
	if len(r.open) > 0 {
		if r.aliases--; r.aliases < 0 {
			return nil, fmt.Errorf("line %d: aliases repeat too much", n.Line)
		}
	}
	switch n.Kind {
	case yaml.DocumentNode:
		return r.value(n.Content[0])
	case yaml.AliasNode:
		if r.open[n.Alias] {
			return nil, fmt.Errorf("line %d: the alias %q holds itself", n.Line, n.Value)
		}
		r.open[n.Alias] = true
		v, err := r.value(n.Alias)
		delete(r.open, n.Alias)
		return v, err
	case yaml.SequenceNode:
		list := make([]any, 0, len(n.Content))
		for _, element := range n.Content {
			v, err := r.value(element)
			if err != nil {
				return nil, err
			}
			list = append(list, v)
		}
		return list, nil
	case yaml.MappingNode:
		return r.mapping(n)
	case yaml.ScalarNode:
		return scalar(n)
	}
	return nil, nil // an empty document
}

func (r *reader) mapping(n *yaml.Node) (map[string]any, error) {
	m := make(map[string]any, len(n.Content)/2)
	var merged []*yaml.Node
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		for key.Kind == yaml.AliasNode {
			key = key.Alias
		}
		if key.Kind != yaml.ScalarNode {
			return nil, fmt.Errorf("line %d: want a string as key", key.Line)
		}
		if key.ShortTag() == yaml.MergeTag {
			merged = append(merged, value)
			continue
		}
		name, err := keyText(key)
		if err != nil {
			return nil, err
		}
		if _, ok := m[name]; ok {
			return nil, fmt.Errorf("line %d: the key %q stands twice", key.Line, name)
		}
		if m[name], err = r.value(value); err != nil {
			return nil, err
		}
	}
	for _, from := range merged {
		if err := r.merge(m, from); err != nil {
			return nil, err
		}
	}
	return m, nil
}

// keyText returns the key that a scalar stands for: JSON has no others than strings, so an unquoted yes is "true".
func keyText(n *yaml.Node) (string, error) {
	v, err := scalar(n)
	if err != nil || v == nil {
		return n.Value, err
	}
	if s, ok := v.(string); ok {
		return s, nil
	}
	return literal(v), nil
}

// merge adds the fields that m lacks from the map, or the maps, of a merge key.
func (r *reader) merge(m map[string]any, from *yaml.Node) error {
	v, err := r.value(from)
	if err != nil {
		return err
	}
	list, ok := v.([]any)
	if !ok {
		list = []any{v}
	}
	for _, v := range list {
		fields, ok := v.(map[string]any)
		if !ok {
			return fmt.Errorf("line %d: want a map or a list of maps to merge", from.Line)
		}
		for key, value := range fields {
			if _, ok := m[key]; !ok {
				m[key] = value
			}
		}
	}
	return nil
}

func scalar(n *yaml.Node) (any, error) {
	switch n.ShortTag() {
	case yaml.NodeTagNull:
		return nil, nil
	case yaml.NodeTagBool, yaml.NodeTagInt, yaml.NodeTagFloat:
		var v any
		if err := n.Decode(&v); err != nil {
			return nil, fmt.Errorf("line %d: %w", n.Line, err)
		}
		return narrow(v), nil
	case yaml.NodeTagString:
		if n.Style == 0 && word(n.Value) && mixed(n.Value) {
			switch strings.ToLower(n.Value) {
			case "yes", "on", "y":
				return true, nil
			case "no", "off", "n":
				return false, nil
			}
		}
	case "!!binary":
		var s string
		if err := n.Decode(&s); err != nil {
			return nil, fmt.Errorf("line %d: %w", n.Line, err)
		}
		return s, nil
	}
	return n.Value, nil
}

// mixed reports whether s is written in a case in which YAML 1.1 knows words: yes, Yes or YES, but not yEs.
func mixed(s string) bool {
	lower := strings.ToLower(s)
	return s == lower || s == strings.ToUpper(s) || s == strings.ToUpper(s[:1])+lower[1:]
}

// narrow brings what YAML calls a number to the types of an Object.
func narrow(v any) any {
	switch v := v.(type) {
	case int:
		return int64(v)
	case uint64:
		if v <= math.MaxInt64 {
			return int64(v)
		}
		return float64(v)
	}
	return v
}

// FromValue returns the object that a Go value is in JSON.
func FromValue(value any) (Object, error) {
	text, err := json.Marshal(value)
	if err != nil {
		return nil, err
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var o map[string]any
	if err := d.Decode(&o); err != nil {
		return nil, err
	}
	return numbers(o).(map[string]any), nil
}

// numbers turns what JSON calls a number into the types of an Object.
func numbers(value any) any {
	switch v := value.(type) {
	case map[string]any:
		for key := range v {
			v[key] = numbers(v[key])
		}
	case []any:
		for i := range v {
			v[i] = numbers(v[i])
		}
	case json.Number:
		if n, err := v.Int64(); err == nil {
			return n
		}
		f, _ := v.Float64() // of a number of Go's own
		return f
	}
	return value
}
