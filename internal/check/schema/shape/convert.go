package shape

import (
	"maps"
	"slices"
	"strings"
)

// Converter turns OpenAPI v3 schemas, as JSON decodes them, into nodes.
type Converter struct {
	*Builder
	// Ref returns the node of a referenced definition. Nil where there are no references, as in a CRD.
	Ref func(ref string) ID
}

// Schema adds a schema and returns its ID.
func (c *Converter) Schema(s map[string]any) ID {
	if ref, alone := reference(s); ref != "" {
		id := c.Ref(ref)
		if alone {
			return id
		}
		return c.Add(Node{Base: id, Default: s["default"], Deep: c.Deep(id)})
	}
	return c.Add(c.Node(s))
}

// reference returns the definition that a schema refers to, also where it stands in a lone allOf beside a default, and
// whether nothing that matters stands beside it.
func reference(s map[string]any) (ref string, alone bool) {
	ref, _ = s["$ref"].(string)
	if all := objects(s["allOf"]); ref == "" && len(all) == 1 && s["properties"] == nil {
		ref, _ = all[0]["$ref"].(string)
	}
	return ref, s["default"] == nil
}

// Node converts a schema that is no reference.
func (c *Converter) Node(s map[string]any) Node {
	n := Node{
		Default:     s["default"],
		Type:        text(s, "type"),
		Required:    texts(s["required"]),
		Nullable:    truth(s, "nullable"),
		IntOrString: truth(s, "x-kubernetes-int-or-string") || text(s, "format") == "int-or-string",
		Embedded:    truth(s, "x-kubernetes-embedded-resource"),
		Open:        truth(s, "x-kubernetes-preserve-unknown-fields"),
		ListType:    text(s, "x-kubernetes-list-type"),
		Keys:        texts(s["x-kubernetes-list-map-keys"]),
		Format:      text(s, "format"),
		Pattern:     text(s, "pattern"),
		Minimum:     number(s, "minimum"), Maximum: number(s, "maximum"), MultipleOf: number(s, "multipleOf"),
		ExclusiveMinimum: truth(s, "exclusiveMinimum"), ExclusiveMaximum: truth(s, "exclusiveMaximum"),
		MinLength: count(s, "minLength"), MaxLength: count(s, "maxLength"),
		MinItems: count(s, "minItems"), MaxItems: count(s, "maxItems"),
		MinFields: count(s, "minProperties"), MaxFields: count(s, "maxProperties"),
		Unique: truth(s, "uniqueItems"),
	}
	n.Enum, _ = s["enum"].([]any)
	c.children(&n, s)
	c.junctors(&n, s)
	n.Rules = rules(s["x-kubernetes-validations"])
	n.Deep = n.Deep || len(n.Rules) > 0
	return n
}

func (c *Converter) children(n *Node, s map[string]any) {
	if fields, ok := s["properties"].(map[string]any); ok && len(fields) > 0 {
		n.Fields = make(map[string]ID, len(fields))
		for _, name := range slices.Sorted(maps.Keys(fields)) { // sorted: IDs are given in this order
			field, _ := fields[name].(map[string]any)
			n.Fields[name] = c.child(n, field)
		}
	}
	switch rest := s["additionalProperties"].(type) {
	case bool:
		n.Open = n.Open || rest
	case map[string]any:
		n.Rest = c.child(n, rest)
	}
	if items, ok := s["items"].(map[string]any); ok {
		n.Items = c.child(n, items)
	}
}

// child adds a schema below n, and notes whether there are rules in it.
func (c *Converter) child(n *Node, s map[string]any) ID {
	id := c.Schema(s)
	n.Deep = n.Deep || c.Deep(id)
	return id
}

func (c *Converter) junctors(n *Node, s map[string]any) {
	n.All, n.Any, n.One = c.each(s["allOf"]), c.each(s["anyOf"]), c.each(s["oneOf"])
	if not, ok := s["not"].(map[string]any); ok {
		n.Not = c.Schema(not)
	}
}

func (c *Converter) each(list any) []ID {
	var ids []ID
	for _, s := range objects(list) {
		ids = append(ids, c.Schema(s))
	}
	return ids
}

func rules(list any) []Rule {
	var all []Rule
	for _, r := range objects(list) {
		all = append(all, Rule{
			Rule: strings.TrimSpace(text(r, "rule")), Message: text(r, "message"),
			MessageExpression: strings.TrimSpace(text(r, "messageExpression")), FieldPath: text(r, "fieldPath"),
			OptionalOldSelf: truth(r, "optionalOldSelf"),
		})
	}
	return all
}
