package rule

import (
	"bytes"
	"slices"
	"strings"
	"sync"

	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
)

// File is a file of resources. Its text is parsed a second time where a finding needs a line.
type File struct {
	Path string
	text func() []byte
	// line is the number of lines of the file above the text.
	line int
	// rendered are the objects of a file that is not written yet.
	rendered []krm.Object

	once   sync.Once
	parsed []*yaml.Node
}

// Read returns the objects of a file's text; the elements of a List are objects of their own. Documents without kind and
// apiVersion are nobody's resources and left out. The error says why the text is no YAML or JSON.
func Read(path string, text []byte) ([]Object, error) {
	decoded, err := krm.Decode(text)
	if err != nil {
		return nil, err
	}
	f := &File{Path: path, text: func() []byte { return text }}
	var all []Object
	for i, o := range decoded {
		all = f.append(all, Object{Object: o, document: i})
	}
	return all, nil
}

func (f *File) append(all []Object, o Object) []Object {
	o.file = f
	items, list := o.Get("items").([]any)
	if list && strings.HasSuffix(o.Kind(), "List") {
		for i, item := range items {
			if m, ok := item.(map[string]any); ok {
				all = f.append(all, Object{Object: m, document: o.document, item: mesh.Index("items", i)})
			}
		}
		return all
	}
	if o.APIVersion() == "" && o.Kind() == "" {
		return all
	}
	return append(all, o)
}

// Rendered returns the objects of files that are not written yet, at the places where they will stand. Paths are
// relative to the folder.
func Rendered(folder string, items []krm.Item) []Object {
	files := map[string]*File{}
	all := make([]Object, len(items))
	for i, it := range items {
		f := files[it.Path]
		if f == nil {
			f = &File{Path: below(folder, it.Path)}
			f.text = func() []byte { return krm.Encode(f.rendered...) }
			files[it.Path] = f
		}
		all[i] = Object{Object: it.Object, file: f, document: len(f.rendered)}
		f.rendered = append(f.rendered, it.Object)
	}
	return all
}

func below(folder, file string) string {
	if folder == "." || folder == "" {
		return file
	}
	return folder + "/" + file
}

// Resources returns the items of a ResourceList that are resources of a file. They have no lines: an orchestrator has
// re-formatted them.
func Resources(path string, objects []krm.Object) []Object {
	f := &File{Path: path, text: func() []byte { return nil }}
	var all []Object
	for i, o := range objects {
		all = f.append(all, Object{Object: o, document: i})
	}
	return all
}

// nodes are the documents of the file that hold something, as krm.Decode counts them.
func (f *File) nodes() []*yaml.Node {
	f.once.Do(func() {
		documents := yaml.NewDecoder(bytes.NewReader(f.text()))
		for {
			var doc yaml.Node
			if documents.Decode(&doc) != nil {
				break
			}
			f.parsed = append(f.parsed, &doc)
		}
		f.parsed = slices.DeleteFunc(f.parsed, empty)
	})
	return f.parsed
}

func empty(doc *yaml.Node) bool {
	return len(doc.Content) == 0 || doc.Content[0].ShortTag() == yaml.NodeTagNull
}
