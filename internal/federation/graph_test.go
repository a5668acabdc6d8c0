package federation_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/fleet"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
	"github.com/meshfn/meshfn/internal/render"
)

// graph is a random fleet: who is whose peer, and what each offers and takes.
type graph struct {
	seed   uint64
	meshes int
	edge   map[[2]int]bool
	root   string
}

func newGraph(seed uint64, root string) *graph {
	r := rand.New(rand.NewPCG(seed, 0))
	g := &graph{seed: seed, meshes: 2 + r.IntN(7), edge: map[[2]int]bool{}, root: root}
	for a := range g.meshes {
		for b := range a {
			g.edge[[2]int{a, b}] = r.IntN(3) > 0
		}
	}
	return g
}

func (g *graph) linked(a, b int) bool { return g.edge[[2]int{max(a, b), min(a, b)}] }

func name(i int) string { return fmt.Sprintf("m%02dx", i) } // no name is part of another

// draw is a coin for what mesh a says of mesh p; it falls the same way whoever else is in the fleet.
func (g *graph) draw(a, p int) *rand.Rand { return rand.New(rand.NewPCG(g.seed, uint64(1+100*a+p))) }

// texts are the mesh.yaml of every mesh; services are exported by an alias, and imported as they are or as local.
func (g *graph) texts() map[int]string {
	texts := map[int]string{}
	for a := range g.meshes {
		var b strings.Builder
		fmt.Fprintf(&b, `apiVersion: meshfn.dev/v1alpha1
kind: Mesh
metadata: {name: %s, annotations: {config.kubernetes.io/local-config: "true"}}
spec:
  cluster: {name: c%d, platform: BareMetal, region: region-%d}
  controlPlane: {distribution: OpenShift, revisions: [{version: v2.%d}]}
  namespaces: [{name: shop}]
  federation:
    rootCertificate: %q
    peers:
`, name(a), a/2, a, 1+g.draw(a, a).IntN(6), g.root)
		peers := 0
		for p := range g.meshes {
			if p == a || !g.linked(a, p) {
				continue
			}
			peers++
			fmt.Fprintf(&b, "    - name: %s\n      importRegion: region-%d\n", name(p), p)
			coin := g.draw(a, p)
			if coin.IntN(2) == 0 {
				fmt.Fprintf(&b, "      ingress: {type: NodePort, addresses: [10.%d.%d.1], nodePorts: {service: %d, discovery: %d}}\n",
					a, p, 30000+100*a+2*p, 30001+100*a+2*p)
			} else {
				fmt.Fprintf(&b, "      ingress: {addresses: [from-%s.%s.example.com]}\n", name(p), name(a))
			}
			b.WriteString("      exports:\n")
			for s := range 3 {
				fmt.Fprintf(&b, "      - {namespace: shop, name: s%d, as: {namespace: offers, name: s%d-of-%s}}\n", s, s, name(a))
			}
			b.WriteString("      imports:\n")
			local := coin.IntN(2) == 0
			for s := range 3 {
				as := ""
				if local {
					as = fmt.Sprintf(", as: {namespace: shop, name: s%d}, local: true", s)
				}
				fmt.Fprintf(&b, "      - {namespace: offers, name: s%d-of-%s%s}\n", s, name(p), as)
			}
			if local {
				fmt.Fprintf(&b, "      failover: [{from: region-%d, to: region-%d}]\n", a, p)
			}
		}
		text := b.String()
		if peers == 0 {
			text = strings.TrimSuffix(text, "    peers:\n")
		}
		texts[a] = text
	}
	return texts
}

func fleetOf(t testing.TB, texts map[int]string) *fleet.Fleet {
	t.Helper()
	var in fleet.Input
	for i, text := range texts {
		in.Meshes = append(in.Meshes, mesh.Source{File: name(i) + "/mesh.yaml", Text: []byte(text)})
	}
	f, findings, err := fleet.New(in)
	if err != nil || finding.HasErrors(findings) {
		t.Fatalf("%v %v", err, findings)
	}
	return f
}

func testRoot(t testing.TB) string {
	t.Helper()
	f := readFleet(t, "../../testdata/fleets/federation")
	facts, ok := f.Members[0].Facts("red-mesh")
	if !ok {
		t.Fatal("no red-mesh")
	}
	return facts.RootCertificate
}

