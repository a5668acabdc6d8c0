// Command bench renders fleets of several sizes side by side: by istioctl once per cluster, by kpt with a step per
// function, by kpt with the one step render-mesh, and by meshfn; with the definitions (CRDs) in every cluster, then without
// them on every side; then what a pull request costs over a thousand clusters. Times are of whole processes with those
// that they start.
//
//	go run ./bench [-sizes 10,100,1000] [-ours 10000] [-runs 10]
//
// istioctl is measured over a few clusters and multiplied: each is a process of its own, and all cost the same. All that is
// written lies in the folder for temporary files until the end: some 8 GB.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"

	"github.com/meshfn/meshfn/e2e/tools"
)

func main() {
	log.SetFlags(0)
	sizes := flag.String("sizes", "10,100,1000", "clusters, with a comma between")
	ours := flag.Int("ours", 10000, "a size for meshfn alone; 0 for none")
	runs := flag.Int("runs", 10, "runs of istioctl, and of a render after one change, that their cost is taken from")
	flag.Parse()
	b := bench{runs: *runs, ours: *ours}
	for text := range strings.SplitSeq(*sizes, ",") {
		n, err := strconv.Atoi(text)
		if err != nil {
			log.Fatalf("-sizes: %v", err)
		}
		b.sizes = append(b.sizes, n)
	}
	if err := b.measure(context.Background()); err != nil {
		log.Fatal(err)
	}
}

type bench struct {
	sizes      []int
	ours, runs int

	dir, meshfn, kpt, istioctl string
	curve                      []point
}

type point struct {
	n   int
	cpu time.Duration
}

func (b *bench) measure(ctx context.Context) (err error) {
	if b.dir, err = os.MkdirTemp("", "meshfn-bench-"); err != nil {
		return err
	}
	defer os.RemoveAll(b.dir)
	if b.kpt, err = tools.Installed("kpt"); err != nil {
		return err
	}
	if b.istioctl, err = tools.Binary(ctx, "istioctl", os.Stderr); err != nil {
		return err
	}
	b.meshfn = filepath.Join(b.dir, "bin", "meshfn")
	if _, err := run([]int{0}, "..", "go", "build", "-trimpath", "-o", b.meshfn, "./cmd/meshfn"); err != nil {
		return err
	}
	if err := os.Setenv("PATH", filepath.Dir(b.meshfn)+string(os.PathListSeparator)+os.Getenv("PATH")); err != nil {
		return err
	}
	fmt.Printf("%d cores; CPU is the figure to trust where others use them\n", runtime.NumCPU())
	for _, definitions := range []bool{true, false} {
		for _, n := range b.sizes {
			if err := b.side(sources{n, definitions}); err != nil {
				return err
			}
		}
	}
	if b.ours > 0 {
		var t table
		t.head(sources{b.ours, false}.String(), "meshfn render . --no-check")
		c, err := b.render(&t, sources{b.ours, false}, "--no-check")
		if err != nil {
			return err
		}
		b.curve = append(b.curve, point{b.ours, c.cpu})
	}
	first, last := b.curve[0], b.curve[len(b.curve)-1]
	if last.n > first.n {
		exponent := math.Log(float64(last.cpu)/float64(first.cpu)) / math.Log(float64(last.n)/float64(first.n))
		fmt.Printf("\nmeshfn, from %d to %d clusters: CPU grows with clusters to the power of %.2f\n", first.n, last.n, exponent)
	}
	for _, definitions := range []bool{true, false} {
		if err := b.pullRequest(sources{b.sizes[len(b.sizes)-1], definitions}); err != nil {
			return err
		}
	}
	return nil
}

// mostForKpt is how many clusters with definitions are given to kpt: it holds a package in memory several times over, and
// a thousand would take more than twenty gigabytes.
const mostForKpt = 100

