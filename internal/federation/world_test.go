package federation_test

import (
	"maps"
	"slices"
	"testing"

	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/fleet"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
)

// world is the output of a whole fleet, by mesh. Rules look at nothing else, but for what a mesh says of its cluster and
// of peers outside the fleet.
type world map[string]*output

type output struct {
	mesh  *mesh.Mesh
	items []krm.Item
}

func worldOf(t testing.TB, f *fleet.Fleet) world {
	t.Helper()
	w := world{}
	for _, m := range f.Members {
		out := renderMesh(m)
		if finding.HasErrors(out.Findings) {
			t.Fatalf("%s: %v", m.Name(), out.Findings)
		}
		w[m.Name()] = &output{m.Mesh, out.Set.Items()}
	}
	return w
}

// names of the meshes, sorted.
func (w world) names() []string { return slices.Sorted(maps.Keys(w)) }

// kind returns the objects of a kind.
func (o *output) kind(kind string) []krm.Object {
	var all []krm.Object
	for _, it := range o.items {
		if it.Object.Kind() == kind {
			all = append(all, it.Object)
		}
	}
	return all
}

// named returns the object of a kind and name in a namespace, nil where there is none.
func (o *output) named(kind, namespace, name string) krm.Object {
	for _, c := range o.kind(kind) {
		if c.Namespace() == namespace && c.Name() == name {
			return c
		}
	}
	return nil
}

// controlPlane is the ServiceMeshControlPlane.
func (o *output) controlPlane() krm.Object {
	if all := o.kind("ServiceMeshControlPlane"); len(all) > 0 {
		return all[0]
	}
	return krm.Object{}
}

func (o *output) trustDomain() string {
	return o.controlPlane().String("spec", "security", "trust", "domain")
}

// gateways are additionalEgress or additionalIngress.
func (o *output) gateways(which string) map[string]krm.Object {
	all := map[string]krm.Object{}
	for name, g := range o.controlPlane().Map("spec", "gateways", which) {
		gateway, _ := g.(map[string]any)
		all[name] = gateway
	}
	return all
}

const (
	egresses  = "additionalEgress"
	ingresses = "additionalIngress"
)

func (o *output) external(peer string) *mesh.External {
	if o.mesh.Spec.Federation == nil {
		return nil
	}
	for _, p := range o.mesh.Spec.Federation.Peers {
		if p.Name == peer {
			return p.External
		}
	}
	return nil
}

func objects(list []any) []krm.Object {
	all := make([]krm.Object, len(list))
	for i, e := range list {
		m, _ := e.(map[string]any)
		all[i] = m
	}
	return all
}

func words(list []any) []string {
	all := make([]string, len(list))
	for i, e := range list {
		all[i], _ = e.(string)
	}
	return all
}

func number(v any) int {
	switch v := v.(type) {
	case int:
		return v
	case int64:
		return int(v)
	}
	return 0
}

// port of a gateway's Service by number, nil where it is missing.
func port(gateway krm.Object, n int) krm.Object {
	for _, p := range objects(gateway.List("service", "ports")) {
		if number(p["port"]) == n {
			return p
		}
	}
	return nil
}
