package rule

import (
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
)

// Object is a resource in its place.
type Object struct {
	krm.Object
	file *File
	// document counts the documents of the file that hold something, from 0; item is the path to the object inside it,
	// "" but for an element of a List.
	document int
	item     string
	mesh     string
}

// File that holds the object, a slash path relative to what was given.
func (o Object) File() string { return o.file.Path }

// Same reports whether both are the object of one place.
func (o Object) Same(other Object) bool {
	return o.file == other.file && o.document == other.document && o.item == other.item
}

// Report returns a finding about a field of the object, at its place in the file; where the field is absent, at what is
// there of it.
func (o Object) Report(code finding.Code, field, format string, args ...any) finding.Finding {
	at := o.At(field)
	f := finding.New(code, format, args...).At(at.File, field).Position(at.Line, at.Column)
	return f.On(at.Resource).In(o.mesh)
}

// At is the place of a field, as the other end of a finding.
func (o Object) At(field string) finding.Place {
	p := finding.Place{File: o.file.Path, Field: field, Resource: o.ID().String(), Mesh: o.mesh}
	inDocument := field
	if o.item != "" {
		inDocument = strings.TrimSuffix(o.item+"."+field, ".")
	}
	if nodes := o.file.nodes(); o.document < len(nodes) {
		p.Line, p.Column = mesh.Locate(nodes[o.document], inDocument)
		p.Line += o.file.line
	}
	return p
}

// Key is the path of a key below a field; one with dots or slashes, such as a label's, is quoted.
func Key(field, key string) string {
	if strings.ContainsAny(key, "./") {
		return field + "[" + strconv.Quote(key) + "]"
	}
	return strings.TrimPrefix(field+"."+key, ".")
}

// tools are groups of resources that configure programs: no API server knows them, though few say that they are
// local-config. Nothing takes an IstioOperator any more either.
var tools = []string{"kpt.dev", "fn.kpt.dev", "config.kubernetes.io", "kustomize.config.k8s.io", mesh.Group, "install.istio.io", "skaffold"}

// Local reports whether the object configures tools and is never applied to a cluster.
func (o Object) Local() bool {
	return o.Annotation(mesh.LocalConfigAnnotation) == "true" || slices.Contains(tools, o.ID().Group) ||
		o.file != nil && path.Base(o.file.Path) == "Chart.yaml"
}

// Maps returns the elements of a list under the keys that are maps.
func (o Object) Maps(keys ...string) []krm.Object { return Maps(o.List(keys...)) }

// Maps returns the elements of a list that are maps, as objects; what is none is nil, so that the index stays.
func Maps(list []any) []krm.Object {
	all := make([]krm.Object, len(list))
	for i, e := range list {
		all[i], _ = e.(map[string]any)
	}
	return all
}

// Number is a whole number of an object, whether rendered or read; ok is false for what is none.
func Number(v any) (n int, ok bool) {
	switch v := v.(type) {
	case int:
		return v, true
	case int64:
		return int(v), true
	case float64:
		return int(v), v == float64(int(v))
	}
	return 0, false
}
