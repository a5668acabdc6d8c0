package chart

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	apps "k8s.io/api/apps/v1"
	autoscaling "k8s.io/api/autoscaling/v2"
	core "k8s.io/api/core/v1"
	policy "k8s.io/api/policy/v1"
	"k8s.io/apimachinery/pkg/util/strategicpatch"
)

var types = map[string]reflect.Type{
	"Deployment": reflect.TypeFor[apps.Deployment](), "DaemonSet": reflect.TypeFor[apps.DaemonSet](),
	"Service": reflect.TypeFor[core.Service](), "PodDisruptionBudget": reflect.TypeFor[policy.PodDisruptionBudget](),
	"HorizontalPodAutoscaler": reflect.TypeFor[autoscaling.HorizontalPodAutoscaler](),
}

// The tables name exactly the fields that the tags of the types name, as far as settings reach.
func TestMergeTables(t *testing.T) {
	keys, replaced := map[string]string{}, map[string]bool{}
	for _, k := range kinds {
		for _, at := range places {
			kind := at.kind
			if kind == "" {
				kind = k.workload
			}
			if kind == "" {
				continue
			}
			path := at.path
			if at.inner {
				path = append([]string{"spec", "template", "spec", "containers"}, path...)
			}
			walk(types[kind], kind, path, keys, replaced)
		}
	}
	if diff := cmp.Diff(keys, mergeKeys); diff != "" {
		t.Errorf("merge keys, types -, table +: %s", diff)
	}
	if diff := cmp.Diff(replaced, replacedMaps); diff != "" {
		t.Errorf("replaced maps, types -, table +: %s", diff)
	}
}

// walk follows a path, and below its end everything.
func walk(of reflect.Type, at string, path []string, keys map[string]string, replaced map[string]bool) {
	for of.Kind() == reflect.Pointer || of.Kind() == reflect.Slice {
		of = of.Elem()
	}
	if of.Kind() != reflect.Struct {
		return
	}
	for _, f := range reflect.VisibleFields(of) {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "" || name == "-" || len(path) > 0 && name != path[0] {
			continue
		}
		field := at + "." + name
		strategies := strings.Split(f.Tag.Get("patchStrategy"), ",")
		if slices.Contains(strategies, "merge") && f.Type.Kind() == reflect.Slice {
			keys[field] = f.Tag.Get("patchMergeKey")
		}
		if slices.Contains(strategies, "replace") {
			replaced[field] = true
		}
		walk(f.Type, field, path[min(1, len(path)):], keys, replaced)
	}
}

// Whatever is merged, it becomes what Kubernetes' own merge makes of it.
func TestMergeAsKubernetes(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for n := range 3000 {
		kind := []string{"Deployment", "Service", "PodDisruptionBudget"}[n%3]
		base, patch := sample(random, kind, false), sample(random, kind, true)
		baseText, patchText := printed(t, base), printed(t, patch)
		merged, err := strategicpatch.StrategicMergePatch(baseText, patchText, reflect.New(types[kind]).Interface())
		ours, ourErr := strategic(base, patch, kind)
		if (err != nil) != (ourErr != nil) {
			t.Fatalf("%s\n%s\nKubernetes: %v, we: %v", baseText, patchText, err, ourErr)
		}
		if err != nil {
			continue
		}
		var want any
		if err := json.Unmarshal(merged, &want); err != nil {
			t.Fatal(err)
		}
		var got any
		if err := json.Unmarshal(printed(t, ours), &got); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("%s\n%s\n%s", baseText, patchText, diff)
		}
	}
}

func printed(t *testing.T, value any) []byte {
	t.Helper()
	b, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// sample is an object of the kind with some of its fields.
func sample(random *rand.Rand, kind string, patch bool) map[string]any {
	some := func(m map[string]any) map[string]any {
		for _, key := range slices.Sorted(maps.Keys(m)) {
			switch {
			case random.IntN(3) == 0:
				delete(m, key)
			case patch && random.IntN(6) == 0:
				m[key] = nil
			}
		}
		return m
	}
	items := func(key string, field string) []any {
		list := []any{}
		for _, n := range random.Perm(6)[:random.IntN(5)] {
			item := some(map[string]any{field: fmt.Sprint("v", random.IntN(3))})
			item[key] = fmt.Sprint("n", n)
			if key == "port" {
				item[key] = int64(n)
			}
			list = append(list, item)
		}
		return list
	}
	labels := func() map[string]any {
		m := some(map[string]any{"a": "1", "b": "2", "c": "3"})
		if patch && random.IntN(8) == 0 {
			m[directive] = []string{"replace", "delete", "else"}[random.IntN(3)]
		}
		return m
	}
	switch kind {
	case "Service":
		return map[string]any{"spec": some(map[string]any{"ports": items("port", "name"), "selector": labels(), "externalIPs": []any{"x"}})}
	case "PodDisruptionBudget":
		return map[string]any{"spec": some(map[string]any{"minAvailable": int64(random.IntN(3)), "selector": map[string]any{"matchLabels": labels()}})}
	}
	container := some(map[string]any{"env": items("name", "value"), "image": "i", "resources": some(map[string]any{"limits": some(map[string]any{"cpu": "1", "memory": "2"})})})
	container["name"] = fmt.Sprint("c", random.IntN(2))
	return map[string]any{"spec": map[string]any{"template": map[string]any{"spec": some(map[string]any{
		"containers": []any{container}, "nodeSelector": labels(), "tolerations": items("key", "value"),
	})}}}
}
