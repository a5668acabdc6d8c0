package pipeline_test

import (
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/fleet"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/pipeline"
	"github.com/meshfn/meshfn/internal/render"
)

const fleets = "../../testdata/fleets"

// TestOneHash renders fleets again and again, with their files in any order and on any number of processors: the bytes,
// the findings and the checklists are always the same.
func TestOneHash(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for name, renders := range map[string]int{"demo": 200, "istio": 8, "federation": 20} {
		t.Run(name, func(t *testing.T) {
			files, objects := read(t, filepath.Join(fleets, name))
			first := ""
			for i := range renders {
				runtime.GOMAXPROCS(1 + i%4)
				random := rand.New(rand.NewPCG(uint64(i), 0))
				random.Shuffle(len(files), func(a, b int) { files[a], files[b] = files[b], files[a] })
				got := hash(t, files, objects)
				if first == "" {
					first = got
				}
				if got != first {
					t.Fatalf("render %d has hash %s, the first %s", i, got, first)
				}
			}
		})
	}
}

func read(t testing.TB, dir string) ([]krm.File, func(string) ([]krm.Object, error)) {
	t.Helper()
	names, err := krm.Walk(dir)
	if err != nil {
		t.Fatal(err)
	}
	files, err := krm.Scan(dir, names, fleet.Wanted)
	if err != nil {
		t.Fatal(err)
	}
	return files, func(name string) ([]krm.Object, error) {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			return nil, err
		}
		return krm.Decode(text)
	}
}

func hash(t testing.TB, files []krm.File, objects func(string) ([]krm.Object, error)) string {
	t.Helper()
	in := fleet.Input{Objects: objects}
	in.Add(files)
	f, findings, err := fleet.New(in)
	if err != nil || finding.HasErrors(findings) {
		t.Fatal(err, findings)
	}
	sum := sha256.New()
	fmt.Fprintln(sum, findings)
	whole := pipeline.Whole{Charts: pipeline.Library("")}
	for _, m := range f.Members {
		out, err := whole.Render(m)
		if err != nil || finding.HasErrors(out.Findings) {
			t.Fatal(err, out.Findings)
		}
		for _, it := range out.Set.Items() {
			fmt.Fprintln(sum, it.Path)
			sum.Write(krm.Encode(it.Object))
		}
		fmt.Fprintln(sum, out.Findings, render.Checklist(m.Name(), out.Checklist))
	}
	return fmt.Sprintf("%x", sum.Sum(nil))
}
