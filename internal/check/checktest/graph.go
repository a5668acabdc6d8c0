package checktest

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// Graph is a random fleet of federated meshes: who is whose peer, and what each offers and takes.
type Graph struct {
	seed   uint64
	Meshes int
	// Edge is between two meshes, the greater first.
	Edge map[[2]int]bool
	root string
}

// NewGraph draws one of 2 to 8 meshes; all have one root, and two share a cluster.
func NewGraph(seed uint64, root string) *Graph {
	r := rand.New(rand.NewPCG(seed, 0))
	g := &Graph{seed: seed, Meshes: 2 + r.IntN(7), Edge: map[[2]int]bool{}, root: root}
	for a := range g.Meshes {
		for b := range a {
			g.Edge[[2]int{a, b}] = r.IntN(3) > 0
		}
	}
	return g
}

// Linked reports whether two meshes are peers.
func (g *Graph) Linked(a, b int) bool { return g.Edge[[2]int{max(a, b), min(a, b)}] }

// GraphName is the name of a mesh.
func GraphName(i int) string { return fmt.Sprintf("m%02dx", i) } // no name is part of another

// draw is a coin for what mesh a says of mesh p; it falls the same way whoever else is in the fleet.
func (g *Graph) draw(a, p int) *rand.Rand { return rand.New(rand.NewPCG(g.seed, uint64(1+100*a+p))) }

// Texts are the mesh.yaml of every mesh; services are exported by an alias, and imported as they are or as local.
func (g *Graph) Texts() map[int]string {
	texts := map[int]string{}
	for a := range g.Meshes {
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
`, GraphName(a), a/2, a, 1+g.draw(a, a).IntN(6), g.root)
		peers := 0
		for p := range g.Meshes {
			if p == a || !g.Linked(a, p) {
				continue
			}
			peers++
			fmt.Fprintf(&b, "    - name: %s\n      importRegion: region-%d\n", GraphName(p), p)
			coin := g.draw(a, p)
			if coin.IntN(2) == 0 {
				fmt.Fprintf(&b, "      ingress: {type: NodePort, addresses: [10.%d.%d.1], nodePorts: {service: %d, discovery: %d}}\n",
					a, p, 30000+100*a+2*p, 30001+100*a+2*p)
			} else {
				fmt.Fprintf(&b, "      ingress: {addresses: [from-%s.%s.example.com]}\n", GraphName(p), GraphName(a))
			}
			b.WriteString("      exports:\n")
			for s := range 3 {
				fmt.Fprintf(&b, "      - {namespace: shop, name: s%d, as: {namespace: offers, name: s%d-of-%s}}\n", s, s, GraphName(a))
			}
			b.WriteString("      imports:\n")
			local := coin.IntN(2) == 0
			for s := range 3 {
				as := ""
				if local {
					as = fmt.Sprintf(", as: {namespace: shop, name: s%d}, local: true", s)
				}
				fmt.Fprintf(&b, "      - {namespace: offers, name: s%d-of-%s%s}\n", s, GraphName(p), as)
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
