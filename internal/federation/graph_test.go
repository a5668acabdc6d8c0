package federation_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/meshfn/meshfn/internal/check/checktest"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/fleet"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
	"github.com/meshfn/meshfn/internal/render"
)

func fleetOf(t testing.TB, texts map[int]string) *fleet.Fleet {
	t.Helper()
	var in fleet.Input
	for i, text := range texts {
		in.Meshes = append(in.Meshes, mesh.Source{File: checktest.GraphName(i) + "/mesh.yaml", Text: []byte(text)})
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

// TestRemovalLeavesNoTrace takes one mesh out of a random fleet, its folder and its name in the lists of its peers: no
// output speaks of it any more, and what did not speak of it is what it was.
func TestRemovalLeavesNoTrace(t *testing.T) {
	root := testRoot(t)
	for seed := range uint64(100) {
		g := checktest.NewGraph(seed, root)
		gone := int(seed) % g.Meshes
		before := fleetOf(t, g.Texts())
		strangers := map[string]bool{}
		for i := range g.Meshes {
			strangers[checktest.GraphName(i)] = !g.Linked(i, gone)
		}
		for i := range g.Meshes {
			delete(g.Edge, [2]int{max(i, gone), min(i, gone)})
		}
		texts := g.Texts()
		delete(texts, gone)
		after := fleetOf(t, texts)
		for _, m := range after.Members {
			got := text(m)
			if strings.Contains(got, checktest.GraphName(gone)) {
				t.Fatalf("seed %d: %s still speaks of %s:\n%s", seed, m.Name(), checktest.GraphName(gone), got)
			}
			i := slices.IndexFunc(before.Members, func(b *fleet.Member) bool { return b.Name() == m.Name() })
			if strangers[m.Name()] && got != text(before.Members[i]) {
				t.Fatalf("seed %d: %s has changed, and never knew %s", seed, m.Name(), checktest.GraphName(gone))
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
