package diff_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"sigs.k8s.io/yaml"

	"github.com/meshfn/meshfn/internal/diff"
	"github.com/meshfn/meshfn/internal/krm"
)

// TestObjects holds each change of an object to what is said of it: one line per field, with its class.
func TestObjects(t *testing.T) {
	const deployment = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: istiod, namespace: istio-system, labels: {app: istiod}}
spec:
  replicas: 2
  template:
    spec:
      containers:
      - name: discovery
        image: pilot:1
        args: [discovery, --log]
        env: [{name: A, value: "1"}, {name: B, value: "2"}]
        ports: [{containerPort: 80}, {containerPort: 90, protocol: UDP}]
`
	const config = `
apiVersion: v1
kind: ConfigMap
metadata: {name: istio, namespace: istio-system}
data:
  mesh: |
    trustDomain: a
    trustDomainAliases: [b, c]
    accessLogFile: /dev/stdout
`
	const role = `
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: istiod}
rules: [{verbs: [get, list]}]
`
	const secret = `
apiVersion: v1
kind: Secret
metadata: {name: s}
data: {password: c2VjcmV0}
`
	const operator = `
apiVersion: install.istio.io/v1alpha1
kind: IstioOperator
metadata: {name: a}
spec:
  meshConfig: {trustDomain: a, accessLogFile: /dev/stdout, defaultConfig: {proxyMetadata: {CA_PROVIDER: GoogleCA, OTHER: x}}}
`
	const gateway = `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: a, labels: {istio.io/rev: one, app: a}}
