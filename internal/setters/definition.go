package setters

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"k8s.io/kube-openapi/pkg/validation/spec"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/meshfn/meshfn/internal/finding"
)

const (
	setterPrefix       = "io.k8s.cli.setters."
	substitutionPrefix = "io.k8s.cli.substitutions."
)

// Setter is a definition whose value goes into fields.
type Setter struct {
	Name        string
	Description string
	// Type of the OpenAPI schema, or "" where the definition has none.
	Type string
	// Value, or ListValues of type array.
	Value      string
	ListValues []string
	// EnumValues maps what may be set to what is written.
	EnumValues map[string]string
	Required   bool
	IsSet      bool
	SetBy      string

	schema    *spec.Schema
	key, node *yaml.Node // of the definition in the Kptfile; nil for a built-in one
	body      *yaml.Node // the mapping x-k8s-cli.setter
}

// Substitution is a definition whose pattern holds markers for setters or other substitutions.
type Substitution struct {
	Name    string
	Pattern string
	Values  []Marker

	key *yaml.Node
}

// Marker is a part of a pattern and the definition that takes its place.
type Marker struct {
	Marker string `json:"marker"`
	Ref    string `json:"ref"`
}

// Definitions of a package, by the key of the definition.
type Definitions struct {
	File          string
	setters       map[string]*Setter
	substitutions map[string]*Substitution
	// open definitions know a setter of every name.
	open bool
}

// extension is the part of a definition that kpt reads, next to the OpenAPI schema.
type extension struct {
	Description string `json:"description"`
	CLI         struct {
		Setter *struct {
			Name       string            `json:"name"`
			Value      scalarText        `json:"value"`
			ListValues []scalarText      `json:"listValues"`
			EnumValues map[string]string `json:"enumValues"`
			Required   bool              `json:"required"`
			IsSet      bool              `json:"isSet"`
			SetBy      scalarText        `json:"setBy"`
		} `json:"setter"`
		Substitution *struct {
			Name    string   `json:"name"`
			Pattern string   `json:"pattern"`
			Values  []Marker `json:"values"`
		} `json:"substitution"`
	} `json:"x-k8s-cli"`
}

// scalarText takes a number or boolean that somebody forgot to quote as the text that it was.
type scalarText string

// UnmarshalJSON implements json.Unmarshaler.
func (s *scalarText) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		return nil
	}
	if data[0] != '"' {
		*s = scalarText(data)
		return nil
	}
	return json.Unmarshal(data, (*string)(s))
}

// ReadDefinitions reads the definitions under openAPI of a Kptfile.
func ReadDefinitions(file string, kptfile *yaml.Node) (*Definitions, []finding.Finding) {
	kptfile = content(kptfile)
	d := &Definitions{File: file, setters: map[string]*Setter{}, substitutions: map[string]*Substitution{}}
	_, openAPI := lookup(kptfile, "openAPI")
	_, all := lookup(openAPI, "definitions")
	if all == nil || all.Kind != yaml.MappingNode {
		return d, nil
	}
	var findings []finding.Finding
	for i := 0; i+1 < len(all.Content); i += 2 {
		key, node := all.Content[i], all.Content[i+1]
		if err := d.add(key, node); err != nil {
			findings = append(findings, finding.New(finding.SetterDefinition, "%s cannot be read: %v", key.Value, err).
				At(file, "openAPI.definitions."+key.Value).Position(key.Line, key.Column))
		}
	}
	return d, append(findings, d.check()...)
}

func (d *Definitions) add(key, node *yaml.Node) error {
	var plain any
	if err := node.Decode(&plain); err != nil {
		return err
	}
	text, err := json.Marshal(plain)
	if err != nil {
		return err
	}
	var ext extension
	if err := json.Unmarshal(text, &ext); err != nil {
		return err
	}
	if s := ext.CLI.Substitution; s != nil {
		d.substitutions[key.Value] = &Substitution{
			Name: cmp.Or(s.Name, strings.TrimPrefix(key.Value, substitutionPrefix)), Pattern: s.Pattern, Values: s.Values, key: key,
		}
	}
	s := ext.CLI.Setter
	if s == nil {
		return nil
	}
	schema := &spec.Schema{}
	if err := schema.UnmarshalJSON(text); err != nil {
		return err
	}
	normalise(schema)
	_, cli := lookup(node, "x-k8s-cli")
	_, body := lookup(cli, "setter")
	setter := &Setter{
		Name: cmp.Or(s.Name, strings.TrimPrefix(key.Value, setterPrefix)), Description: ext.Description,
		Value: string(s.Value), EnumValues: s.EnumValues, Required: s.Required, IsSet: s.IsSet, SetBy: string(s.SetBy),
		schema: schema, key: key, node: node, body: body,
	}
	if len(schema.Type) == 1 {
		setter.Type = schema.Type[0]
	}
	for _, v := range s.ListValues {
		setter.ListValues = append(setter.ListValues, string(v))
	}
	d.setters[key.Value] = setter
	return nil
}

