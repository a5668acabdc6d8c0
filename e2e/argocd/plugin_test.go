package argocd

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/meshfn/meshfn/e2e/meshfn"
)

// What the plugin server says of the plugin, asked as the repository server asks.
func TestPluginServer(t *testing.T) {
	s, _ := start(t)
	repository := fleet(t)
	ask := func(t *testing.T, folder, app string, env ...string) (answer struct {
		Discovers, Supported bool
		Parameters           []json.RawMessage
		Manifests            []string
		Error                string
	}) {
		t.Helper()
		if err := s.ask(t.Context(), []byte{}, &answer, append([]string{"plugin", s.Socket, folder, app}, env...)...); err != nil {
			t.Fatal(err)
		}
		return answer
	}
	t.Run("cluster", func(t *testing.T) {
		answer := ask(t, repository, "clusters/cluster1", "ARGOCD_APP_SOURCE_PATH=clusters/cluster1")
		if !answer.Discovers || !answer.Supported || answer.Error != "" {
			t.Fatalf("discovers %v, supported %v, error %q", answer.Discovers, answer.Supported, answer.Error)
		}
		var announced []json.RawMessage
		if err := json.Unmarshal([]byte(meshfn.Run(t, "argocd", "parameters")), &announced); err != nil {
			t.Fatal(err)
		}
		if len(answer.Parameters) != len(announced) {
			t.Errorf("%d parameters of the %d announced arrive", len(answer.Parameters), len(announced))
		}
		if diff := cmp.Diff(rendered(t, filepath.Join(repository, "clusters", "cluster1")), decoded(t, answer.Manifests)); diff != "" {
			t.Errorf("-command line +plugin:\n%s", diff)
		}
	})
	t.Run("fleet folder with parameters", func(t *testing.T) {
		given := `ARGOCD_APP_PARAMETERS=[{"name":"mesh","array":["cluster1"]}]`
		// purple is broken, and this folder holds it too.
		answer := ask(t, repository, "clusters", given)
		if !answer.Supported || !strings.Contains(answer.Error, "purple/mesh.yaml") || len(answer.Manifests) > 0 {
			t.Errorf("supported %v, error %q, %d manifests", answer.Supported, answer.Error, len(answer.Manifests))
		}
		federation := filepath.Join(meshfn.Root(), "testdata", "fleets", "federation")
		answer = ask(t, federation, ".",
			`ARGOCD_APP_PARAMETERS=[{"name":"mesh","array":["blue-mesh"]}]`, "ARGOCD_ENV_MESH=red-mesh", "MESH=green-mesh")
		want := rendered(t, federation, "--only", "blue-mesh")
		if answer.Error != "" || cmp.Diff(want, decoded(t, answer.Manifests)) != "" {
			t.Errorf("error %q, %s", answer.Error, cmp.Diff(want, decoded(t, answer.Manifests)))
		}
	})
	t.Run("folder of something else", func(t *testing.T) {
		if answer := ask(t, repository, "elsewhere"); answer.Supported {
			t.Error("a folder without a mesh is taken")
		}
		if answer := ask(t, repository, "."); answer.Supported {
			t.Error("a folder with meshes somewhere below is taken")
		}
	})
	for name, env := range map[string]string{
		`parameter "meshes" is not known`:          `ARGOCD_APP_PARAMETERS=[{"name":"meshes","string":"cluster1"}]`,
		"variable ARGOCD_ENV_MESHES is not known":  "ARGOCD_ENV_MESHES=cluster1",
		"came without the folders above it":        "ARGOCD_APP_SOURCE_PATH=somewhere/clusters/elsewhere",
		"no mesh is named nobody":                  "ARGOCD_ENV_MESH=nobody",
		"parameter charts: ":                       "ARGOCD_ENV_CHARTS=nowhere",
		`parameter now: "yesterday" is no time`:    "ARGOCD_ENV_NOW=yesterday",
		`parameter "charts" takes string`:          `ARGOCD_APP_PARAMETERS=[{"name":"charts","array":["a"]}]`,
		"read ARGOCD_APP_PARAMETERS: invalid char": "ARGOCD_APP_PARAMETERS=mesh",
	} {
		t.Run(name, func(t *testing.T) {
			folder := filepath.Join(repository, "clusters", "cluster1")
			answer := ask(t, folder, ".", env)
			if !strings.Contains(answer.Error, name) || len(answer.Manifests) > 0 {
				t.Errorf("error %q, %d manifests", answer.Error, len(answer.Manifests))
			}
		})
	}
}
