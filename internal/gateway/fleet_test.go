package gateway

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/meshfn/meshfn/internal/check/gateways"
	"github.com/meshfn/meshfn/internal/check/injection"
	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/controlplane"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/fleet"
	"github.com/meshfn/meshfn/internal/mesh"
)

// randomFleet returns meshes of a few mesh IDs, networks and products, with any gateways that a person may write.
func randomFleet(r *rand.Rand) []mesh.Source {
	sources := make([]mesh.Source, 2+r.IntN(29))
	for i := range sources {
		sources[i] = randomMesh(r, i)
	}
	return sources
}

func pick[T any](r *rand.Rand, all ...T) T { return all[r.IntN(len(all))] }

func randomMesh(r *rand.Rand, i int) mesh.Source {
	name := fmt.Sprintf("cluster%02d", i)
	var b strings.Builder
	fmt.Fprintf(&b, "apiVersion: meshfn.dev/v1alpha1\nkind: Mesh\nmetadata:\n  name: %s\n  annotations: {config.kubernetes.io/local-config: \"true\"}\nspec:\n", name)
	platform := pick(r, mesh.GKE, mesh.AWS, mesh.Azure, mesh.BareMetal, mesh.PlatformOpenShift, mesh.Other)
	fmt.Fprintf(&b, "  cluster: {platform: %s, network: net%d, kubernetesVersion: \"1.%d\", project: shop, projectNumber: \"1\"%s}\n",
		platform, r.IntN(3), 18+r.IntN(18), map[bool]string{true: ", location: us-central1-c"}[platform == mesh.GKE])
	fmt.Fprintf(&b, "  controlPlane:\n    meshID: mesh%d\n    clusterName: name-%s\n", r.IntN(3), name)
	revisions := []string{""}
	switch r.IntN(4) {
	case 0:
		b.WriteString("    distribution: ASM\n    revisions: [{version: 1.10.6-asm.2, options: [no-default-ingress]}]\n")
	case 1:
		b.WriteString("    distribution: ASM\n    revisions: [{version: 1.22.1-asm.0}, {version: 1.23.3-asm.2}]\n    tags: {default: asm-1221-0, next: asm-1233-2}\n")
		revisions = []string{"", "default", "next", "asm-1233-2"}
	case 2:
		b.WriteString("    distribution: Istio\n    revisions: [{version: 1.29.1, profile: minimal}]\n")
	case 3:
		b.WriteString("    distribution: Istio\n    revisions: [{version: 1.28.0, name: stable, profile: minimal}]\n")
		revisions = []string{"", "stable"}
	}
	eastWest := false
	nodePort := 30000
	b.WriteString("  gateways:\n  - {name: always, namespace: gateways}\n")
	for g := range r.IntN(5) {
		role := pick(r, mesh.Ingress, mesh.Egress, mesh.EastWest)
		eastWest = eastWest || role == mesh.EastWest
		exposure := pick(r, mesh.ExposeExternal, mesh.ExposeInternal, mesh.ExposeNodePort, mesh.ExposeClusterIP)
		fmt.Fprintf(&b, "  - {name: gw%d, namespace: ns%d, role: %s, exposure: %s", g, r.IntN(2), role, exposure)
		if exposure == mesh.ExposeExternal {
			b.WriteString(", sourceRanges: [192.0.2.0/24]")
		}
		if rev := pick(r, revisions...); rev != "" {
			fmt.Fprintf(&b, ", revision: %s", rev)
		}
		if exposure != mesh.ExposeClusterIP && r.IntN(2) == 0 {
			fmt.Fprintf(&b, ", ports: [{name: http2, port: 80, nodePort: %d}, {name: tcp-more, port: 9000, nodePort: %d}]", nodePort, nodePort+1)
			nodePort += 2
		}
		b.WriteString("}\n")
	}
	b.WriteString("  multiCluster:\n")
	if eastWest && r.IntN(2) == 0 {
		b.WriteString("    exposeControlPlane: true\n")
	}
	source := pick(r, "{source: Manual}", `{source: ExternalSecret, externalSecret: {store: vault, key: "mesh/{mesh}"}}`)
	fmt.Fprintf(&b, "    remoteSecrets: %s\n", source)
	return mesh.Source{File: name + "/mesh.yaml", Text: []byte(b.String())}
}

var manual = regexp.MustCompile(`create-remote-secret --context=(\S+) --name=(\S+)`)