// normalise spells the types as OpenAPI does; early packages wrote int and bool.
func normalise(s *spec.Schema) {
	for i, t := range s.Type {
		switch t {
		case "int":
			s.Type[i] = "integer"
		case "bool":
			s.Type[i] = "boolean"
		}
	}
	if s.Items == nil {
		return
	}
	if s.Items.Schema != nil {
		normalise(s.Items.Schema)
	}
	for i := range s.Items.Schemas {
		normalise(&s.Items.Schemas[i])
	}
}

// check reports substitutions that lead nowhere or round in a circle.
func (d *Definitions) check() []finding.Finding {
	var findings []finding.Finding
	for _, key := range slices.Sorted(maps.Keys(d.substitutions)) {
		s := d.substitutions[key]
		if err := d.walk(s, nil, func(*Setter) {}); err != nil {
			findings = append(findings, finding.New(finding.SetterDefinition, "substitution %s cannot be computed: %v", s.Name, err).
				At(d.File, "openAPI.definitions."+key).Position(s.key.Line, s.key.Column))
		}
	}
	return findings
}

// walk calls visit for each setter that a substitution depends on.
func (d *Definitions) walk(s *Substitution, above []*Substitution, visit func(*Setter)) error {
	if slices.Contains(above, s) {
		return fmt.Errorf("it refers to itself through %s", s.Name)
	}
	above = append(above, s)
	for _, v := range s.Values {
		switch setter, sub := d.find(v.Ref); {
		case v.Marker == "":
			return fmt.Errorf("a value of %s has no marker", s.Name)
		case setter != nil:
			visit(setter)
		case sub != nil:
			if err := d.walk(sub, above, visit); err != nil {
				return err
			}
		default:
			return fmt.Errorf("marker %s refers to %q, which is not defined", v.Marker, v.Ref)
		}
	}
	return nil
}

// find resolves a reference of the form #/definitions/KEY; both are nil for one that leads nowhere.
func (d *Definitions) find(ref string) (*Setter, *Substitution) {
	key, ok := strings.CutPrefix(ref, "#/definitions/")
	if !ok || d == nil {
		return nil, nil
	}
	key = strings.NewReplacer("~1", "/", "~0", "~").Replace(key)
	if s := d.setters[key]; s != nil {
		return s, nil
	}
	if name, ok := strings.CutPrefix(key, setterPrefix); ok && d.open {
		return &Setter{Name: name}, nil
	}
	return nil, d.substitutions[key]
}

// named resolves the name of a short comment: a setter, else a substitution.
func (d *Definitions) named(name string) (*Setter, *Substitution) {
	if d == nil {
		return nil, nil
	}
	if sub := d.substitutions[substitutionPrefix+name]; sub != nil && d.setters[setterPrefix+name] == nil {
		return nil, sub
	}
	return d.find("#/definitions/" + setterPrefix + name)
}

// Setters in the order of their names.
func (d *Definitions) Setters() []*Setter {
	if d == nil {
		return nil
	}
	return slices.SortedFunc(maps.Values(d.setters), func(a, b *Setter) int { return cmp.Compare(a.Name, b.Name) })
}

// Setter returns the setter of that name, or nil.
func (d *Definitions) Setter(name string) *Setter {
	if d == nil {
		return nil
	}
	if s := d.setters[setterPrefix+name]; s != nil && s.Name == name {
		return s
	}
	for _, s := range d.Setters() {
		if s.Name == name {
			return s
		}
	}
	return nil
}

// lookup returns the key and the value of a field of a mapping, or nil.
func lookup(n *yaml.Node, name string) (key, value *yaml.Node) {
	if n == nil || n.Kind != yaml.MappingNode {
		return nil, nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == name {
			return n.Content[i], n.Content[i+1]
		}
	}
	return nil, nil
}
