package argocd

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/finding"
)

// read are the objects of a folder of manifests, read anew.
func read(t testing.TB, dir string) []rule.Object {
	t.Helper()
	var all []rule.Object
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".yaml" {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		name, err := filepath.Rel("../../../packages", path)
		if err != nil {
			return err
		}
		objects, err := rule.Read(filepath.ToSlash(name), text)
		all = append(all, objects...)
		return err
	})
	if err != nil || len(all) == 0 {
		t.Fatalf("read %s: %d objects, %v", dir, len(all), err)
	}
	return all
}

const (
	istio     = "../../../packages/istio-multicluster/clusters/cluster1"
	openshift = "../../../packages/ossm-federation/clusters/red"
)

func check(objects []rule.Object) []finding.Finding {
	return cluster(rule.NewCluster("cluster1", nil, objects), time.Time{})
}

func find(t *testing.T, in []rule.Object, resource string) rule.Object {
	t.Helper()
	for _, o := range in {
		if o.ID().String() == resource {
			return o
		}
	}
	t.Fatalf("there is no %s", resource)
	return rule.Object{}
}

// put sets a value below maps; nil removes it.
func put(value any, keys ...string) func(rule.Object) {
	return func(o rule.Object) {
		m := map[string]any(o.Object)
		for _, key := range keys[:len(keys)-1] {
			m = m[key].(map[string]any)
		}
		if last := keys[len(keys)-1]; value == nil {
			delete(m, last)
		} else {
			m[last] = value
		}
	}
}

func wave(value any) func(rule.Object) { return put(value, "metadata", "annotations", waveAnnotation) }

func option(value any) func(rule.Object) {
	return put(value, "metadata", "annotations", optionsAnnotation)
}

// webhook changes the first webhook of a configuration.
func webhook(change func(map[string]any)) func(rule.Object) {
	return func(o rule.Object) { change(o.List("webhooks")[0].(map[string]any)) }
}

// TestMutations makes one mistake at a time in clusters that have none.
func TestMutations(t *testing.T) {
	for _, c := range []struct {
		dir, resource string
		mutate        func(rule.Object)
		want          finding.Code
	}{
		{istio, "Deployment/istio-system/istiod", wave("x"), finding.SyncWave},
		{istio, "Deployment/istio-system/istiod", wave(int64(-3)), finding.SyncWave},
		{istio, "Deployment/istio-system/istiod", wave(nil), finding.WaveMissing},
		{istio, "Deployment/istio-system/istiod", wave("-6"), finding.WaveOrder},
		{istio, "Deployment/istio-system/istiod", wave("-1"), finding.WaveOrder},
		{istio, "ServiceAccount/istio-system/istiod", wave("0"), finding.WaveOrder},
		{istio, "ConfigMap/istio-system/istio", wave("0"), finding.WaveOrder},
		{istio, "ClusterRoleBinding/istiod-clusterrole-istio-system", wave("0"), finding.WaveOrder},
		{istio, "Namespace/istio-system", wave("0"), finding.WaveOrder},
		{istio, "HorizontalPodAutoscaler/istio-system/istiod", wave("-4"), finding.WaveOrder},
		{istio, "Gateway/istio-system/cross-network-gateway", wave("-3"), finding.WaveOrder},
		{istio, "ExternalSecret/istio-system/cacerts", wave("-2"), finding.WaveOrder},
		{istio, "Namespace/istio-system", option(nil), finding.NotKept},
		{istio, "Namespace/istio-system", option("Prune=false"), finding.NotKept},
		{istio, "Namespace/istio-system", option("Prune=false,Delete=no"), finding.ArgoOption},
		{istio, "Namespace/istio-system", option("Prune=false,Delet=false"), finding.ArgoOption},
		{istio, "Namespace/istio-system", put("-5", "metadata", "annotations", prefix+"syncwave"), finding.ArgoOption},
		{istio, "Namespace/istio-system", put("PreSync", "metadata", "annotations", prefix+"Hook"), finding.ArgoOption},
		{istio, "Namespace/istio-system", put("Prune=false", "metadata", "annotations", "argoproj.io/sync-options"), finding.ArgoOption},
		{istio, "Service/istio-system/istiod", put("PreSync", "metadata", "annotations", hookAnnotation), finding.HookPersists},
		{istio, "Service/istio-system/istiod", put("presync", "metadata", "annotations", hookAnnotation), finding.HookName},
		{istio, "Service/istio-system/istiod", put("a:b/c:d/e", "metadata", "annotations", prefix+"tracking-id"), finding.Tracking},
		{istio, "Service/istio-system/istiod", put("ServerSideDif=true", "metadata", "annotations", compareAnnotation), finding.ArgoOption},
		{istio, "MutatingWebhookConfiguration/istio-sidecar-injector", webhook(func(w map[string]any) {
			w["clientConfig"].(map[string]any)["caBundle"] = "LS0t"
		}), finding.FightsIstiod},
		{istio, "ValidatingWebhookConfiguration/istio-validator-istio-system", webhook(func(w map[string]any) { w["failurePolicy"] = "Ignore" }), finding.FightsIstiod},
		{openshift, "ServiceMeshControlPlane/red-mesh-system/red-mesh", wave("-1"), finding.WaveOrder},
		{openshift, "Application/openshift-gitops/mesh-red", put("clusters/green/manifests", "spec", "source", "path"), finding.SourceElsewhere},
		{openshift, "Application/openshift-gitops/mesh-red", put([]any{"ServerSideAply=true"}, "spec", "syncPolicy", "syncOptions"), finding.ArgoOption},
		{openshift, "Application/openshift-gitops/mesh-red", ignore("", "ValidatingWebhookConfiguration", "/webhooks/0/clientConfig/caBundle"), finding.IgnoresNothing},
		{openshift, "Application/openshift-gitops/mesh-red", ignore("maistra.io", "ServiceMeshControlPlane", "spec/version"), finding.IgnoresNothing},
		{openshift, "Application/openshift-gitops/mesh-red", ignore("maistra.io", "ServiceMeshPeer", "/spec"), finding.IgnoresNothing},
		{openshift, "Application/openshift-gitops/mesh-red", ignore("federation.maistra.io", "ServiceMeshPeer", "/spec"), ""},
		{openshift, "Application/openshift-gitops/mesh-red", ignore("maistra.io", "ServiceMeshControlPlane"), finding.IgnoresNothing},
	} {
		objects := read(t, c.dir)
		if found := check(objects); len(found) > 0 {
			t.Fatalf("%s is not green: %v", c.dir, found)
		}
		c.mutate(find(t, objects, c.resource))
		found := check(objects)
		if c.want == "" && !slices.ContainsFunc(found, func(f finding.Finding) bool { return f.Code == finding.IgnoresNothing }) {
			continue
		}
		if !slices.ContainsFunc(found, func(f finding.Finding) bool { return f.Code == c.want }) {
			t.Errorf("%s: want %q, have %v", c.resource, c.want, found)
		}
	}
}

