package controlplane

import (
	_ "embed"
	"fmt"
	"slices"
	"sync"

	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/meshfn/meshfn/internal/mesh"
)

//go:embed asm.yaml
var asmText []byte

//go:embed istio.yaml
var istioText []byte

//go:embed meshca-root.pem
var meshCARoot string

// tables are the layers of a distribution, decoded once; their trees stay YAML nodes until they are filled in.
type tables struct {
	Base              yaml.Node `yaml:"base"`
	MulticloudProfile yaml.Node `yaml:"multicloudProfile"`
	Layers            []layer   `yaml:"layers"`
}

// layer is one IstioOperator overlay of the package.
type layer struct {
	Name string `yaml:"name"`
	// Versions and Kubernetes are ranges in which the layer exists; empty: everywhere.
	Versions   string `yaml:"versions"`
	Kubernetes string `yaml:"kubernetes"`
	// Platforms and CA restrict the layer; empty: any.
	Platforms []mesh.Platform `yaml:"platforms"`
	CA        mesh.CAType     `yaml:"ca"`
	// Group holds layers that write the same fields; Excludes names single ones.
	Group    string   `yaml:"group"`
	Excludes []string `yaml:"excludes"`
	// Refused says why a name that the package has is no layer of an in-cluster install.
	Refused string    `yaml:"refused"`
	Spec    yaml.Node `yaml:"spec"`
	Also    yaml.Node `yaml:"also"`
}

var (
	asmTables   = sync.OnceValue(func() *tables { return decode(asmText) })
	istioTables = sync.OnceValue(func() *tables { return decode(istioText) })
)

func decode(text []byte) *tables {
	t := &tables{}
	if err := yaml.Unmarshal(text, t); err != nil {
		panic(fmt.Sprintf("controlplane: embedded table: %v", err))
	}
	return t
}

func (t *tables) layer(name string) *layer {
	i := slices.IndexFunc(t.Layers, func(l layer) bool { return l.Name == name })
	if i < 0 {
		return nil
	}
	return &t.Layers[i]
}

// filler turns a tree of the tables into the tree of one cluster.
type filler struct {
	version mesh.Version
	values  map[string]any
}

// fill returns the layer's tree with versions chosen and values filled in.
func (f filler) layer(l *layer) map[string]any {
	spec := f.tree(&l.Spec)
	if l.Also.Kind != 0 {
		merge(spec, f.tree(&l.Also))
	}
	return spec
}

func (f filler) tree(n *yaml.Node) map[string]any {
	v, _ := f.node(n)
	m, _ := v.(map[string]any)
	if m == nil {
		m = map[string]any{}
	}
	return m
}

// node returns the value of n; false where a version range or an absent value leaves it out.
func (f filler) node(n *yaml.Node) (any, bool) {
	switch n.Kind {
	case yaml.AliasNode:
		return f.node(n.Alias)
	case yaml.MappingNode:
		if n.Tag == "!versions" {
			for i := 0; i < len(n.Content); i += 2 {
				if f.version.InRange(n.Content[i].Value) {
					return f.node(n.Content[i+1])
				}
			}
			return nil, false
		}
		m := make(map[string]any, len(n.Content)/2)
		for i := 0; i < len(n.Content); i += 2 {
			if v, ok := f.node(n.Content[i+1]); ok {
				m[n.Content[i].Value] = v
			}
		}
		// A map whose every entry fell away goes too; one that was written empty stays.
		return m, len(m) > 0 || len(n.Content) == 0
	case yaml.SequenceNode:
		l := make([]any, 0, len(n.Content))
		for _, c := range n.Content {
			if v, ok := f.node(c); ok {
				l = append(l, v)
			}
		}
		return l, true
	case yaml.ScalarNode:
		return f.scalar(n)
	}
	return nil, false
}

func (f filler) scalar(n *yaml.Node) (any, bool) {
	if n.ShortTag() == yaml.NodeTagString {
		return f.text(n.Value)
	}
	var v any
	if err := n.Decode(&v); err != nil {
		panic(fmt.Sprintf("controlplane: embedded table: line %d: %v", n.Line, err))
	}
	return v, true
}

// text replaces ${name} in a single pass, so that a value which looks like a name stays what it is. A text that is one
// ${name} takes the value's own type and is absent with it.
func (f filler) text(s string) (any, bool) {
	if name, whole := wholeName(s); whole {
		v, ok := f.values[name]
		if !ok {
			panic("controlplane: embedded table: no value named " + name)
		}
		return v, v != nil
	}
	return expand(s, f.values), true
}
