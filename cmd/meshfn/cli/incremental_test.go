package cli_test

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/meshfn/meshfn/cmd/meshfn/cli"
)

// fleetOfAll has what a mesh can be reached by: defaults, overlays, meshes of one mesh ID, a peer, shared definitions.
var fleetOfAll = map[string]string{
	"fleet.yaml": `apiVersion: meshfn.dev/v1alpha1
kind: Fleet
metadata: {name: fleet, annotations: {config.kubernetes.io/local-config: "true"}}
spec:
  defaults:
    controlPlane: {distribution: Istio, meshID: one, revisions: [{version: 1.29.1, overlays: [overlay.yaml]}]}
    delivery: {crds: Shared}
`,
	"a/mesh.yaml": `apiVersion: meshfn.dev/v1alpha1
kind: Mesh
metadata: {name: a, annotations: {config.kubernetes.io/local-config: "true"}}
spec:
  cluster: {network: net-a}
  namespaces: [{name: shop}]
  gateways: [{name: eastwest, namespace: istio-eastwest, role: EastWest, exposure: Internal}]
  multiCluster: {remoteSecrets: {source: ExternalSecret, externalSecret: {store: vault, key: "mesh/{mesh}"}}}
`,
	"b/mesh.yaml": `apiVersion: meshfn.dev/v1alpha1
kind: Mesh
metadata: {name: b, annotations: {config.kubernetes.io/local-config: "true"}}
spec:
  cluster: {network: net-b}
  multiCluster: {remoteSecrets: {source: ExternalSecret, externalSecret: {store: vault, key: "mesh/{mesh}"}}}
`,
	"c/mesh.yaml": `apiVersion: meshfn.dev/v1alpha1
kind: Mesh
metadata: {name: c, annotations: {config.kubernetes.io/local-config: "true"}}
spec:
  controlPlane: {meshID: two}
  delivery: {expand: Never}
`,
	"foreign.yaml": "kind: ConfigMap\napiVersion: v1\nmetadata: {name: foreign}\n",
}

func init() {
	for _, name := range []string{"a", "b", "c"} {
		fleetOfAll[name+"/overlay.yaml"] = `apiVersion: install.istio.io/v1alpha1
kind: IstioOperator
metadata: {name: overlay, annotations: {config.kubernetes.io/local-config: "true"}}
spec: {meshConfig: {accessLogFile: /dev/stdout}}
`
	}
}

// TestIncremental edits a rendered fleet at random, any byte of any file, sources and output alike: a render that may use
// its cache writes, deletes, refuses and says what one without does, whether it checks or not, and also where one that
// checks finds what one that did not has left.
func TestIncremental(t *testing.T) {
	for name, mode := range map[string]func(step int) []string{
		"unchecked": func(int) []string { return []string{"--no-check"} },
		"checked":   func(int) []string { return nil },
		"now and then checked": func(step int) []string {
			if step%3 == 0 {
				return []string{"--no-check"}
			}
			return nil
		},
	} {
		t.Run(name, func(t *testing.T) { incremental(t, mode) })
	}
}

func incremental(t *testing.T, mode func(step int) []string) {
	r := rand.New(rand.NewPCG(3, 4))
	cached, caches := t.TempDir(), t.TempDir()
	put(t, cached, fleetOfAll)
	good := fleetOfAll
	rendered, steps := 0, 40
	if testing.Short() { // the race detector needs fewer to see what runs at once
		steps = 12
	}
	for step := range steps {
		plain := t.TempDir()
		put(t, plain, contents(t, cached))
		with := outcome(cached, append(mode(step), "--cache", caches)...)
		without := outcome(plain, append(mode(step), "--cache", "off")...)
		if diff := cmp.Diff(without, with); diff != "" {
			t.Fatalf("step %d: what is said without a cache -, with one +\n%s", step, diff)
		}
		if diff := cmp.Diff(contents(t, plain), contents(t, cached)); diff != "" {
			t.Fatalf("step %d: what stands without a cache -, with one +\n%s", step, diff)
		}
		if strings.HasPrefix(with, "exit 0") {
			rendered++
			good = contents(t, cached)
		} else { // mend it, and go on from there
			replace(t, cached, good)
		}
		edit(t, r, cached)
	}
	if rendered < steps/4 {
		t.Errorf("only %d of the edits could be rendered", rendered)
	}
}

