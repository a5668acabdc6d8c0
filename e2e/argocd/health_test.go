package argocd

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/meshfn/meshfn/e2e/apiserver"
	"github.com/meshfn/meshfn/e2e/meshfn"
)

const healthKey = "resource.customizations.health.maistra.io_ServiceMeshControlPlane"

// TestHealth has Argo CD assess the objects of testdata/health, with its settings
// as shipped. Each file is an object; its first line says what is thought of it.
func TestHealth(t *testing.T) {
	files, err := filepath.Glob("testdata/health/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	var objects []apiserver.Manifest
	for _, file := range files {
		objects = append(objects, manifest(t, read(t, file)))
	}
	for i, got := range health(t, shippedSettings(t), objects) {
		want, _, _ := strings.Cut(read(t, files[i]), "\n")
		if got := "# " + strings.TrimSuffix(got.Status+": "+got.Message, ": "); got != want {
			t.Errorf("%s: %q, want %q", files[i], got, want)
		}
	}
}

// TestKinds holds Argo CD's own assessments against what we rely on: a kind with
// none is done when it is applied, and holds no wave.
func TestKinds(t *testing.T) {
	kinds := map[string]string{
		"apps/v1 Deployment": "Progressing", "v1 Service": "Healthy", "autoscaling/v2 HorizontalPodAutoscaler": "Progressing",
		"external-secrets.io/v1 ExternalSecret": "Progressing", "gateway.networking.k8s.io/v1 Gateway": "Progressing",
		"maistra.io/v2 ServiceMeshControlPlane": "Progressing", "policy/v1 PodDisruptionBudget": "Progressing",
	}
	for _, kind := range []string{
		"maistra.io/v1 ServiceMeshMemberRoll", "federation.maistra.io/v1 ServiceMeshPeer", "federation.maistra.io/v1 ExportedServiceSet",
		"federation.maistra.io/v1 ImportedServiceSet", "networking.istio.io/v1 Gateway", "networking.istio.io/v1 DestinationRule",
		"security.istio.io/v1 PeerAuthentication", "v1 ConfigMap", "v1 Namespace",
		"admissionregistration.k8s.io/v1 MutatingWebhookConfiguration",
	} {
		kinds[kind] = ""
	}
	var names []string
	var objects []apiserver.Manifest
	for kind := range kinds {
		apiVersion, name, _ := strings.Cut(kind, " ")
		names = append(names, kind)
		objects = append(objects, manifest(t, "{apiVersion: "+apiVersion+", kind: "+name+", metadata: {name: web, namespace: shop, generation: 1}}"))
	}
	for i, got := range health(t, shippedSettings(t), objects) {
		if got.Status != kinds[names[i]] {
			t.Errorf("%s: %q, want %q", names[i], got.Status, kinds[names[i]])
		}
	}
}

// shippedSettings are what we add to argocd-cm.
func shippedSettings(t *testing.T) object {
	t.Helper()
	return manifest(t, read(t, filepath.Join(meshfn.Root(), "pipelines", "argocd", "kustomize", "health.yaml"))).Object["data"].(object)
}

type assessment struct{ Status, Message string }

// health asks for the assessments of objects under the settings of argocd-cm.
func health(t *testing.T, settings object, objects []apiserver.Manifest) []assessment {
	t.Helper()
	program, err := judge()
	if err != nil {
		t.Fatal(err)
	}
	question := struct {
		Settings object
		Objects  []object
	}{Settings: settings}
	for _, m := range objects {
		question.Objects = append(question.Objects, m.Object)
	}
	var answer []*assessment
	if err := (&Servers{judge: program}).ask(t.Context(), question, &answer, "health"); err != nil {
		t.Fatal(err)
	}
	all := make([]assessment, len(objects))
	for i, a := range answer {
		if a != nil {
			all[i] = *a
		}
	}
	return all
}
