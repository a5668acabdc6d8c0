package setters

import (
	"path"
	"slices"
	"strings"

	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/meshfn/meshfn/internal/finding"
)

// KptfileName is the name of the file that makes a folder a package.
const KptfileName = "Kptfile"

// Kptfile is what the setters need of a package's Kptfile.
type Kptfile struct {
	// Definitions of kpt 0.39; nil where the Kptfile is of kpt v1.
	Definitions *Definitions
	// Declared values of kpt v1: what the package's pipeline gives to apply-setters or to set-mesh-setters.
	Declared map[string]string
	// ConfigPath is the file, relative to the package, that declares further values.
	ConfigPath string

	file string
	text []byte
}

// setterFunctions of kpt v1, by the last part of their image or command.
var setterFunctions = []string{"apply-setters", "set-mesh-setters"}

// ReadKptfile reads a Kptfile of either kind.
func ReadKptfile(file string, text []byte) (*Kptfile, []finding.Finding) {
	k := &Kptfile{file: file, text: text, Declared: map[string]string{}}
	docs, err := parse(text)
	if err != nil {
		return k, []finding.Finding{syntax(file, err)}
	}
	var findings []finding.Finding
	for _, doc := range docs {
		root := content(doc)
		if _, openAPI := lookup(root, "openAPI"); openAPI != nil {
			k.Definitions, findings = ReadDefinitions(file, root)
		}
		for _, fn := range pipelineOf(root) {
			if _, at := lookup(fn, "configPath"); at != nil {
				k.ConfigPath = path.Clean(at.Value)
			}
			_, data := lookup(fn, "configMap")
			declare(data, k.Declared)
		}
	}
	return k, findings
}

// content of a document; an empty mapping for an empty one.
func content(doc *yaml.Node) *yaml.Node {
	switch {
	case doc.Kind != yaml.DocumentNode:
		return doc
	case len(doc.Content) == 0:
		return &yaml.Node{Kind: yaml.MappingNode}
	}
	return doc.Content[0]
}

// pipelineOf returns the entries of a kpt v1 pipeline that set setters.
func pipelineOf(root *yaml.Node) []*yaml.Node {
	_, pipeline := lookup(root, "pipeline")
	_, mutators := lookup(pipeline, "mutators")
	if mutators == nil || mutators.Kind != yaml.SequenceNode {
		return nil
	}
	var all []*yaml.Node
	for _, fn := range mutators.Content {
		for _, key := range []string{"image", "exec"} {
			if _, run := lookup(fn, key); run != nil && setsSetters(run.Value) {
				all = append(all, fn)
			}
		}
	}
	return all
}

func setsSetters(run string) bool {
	words := strings.FieldsFunc(run, func(r rune) bool { return strings.ContainsRune("/:@ ", r) })
	return slices.ContainsFunc(setterFunctions, func(name string) bool { return slices.Contains(words, name) })
}

func declare(data *yaml.Node, into map[string]string) {
	if data == nil || data.Kind != yaml.MappingNode {
		return
	}
	for i := 0; i+1 < len(data.Content); i += 2 {
		if n := data.Content[i+1]; n.Kind == yaml.ScalarNode {
			into[data.Content[i].Value] = n.Value
		}
	}
}

// Author says who sets, for the definitions of kpt 0.39; both may be empty.
type Author struct {
	SetBy       string
	Description string
}

// Set writes the values into the definitions, or into the values that the pipeline declares, and returns the new text.
func (k *Kptfile) Set(values Values, by Author) ([]byte, []finding.Finding) {
	r := newRun(k.file, k.Definitions, values)
	out := r.apply(k.text, func(doc *yaml.Node) { r.kptfile(content(doc), by) })
	return out.Text, out.Findings
}

// kptfile updates the definitions and the declared values of a Kptfile.
func (r *run) kptfile(root *yaml.Node, by Author) {
	// The nodes of the definitions must be those of the document that is edited.
	defs, _ := ReadDefinitions(r.file, root)
	for _, s := range defs.Setters() {
		if v, ok := r.values[s.Name]; ok {
			r.define(s, v, by)
		}
	}
	for _, fn := range pipelineOf(root) {
		_, data := lookup(fn, "configMap")
		r.declared(data)
	}
}

// define updates one definition: value or listValues, isSet, and the author where there is one.
func (r *run) define(s *Setter, v Value, by Author) {
	if s.body == nil || s.body.Kind != yaml.MappingNode {
		return
	}
	var more []entry
	if s.Type == "array" {
		items := asStrings(itemsOf(v))
		if key, n := lookup(s.body, "listValues"); n == nil {
			more = append(more, entry{"listValues", listNode(items)})
		} else if slots, changed := r.align(n, items); changed && (n.Kind == yaml.SequenceNode || isEmpty(n)) {
			r.edits = append(r.edits, edit{field: r.inKptfile(s, key, n), slots: slots})
		}
	} else {
		more = append(more, r.entry(s, s.body, "value", v.text, true)...)
	}
	if by.SetBy != "" {
		more = append(more, r.entry(s, s.body, "setBy", by.SetBy, true)...)
	}
	more = append(more, r.entry(s, s.body, "isSet", "true", false)...)
	r.add(s, s.body, more)
	if by.Description != "" {
		r.add(s, s.node, r.entry(s, s.node, "description", by.Description, true))
	}
}

// entry sets a field of a definition where it is there, and else returns it to be added.
func (r *run) entry(s *Setter, mapping *yaml.Node, name, text string, str bool) []entry {
	key, n := lookup(mapping, name)
	if n == nil {
		node := &yaml.Node{Kind: yaml.ScalarNode, Value: text, Tag: yaml.NodeTagString, Style: yaml.DoubleQuotedStyle}
		if !str {
			node.Style, node.Tag = 0, yaml.NodeTagBool
		}
		return []entry{{name, node}}
	}
	if n.Kind == yaml.ScalarNode {
		r.scalar(r.inKptfile(s, key, n), want{text, str})
	}
	return nil
}

func (r *run) add(s *Setter, mapping *yaml.Node, more []entry) {
	if len(more) > 0 {
		r.edits = append(r.edits, edit{field: r.inKptfile(s, nil, mapping), entry: more})
	}
}

func (r *run) inKptfile(s *Setter, key, n *yaml.Node) *field {
	return &field{steps: []step{{"openAPI", -1}, {"definitions", -1}, {s.key.Value, -1}}, key: key, node: n}
}

func listNode(items []want) *yaml.Node {
	n := &yaml.Node{Kind: yaml.SequenceNode, Tag: yaml.NodeTagSeq, Style: yaml.FlowStyle}
	for _, item := range items {
		n.Content = append(n.Content, &yaml.Node{Kind: yaml.ScalarNode, Tag: yaml.NodeTagString, Value: item.text, Style: yaml.DoubleQuotedStyle})
	}
	return n
}

// declared sets the values that a map of setter names declares.
func (r *run) declared(data *yaml.Node) {
	if data == nil || data.Kind != yaml.MappingNode {
		return
	}
	for i := 0; i+1 < len(data.Content); i += 2 {
		key, n := data.Content[i], data.Content[i+1]
		v, ok := r.values[key.Value]
		if !ok || n.Kind != yaml.ScalarNode {
			continue
		}
		text := v.text
		if v.items != nil {
			text = flowText(listNode(asStrings(v.items)))
		}
		r.scalar(&field{steps: []step{{key.Value, -1}}, key: key, node: n, flow: data.Style&yaml.FlowStyle != 0}, want{text, true})
	}
}