// TestIncrementalAtOnce has several processes use one cache, of which one finds it broken.
func TestIncrementalAtOnce(t *testing.T) {
	root, caches := t.TempDir(), t.TempDir()
	put(t, root, fleetOfAll)
	if said := outcome(root, "--cache", caches); !strings.HasPrefix(said, "exit 0") {
		t.Fatal(said)
	}
	want := contents(t, root)
	entries, err := os.ReadDir(caches)
	if err != nil || len(entries) != 1 {
		t.Fatal(entries, err)
	}
	for _, n := range []int64{0, 10, 1000} {
		if err := os.Truncate(filepath.Join(caches, entries[0].Name()), n); err != nil {
			t.Fatal(err)
		}
		done := make(chan string)
		for range 4 {
			go func() { done <- outcome(root, "--cache", caches) }()
		}
		for range 4 {
			if said := <-done; !strings.Contains(said, " 0 files written, 0 deleted, ") {
				t.Error(said)
			}
		}
	}
	if diff := cmp.Diff(want, contents(t, root)); diff != "" {
		t.Error(diff)
	}
}

// edit changes a tree somewhere.
func edit(t *testing.T, r *rand.Rand, root string) {
	t.Helper()
	files := contents(t, root)
	names := slices.Sorted(maps.Keys(files))
	sources := slices.Sorted(maps.Keys(fleetOfAll))
	name := names[r.IntN(len(names))]
	if r.IntN(2) == 0 {
		name = sources[r.IntN(len(sources))]
	}
	text := []byte(files[name])
	switch kind := r.IntN(8); {
	case kind == 0:
		delete(files, name)
	case kind == 1:
		delete(files, name)
		files["moved/"+filepath.Base(name)] = string(text)
	case kind == 2:
		files["d/mesh.yaml"] = strings.ReplaceAll(fleetOfAll["b/mesh.yaml"], "name: b", "name: d")
		files["d/overlay.yaml"] = fleetOfAll["b/overlay.yaml"]
	case kind < 6: // a value, of the same length
		for _, pair := range [][2]string{{"net-a", "net-x"}, {"shop", "pets"}, {"one", "six"}, {"two", "one"}, {"vault", "store"}, {"stdout", "stderr"}} {
			if strings.Contains(string(text), pair[0]) && r.IntN(2) == 0 {
				text = []byte(strings.ReplaceAll(string(text), pair[0], pair[1]))
			}
		}
		files[name] = string(text)
	case len(text) > 0: // any byte
		text[r.IntN(len(text))] = byte(32 + r.IntN(95))
		files[name] = string(text)
	}
	replace(t, root, files)
}

// replace makes a tree hold these files and no others; those that are the same are not touched.
func replace(t *testing.T, root string, files map[string]string) {
	t.Helper()
	for name := range contents(t, root) {
		if _, stays := files[name]; !stays {
			if err := os.Remove(filepath.Join(root, filepath.FromSlash(name))); err != nil {
				t.Fatal(err)
			}
		}
	}
	put(t, root, files)
}

// outcome renders and returns the exit code and what was said, with paths below the tree.
func outcome(root string, flags ...string) string {
	var said bytes.Buffer
	args := append([]string{"render", root, "--now", "2026-01-01"}, flags...)
	code := cli.Run(context.Background(), args, cli.Streams{In: bytes.NewReader(nil), Out: &said, Err: &said})
	return fmt.Sprintf("exit %d\n%s", code, strings.ReplaceAll(said.String(), root, "ROOT"))
}

// put writes files where they differ from what is there.
func put(t *testing.T, root string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		file := filepath.Join(root, filepath.FromSlash(name))
		if held, err := os.ReadFile(file); err == nil && string(held) == text {
			continue
		}
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
