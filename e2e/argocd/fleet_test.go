package argocd

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"k8s.io/apimachinery/pkg/util/yaml"

	"github.com/meshfn/meshfn/e2e/meshfn"
)

// object as it is compared: what JSON decodes to.
type object = map[string]any

// start runs the servers for one test, with the plugin as it prints its own
// configuration. Each call of it leaves a file in the returned folder, named
// after the Application: where it was run, and the files from one folder up.
func start(t *testing.T) (s *Servers, sent string) {
	t.Helper()
	dir := t.TempDir()
	bin, config, sent := filepath.Join(dir, "bin"), filepath.Join(dir, "config"), filepath.Join(dir, "sent")
	for _, folder := range []string{bin, config, sent} {
		if err := os.Mkdir(folder, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	write(t, filepath.Join(config, "plugin.yaml"), meshfn.Run(t, "argocd", "plugin"))
	write(t, filepath.Join(bin, "meshfn"), `#!/bin/sh
[ -z "$ARGOCD_APP_NAME" ] || { pwd; find .. -type f; } > "`+sent+`/$ARGOCD_APP_NAME"
exec `+meshfn.Binary(t)+` "$@"
`)
	s, err := Start(t.Context(), dir, config, bin+":/usr/local/bin:/usr/bin:/bin", os.Stderr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Stop)
	return s, sent
}

// fleet makes a git repository whose folder clusters/ holds ten clusters: nine
// that render, of every distribution, and purple, whose mesh.yaml is broken.
// It returns the repository.
func fleet(t *testing.T) string {
	t.Helper()
	repository := t.TempDir()
	clusters := filepath.Join(repository, "clusters")
	fleets := filepath.Join(meshfn.Root(), "testdata", "fleets")
	for _, from := range []string{"federation/clusters", "istio/clusters", "demo"} {
		if err := os.CopyFS(clusters, os.DirFS(filepath.Join(fleets, from))); err != nil {
			t.Fatal(err)
		}
	}
	write(t, filepath.Join(clusters, "fleet.yaml"), read(t, filepath.Join(fleets, "federation", "fleet.yaml")))
	out := filepath.Join(t.TempDir(), "out")
	meshfn.Run(t, "render", clusters, "--out", out)
	write(t, filepath.Join(clusters, "fleet-facts.yaml"), read(t, filepath.Join(out, "fleet-facts.yaml")))

	broken := strings.Replace(read(t, filepath.Join(clusters, "cluster1", "mesh.yaml")), "network: network1", "netwrok: network1", 1)
	if err := os.Mkdir(filepath.Join(clusters, "purple"), 0o755); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(clusters, "purple", "mesh.yaml"), strings.Replace(broken, "name: cluster1", "name: purple", 1))
	if err := os.Mkdir(filepath.Join(repository, "elsewhere"), 0o755); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(repository, "elsewhere", "large.bin"), strings.Repeat("x", 1<<20))
	for _, args := range [][]string{
		{"init", "-q", "-b", "main"}, {"add", "-A"},
		{"-c", "user.name=e2e", "-c", "user.email=e2e@example.com", "commit", "-q", "-m", "Ten clusters"},
	} {
		cmd := exec.Command("git", args...)
		cmd.Dir = repository
		cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null") // a person's may sign, or run hooks
		if output, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, output)
		}
	}
	return repository
}

// rendered is what the command line prints.
func rendered(t *testing.T, args ...string) []object {
	t.Helper()
	var all []object
	documents := yaml.NewYAMLOrJSONDecoder(strings.NewReader(meshfn.Run(t, append([]string{"render", "--stdout"}, args...)...)), 4096)
	for {
		var o object
		err := documents.Decode(&o)
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, o)
	}
}

// decoded manifests of a reply, each a document.
func decoded(t *testing.T, manifests []string) []object {
	t.Helper()
	var all []object
	for _, text := range manifests {
		var o object
		if err := yaml.NewYAMLOrJSONDecoder(bytes.NewReader([]byte(text)), 4096).Decode(&o); err != nil {
			t.Fatal(err)
		}
		all = append(all, o)
	}
	return all
}

func read(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o755); err != nil {
		t.Fatal(err)
	}
}

// clone copies a value that JSON can hold.
func clone[T any](t *testing.T, value T) T {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	var copied T
	if err := json.Unmarshal(text, &copied); err != nil {
		t.Fatal(err)
	}
	return copied
}
