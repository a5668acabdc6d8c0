package pipelines_test

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"sigs.k8s.io/yaml"

	"github.com/meshfn/meshfn/cmd/meshfn/cli"
	"github.com/meshfn/meshfn/packages"
	"github.com/meshfn/meshfn/pipelines"
)

type object = map[string]any

// The plugin's container is the same however it is installed, but for its user: OpenShift chooses that itself.
func TestSidecars(t *testing.T) {
	kustomize := sidecar(t, "argocd/kustomize/sidecar.yaml", "spec", "template", "spec", "containers")
	helm := sidecar(t, "argocd/helm/values.yaml", "repoServer", "extraContainers")
	openshift := sidecar(t, "argocd/openshift/argocd.yaml", "spec", "repo", "sidecarContainers")
	if diff := cmp.Diff(kustomize, helm); diff != "" {
		t.Errorf("-kustomize +helm:\n%s", diff)
	}
	if user := kustomize["securityContext"].(object)["runAsUser"]; user != 999.0 {
		t.Errorf("it runs as %v", user)
	}
	delete(kustomize["securityContext"].(object), "runAsUser")
	if diff := cmp.Diff(kustomize, openshift); diff != "" {
		t.Errorf("-kustomize +openshift:\n%s", diff)
	}
}

// The health of a ServiceMeshControlPlane is assessed in the same way, however Argo CD is installed.
func TestHealth(t *testing.T) {
	const key = "resource.customizations.health.maistra.io_ServiceMeshControlPlane"
	kustomize := at(t, "argocd/kustomize/health.yaml", "data", key)
	if diff := cmp.Diff(kustomize, at(t, "argocd/helm/values.yaml", "configs", "cm", key)); diff != "" {
		t.Errorf("-kustomize +helm:\n%s", diff)
	}
	want := []any{object{"group": "maistra.io", "kind": "ServiceMeshControlPlane", "check": kustomize}}
	if diff := cmp.Diff(any(want), at(t, "argocd/openshift/argocd.yaml", "spec", "resourceHealthChecks")); diff != "" {
		t.Errorf("-kustomize +openshift:\n%s", diff)
	}
}

// An Application is compared and synced in the same way, whether the plugin renders it or git holds what was rendered.
func TestApplicationsAreCompared(t *testing.T) {
	template := at(t, "argocd/applicationset.yaml", "spec", "template").(object)
	text, err := packages.FS.ReadFile("ossm-federation/clusters/red/application.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var rendered object
	if err := yaml.UnmarshalStrict(text, &rendered); err != nil {
		t.Fatal(err)
	}
	const options = "argocd.argoproj.io/compare-options"
	for name, app := range map[string]object{"plugin": template, "rendered": rendered} {
		if got := app["metadata"].(object)["annotations"].(object)[options]; got != "ServerSideDiff=true" {
			t.Errorf("%s: %s is %v", name, options, got)
		}
		synced := app["spec"].(object)["syncPolicy"].(object)["syncOptions"].([]any)
		if !slices.Contains(synced, any("ServerSideApply=true")) {
			t.Errorf("%s: the sync options are %v", name, synced)
		}
	}
}

// What is sent to the plugin is set in the same way by each installation.
func TestSettings(t *testing.T) {
	want := object{"reposerver.plugin.use.manifest.generate.paths": "true", "reposerver.plugin.tar.exclusions": ".git"}
	for file, path := range map[string][]string{"argocd/kustomize/params.yaml": {"data"}, "argocd/helm/values.yaml": {"configs", "params"}} {
		if diff := cmp.Diff(any(want), at(t, file, path...)); diff != "" {
			t.Errorf("%s: -want +got:\n%s", file, diff)
		}
	}
	for _, item := range at(t, "argocd/openshift/argocd.yaml", "spec", "repo", "env").([]any) {
		variable := item.(object)
		key := strings.TrimPrefix(variable["name"].(string), "ARGOCD_REPO_SERVER_")
		key = "reposerver." + strings.ToLower(strings.ReplaceAll(key, "_", "."))
		if want[key] != variable["value"] {
			t.Errorf("%s is %v", key, variable["value"])
		}
		delete(want, key)
	}
	if len(want) > 0 {
		t.Errorf("not set on OpenShift: %v", want)
	}
}

func TestPluginIsPrinted(t *testing.T) {
	if got := printed(t, "plugin"); got != read(t, "argocd/plugin.yaml") {
		t.Errorf("have %s", got)
	}
}

// printed is what a verb of meshfn argocd prints.
func printed(t *testing.T, verb string) string {
	t.Helper()
	var out, said bytes.Buffer
	s := cli.Streams{In: strings.NewReader(""), Out: &out, Err: &said}
	if code := cli.Run(context.Background(), []string{"argocd", verb}, s); code != 0 || said.Len() > 0 {
		t.Fatalf("exit %d: %s", code, said.String())
	}
	return out.String()
}

// The README of the plugin lists the parameters that it announces, and no others.
func TestParametersAreDocumented(t *testing.T) {
	readme, err := os.ReadFile("argocd/README.md")
	if err != nil {
		t.Fatal(err)
	}
	var announced []struct{ Name string }
	if err := json.Unmarshal([]byte(printed(t, "parameters")), &announced); err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, p := range announced {
		want = append(want, "| `"+p.Name+"` | `"+strings.ToUpper(strings.ReplaceAll(p.Name, "-", "_"))+"` |")
	}
	documented := regexp.MustCompile("(?m)^\\| `[a-z-]+` \\| `[A-Z_]+` \\|").FindAllString(string(readme), -1)
	if diff := cmp.Diff(want, documented); diff != "" {
		t.Errorf("-announced +documented:\n%s", diff)
	}
}

func sidecar(t *testing.T, file string, path ...string) object {
	t.Helper()
	containers := at(t, file, path...).([]any)
	if len(containers) != 1 {
		t.Fatalf("%s: %d containers", file, len(containers))
	}
	return containers[0].(object)
}

// at is what stands at a path of a file.
func at(t *testing.T, file string, path ...string) any {
	t.Helper()
	var value any
	if err := yaml.UnmarshalStrict([]byte(read(t, file)), &value); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	for _, key := range path {
		value = value.(object)[key]
	}
	return value
}

func read(t *testing.T, file string) string {
	t.Helper()
	text, err := pipelines.FS.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