// TestRandomGraphs holds every rule against fleets of 2 to 8 meshes whose peers, services and ports are drawn at random;
// two meshes share a cluster, and all of them a root.
func TestRandomGraphs(t *testing.T) {
	root := testRoot(t)
	for seed := range uint64(100) {
		g := newGraph(seed, root)
		w := worldOf(t, fleetOf(t, g.texts()))
		for _, r := range rules {
			for _, violation := range r.broken(w) {
				t.Errorf("seed %d: rule %d (%s) is broken: %s", seed, r.number, r.says, violation)
			}
		}
		pairs := 0
		for _, o := range w {
			seen := map[krm.ID]bool{}
			for _, it := range o.items {
				if id := it.Object.ID(); seen[id] {
					t.Errorf("seed %d: %s has %s twice", seed, o.mesh.Metadata.Name, id)
				} else {
					seen[id] = true
				}
			}
			pairs += len(o.kind("ServiceMeshPeer"))
		}
		edges := 0
		for _, there := range g.edge {
			if there {
				edges++
			}
		}
		if pairs != 2*edges {
			t.Errorf("seed %d: %d ServiceMeshPeers for %d edges", seed, pairs, edges)
		}
		if t.Failed() {
			t.Fatal("the first fleet that fails ends the test")
		}
	}
}

// TestRemovalLeavesNoTrace takes one mesh out of a random fleet, its folder and its name in the lists of its peers: no
// output speaks of it any more, and what did not speak of it is what it was.
func TestRemovalLeavesNoTrace(t *testing.T) {
	root := testRoot(t)
	for seed := range uint64(100) {
		g := newGraph(seed, root)
		gone := int(seed) % g.meshes
		before := fleetOf(t, g.texts())
		strangers := map[string]bool{}
		for i := range g.meshes {
			strangers[name(i)] = !g.linked(i, gone)
		}
		for i := range g.meshes {
			delete(g.edge, [2]int{max(i, gone), min(i, gone)})
		}
		texts := g.texts()
		delete(texts, gone)
		after := fleetOf(t, texts)
		for _, m := range after.Members {
			got := text(m)
			if strings.Contains(got, name(gone)) {
				t.Fatalf("seed %d: %s still speaks of %s:\n%s", seed, m.Name(), name(gone), got)
			}
			i := slices.IndexFunc(before.Members, func(b *fleet.Member) bool { return b.Name() == m.Name() })
			if strangers[m.Name()] && got != text(before.Members[i]) {
				t.Fatalf("seed %d: %s has changed, and never knew %s", seed, m.Name(), name(gone))
			}
		}
	}
}

// text is the whole output of a mesh.
func text(m *fleet.Member) string {
	out := renderMesh(m)
	var all []krm.Object
	for _, it := range out.Set.Items() {
		all = append(all, it.Object)
	}
	return string(krm.Encode(all...)) + render.Checklist(m.Name(), out.Checklist)
}

// TestRemovedMeshOfTheGuide compares the two fleets of testdata, the same with blue and without: nothing of what is left
// changes but by blue's part.
func TestRemovedMeshOfTheGuide(t *testing.T) {
	with, without := read(t, "testdata/federation"), read(t, "testdata/federation-without-blue")
	for file, text := range without {
		if strings.Contains(text, "blue") {
			t.Errorf("%s still speaks of blue", file)
		}
		if !strings.HasSuffix(file, "smcp.yaml") && with[file] != text {
			t.Errorf("%s has changed", file)
		}
	}
	for file := range with {
		if _, stays := without[file]; !stays && !strings.Contains(file, "blue-mesh") {
			t.Errorf("%s is gone", file)
		}
	}
}

// TestWithdrawnExport: what red no longer exports to green is gone from the output of green as well, with a warning.
func TestWithdrawnExport(t *testing.T) {
	const dir = "../../testdata/fleets/federation-without-blue/"
	red, err := os.ReadFile(dir + "clusters/red/mesh.yaml")
	if err != nil {
		t.Fatal(err)
	}
	green, err := os.ReadFile(dir + "clusters/green/mesh.yaml")
	if err != nil {
		t.Fatal(err)
	}
	defaults, err := os.ReadFile(dir + "fleet.yaml")
	if err != nil {
		t.Fatal(err)
	}
	kept := slices.DeleteFunc(strings.SplitAfter(string(red), "\n"), func(line string) bool {
		return strings.Contains(line, "name: red-ratings") || strings.Contains(line, "overlays")
	})
	// The label rule could still offer it: without its selector nothing is left.
	text := strings.Replace(strings.Join(kept, ""), "        as: {namespace: info}\n", "", 1)
	f, findings, err := fleet.New(fleet.Input{
		Meshes: []mesh.Source{{File: "red/mesh.yaml", Text: []byte(text)}, {File: "green/mesh.yaml", Text: green}},
		Fleets: []mesh.Source{{File: "fleet.yaml", Text: defaults}},
	})
	if err != nil || finding.HasErrors(findings) {
		t.Fatalf("%v %v", err, findings)
	}
	out := renderMesh(f.Members[0])
	if !slices.ContainsFunc(out.Findings, func(f finding.Finding) bool { return f.Code == finding.ImportNotExported }) {
		t.Errorf("no warning: %v", out.Findings)
	}
	for _, it := range out.Set.Items() {
		if strings.Contains(string(krm.Encode(it.Object)), "red-ratings") || it.Object.Kind() == "DestinationRule" {
			t.Errorf("%s is still there", it.Object.ID())
		}
	}
}
