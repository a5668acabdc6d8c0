package main

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"

	"sigs.k8s.io/yaml"

	"github.com/meshfn/meshfn/internal/check/schema/shape"
)

// notation is how we write schemas of kinds whose CRDs no module has. A map is an object, `name!` a required field, `"*"`
// any field; a list of one is a list. A word is a type: string, boolean, integer, number, quantity, int-or-string, any.
// `integer 1..9` has bounds, `a | b` lists the words that are allowed, `$name` is a definition, `$a + $b` the fields of
// both.
type notation struct {
	Define map[string]any
	Kinds  []struct {
		APIVersion, Kind string
		Cluster          bool // not in a namespace
		Deprecated       string
		Spec             any
	}
}

// written adds the kinds of a file of ours.
func (c *collection) written(name string) error {
	text, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	var n notation
	if err := yaml.UnmarshalStrict(text, &n); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	for _, k := range n.Kinds {
		spec, err := n.schema(k.Spec)
		if err != nil {
			return fmt.Errorf("%s: %s: %w", name, k.Kind, err)
		}
		group, version, _ := strings.Cut(k.APIVersion, "/")
		root := map[string]any{"type": "object", "properties": map[string]any{"spec": spec, "status": open()}}
		c.kinds = append(c.kinds, shape.Kind{Group: group, Version: version, Kind: k.Kind, Namespaced: !k.Cluster,
			Deprecated: k.Deprecated, Root: c.Root(root)})
	}
	return nil
}

func open() map[string]any { return map[string]any{"x-kubernetes-preserve-unknown-fields": true} }

// schema turns a value of the notation into OpenAPI.
func (n notation) schema(v any) (map[string]any, error) {
	switch v := v.(type) {
	case map[string]any:
		return n.object(v)
	case []any:
		if len(v) != 1 {
			return nil, fmt.Errorf("a list of %d types", len(v))
		}
		items, err := n.schema(v[0])
		return map[string]any{"type": "array", "items": items}, err
	case string:
		return n.word(v)
	}
	return nil, fmt.Errorf("%v is no type", v)
}

func (n notation) object(m map[string]any) (map[string]any, error) {
	s := map[string]any{"type": "object"}
	fields, required := map[string]any{}, []any{}
	for _, key := range slices.Sorted(maps.Keys(m)) {
		field, err := n.schema(m[key])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", key, err)
		}
		name := strings.TrimSuffix(key, "!")
		switch {
		case key == "*":
			s["additionalProperties"] = field
			continue
		case name != key:
			required = append(required, name)
		}
		fields[name] = field
	}
	if len(fields) > 0 {
		s["properties"] = fields
	}
	if len(required) > 0 {
		s["required"] = required
	}
	return s, nil
}

func (n notation) word(w string) (map[string]any, error) {
	if parts := strings.Split(w, " + "); len(parts) > 1 {
		all := map[string]any{}
		for _, p := range parts {
			fields, ok := n.Define[strings.TrimPrefix(p, "$")].(map[string]any)
			if !ok {
				return nil, fmt.Errorf("%s defines no fields", p)
			}
			maps.Copy(all, fields)
		}
		return n.object(all)
	}
	if name, ok := strings.CutPrefix(w, "$"); ok {
		if n.Define[name] == nil {
			return nil, fmt.Errorf("%s is not defined", w)
		}
		return n.schema(n.Define[name])
	}
	if words := strings.Split(w, " | "); len(words) > 1 {
		var enum []any
		for _, word := range words {
			enum = append(enum, strings.Trim(word, `"`))
		}
		return map[string]any{"type": "string", "enum": enum}, nil
	}
	kind, bounds, _ := strings.Cut(w, " ")
	switch kind {
	case "any":
		return open(), nil
	case "quantity":
		return map[string]any{"x-kubernetes-int-or-string": true, "format": "quantity"}, nil
	case "int-or-string":
		return map[string]any{"x-kubernetes-int-or-string": true}, nil
	case "string", "boolean", "integer", "number":
		return bounded(kind, bounds)
	}
	return map[string]any{"type": "string", "enum": []any{w}}, nil // a list of one word
}

func bounded(kind, bounds string) (map[string]any, error) {
	s := map[string]any{"type": kind}
	least, most, _ := strings.Cut(bounds, "..")
	for key, text := range map[string]string{"minimum": least, "maximum": most} {
		if text == "" {
			continue
		}
		f, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return nil, fmt.Errorf("%s is no range", bounds)
		}
		s[key] = f
	}
	return s, nil
}
