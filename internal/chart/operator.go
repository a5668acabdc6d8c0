package chart

import (
	"fmt"

	"github.com/meshfn/meshfn/internal/krm"
)

// combine lays IstioOperators over each other, later ones win.
func combine(operators []krm.Object) map[string]any {
	combined := map[string]any{
		"apiVersion": "install.istio.io/v1alpha1", "kind": "IstioOperator",
		"metadata": map[string]any{}, "spec": map[string]any{},
	}
	for _, o := range operators {
		written := cloneMap(o)
		if written["spec"] == nil {
			delete(written, "spec")
		}
		merge(combined, written)
	}
	return combined
}

// complete puts the user's IstioOperator over its profile and copies to values what has a field of its own in spec.
// The charts see values only.
func (c *Charts) complete(user map[string]any) (map[string]any, error) {
	own := getMap(user, "spec", "values")
	base, err := c.base(user)
	if err != nil {
		return nil, err
	}
	merge(base, user)
	spec := getMap(base, "spec")
	for _, field := range []struct {
		from string
		to   []string
	}{
		{"hub", []string{"global", "hub"}},
		{"tag", []string{"global", "tag"}},
		{"revision", []string{"revision"}},
		{"compatibilityVersion", []string{"compatibilityVersion"}},
	} {
		value, ok := spec[field.from]
		if !ok {
			continue
		}
		text := fmt.Sprint(value)
		value = text
		if field.from == "hub" || field.from == "revision" {
			value = scalar(text)
		}
		if err := set(base, value, append([]string{"spec", "values"}, field.to...)...); err != nil {
			return nil, err
		}
	}
	if config, ok := spec["meshConfig"].(map[string]any); ok {
		merge(base, cloneMap(map[string]any{"spec": map[string]any{"values": map[string]any{"meshConfig": config}}}))
	}
	for _, enabled := range []struct{ component, value []string }{
		{[]string{"pilot"}, []string{"pilot", "enabled"}},
		{[]string{"cni"}, []string{"pilot", "cni", "enabled"}},
	} {
		on := get(spec, "components", enabled.component[0], "enabled") == true
		if err := set(base, on, append([]string{"spec", "values"}, enabled.value...)...); err != nil {
			return nil, err
		}
	}
	if namespace, _ := get(spec, "values", "global", "istioNamespace").(string); namespace != "" {
		if err := set(base, namespace, "metadata", "namespace"); err != nil {
			return nil, err
		}
	}
	if own != nil {
		// What the user wrote in values wins over what was copied there.
		merge(base, cloneMap(map[string]any{"spec": map[string]any{"values": own}}))
	}
	return base, nil
}

// base returns a copy of the profile that the user names, which always lies over the profile default.
func (c *Charts) base(user map[string]any) (map[string]any, error) {
	profile, err := c.profile("default")
	if err != nil {
		return nil, err
	}
	base := cloneMap(profile)
	name, _ := get(user, "spec", "profile").(string)
	if name == "" || name == "default" {
		return base, nil
	}
	top, err := c.profile(name)
	if err != nil {
		return nil, err
	}
	merge(base, cloneMap(top))
	return base, nil
}
