package krm

import (
	"fmt"
	"maps"
	"path"
	"strconv"
	"strings"

	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// The annotations by which kpt knows the file of an item. It compares the two spellings, so both are always set.
const (
	pathAnnotation        = "internal.config.kubernetes.io/path"
	indexAnnotation       = "internal.config.kubernetes.io/index"
	legacyPathAnnotation  = "config.kubernetes.io/path"
	legacyIndexAnnotation = "config.kubernetes.io/index"
	legacyIDAnnotation    = "config.k8s.io/id"
	packagePathAnnotation = "internal.config.kubernetes.io/package-path"
	internalPrefix        = "internal.config.kubernetes.io/"
)

// Resource is an item of a ResourceList: one that was read, or one that was generated.
type Resource struct {
	node   *yaml.RNode
	text   []byte // as read, with its dash; nil where the item has none or was edited
	object Object
}

// Node returns the tree of the resource, to be read only.
func (r *Resource) Node() *yaml.RNode {
	if r.node == nil {
		r.node = r.object.Node()
	}
	return r.node
}

// Edit returns the tree of the resource to be changed: from now on the resource is written from it.
func (r *Resource) Edit() *yaml.RNode {
	n := r.Node()
	r.text, r.object = nil, nil
	return n
}

// Object returns the resource as it will stand in its file: without the annotations of the orchestrator.
func (r *Resource) Object() (Object, error) {
	o := r.object
	if o == nil {
		var err error
		if o, err = objectOf(r.node.YNode()); err != nil {
			return nil, fmt.Errorf("read %s: %w", r.Path(), err)
		}
	}
	return withoutBookkeeping(o), nil
}

func withoutBookkeeping(o Object) Object {
	annotations := o.Map("metadata", "annotations")
	kept := maps.Clone(annotations)
	maps.DeleteFunc(kept, func(key string, _ any) bool { return bookkeeping(key) })
	if len(kept) == len(annotations) {
		return o
	}
	o = maps.Clone(o)
	meta := maps.Clone(o.Map("metadata"))
	o["metadata"] = meta
	if meta["annotations"] = kept; len(kept) == 0 {
		delete(meta, "annotations")
	}
	return o
}

// bookkeeping reports whether an annotation is the orchestrator's own and never stands in a file.
func bookkeeping(key string) bool {
	switch key {
	case legacyPathAnnotation, legacyIndexAnnotation, legacyIDAnnotation:
		return true
	}
	return strings.HasPrefix(key, internalPrefix)
}

// Path is the slash path of the resource's file, relative to its package; "" where it is not known.
func (r *Resource) Path() string { return r.first(pathAnnotation, legacyPathAnnotation) }

// Index is the place of the resource among those of its file.
func (r *Resource) Index() int {
	i, _ := strconv.Atoi(r.first(indexAnnotation, legacyIndexAnnotation))
	return i
}

// PackagePath is the folder of the package that the resource belongs to, as the orchestrator names it.
func (r *Resource) PackagePath() string { return r.annotation(packagePathAnnotation) }

func (r *Resource) first(keys ...string) string {
	for _, key := range keys {
		if value := r.annotation(key); value != "" {
			return value
		}
	}
	return ""
}

func (r *Resource) annotation(key string) string {
	if r.object != nil {
		return r.object.Annotation(key)
	}
	return at(at(at(r.node.YNode(), "metadata"), "annotations"), key).Value
}

// ID of the resource.
func (r *Resource) ID() ID {
	if r.object != nil {
		return r.object.ID()
	}
	n := r.node.YNode()
	group, _, ok := strings.Cut(at(n, "apiVersion").Value, "/")
	if !ok {
		group = ""
	}
	meta := at(n, "metadata")
	return ID{group, at(n, "kind").Value, at(meta, "namespace").Value, at(meta, "name").Value}
}

// Generate returns items as resources in the package of r, which is their Mesh; the paths are relative to its folder.
func (r *Resource) Generate(items []Item) []*Resource {
	folder, packagePath := path.Dir(r.Path()), r.PackagePath()
	index := map[string]int{}
	generated := make([]*Resource, len(items))
	for i, it := range items {
		file := path.Join(folder, it.Path)
		n := strconv.Itoa(index[file])
		index[file]++
		o := maps.Clone(it.Object)
		o["metadata"] = maps.Clone(o.Map("metadata"))
		meta := o.Map("metadata")
		annotations := maps.Clone(o.Map("metadata", "annotations"))
		if annotations == nil {
			annotations = map[string]any{}
		}
		meta["annotations"] = annotations
		o.Annotate(pathAnnotation, file, legacyPathAnnotation, file, indexAnnotation, n, legacyIndexAnnotation, n)
		if packagePath != "" {
			o.Annotate(packagePathAnnotation, packagePath)
		}
		generated[i] = &Resource{object: o}
	}
	return generated
}

// element returns the resource as the text of a list's element.
func (r *Resource) element() ([]byte, error) {
	switch {
	case r.text != nil:
		return r.text, nil
	case r.object != nil:
		return encodeElement(r.object), nil
	}
	return yaml.Marshal(&yaml.Node{Kind: yaml.SequenceNode, Content: []*yaml.Node{r.node.YNode()}})
}
