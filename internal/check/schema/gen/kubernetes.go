package main

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/meshfn/meshfn/internal/check/schema/shape"
)

// The minor releases that are read: kubectl-validate says of 1.23 not how its kinds are created.
const oldest, newest = 24, 35

// document is the OpenAPI of one API version. Definitions of one name may differ between the documents of a release.
type document struct {
	defs  map[string]map[string]any // by name
	texts map[string]string         // the definitions as text
	kinds []served
}

// served is a kind that objects can be created of.
type served struct {
	group, version, kind string
	namespaced           bool
	def                  string
}

// kubernetes adds all kinds of all releases.
func (c *collection) kubernetes() error {
	dir, err := kubectlValidate.dir()
	if err != nil {
		return err
	}
	definitions := &definitions{Converter: c.Converter, known: map[[32]byte]shape.ID{}}
	c.Ref = definitions.ref
	for minor := oldest; minor <= newest; minor++ {
		files, err := documents(filepath.Join(dir, "pkg/openapiclient/builtins", fmt.Sprintf("1.%d", minor)))
		if err != nil {
			return err
		}
		for _, name := range files {
			if definitions.document, err = read(name); err != nil {
				return fmt.Errorf("read %s: %w", name, err)
			}
			definitions.keys = map[string][32]byte{}
			for _, s := range definitions.kinds {
				c.serve(s, minor, definitions.ref(s.def))
			}
			if definitions.defs[objectMeta] != nil {
				c.meta = definitions.ref(objectMeta)
			}
		}
	}
	c.Ref = nil
	return nil
}

const objectMeta = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"

// serve notes a kind of a release: the range of the release before grows where the schema is the same.
func (c *collection) serve(s served, minor int, root shape.ID) {
	for i := len(c.kinds) - 1; i >= 0; i-- {
		k := &c.kinds[i]
		if k.Group == s.group && k.Version == s.version && k.Kind == s.kind && k.Root == root && k.To == minor-1 {
			k.To = minor
			return
		}
	}
	c.kinds = append(c.kinds, shape.Kind{Group: s.group, Version: s.version, Kind: s.kind, Namespaced: s.namespaced,
		Root: root, From: minor, To: minor})
}

// documents are the files of one release.
func documents(dir string) ([]string, error) {
	core, err := filepath.Glob(filepath.Join(dir, "api", "*.json"))
	if err != nil {
		return nil, err
	}
	groups, err := filepath.Glob(filepath.Join(dir, "apis", "*", "*.json"))
	if len(core)+len(groups) == 0 {
		return nil, fmt.Errorf("no documents in %s", dir)
	}
	return append(core, groups...), err
}

func read(name string) (document, error) {
	d := document{defs: map[string]map[string]any{}, texts: map[string]string{}}
	text, err := os.ReadFile(name)
	if err != nil {
		return d, err
	}
	var doc openAPI
	if err := json.Unmarshal(text, &doc); err != nil {
		return d, err
	}
	byType := map[string]string{}
	for name, def := range doc.Components.Schemas {
		types, _ := def["x-kubernetes-group-version-kind"].([]any)
		for _, t := range types {
			t := t.(map[string]any)
			byType[fmt.Sprint(t["group"], "/", t["version"], "/", t["kind"])] = name
		}
		mend(name, def)
		text, err := json.Marshal(def)
		if err != nil {
			return d, err
		}
		d.defs[name], d.texts[name] = def, string(text)
	}
	for _, at := range slices.Sorted(maps.Keys(doc.Paths)) {
		raw, ok := doc.Paths[at]["post"]
		if !ok || strings.Contains(at, "{name}") {
			continue // not what creates an object, or a subresource
		}
		var post operation
		if err := json.Unmarshal(raw, &post); err != nil {
			return d, err
		}
		t := post.Type
		if def := byType[t.Group+"/"+t.Version+"/"+t.Kind]; def != "" {
			d.kinds = append(d.kinds, served{t.Group, t.Version, t.Kind, strings.Contains(at, "/namespaces/{namespace}/"), def})
		}
	}
	return d, nil
}

// openAPI is what is read of a document.
type openAPI struct {
	Paths      map[string]map[string]json.RawMessage
	Components struct {
		Schemas map[string]map[string]any
	}
}

type operation struct {
	Type struct{ Group, Version, Kind string } `json:"x-kubernetes-group-version-kind"`
}

// definitions gives the definitions of a document their nodes. Those with the same text, and the same text of all that they
// refer to, are the same in every document.
type definitions struct {
	*shape.Converter
	document
	keys  map[string][32]byte
	known map[[32]byte]shape.ID // of all documents
}

func (d *definitions) ref(ref string) shape.ID {
	name := path.Base(ref)
	key := d.key(name)
	if id, ok := d.known[key]; ok {
		return id
	}
	def := d.defs[name]
	if def == nil {
		panic("no definition " + name)
	}
	if to, ok := def["$ref"].(string); ok {
		return d.ref(to)
	}
	if !slices.Contains(slices.Collect(maps.Keys(d.reached(name, false))), name) {
		id := d.Schema(def)
		d.known[key] = id
		return id
	}
	id := d.Reserve() // it holds itself
	d.known[key] = id
	d.Fill(id, d.Node(def))
	return id
}

// key of a definition: all texts that it consists of.
func (d *definitions) key(name string) [32]byte {
	if k, ok := d.keys[name]; ok {
		return k
	}
	h := sha256.New()
	for _, n := range slices.Sorted(maps.Keys(d.reached(name, true))) {
		fmt.Fprintln(h, n, d.texts[n])
	}
	fmt.Fprintln(h, name)
	k := [32]byte(h.Sum(nil))
	d.keys[name] = k
	return k
}

// reached are the definitions below one, and itself if wanted or if it is below itself.
func (d *definitions) reached(name string, itself bool) map[string]bool {
	seen := map[string]bool{}
	var visit func(v any)
	visit = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, e := range v {
				visit(e)
			}
		case map[string]any:
			if ref, ok := v["$ref"].(string); ok {
				if n := path.Base(ref); !seen[n] {
					seen[n] = true
					visit(d.defs[n])
				}
			}
			for _, e := range v {
				visit(e)
			}
		}
	}
	visit(d.defs[name])
	if itself {
		seen[name] = true
	}
	return seen
}
