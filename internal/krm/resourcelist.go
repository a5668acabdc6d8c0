package krm

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/meshfn/meshfn/internal/finding"
)

const resourceListKind = "ResourceList"

// resourceLists are the versions of ResourceList that orchestrators send; their fields are the same.
var resourceLists = []string{"config.kubernetes.io/v1", "config.kubernetes.io/v1beta1", "config.kubernetes.io/v1alpha1"}

// ResourceList is what a KRM function takes and gives. What the function does not change is written with the very bytes
// that were read, so that foreign resources are as after a function that does nothing.
type ResourceList struct {
	// APIVersion is given back as it was received.
	APIVersion string
	Items      []*Resource
	// FunctionConfig is nil where the function has none.
	FunctionConfig *Resource
	// Results of this function; those of an earlier one are not read.
	Results []finding.Finding

	outermost *string // the root, once it was asked for
}

// ReadResourceList reads a ResourceList, as YAML or JSON.
func ReadResourceList(from io.Reader) (*ResourceList, error) {
	text, err := io.ReadAll(from)
	if err != nil {
		return nil, fmt.Errorf("read the ResourceList: %w", err)
	}
	list, err := parseResourceList(text)
	if err != nil {
		return nil, fmt.Errorf("read the ResourceList: %w", err)
	}
	return list, nil
}

func parseResourceList(text []byte) (*ResourceList, error) {
	if len(bytes.TrimSpace(text)) == 0 {
		return nil, errors.New("the input is empty")
	}
	documents := yaml.NewDecoder(bytes.NewReader(text))
	var doc, more yaml.Node
	if err := documents.Decode(&doc); err != nil {
		return nil, err
	}
	if err := documents.Decode(&more); !errors.Is(err, io.EOF) {
		return nil, errors.New("want one document, have several")
	}
	if doc.Kind != yaml.DocumentNode || doc.Content[0].Kind != yaml.MappingNode {
		return nil, fmt.Errorf("want kind %s, have no object", resourceListKind)
	}
	top := doc.Content[0]
	list := &ResourceList{APIVersion: at(top, "apiVersion").Value}
	if kind := at(top, "kind").Value; kind != resourceListKind {
		return nil, fmt.Errorf("want kind %s, have %q", resourceListKind, kind)
	}
	if !slices.Contains(resourceLists, list.APIVersion) {
		return nil, fmt.Errorf("want apiVersion %s, have %q", strings.Join(resourceLists, " or "), list.APIVersion)
	}
	if config := at(top, "functionConfig"); config.Kind == yaml.MappingNode {
		list.FunctionConfig = &Resource{node: yaml.NewRNode(config)}
	} else if config.ShortTag() != yaml.NodeTagNull {
		return nil, fmt.Errorf("line %d: functionConfig: want an object", config.Line)
	}
	return list, list.read(at(top, "items"), text)
}

// read takes the items.
func (list *ResourceList) read(items *yaml.Node, text []byte) error {
	if items.Kind != yaml.SequenceNode {
		if items.ShortTag() == yaml.NodeTagNull {
			return nil
		}
		return fmt.Errorf("line %d: items: want a list", items.Line)
	}
	texts := elements(items, text)
	for i, n := range items.Content {
		if n.Kind != yaml.MappingNode {
			return fmt.Errorf("line %d: items[%d]: want an object", n.Line, i)
		}
		r := &Resource{node: yaml.NewRNode(n)}
		if texts != nil {
			r.text = texts[i]
		}
		list.Items = append(list.Items, r)
	}
	return nil
}

// at returns the value of a key, or a null.
func at(m *yaml.Node, key string) *yaml.Node {
	for i := 0; i+1 < len(m.Content); i += 2 {
		if m.Content[i].Value == key {
			return m.Content[i+1]
		}
	}
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: yaml.NodeTagNull}
}

// elements cuts the text of a block list into its elements, each from its dash to the next; only where the dashes stand
// at the start of the line, as orchestrators write them. Otherwise, and where the cut does not agree with the parse, it
// is nil, and the elements are printed from their nodes.
func elements(list *yaml.Node, text []byte) [][]byte {
	if list.Style&yaml.FlowStyle != 0 || list.Column != 1 {
		return nil
	}
	var all [][]byte
	line, offset, start := 0, 0, -1
	for l := range bytes.Lines(text) {
		if line++; line >= list.Line {
			dash := bytes.HasPrefix(l, []byte("- "))
			if start >= 0 && (dash || l[0] != ' ' && l[0] != '#' && l[0] != '\n' && l[0] != '\r') {
				all, start = append(all, text[start:offset]), -1
			}
			if dash {
				if len(all) == len(list.Content) || list.Content[len(all)].Line < line {
					return nil
				}
				start = offset
			} else if start < 0 {
				break
			}
		}
		offset += len(l)
	}
	if start >= 0 {
		all = append(all, text[start:])
	}
	if len(all) != len(list.Content) || !bytes.HasSuffix(all[len(all)-1], []byte("\n")) {
		return nil
	}
	return all
}

// Write writes the list at once, or nothing.
func (list *ResourceList) Write(to io.Writer) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, "apiVersion: %s\nkind: %s\n", list.APIVersion, resourceListKind)
	if len(list.Items) == 0 {
		b.WriteString("items: []\n")
	} else {
		b.WriteString("items:\n")
	}
	for i, r := range list.Items {
		text, err := r.element()
		if err != nil {
			return fmt.Errorf("print items[%d]: %w", i, err)
		}
		b.Write(text)
	}
	if list.FunctionConfig != nil {
		text, err := yaml.Marshal(&yaml.Node{Kind: yaml.MappingNode, Content: []*yaml.Node{stringNode("functionConfig"), list.FunctionConfig.Node().YNode()}})
		if err != nil {
			return fmt.Errorf("print functionConfig: %w", err)
		}
		b.Write(text)
	}
	if len(list.Results) > 0 {
		b.Write(Encode(Object{"results": list.results()}))
	}
	if _, err := to.Write(b.Bytes()); err != nil {
		return fmt.Errorf("write the ResourceList: %w", err)
	}
	return nil
}

// Failed reports whether the function must exit non-zero: if and only if a result is of severity error.
func (list *ResourceList) Failed() bool { return finding.HasErrors(list.Results) }

// File returns the path of a resource relative to the outermost package: a resource's own path is relative to the
// subpackage that it is in.
func (list *ResourceList) File(r *Resource) string {
	if list.outermost == nil {
		root := list.root()
		list.outermost = &root
	}
	return fileBelow(*list.outermost, r)
}

// root is the package that the others are subpackages of, as the list came: what a function adds is in one of them.
func (list *ResourceList) root() string {
	root := ""
	for _, r := range list.Items {
		if p := r.PackagePath(); p != "" && (root == "" || len(p) < len(root)) {
			root = p
		}
	}
	return root
}

func fileBelow(root string, r *Resource) string {
	folder, ok := strings.CutPrefix(r.PackagePath()+"/", strings.TrimSuffix(root, "/")+"/")
	if !ok {
		folder = "" // no subpackage of that root
	}
	return path.Join(folder, r.Path())
}
