package chart

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/meshfn/meshfn/internal/chart/residual"
	"github.com/meshfn/meshfn/internal/krm"
)

// release is the name that istioctl gives each Helm release; charts put it into labels.
const release = "istio"

// output is what one template makes. It is shared and must not be changed.
type output struct {
	objects  []krm.Object
	warnings []string // lines of the notes
}

// render returns the objects of the chart, which are shared, and the warnings of its notes.
func (c *chart) render(namespace string, values map[string]any) (output, error) {
	shape := residual.Split(values)
	if out, ok := c.residuals.get(namespace, shape); ok {
		return out, nil
	}
	root := c.root(namespace, values)
	keys := newKeys(root, namespace)
	out, err := c.run(values, func(name string) (output, error) { return c.engine.output(name, root, keys) })
	if err == nil && shape.OK {
		c.learn(namespace, values, shape, out)
	}
	return out, err
}

// root is what the templates see.
func (c *chart) root(namespace string, values map[string]any) map[string]any {
	return map[string]any{
		"Chart": c.meta, "Files": c.files, "Capabilities": offline, "Subcharts": map[string]any{},
		"Release": map[string]any{
			"Name": release, "Namespace": namespace, "Service": "Helm",
			"IsUpgrade": false, "IsInstall": false, "Revision": 0,
		},
		"Values": coalesce(values, c.values),
	}
}

// run makes all of the chart's templates in their order and puts together what they make.
func (c *chart) run(values map[string]any, run func(template string) (output, error)) (output, error) {
	made := make(map[string]output, len(c.engine.names))
	for _, name := range c.engine.names {
		out, err := run(name)
		if err != nil {
			return output{}, err
		}
		made[name] = out
	}
	var all output
	for _, name := range slices.Sorted(slices.Values(c.engine.names)) {
		all.objects = append(all.objects, made[name].objects...)
		all.warnings = append(all.warnings, made[name].warnings...)
	}
	if c.meta.Name == "base" && get(values, "base", "enableIstioConfigCRDs") == false {
		return all, nil
	}
	all.objects = append(all.objects, c.crds...)
	return all, nil
}

// output returns what a template makes, from memory where everything that it reads has been seen before.
func (e *engine) output(name string, root map[string]any, keys *keys) (output, error) {
	r := e.reads[name]
	if r.changes || r.anything {
		out, err := e.make(name, root)
		if r.changes {
			keys.forget()
		}
		return out, err
	}
	key, ok := keys.of(r.paths)
	if !ok {
		return e.make(name, root)
	}
	if out, ok := e.memo[name].get(key); ok {
		return out, nil
	}
	out, err := e.make(name, root)
	if err == nil {
		e.memo[name].put(key, out)
		for _, o := range out.objects {
			if o.Kind() == "CustomResourceDefinition" {
				krm.Fix(o.Map("spec"))
			}
		}
	}
	return out, err
}

func (e *engine) make(name string, root map[string]any) (output, error) {
	text, values, err := e.execute(name, root)
	if err != nil {
		return output{}, err
	}
	if path.Ext(name) == ".txt" {
		return output{warnings: warnings(text)}, nil
	}
	objects, err := decodeAll(text, values)
	if err != nil {
		return output{}, fmt.Errorf("parse the output of %s: %w", name, err)
	}
	return output{objects: objects}, nil
}

// warnings are the lines of notes that istioctl prints.
func warnings(notes string) []string {
	var found []string
	for line := range strings.Lines(notes) {
		if w, ok := strings.CutPrefix(line, "WARNING: "); ok {
			found = append(found, strings.TrimSpace(w))
		}
	}
	return found
}

// decodeAll reads the documents of a text in which the values stand as marks.
func decodeAll(text string, values []any) ([]krm.Object, error) {
	var objects []krm.Object
	for _, document := range split(text) {
		o, rest := taken(document, values)
		if o == nil {
			var err error
			if o, err = decode(rest); err != nil {
				return nil, err
			}
		}
		if o != nil {
			objects = append(objects, o)
		}
	}
	return objects, nil
}
