package argocd

import (
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/kyaml/filesys"
	"sigs.k8s.io/yaml"

	"github.com/meshfn/meshfn/e2e/apiserver"
	"github.com/meshfn/meshfn/e2e/meshfn"
	"github.com/meshfn/meshfn/e2e/tools"
)

// Where Argo CD and its operator bring what is installed into, and the
// definitions of their objects.
const (
	argoCD   = "github.com/argoproj/argo-cd/v3@v3.2.11"
	operator = "github.com/argoproj-labs/argocd-operator@v0.17.0"
)

// The component over Argo CD's own manifests: the repository server has one
// container more, whose volumes are there, its settings reach it, and the
// assessment of a control plane is there.
func TestComponent(t *testing.T) {
	source, err := tools.Source(t.Context(), argoCD)
	if err != nil {
		t.Fatal(err)
	}
	files := filesys.MakeFsInMemory()
	for name, text := range map[string]string{
		"argocd/install.yaml":       read(t, filepath.Join(source, "manifests", "install.yaml")),
		"argocd/kustomization.yaml": "namespace: argocd\nresources: [install.yaml]\ncomponents: [../component]\n",
	} {
		if err := files.WriteFile(name, []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	component := filepath.Join(meshfn.Root(), "pipelines", "argocd", "kustomize")
	for _, name := range []string{"kustomization.yaml", "sidecar.yaml", "params.yaml", "health.yaml"} {
		if err := files.WriteFile(path.Join("component", name), []byte(read(t, filepath.Join(component, name)))); err != nil {
			t.Fatal(err)
		}
	}
	built, err := krusty.MakeKustomizer(krusty.MakeDefaultOptions()).Run(files, "argocd")
	if err != nil {
		t.Fatal(err)
	}
	var changed []apiserver.Manifest
	for _, r := range built.Resources() {
		if id := r.GetKind() + "/" + r.GetName(); id != "Deployment/argocd-repo-server" && id != "ConfigMap/argocd-cmd-params-cm" && id != "ConfigMap/argocd-cm" {
			continue
		}
		text, err := r.AsYAML()
		if err != nil {
			t.Fatal(err)
		}
		changed = append(changed, manifest(t, string(text)))
	}
	if len(changed) != 3 {
		t.Fatalf("%d objects of the installation are to be changed", len(changed))
	}
	c := startCluster(t)
	c.ApplyAll(t, append([]apiserver.Manifest{apiserver.Namespace("argocd")}, changed...))
	for _, m := range changed {
		switch m.GetName() {
		case "argocd-cm":
			if data := m.Object["data"].(object); data[healthKey] == nil {
				t.Errorf("the settings are %v", data)
			}
			continue
		case "argocd-cmd-params-cm":
			want := object{"reposerver.plugin.use.manifest.generate.paths": "true", "reposerver.plugin.tar.exclusions": ".git"}
			if diff := cmp.Diff(want, m.Object["data"]); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			continue
		}
		sidecarFits(t, m)
	}
}

// sidecarFits expects that the pod has our container, its volumes, and a
// container that is given the two settings.
func sidecarFits(t *testing.T, deployment apiserver.Manifest) {
	t.Helper()
	containers, _, err := unstructured.NestedSlice(deployment.Object, "spec", "template", "spec", "containers")
	if err != nil {
		t.Fatal(err)
	}
	volumes, _, err := unstructured.NestedSlice(deployment.Object, "spec", "template", "spec", "volumes")
	if err != nil {
		t.Fatal(err)
	}
	if len(containers) != 2 {
		t.Fatalf("%d containers", len(containers))
	}
	var names []string
	for _, volume := range volumes {
		names = append(names, volume.(object)["name"].(string))
	}
	settings := 0
	for _, item := range containers {
		container := item.(object)
		env, _ := container["env"].([]any)
		for _, variable := range env {
			switch variable.(object)["name"] {
			case "ARGOCD_REPO_SERVER_PLUGIN_TAR_EXCLUSIONS", "ARGOCD_REPO_SERVER_PLUGIN_USE_MANIFEST_GENERATE_PATHS":
				settings++
			}
		}
		if container["name"] != "meshfn" {
			continue
		}
		for _, mount := range container["volumeMounts"].([]any) {
			if name := mount.(object)["name"].(string); !slices.Contains(names, name) {
				t.Errorf("the pod has no volume %s", name)
			}
		}
	}
	if settings != 2 {
		t.Errorf("the repository server is given %d of 2 settings", settings)
	}
}

// The shipped objects against the definitions of Argo CD and of its operator,
// by a server that refuses unknown fields.
func TestCustomResources(t *testing.T) {
	c := startCluster(t)
	for module, definitions := range map[string][]string{
		argoCD:   {"manifests/crds/application-crd.yaml", "manifests/crds/applicationset-crd.yaml"},
		operator: {"config/crd/bases/argoproj.io_argocds.yaml"},
	} {
		source, err := tools.Source(t.Context(), module)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range definitions {
			loaded, err := apiserver.Load(filepath.Join(source, filepath.FromSlash(name)))
			if err != nil {
				t.Fatal(err)
			}
			c.ApplyAll(t, loaded)
		}
	}
	for _, namespace := range []string{"argocd", "openshift-gitops"} {
		c.ApplyAll(t, []apiserver.Manifest{apiserver.Namespace(namespace)})
	}
	shipped := filepath.Join(meshfn.Root(), "pipelines", "argocd")
	set := read(t, filepath.Join(shipped, "applicationset.yaml"))
	c.ApplyAll(t, []apiserver.Manifest{manifest(t, set), manifest(t, read(t, filepath.Join(shipped, "openshift", "argocd.yaml")))})
	for _, mesh := range []string{"green", "red"} {
		application := filepath.Join(meshfn.Root(), "packages", "ossm-federation", "clusters", mesh, "application.yaml")
		c.ApplyAll(t, []apiserver.Manifest{manifest(t, read(t, application))})
	}

	wrong := manifest(t, strings.Replace(set, "ignoreDifferences:", "ignoreDiferences:", 1))
	if _, err := c.Apply(t.Context(), wrong); err == nil {
		t.Error("a misspelt field is accepted, so the above proves nothing")
	}
	s, _ := start(t)
	for _, app := range applicationSet(t, s, fleet(t)) {
		delete(app, "status")
		text, err := yaml.Marshal(app)
		if err != nil {
			t.Fatal(err)
		}
		c.ApplyAll(t, []apiserver.Manifest{manifest(t, string(text))})
	}
}

func manifest(t *testing.T, text string) apiserver.Manifest {
	t.Helper()
	m := apiserver.Manifest{Unstructured: &unstructured.Unstructured{}, Text: []byte(text)}
	if err := yaml.Unmarshal(m.Text, &m.Object); err != nil {
		t.Fatal(err)
	}
	return m
}
