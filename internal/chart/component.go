package chart

import (
	"fmt"
	"slices"
)

// kind is one kind of component that an IstioOperator knows: which chart it is, where its values are, and which object
// the settings under k8s belong to. Source: operator/pkg/component of Istio 1.29.
type kind struct {
	name      string // in spec.components
	byDefault bool   // enabled when spec.components does not name it
	dir       string // of the chart
	root      string // of its values; for gateways below values.gateways
	workload  string // kind of the object that k8s settings patch
	object    string // its name
	container string // its container
}

var kinds = []kind{
	{name: "base", byDefault: true, dir: "base", root: "global"},
	{name: "pilot", byDefault: true, dir: "istio-control/istio-discovery", root: "pilot",
		workload: "Deployment", object: "istiod", container: "discovery"},
	{name: "ingressGateways", byDefault: true, dir: "gateways/istio-ingress", root: "istio-ingressgateway",
		workload: "Deployment", object: "istio-ingressgateway", container: "istio-proxy"},
	{name: "egressGateways", dir: "gateways/istio-egress", root: "istio-egressgateway",
		workload: "Deployment", object: "istio-egressgateway", container: "istio-proxy"},
	{name: "cni", dir: "istio-cni", root: "cni", workload: "DaemonSet", object: "istio-cni-node", container: "install-cni"},
	{name: "ztunnel", dir: "ztunnel", root: "ztunnel", workload: "DaemonSet", object: "ztunnel", container: "istio-proxy"},
}

func (k kind) gateway() bool { return k.name == "ingressGateways" || k.name == "egressGateways" }

// flat reports whether the chart takes its values at the top instead of below root.
func (k kind) flat() bool { return k.name == "ztunnel" }

// path of the component's values below spec.values.
func (k kind) path() []string {
	if k.gateway() {
		return []string{"gateways", k.root}
	}
	return []string{k.root}
}

// component is one enabled component of an IstioOperator.
type component struct {
	kind
	field     string // its path in the IstioOperator
	namespace string
	title     string         // metadata name of a gateway, "" for the kind's own
	spec      map[string]any // as written; nil for a component that is on without being named
}

// components returns the enabled components in the order of kinds, gateways in the order in which they are written.
func components(operator map[string]any) []component {
	namespace, _ := get(operator, "metadata", "namespace").(string)
	var all []component
	for _, k := range kinds {
		forced := k.gateway() && get(operator, "spec", "values", "gateways", k.root, "enabled") == true
		field := "spec.components." + k.name
		written, named := get(operator, "spec", "components", k.name), has(operator, "spec", "components", k.name)
		specs := []any{written}
		if k.gateway() && named {
			specs, _ = written.([]any)
		} else if _, ok := written.(map[string]any); !ok {
			if k.byDefault || forced {
				all = append(all, component{kind: k, field: field, namespace: namespace})
			}
			continue
		}
		for i, item := range specs {
			spec, _ := item.(map[string]any)
			if spec["enabled"] == false && !forced {
				continue
			}
			c := component{kind: k, field: field, namespace: namespace, spec: spec}
			if k.gateway() {
				c.field = fmt.Sprintf("%s[%d]", field, i)
				c.title, _ = spec["name"].(string)
			}
			if own, _ := spec["namespace"].(string); own != "" {
				c.namespace = own
			} else if c.namespace == "" {
				c.namespace = "istio-system"
			}
			all = append(all, c)
		}
	}
	return all
}

// values returns what the component's chart gets: spec.values with the gateway's own settings, its hub and tag, and for
// a chart with flat values what is below its root moved to the top.
func (c component) values(operator map[string]any) (map[string]any, error) {
	values := getMap(operator, "spec", "values")
	if c.spec == nil {
		if !c.gateway() {
			return values, nil
		}
		values = cloneMap(values)
		err := c.set(values, "", "name")
		if err == nil {
			err = c.set(values, map[string]string(nil), "labels")
		}
		return values, err
	}
	values = cloneMap(values)
	if values == nil {
		return nil, nil
	}
	var settings []setting
	if c.gateway() {
		settings = append(settings, setting{"name", c.title}, setting{"labels", c.labels()})
		if ports := c.ports(); ports != nil {
			settings = append(settings, setting{"ports", ports})
		}
	}
	if hub, _ := c.spec["hub"].(string); hub != "" {
		settings = append(settings, setting{"hub", scalar(hub)})
	}
	if tag := c.spec["tag"]; tag != nil {
		settings = append(settings, setting{"tag", scalar(fmt.Sprint(tag))})
	}
	for _, s := range settings {
		if err := c.set(values, s.value, s.key); err != nil {
			return nil, err
		}
	}
	own := getMap(values, c.root)
	if !c.flat() || own == nil {
		return values, nil
	}
	flat := map[string]any{"global": values["global"]}
	for k, v := range values {
		if _, isMap := v.(map[string]any); !isMap {
			flat[k] = v
		}
	}
	for k, v := range own {
		flat[k] = v
	}
	return flat, nil
}

type setting struct {
	key   string
	value any
}

func (c component) set(values map[string]any, value any, key string) error {
	if err := set(values, value, append(slices.Clone(c.path()), key)...); err != nil {
		return fmt.Errorf("spec.values.%w", err)
	}
	return nil
}

func (c component) labels() map[string]any {
	labels := map[string]any{}
	for k, v := range getMap(c.spec, "label") {
		if v == nil {
			v = ""
		}
		labels[k] = v
	}
	return labels
}

// ports returns the ports of k8s.service as values of the chart, which puts them into Service and Deployment. They are
// written as Kubernetes' own type prints them: what is empty is left out, and a targetPort is always there.
func (c component) ports() []any {
	written, _ := get(c.spec, "k8s", "service", "ports").([]any)
	var ports []any
	for _, item := range written {
		from, _ := item.(map[string]any)
		port := map[string]any{"port": float64(0), "targetPort": float64(0)}
		for _, key := range []string{"name", "protocol", "appProtocol", "port", "targetPort", "nodePort"} {
			if v := from[key]; v != nil && v != "" && !(key == "nodePort" && v == float64(0)) {
				port[key] = v
			}
		}
		ports = append(ports, port)
	}
	return ports
}