// side measures all ways over a fleet.
func (b *bench) side(src sources) error {
	var t table
	t.head(src.String(), "istioctl manifest generate -f clusters/*/operator/default.yaml; kpt fn render --allow-exec; meshfn render .")
	istioctl, err := b.byIstioctl(src.definitions)
	if err != nil {
		return err
	}
	each := time.Duration(src.n)
	all := cost{istioctl.cpu * each, istioctl.wall * each, istioctl.peak, istioctl.written * int64(src.n)}
	t.line(fmt.Sprintf("istioctl, %d x the mean of %d", src.n, b.runs), src.n, all)
	t.against = append(t.against, named{"istioctl", all})
	for _, way := range []struct {
		by    string
		steps []string
	}{
		{"kpt, a step per function", []string{"render-control-plane", "render-gateways", "render-federation", "expand-istio-operator"}},
		{"kpt, render-mesh", []string{"render-mesh"}},
	} {
		if src.definitions && src.n > mostForKpt {
			fmt.Printf("%6d  %s: not with definitions\n", src.n, way.by)
			continue
		}
		c, err := b.byKpt(src, way.steps)
		if err != nil { // kpt ends a function after five minutes
			fmt.Printf("%6d  %s: %v\n", src.n, way.by, err)
			continue
		}
		t.line(way.by, src.n, c)
		t.against = append(t.against, named{way.by, c})
	}
	if _, err := b.render(&t, src); err != nil {
		return err
	}
	c, err := b.render(&t, src, "--no-check")
	if !src.definitions {
		b.curve = append(b.curve, point{src.n, c.cpu})
	}
	return err
}

// fresh writes a fleet into a folder of its own. None is removed before the end: ext4 gives no file the inode of one that
// was deleted within the last minute or so, and looks through all of those for another, on the account of whoever writes.
func (b *bench) fresh(src sources) (string, error) {
	dir, err := os.MkdirTemp(b.dir, "fleet-")
	if err == nil {
		err = src.write(dir)
	}
	return dir, err
}

// byIstioctl is the mean cost of one cluster.
func (b *bench) byIstioctl(definitions bool) (cost, error) {
	dir, err := b.fresh(sources{1, definitions})
	if err != nil {
		return cost{}, err
	}
	if _, err := run([]int{0}, dir, b.meshfn, "render", "."); err != nil {
		return cost{}, err
	}
	total := cost{}
	out := filepath.Join(dir, "out")
	for range b.runs {
		c, err := run([]int{0}, dir, "sh", "-c", `exec "$0" manifest generate -f "$1" >"$2"`, b.istioctl, "clusters/c00000/operator/default.yaml", out)
		if err != nil {
			return cost{}, err
		}
		total.cpu, total.wall, total.peak = total.cpu+c.cpu, total.wall+c.wall, max(total.peak, c.peak)
	}
	written, err := size(out)
	each := time.Duration(b.runs)
	return cost{total.cpu / each, total.wall / each, total.peak, written}, err
}

func (b *bench) byKpt(src sources, steps []string) (cost, error) {
	dir, err := b.fresh(src)
	if err != nil {
		return cost{}, err
	}
	kptfile := "apiVersion: kpt.dev/v1\nkind: Kptfile\nmetadata:\n  name: fleet\npipeline:\n  mutators:\n"
	for _, s := range steps {
		kptfile += "  - exec: meshfn fn " + s + "\n"
	}
	if err := os.WriteFile(filepath.Join(dir, "Kptfile"), []byte(kptfile), 0o644); err != nil {
		return cost{}, err
	}
	before, err := size(dir)
	if err != nil {
		return cost{}, err
	}
	c, err := run([]int{0}, dir, b.kpt, "fn", "render", dir, "--allow-exec")
	if err != nil {
		return cost{}, err
	}
	after, err := size(dir)
	c.written = after - before
	return c, err
}

// render measures a first render.
func (b *bench) render(t *table, src sources, flags ...string) (cost, error) {
	dir, err := b.fresh(src)
	if err != nil {
		return cost{}, err
	}
	before, err := size(dir)
	if err != nil {
		return cost{}, err
	}
	c, err := run([]int{0}, dir, append([]string{b.meshfn, "render", "."}, flags...)...)
	if err != nil {
		return cost{}, err
	}
	after, err := size(dir)
	c.written = after - before
	t.line("meshfn render "+strings.Join(flags, " "), src.n, c)
	return c, err
}