`
	for _, c := range []struct{ name, base, old, new, want string }{
		{"who vouches for identities, not expanded", operator, "GoogleCA", "Citadel", `security spec.meshConfig.defaultConfig.proxyMetadata.CA_PROVIDER changed "GoogleCA" "Citadel"`},
		{"a trust domain, not expanded", operator, "trustDomain: a", "trustDomain: b", `security spec.meshConfig.trustDomain changed "a" "b"`},
		{"another setting, not expanded", operator, "/dev/stdout", "/dev/stderr", `restart spec.meshConfig.accessLogFile changed "/dev/stdout" "/dev/stderr"`},
		{"the control plane of a gateway", gateway, "istio.io/rev: one", "istio.io/rev: two", `traffic metadata.labels["istio.io/rev"] changed "one" "two"`},
		{"the encryption of the mesh", config, "trustDomain: a", "trustDomain: a\n    enableAutoMtls: false", `security data.mesh: enableAutoMtls added null false`},
		{"an image", deployment, "pilot:1", "pilot:2", `restart spec.template.spec.containers[name=discovery].image changed "pilot:1" "pilot:2"`},
		{"an inserted variable is one change", deployment, `env: [{name: A`, `env: [{name: Z}, {name: A`, `restart spec.template.spec.containers[name=discovery].env[name=Z] added null {"name":"Z"}`},
		{"variables in another order", deployment, `{name: A, value: "1"}, {name: B, value: "2"}`, `{name: B, value: "2"}, {name: A, value: "1"}`,
			`restart spec.template.spec.containers[name=discovery].env reordered ["name=A","name=B"] ["name=B","name=A"]`},
		{"a port by its number", deployment, "containerPort: 80}", "containerPort: 80, name: http}", `restart spec.template.spec.containers[name=discovery].ports[containerPort=80].name added null "http"`},
		{"a list of scalars is one value", deployment, "[discovery, --log]", "[discovery]", `restart spec.template.spec.containers[name=discovery].args changed ["discovery","--log"] ["discovery"]`},
		{"replicas", deployment, "replicas: 2", "replicas: 3", "traffic spec.replicas changed 2 3"},
		{"a right of the pod", deployment, "image: pilot:1", "image: pilot:1\n        securityContext: {privileged: true}",
			`security spec.template.spec.containers[name=discovery].securityContext added null {"privileged":true}`},
		{"a right inside what is added", deployment, "    spec:\n      containers:", "    spec:\n      initContainers: [{name: init, securityContext: {runAsUser: 0}}]\n      containers:",
			`security spec.template.spec.initContainers added null [{"name":"init","securityContext":{"runAsUser":0}}]`},
		{"a label", deployment, "app: istiod", "app: other", `cosmetic metadata.labels.app changed "istiod" "other"`},
		{"fields in another order", deployment, "kind: Deployment\nmetadata: {name: istiod, namespace: istio-system, labels: {app: istiod}}", "metadata: {labels: {app: istiod}, namespace: istio-system, name: istiod}\nkind: Deployment", ""},
		{"the same number", deployment, "replicas: 2", "replicas: 2.0", ""},
		{"a document in a text", config, "trustDomain: a", "trustDomain: b", `security data.mesh: trustDomain changed "a" "b"`},
		{"another document in a text", config, "/dev/stdout", "/dev/stderr", `traffic data.mesh: accessLogFile changed "/dev/stdout" "/dev/stderr"`},
		{"a role", role, "[get, list]", "[get, create]", `security rules[0].verbs changed ["get","list"] ["get","create"]`},
		{"a set in another order", role, "[get, list]", "[list, get]", ""},
		{"a set of another length", role, "[get, list]", "[list, get, get]", `security rules[0].verbs changed ["get","list"] ["list","get","get"]`},
		{"a list whose order counts", deployment, "[discovery, --log]", "[--log, discovery]", `restart spec.template.spec.containers[name=discovery].args changed ["discovery","--log"] ["--log","discovery"]`},
		{"a set in a document in a text", config, "[b, c]", "[c, b]", ""},
		{"a document in another form", config, "trustDomain: a\n", "trustDomain: \"a\" # the same\n", ""},
		{"a secret", secret, "c2VjcmV0", "b3RoZXI=", `security data.password changed "(secret)" "(secret)"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if !strings.Contains(c.base, c.old) {
				t.Fatalf("%q is not in the object", c.old)
			}
			var lines []string
			for _, change := range diff.Objects(items(t, c.base), items(t, strings.Replace(c.base, c.old, c.new, 1))) {
				for _, f := range change.Fields {
					lines = append(lines, say("", f)...)
				}
			}
			if diff := cmp.Diff(c.want, strings.Join(lines, "\n")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func say(prefix string, f diff.Field) []string {
	if len(f.Inside) > 0 {
		var lines []string
		for _, in := range f.Inside {
			lines = append(lines, say(f.Path.String()+": ", in)...)
		}
		return lines
	}
	before, _ := json.Marshal(f.Before)
	after, _ := json.Marshal(f.After)
	return []string{fmt.Sprintf("%s %s%s %s %s %s", f.Class, prefix, f.Path, f.Op, before, after)}
}

func items(t *testing.T, text string) []krm.Item {
	t.Helper()
	objects, err := krm.Decode([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	var all []krm.Item
	for _, o := range objects {
		all = append(all, krm.Item{Path: "manifests/a.yaml", Object: o})
	}
	return all
}

// TestApply mutates a value at random: the differences, written as JSON and applied, lead from the one to the other.
func TestApply(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 5000 {
		base := mapping(r, 4)
		head := plain(base)
		for range 1 + r.IntN(4) {
			head = mutate(r, head, 4)
		}
		text, err := json.Marshal(diff.Compare(plain(base), head))
		if err != nil {
			t.Fatal(err)
		}
		var fields []jsonField
		if err := json.Unmarshal(text, &fields); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(head, apply(plain(base), fields)); d != "" {
			before, _ := yaml.Marshal(base)
			t.Fatalf("want -, got +\n%s\nbase\n%s\ndifferences %s", d, before, text)
		}
		if len(diff.Compare(head, plain(head))) > 0 {
			t.Fatalf("%v differs from itself", head)
		}
	}
}

var fieldNames = []string{"name", "port", "protocol", "spec", "a.b/c", "key", "value"}

func mapping(r *rand.Rand, depth int) map[string]any {
	m := map[string]any{}
	for range 1 + r.IntN(4) {
		m[fieldNames[r.IntN(len(fieldNames))]] = value(r, depth-1)
	}
	return m
}

func value(r *rand.Rand, depth int) any {
	kind := r.IntN(7)
	if depth <= 0 {
		kind = 2 + r.IntN(3)
	}
	switch kind {
	case 0, 1:
		return mapping(r, depth)
	case 2:
		return float64(r.IntN(3))
	case 3:
		return r.IntN(2) == 0
	case 4:
		return []string{"", "x", "a: 1\nb: 2\n", "a: 1\nb: 3\n"}[r.IntN(4)]
	}
	list := []any{}
	keyed := r.IntN(3) > 0
	for i := range r.IntN(4) {
		if !keyed {
			list = append(list, value(r, depth-1))
			continue
		}
		m := mapping(r, depth-1)
		m["name"] = fmt.Sprint("n", i)
		list = append(list, m)
	}
	return list
}

// mutate returns another value, changed somewhere.
func mutate(r *rand.Rand, v any, depth int) any {
	switch v := v.(type) {
	case map[string]any:
		key := fieldNames[r.IntN(len(fieldNames))]
		switch inner, has := v[key]; {
		case !has:
			v[key] = value(r, depth-1)
		case r.IntN(4) == 0:
			delete(v, key)
		default:
			v[key] = mutate(r, inner, depth-1)
		}
		return v
	case []any:
		if len(v) == 0 || r.IntN(5) == 0 {
			return value(r, depth)
		}
		switch i := r.IntN(len(v)); r.IntN(4) {
		case 0:
			return slices.Delete(v, i, i+1)
		case 1:
			return slices.Insert(v, i, any(map[string]any{"name": fmt.Sprint("m", r.IntN(3))}))
		case 2:
			r.Shuffle(len(v), func(i, j int) { v[i], v[j] = v[j], v[i] })
			return v
		default:
			v[i] = mutate(r, v[i], depth-1)
			return v
		}
	}
	return value(r, depth)
}
