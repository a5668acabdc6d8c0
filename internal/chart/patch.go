package chart

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
)

// place says where a setting under k8s goes: into which object, and below which field of it.
type place struct {
	kind  string // "" for the component's workload
	path  []string
	inner bool // below the component's container
}

var places = map[string]place{
	"affinity":            {path: []string{"spec", "template", "spec", "affinity"}},
	"env":                 {path: []string{"env"}, inner: true},
	"hpaSpec":             {kind: "HorizontalPodAutoscaler", path: []string{"spec"}},
	"imagePullPolicy":     {path: []string{"imagePullPolicy"}, inner: true},
	"nodeSelector":        {path: []string{"spec", "template", "spec", "nodeSelector"}},
	"podDisruptionBudget": {kind: "PodDisruptionBudget", path: []string{"spec"}},
	"podAnnotations":      {path: []string{"spec", "template", "metadata", "annotations"}},
	"priorityClassName":   {path: []string{"spec", "template", "spec", "priorityClassName"}},
	"readinessProbe":      {path: []string{"readinessProbe"}, inner: true},
	"replicaCount":        {path: []string{"spec", "replicas"}},
	"resources":           {path: []string{"resources"}, inner: true},
	"strategy":            {path: []string{"spec", "strategy"}},
	"tolerations":         {path: []string{"spec", "template", "spec", "tolerations"}},
	"serviceAnnotations":  {kind: "Service", path: []string{"metadata", "annotations"}},
	"service":             {kind: "Service", path: []string{"spec"}},
	"securityContext":     {path: []string{"spec", "template", "spec", "securityContext"}},
}

// patch applies the settings and overlays under k8s to the objects of the component. Objects that change are replaced
// in the list by changed copies.
func (c component) patch(objects []krm.Object, revision string) []finding.Finding {
	settings := getMap(c.spec, "k8s")
	if settings == nil {
		return nil
	}
	name := cmp.Or(c.title, c.object)
	if c.name == "pilot" && revision != "" && revision != "default" {
		name += "-" + revision
	}
	settings = maps.Clone(settings)
	if c.gateway() {
		// The chart has the ports from the values already; merging them by number would mix up UDP and TCP.
		service, isMap := settings["service"].(map[string]any)
		if _, written := settings["service"]; isMap || !written {
			service = maps.Clone(service)
			if service == nil {
				service = map[string]any{}
			}
			service["ports"] = []any{}
			settings["service"] = service
		}
	}
	var findings []finding.Finding
	copied := map[int]bool{}
	change := func(i int) krm.Object {
		if !copied[i] {
			objects[i], copied[i] = copyValue(map[string]any(objects[i])).(map[string]any), true
		}
		return objects[i]
	}
	for _, field := range slices.Sorted(maps.Keys(places)) {
		value, ok := settings[field]
		if !ok {
			continue
		}
		at := places[field]
		kind := cmp.Or(at.kind, c.workload)
		for i, o := range objects {
			if o.Kind() != kind || o.Name() != name {
				continue
			}
			merged, err := strategic(change(i), c.wrap(at, integral(value)), kind)
			if err != nil {
				findings = append(findings, finding.New(finding.ExpansionRefused, "%v", err).
					At("", c.field+".k8s."+field).On(o.ID().String()))
				continue
			}
			objects[i] = merged
			if field == "podDisruptionBudget" {
				oneLimit(objects[i])
			}
		}
	}
	overlays, _ := settings["overlays"].([]any)
	for n, item := range overlays {
		overlay, _ := item.(map[string]any)
		field := fmt.Sprintf("%s.k8s.overlays[%d]", c.field, n)
		findings = append(findings, overlayObjects(objects, overlay, field)...)
	}
	return findings
}

// wrap builds the patch that puts value at a place.
func (c component) wrap(at place, value any) map[string]any {
	path := at.path
	wrapped := func(path []string, value any) map[string]any {
		for _, key := range slices.Backward(path) {
			value = map[string]any{key: value}
		}
		return value.(map[string]any)
	}
	if at.inner {
		container := wrapped(path, value)
		container["name"] = c.container
		return wrapped([]string{"spec", "template", "spec", "containers"}, []any{container})
	}
	return wrapped(path, value)
}

// oneLimit leaves a budget with one limit: charts set minAvailable, and Kubernetes refuses both.
func oneLimit(budget krm.Object) {
	spec := budget.Map("spec")
	_, most := spec["maxUnavailable"]
	if _, least := spec["minAvailable"]; least && most {
		spec["minAvailable"] = nil
	}
}

// integral is a deep copy with whole numbers as int64, as Kubernetes decodes JSON.
func integral(value any) any {
	switch v := value.(type) {
	case map[string]any:
		into := make(map[string]any, len(v))
		for k, item := range v {
			into[k] = integral(item)
		}
		return into
	case []any:
		list := make([]any, len(v))
		for i, item := range v {
			list[i] = integral(item)
		}
		return list
	case float64:
		if n := int64(v); float64(n) == v {
			return n
		}
	case int:
		return int64(v)
	}
	return value
}
