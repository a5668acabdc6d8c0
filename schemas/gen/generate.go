package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"

	"github.com/invopop/jsonschema"

	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/finding/report"
	"github.com/meshfn/meshfn/internal/mesh"
)

const (
	module = "github.com/meshfn/meshfn"
	// draft7 is what yaml-language-server reads; nothing here needs a newer one.
	draft7 = "http://json-schema.org/draft-07/schema#"
)

type enum interface{ Values() []string }

// generate returns the schemas by file name. The working directory is the module's.
func generate() (map[string][]byte, error) {
	r := &jsonschema.Reflector{Anonymous: true, ExpandedStruct: true, Mapper: mapEnum}
	for _, room := range []string{"internal/mesh", "internal/finding", "internal/finding/report"} {
		if err := r.AddGoComments(module, room, jsonschema.WithFullComment()); err != nil {
			return nil, fmt.Errorf("read the comments of %s: %w", room, err)
		}
	}
	for name, comment := range r.CommentMap {
		r.CommentMap[name] = strings.Join(strings.Fields(comment), " ")
	}
	all := map[string][]byte{}
	for _, kind := range []struct {
		name string
		doc  reflect.Type
	}{
		{mesh.KindMesh, reflect.TypeFor[mesh.Mesh]()},
		{mesh.KindFleet, reflect.TypeFor[mesh.Fleet]()},
		{mesh.KindFleetFacts, reflect.TypeFor[mesh.FleetFacts]()},
	} {
		text, err := document(r, kind.name, kind.doc)
		if err != nil {
			return nil, fmt.Errorf("print the schema of %s: %w", kind.name, err)
		}
		all[strings.ToLower(kind.name)+".schema.json"] = text
	}
	text, err := findings(r)
	if err != nil {
		return nil, fmt.Errorf("print the schema of findings: %w", err)
	}
	all["findings.schema.json"] = text
	return all, nil
}

// findings is the schema of a report as JSON.
func findings(r *jsonschema.Reflector) ([]byte, error) {
	root := r.ReflectFromType(reflect.TypeFor[report.Document]())
	root.Title = "Findings"
	severity, _ := root.Definitions["Finding"].Properties.Get("severity")
	severity.Enum = []any{finding.Error, finding.Warning, finding.Info}
	code, _ := root.Definitions["Finding"].Properties.Get("code")
	code.Pattern = "^MSH[0-9]{4}$"
	return print(root)
}

func document(r *jsonschema.Reflector, kind string, doc reflect.Type) ([]byte, error) {
	root := r.ReflectFromType(doc)
	root.Title = kind
	constant(root, "apiVersion", mesh.APIVersion)
	constant(root, "kind", kind)
	constrain(root, root, doc, r.CommentMap, map[string]bool{})
	relax(root, doc, false)
	return print(root)
}

// print returns the text of a schema.
func print(root *jsonschema.Schema) ([]byte, error) {
	root.Version = draft7
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(root); err != nil {
		return nil, err
	}
	// The older draft has the same thing under another name.
	return []byte(strings.NewReplacer(`"$defs"`, `"definitions"`, `"#/$defs/`, `"#/definitions/`).Replace(b.String())), nil
}

// mapEnum makes a string type that lists its values an enum.
func mapEnum(t reflect.Type) *jsonschema.Schema {
	e, ok := reflect.Zero(t).Interface().(enum)
	if !ok || t.Kind() != reflect.String {
		return nil
	}
	s := &jsonschema.Schema{Type: "string"}
	for _, v := range e.Values() {
		s.Enum = append(s.Enum, v)
	}
	return s
}

func constant(root *jsonschema.Schema, field, value string) {
	s, _ := root.Properties.Get(field)
	s.Const = value
	s.Description = "Always " + value + "."
}

// constrain writes the rules of a struct's fields into its schema, and goes on below.
func constrain(root, s *jsonschema.Schema, t reflect.Type, comments map[string]string, seen map[string]bool) {
	for _, f := range mesh.Fields(t) {
		property, ok := s.Properties.Get(f.Name)
		if !ok {
			panic("no property for " + t.String() + "." + f.Name)
		}
		of := t.Field(f.Index).Type
		rule(property, of, f)
		of = element(of)
		if property.Description == "" {
			property.Description = comments[of.PkgPath()+"."+of.Name()]
		}
		if of.Kind() == reflect.Struct && !seen[of.Name()] {
			seen[of.Name()] = true
			constrain(root, root.Definitions[of.Name()], of, comments, seen)
		}
	}
}

// element is what a pointer, list or map is of.
func element(t reflect.Type) reflect.Type {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice || t.Kind() == reflect.Map {
		t = t.Elem()
	}
	return t
}

func rule(property *jsonschema.Schema, t reflect.Type, f mesh.Field) {
	switch t.Kind() {
	case reflect.Slice:
		property.UniqueItems = f.Set
		if f.Shape != nil {
			shape(property.Items, f.Shape)
		}
	case reflect.Map:
		if f.Keys != nil {
			property.PropertyNames = &jsonschema.Schema{}
			shape(property.PropertyNames, f.Keys)
		}
		if f.Shape != nil {
			shape(property.AdditionalProperties, f.Shape)
		}
	default:
		if f.Shape != nil {
			shape(property, f.Shape)
		}
		switch {
		case t.Kind() != reflect.String:
		case f.Required && property.Pattern == "" && property.Enum == nil && property.Const == nil:
			one := uint64(1)
			property.MinLength = &one
		case !f.Required && property.Pattern != "":
			property.Pattern = "^$|" + property.Pattern // an empty string takes back a fleet's default
		}
	}
}

func shape(s *jsonschema.Schema, of *mesh.Shape) {
	s.Pattern = of.Pattern
	if of.Length > 0 {
		length := uint64(of.Length)
		s.MaxLength = &length
	}
	if of.High > 0 {
		s.Minimum, s.Maximum = number(of.Low), number(of.High)
	}
}

func number(n int) json.Number { return json.Number(fmt.Sprint(n)) }

// relax drops what is required of a partial spec and of the mappings in it, which a mesh may complete. The items of
// lists stay as they are: a list is replaced as a whole.
func relax(root *jsonschema.Schema, t reflect.Type, partial bool) {
	for _, f := range mesh.Fields(t) {
		of := t.Field(f.Index).Type
		if of.Kind() == reflect.Pointer {
			of = of.Elem()
		}
		if of.Kind() != reflect.Struct {
			continue
		}
		if partial || f.Partial {
			root.Definitions[of.Name()].Required = nil
		}
		relax(root, of, partial || f.Partial)
	}
}