func ignore(kindGroup, kind string, pointers ...any) func(rule.Object) {
	return put([]any{map[string]any{"group": kindGroup, "kind": kind, "jsonPointers": pointers}}, "spec", "ignoreDifferences")
}

// The settings of Argo CD and of its operator ignore differences too.
func TestSettings(t *testing.T) {
	for text, want := range map[string]int{
		"apiVersion: v1\nkind: ConfigMap\nmetadata: {name: argocd-cm}\ndata:\n  resource.customizations.ignoreDifferences.apps_MutatingWebhookConfiguration: 'jqPathExpressions: [.webhooks]'":                         1,
		"apiVersion: v1\nkind: ConfigMap\nmetadata: {name: argocd-cm}\ndata:\n  resource.customizations.ignoreDifferences.admissionregistration.k8s.io_MutatingWebhookConfiguration: 'jqPathExpressions: [.webhooks]'": 0,
		"apiVersion: v1\nkind: ConfigMap\nmetadata: {name: argocd-cm}\ndata:\n  resource.customizations.ignoreDifferences.all: 'managedFieldsManagers: [x]'":                                                           0,
		"apiVersion: v1\nkind: ConfigMap\nmetadata: {name: argocd-cm}\ndata:\n  resource.customizations.ignoreDifferences.apps_Deployment: ''":                                                                         1,
		"apiVersion: argoproj.io/v1beta1\nkind: ArgoCD\nmetadata: {name: a}\nspec: {resourceIgnoreDifferences: {resourceIdentifiers: [{group: apps, kind: ConfigMap, customization: {jsonPointers: [/data]}}]}}":       1,
		"apiVersion: argoproj.io/v1beta1\nkind: ArgoCD\nmetadata: {name: a}\nspec: {resourceIgnoreDifferences: {resourceIdentifiers: [{kind: ConfigMap, customization: {jsonPointers: [/data]}}]}}":                    0,
	} {
		objects, err := rule.Read("a.yaml", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if found := check(objects); len(found) != want {
			t.Errorf("%s\n%v", text, found)
		}
	}
}

func BenchmarkCluster(b *testing.B) {
	c := rule.NewCluster("cluster1", nil, read(b, istio))
	for b.Loop() {
		cluster(c, time.Time{})
	}
}
