package setters

import (
	"sigs.k8s.io/kustomize/kyaml/openapi"
	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// scalarWant decides the type of a scalar: that of the definition, else that of the field in the Kubernetes API, else a
// string stays a string and anything else is what the text says.
func scalarWant(f *field, text, definedType string) want {
	switch definedType {
	case "string":
		return want{text, true}
	case "integer", "boolean", "number":
		return want{text, false}
	}
	if isString(text) {
		return want{text, f.node.Style&(quotedStyle|blockStyle) != 0}
	}
	present, read := f.node.ShortTag(), (&yaml.Node{Kind: yaml.ScalarNode, Value: text}).ShortTag()
	if read != yaml.NodeTagString && present != yaml.NodeTagString && present != yaml.NodeTagNull {
		return want{text, false}
	}
	switch fieldType(f) {
	case "string":
		return want{text, true}
	case "integer", "boolean", "number":
		return want{text, false}
	}
	return want{text, present == yaml.NodeTagString || read == yaml.NodeTagString}
}

// fieldType is the type that Kubernetes gives a field of one of its kinds, or "". Labels and annotations are strings on
// every kind. Reading the API's schema takes a tenth of a second, so it is asked only where a value can be two things.
func fieldType(f *field) string {
	if len(f.steps) == 3 && f.steps[0].key == "metadata" && (f.steps[1].key == "labels" || f.steps[1].key == "annotations") {
		return "string"
	}
	_, apiVersion := lookup(f.root, "apiVersion")
	_, kind := lookup(f.root, "kind")
	if apiVersion == nil || kind == nil {
		return ""
	}
	schema := openapi.SchemaForResourceType(yaml.TypeMeta{APIVersion: apiVersion.Value, Kind: kind.Value})
	for _, s := range f.steps {
		if schema == nil {
			return ""
		}
		if s.index >= 0 {
			schema = schema.Elements()
		} else {
			schema = schema.Field(s.key)
		}
	}
	if schema == nil || schema.Schema == nil || len(schema.Schema.Type) != 1 || schema.Schema.Format == "int-or-string" {
		return ""
	}
	return schema.Schema.Type[0]
}
