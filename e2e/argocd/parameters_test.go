package argocd

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What an Application asks for reaches the plugin, in the form that the
// repository server gives it.
func TestParameters(t *testing.T) {
	s, _ := start(t)
	repository := fleet(t)
	var template object
	for _, app := range applicationSet(t, s, repository) {
		if metadata(app)["name"] == "mesh-cluster1" {
			template = app
		}
	}
	type list = []any
	var asked []object
	wants := map[string]string{} // the error of an Application, "" for none
	for _, c := range []struct {
		name   string
		plugin object
		want   string
	}{
		{"nothing", object{}, ""},
		{"parameter", object{"parameters": list{object{"name": "mesh", "array": list{"cluster1"}}}}, ""},
		{"variable", object{"env": list{object{"name": "MESH", "value": "cluster1"}}}, ""},
		{"both", object{"parameters": list{object{"name": "mesh", "string": "cluster1"}}, "env": list{object{"name": "MESH", "value": "nobody"}}}, ""},
		{"empty", object{"parameters": list{object{"name": "mesh", "array": list{}}}, "env": list{object{"name": "CHARTS", "value": ""}}}, ""},
		{"nobody", object{"env": list{object{"name": "MESH", "value": "nobody"}}}, "no mesh is named nobody"},
		{"unknown-parameter", object{"parameters": list{object{"name": "meshes", "string": "cluster1"}}}, `parameter "meshes" is not known`},
		{"unknown-variable", object{"env": list{object{"name": "MESHES", "value": "cluster1"}}}, "variable ARGOCD_ENV_MESHES is not known"},
		{"map", object{"parameters": list{object{"name": "mesh", "map": object{"a": "b"}}}}, `parameter "mesh" takes array`},
		{"time", object{"parameters": list{object{"name": "now", "string": "2030-01-01"}}}, ""},
	} {
		app := clone(t, template)
		metadata(app)["name"] = c.name
		c.plugin["name"] = "meshfn"
		app["spec"].(object)["source"].(object)["plugin"] = c.plugin
		asked, wants[c.name] = append(asked, app), c.want
	}
	var answers []answer
	if err := s.ask(t.Context(), asked, &answers, "manifests", s.Repository); err != nil {
		t.Fatal(err)
	}
	want := rendered(t, filepath.Join(repository, "clusters", "cluster1"))
	for _, a := range answers {
		t.Run(a.Application, func(t *testing.T) {
			if text := wants[a.Application]; text != "" {
				if !strings.Contains(a.Error, text) || len(a.Manifests) > 0 {
					t.Errorf("%d manifests and the error %q", len(a.Manifests), a.Error)
				}
				return
			}
			if a.Error != "" {
				t.Fatal(a.Error)
			}
			if diff := cmp.Diff(want, untracked(t, a.Application, decoded(t, a.Manifests))); diff != "" {
				t.Errorf("-command line +Argo CD:\n%s", diff)
			}
		})
	}
}
