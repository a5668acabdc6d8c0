package argocd

import (
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/meshfn/meshfn/e2e/meshfn"
)

// tracking is the annotation by which Argo CD knows its objects again.
const tracking = "argocd.argoproj.io/tracking-id"

type answer struct {
	Application, SourceType, Error string
	Manifests                      []string
}

// The shipped ApplicationSet over ten clusters, one of which is broken: Argo
// CD's own code makes the Applications, and its repository server the manifests,
// all at once, by the plugin's name and by discovery. Each gets what the command
// line prints, and the broken one our finding.
func TestApplications(t *testing.T) {
	s, sent := start(t)
	repository := fleet(t)
	applications := applicationSet(t, s, repository)
	if len(applications) != 10 {
		t.Fatalf("%d applications", len(applications))
	}
	asked := slices.Clone(applications)
	for _, app := range applications {
		discovered := clone(t, app)
		metadata(discovered)["name"] = metadata(app)["name"].(string) + "-discovered"
		delete(discovered["spec"].(object)["source"].(object), "plugin")
		asked = append(asked, discovered)
	}
	var answers []answer
	if err := s.ask(t.Context(), asked, &answers, "manifests", s.Repository); err != nil {
		t.Fatal(err)
	}
	if len(answers) != len(asked) {
		t.Fatalf("%d answers for %d applications", len(answers), len(asked))
	}
	for _, a := range answers {
		t.Run(a.Application, func(t *testing.T) {
			cluster := strings.TrimSuffix(strings.TrimPrefix(a.Application, "mesh-"), "-discovered")
			if cluster == "purple" {
				brokenAlone(t, a)
				return
			}
			if a.Error != "" || a.SourceType != "Plugin" {
				t.Fatalf("source type %q, error %q", a.SourceType, a.Error)
			}
			got := untracked(t, a.Application, decoded(t, a.Manifests))
			if diff := cmp.Diff(rendered(t, filepath.Join(repository, "clusters", cluster)), got); diff != "" {
				t.Errorf("-command line +Argo CD:\n%s", diff)
			}
			onlyFleet(t, strings.Fields(read(t, filepath.Join(sent, a.Application))))
		})
	}
}

// onlyFleet expects that the fleet's folder was sent and nothing above or beside
// it: neither the rest of the repository nor its history.
func onlyFleet(t *testing.T, sent []string) {
	t.Helper()
	if len(sent) < 4 || filepath.Base(filepath.Dir(sent[0])) == "clusters" {
		t.Errorf("the repository was sent: %v", sent)
	}
	for _, file := range []string{"../fleet.yaml", "../fleet-facts.yaml"} {
		if !slices.Contains(sent, file) {
			t.Errorf("%s was not sent", file)
		}
	}
	for _, file := range sent[1:] {
		if strings.Contains(file, ".git/") {
			t.Errorf("%s was sent", file)
		}
	}
}

// brokenAlone expects the error of the broken mesh, in the part of it that is
// shown.
func brokenAlone(t *testing.T, a answer) {
	t.Helper()
	const want = "clusters/purple/mesh.yaml:8:30: spec.cluster.netwrok: error MSH0102: netwrok is not a field of spec.cluster"
	shown := a.Error[:min(512, len(a.Error))]
	if !strings.Contains(shown, want) || len(a.Manifests) > 0 {
		t.Errorf("%d manifests and the error\n%s", len(a.Manifests), a.Error)
	}
}

func applicationSet(t *testing.T, s *Servers, repository string) (applications []object) {
	t.Helper()
	set := read(t, filepath.Join(meshfn.Root(), "pipelines", "argocd", "applicationset.yaml"))
	if err := s.ask(t.Context(), []byte(set), &applications, "applications", s.Repository, "file://"+repository); err != nil {
		t.Fatal(err)
	}
	return applications
}

// What the ApplicationSet makes of a cluster's folder.
func TestApplicationSet(t *testing.T) {
	s, _ := start(t)
	repository := fleet(t)
	found := map[string]object{}
	for _, app := range applicationSet(t, s, repository) {
		found[metadata(app)["name"].(string)] = app
	}
	want := []string{"mesh-blue", "mesh-cluster1", "mesh-gke-ca-service", "mesh-gke-istio-ca", "mesh-gke-mesh-ca", "mesh-green",
		"mesh-onprem-istio-ca", "mesh-onprem-mesh-ca", "mesh-purple", "mesh-red"}
	if diff := cmp.Diff(want, slices.Sorted(maps.Keys(found))); diff != "" {
		t.Fatalf("-want +got:\n%s", diff)
	}
	red := found["mesh-red"]
	spec := red["spec"].(object)
	if diff := cmp.Diff(object{
		"argocd.argoproj.io/compare-options":         "ServerSideDiff=true",
		"argocd.argoproj.io/manifest-generate-paths": ".;/clusters/fleet.yaml;/clusters/fleet-facts.yaml",
	}, metadata(red)["annotations"]); diff != "" {
		t.Errorf("annotations, -want +got:\n%s", diff)
	}
	if _, held := metadata(red)["finalizers"]; held {
		t.Error("the Application takes the mesh along when it goes")
	}
	if diff := cmp.Diff(object{
		"repoURL": "file://" + repository, "targetRevision": "main", "path": "clusters/red", "plugin": object{"name": "meshfn"},
	}, spec["source"]); diff != "" {
		t.Errorf("source, -want +got:\n%s", diff)
	}
	if diff := cmp.Diff(object{"name": "red"}, spec["destination"]); diff != "" {
		t.Errorf("destination, -want +got:\n%s", diff)
	}
}

func metadata(o object) object { return o["metadata"].(object) }

// untracked returns the objects without the tracking annotation, which every
// object but a definition must have.
func untracked(t *testing.T, application string, objects []object) []object {
	t.Helper()
	for _, o := range objects {
		annotations := metadata(o)["annotations"].(object)
		id, _ := annotations[tracking].(string)
		if o["kind"] != "CustomResourceDefinition" && !strings.HasPrefix(id, application+":") {
			t.Errorf("%s %s is tracked as %q", o["kind"], metadata(o)["name"], id)
		}
		delete(annotations, tracking)
	}
	return objects
}