// remoteSecrets are the meshes whose remote secret the member is to get, by reference or by hand.
func remoteSecrets(t *testing.T, m *fleet.Member) []string {
	t.Helper()
	out := Render(m)
	var references, steps []string
	for _, it := range out.Set.Items() {
		if o := it.Object; o.Kind() == "ExternalSecret" {
			name, _ := strings.CutPrefix(o.Name(), "istio-remote-secret-")
			data := o.List("spec", "data")[0].(map[string]any)
			template := o.Map("spec", "target", "template", "metadata")
			if o.Map("spec", "target")["name"] != o.Name() || data["secretKey"] != name ||
				template["annotations"].(map[string]any)["networking.istio.io/cluster"] != name ||
				template["labels"].(map[string]any)["istio/multiCluster"] != "true" {
				t.Errorf("%s: name, key, annotation and label disagree: %v", m.Name(), o)
			}
			references = append(references, strings.TrimPrefix(name, "name-"))
		}
	}
	for _, s := range out.Checklist {
		if f := manual.FindStringSubmatch(strings.Join(s.Commands, "\n")); f != nil {
			if f[2] != "name-"+f[1] {
				t.Errorf("%s: %s is not the cluster name of %s", m.Name(), f[2], f[1])
			}
			steps = append(steps, f[1])
		}
	}
	if len(references) > 0 && !slices.Equal(references, steps) {
		t.Errorf("%s: references %v, steps %v", m.Name(), references, steps)
	}
	return steps
}

// TestRandomFleets holds what must be true of any fleet: remote secrets are the ordered pairs of one mesh ID, and no
// object breaks a rule that a mesh.yaml cannot ask for.
func TestRandomFleets(t *testing.T) {
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 4))
		sources := randomFleet(r)
		f := newFleet(t, fleet.Input{Meshes: sources})
		all := map[string]string{}
		for _, m := range f.Members {
			out := Render(m)
			if finding.HasErrors(out.Findings) {
				t.Fatalf("seed %d: %s: %v\n%s", seed, m.Name(), out.Findings, m.Source().Text)
			}
			all[m.Name()] = text(m, out)
			var want []string
			for _, o := range f.Members {
				if o != m && o.Mesh.Spec.ControlPlane.MeshID == m.Mesh.Spec.ControlPlane.MeshID {
					want = append(want, o.Name())
				}
			}
			if got := remoteSecrets(t, m); !slices.Equal(got, want) {
				t.Errorf("seed %d: %s gets remote secrets of %v, want %v", seed, m.Name(), got, want)
			}
			for _, broken := range check(m) {
				t.Errorf("seed %d: %s: %v\n%s", seed, m.Name(), broken, m.Source().Text)
			}
		}
		// The order of the input is no matter.
		shuffled := slices.Clone(sources)
		r.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		for _, m := range newFleet(t, fleet.Input{Meshes: shuffled}).Members {
			if text(m, Render(m)) != all[m.Name()] {
				t.Errorf("seed %d: %s depends on the order of the input", seed, m.Name())
			}
		}
		leave(t, seed, sources, all)
	}
}

// check returns what the rules of gateways and injection say of a member's rendered gateways and namespaces.
func check(m *fleet.Member) []finding.Finding {
	cp, gw := controlplane.Render(m), Render(m)
	items := slices.Concat(cp.Set.Items(), gw.Set.Items())
	run := rule.NewRun(slices.Concat(injection.Rules, gateways.Rules), time.Time{})
	run.Add(rule.NewCluster(m.Name(), m, rule.Rendered("", items)))
	return slices.DeleteFunc(run.Findings(), func(f finding.Finding) bool { return f.Severity == finding.Info })
}

// leave takes the first mesh out of the fleet: those of its mesh ID change, no other does, and nothing names it any more.
func leave(t *testing.T, seed uint64, sources []mesh.Source, before map[string]string) {
	t.Helper()
	whole := newFleet(t, fleet.Input{Meshes: sources})
	gone := whole.Members[0]
	friends := map[string]bool{}
	for _, o := range gone.SameMesh() {
		friends[o.Name] = true
	}
	left := slices.DeleteFunc(slices.Clone(sources), func(s mesh.Source) bool { return s.File == gone.File() })
	after := map[string]string{}
	for _, m := range newFleet(t, fleet.Input{Meshes: left}).Members {
		after[m.Name()] = text(m, Render(m))
		if strings.Contains(after[m.Name()], gone.Name()) {
			t.Errorf("seed %d: %s still names %s", seed, m.Name(), gone.Name())
		}
		if changed := after[m.Name()] != before[m.Name()]; changed != friends[m.Name()] {
			t.Errorf("seed %d: without %s the output of %s changes: %v", seed, gone.Name(), m.Name(), changed)
		}
	}
	if len(after) != len(before)-1 {
		t.Errorf("seed %d: %v of %v are left", seed, len(after), slices.Sorted(maps.Keys(before)))
	}
}
