package controlplane

import (
	"cmp"
	"reflect"
	"slices"
	"strings"

	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
)

// overlays merges the custom overlays of the revision, and warns of what each drops or sets in vain.
func (b *builder) overlays(spec, last map[string]any) {
	for i, file := range b.revision.Overlays {
		overlay, ok := b.member.Overlays[file]
		if !ok {
			continue // reported when the fleet was loaded
		}
		field := mesh.Index(".overlays", i)
		layer := clone(overlay.Map("spec")).(map[string]any)
		if rev, ok := layer["revision"]; ok && rev != b.revision.Name {
			b.add(finding.Overlay, field, "overlay %s sets the revision %v; the revision of a control plane is revisions[].name", file, rev)
			delete(layer, "revision")
		}
		for _, d := range dropped(spec, layer) {
			b.add(finding.OverlayDropsEnv, field, "overlay %s replaces %s and drops %s", file, d.path, strings.Join(d.names, ", "))
		}
		for _, p := range overridden(layer, last, nil) {
			b.add(finding.OverlayHasNoEffect, field, "overlay %s sets %s, which the Istio CA's layer sets again after it", file, p)
		}
		merge(spec, layer)
	}
}

// drop is a list that a layer replaces, and the names that get lost.
type drop struct {
	path  string
	names []string
}

// dropped returns the env lists of components that the layer would replace by ones with fewer names.
func dropped(base, layer map[string]any) []drop {
	var all []drop
	over, _ := layer["components"].(map[string]any)
	for component, v := range over {
		under := krm.Object(base).Get("components", component)
		for _, pair := range pairs(under, v) {
			have, _ := krm.Object(pair.base).Get("k8s", "env").([]any)
			replaced, ok := krm.Object(pair.layer).Get("k8s", "env").([]any)
			if !ok {
				continue
			}
			var lost []string
			for _, e := range have {
				if !slices.ContainsFunc(replaced, func(r any) bool { return name(r) == name(e) }) {
					lost = append(lost, name(e))
				}
			}
			if len(lost) > 0 {
				all = append(all, drop{"components." + component + pair.suffix + ".k8s.env", lost})
			}
		}
	}
	slices.SortFunc(all, func(a, b drop) int { return cmp.Compare(a.path, b.path) })
	return all
}

type pair struct {
	base, layer map[string]any
	suffix      string
}

// pairs matches a component of the layer with the base's: itself, or gateway by gateway.
func pairs(base, layer any) []pair {
	if l, ok := layer.(map[string]any); ok {
		b, _ := base.(map[string]any)
		return []pair{{b, l, ""}}
	}
	var all []pair
	gateways, _ := layer.([]any)
	for _, g := range gateways {
		l, _ := g.(map[string]any)
		have, _ := base.([]any)
		if i := slices.IndexFunc(have, func(b any) bool { return name(b) != "" && name(b) == name(g) }); i >= 0 {
			all = append(all, pair{have[i].(map[string]any), l, "[" + name(g) + "]"})
		}
	}
	return all
}

// overridden returns the paths at which the layer sets another value than the last layer does.
func overridden(layer, last map[string]any, at []string) []string {
	var all []string
	for k, v := range layer {
		again, ok := last[k]
		if !ok {
			continue
		}
		path := append(slices.Clone(at), k)
		if m, isMap := v.(map[string]any); isMap {
			under, _ := again.(map[string]any)
			all = append(all, overridden(m, under, path)...)
		} else if !reflect.DeepEqual(v, again) {
			all = append(all, strings.Join(path, "."))
		}
	}
	slices.Sort(all)
	return all
}
