package schema

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/util/validation"

	"github.com/meshfn/meshfn/internal/check/schema/expression"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
)

// definition is ValidateCustomResourceDefinition of apiextensions: of the names and versions, and that the schemas are
// structural, without which the kind is not served with pruning.
func (c *checker) definition(o krm.Object) {
	before := len(c.problems)
	spec := krm.Object(o.Map("spec"))
	group, plural := spec.String("group"), spec.String("names", "plural")
	c.form("spec.group", group, validation.IsDNS1123Subdomain)
	if !strings.Contains(group, ".") {
		c.refuse("spec.group", "%s must be a domain with a dot", quoted(group))
	}
	if want := plural + "." + group; o.Name() != want {
		c.refuse("metadata.name", "it must be the plural name and the group: %s", want)
	}
	c.form("spec.names.plural", plural, validation.IsDNS1035Label)
	c.form("spec.names.singular", spec.String("names", "singular"), validation.IsDNS1035Label)
	c.form("spec.names.kind", strings.ToLower(spec.String("names", "kind")), validation.IsDNS1035Label)
	c.oneOf("spec.scope", spec.String("scope"), "Namespaced", "Cluster")
	c.versions(spec)
	for i := range c.problems[before:] {
		c.problems[before+i].Code = finding.InvalidDefinition
	}
}

func (c *checker) versions(spec krm.Object) {
	stored, names := 0, map[string]bool{}
	each("spec.versions", spec["versions"], func(at string, v map[string]any) {
		name := str(v, "name")
		if names[name] {
			c.refuse(at+".name", "two versions have the name %s", name)
		}
		names[name] = true
		c.form(at+".name", name, validation.IsDNS1035Label)
		if v["storage"] == true {
			stored++
		}
		root, ok := krm.Object(v).Get("schema", "openAPIV3Schema").(map[string]any)
		if !ok {
			c.refuse(at+".schema.openAPIV3Schema", "a version needs a schema")
			return
		}
		if str(root, "type") != "object" {
			c.refuse(at+".schema.openAPIV3Schema.type", "the root of a schema is an object")
		}
		c.structural(at+".schema.openAPIV3Schema", root, false)
	})
	if stored != 1 {
		c.refuse("spec.versions", "exactly one version must be the one that is stored, here %d are", stored)
	}
	if _, ok := spec.Get("preserveUnknownFields").(bool); ok && spec["preserveUnknownFields"] == true {
		c.refuse("spec.preserveUnknownFields", "it must be false")
	}
}

// structural checks a schema: every value has a type, and what is inside a junctor only narrows. See
// https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#specifying-a-structural-schema
func (c *checker) structural(at string, s map[string]any, nested bool) {
	free := s["x-kubernetes-preserve-unknown-fields"] == true || s["x-kubernetes-int-or-string"] == true
	switch kind := str(s, "type"); {
	case kind == "" && !nested && !free:
		c.refuse(at+".type", "every value of a schema needs a type")
	case kind == "array" && !nested && s["items"] == nil:
		c.refuse(at+".items", "a list needs the schema of its entries")
	default:
		c.oneOf(at+".type", kind, "array", "boolean", "integer", "number", "object", "string")
	}
	if p := str(s, "pattern"); p != "" {
		if _, err := regexp.Compile(p); err != nil {
			c.refuse(at+".pattern", "%s is no regular expression: %v", quoted(p), unwrap(err))
		}
	}
	if s["properties"] != nil && s["additionalProperties"] != nil && s["additionalProperties"] != false {
		c.refuse(at+".additionalProperties", "it excludes properties")
	}
	if s["uniqueItems"] == true {
		c.refuse(at+".uniqueItems", "it is forbidden: use x-kubernetes-list-type set")
	}
	each(at+".x-kubernetes-validations", s["x-kubernetes-validations"], func(at string, r map[string]any) {
		if err := expression.Compile(str(r, "rule")); err != nil {
			c.refuse(at+".rule", "the rule is no CEL: %s", firstLine(err))
		}
	})
	c.below(at, s, nested)
}

func (c *checker) below(at string, s map[string]any, nested bool) {
	fields, _ := s["properties"].(map[string]any)
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if m, ok := fields[name].(map[string]any); ok {
			c.structural(entry(at+".properties", name), m, nested)
		}
	}
	for _, key := range []string{"items", "additionalProperties"} {
		if m, ok := s[key].(map[string]any); ok {
			c.structural(at+"."+key, m, nested)
		}
	}
	if m, ok := s["not"].(map[string]any); ok {
		c.structural(at+".not", m, true)
	}
	for _, key := range []string{"allOf", "anyOf", "oneOf"} {
		each(at+"."+key, s[key], func(at string, m map[string]any) { c.structural(at, m, true) })
	}
}

func firstLine(err error) string {
	line, _, _ := strings.Cut(fmt.Sprint(err), "\n")
	return line
}

func unwrap(err error) error {
	if inner := errors.Unwrap(err); inner != nil {
		return inner
	}
	return err
}
