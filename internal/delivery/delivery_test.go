package delivery_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"sigs.k8s.io/yaml"

	"github.com/meshfn/meshfn/internal/chart"
	"github.com/meshfn/meshfn/internal/delivery"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
)

var bothTools = []mesh.Tool{mesh.ConfigSync, mesh.ArgoCD}

// object decodes YAML.
func object(t *testing.T, text string) krm.Object {
	t.Helper()
	o := map[string]any{}
	if err := yaml.Unmarshal([]byte(text), &o); err != nil {
		t.Fatal(err)
	}
	return o
}

// expanded returns the items of revisions of an Istio control plane with a gateway, tags included.
func expanded(t *testing.T, tags map[string]string, revisions ...string) []krm.Item {
	t.Helper()
	var all []chart.Expansion
	for _, revision := range revisions {
		operator := object(t, `
apiVersion: install.istio.io/v1alpha1
kind: IstioOperator
spec:
  revision: "`+revision+`"
  components:
    ingressGateways:
    - {name: gateway-of-`+revision+`, enabled: true, namespace: istio-ingress}
    cni: {enabled: true}
`)
		e, findings, err := chart.Embedded().Install(tags, operator)
		if err != nil || finding.HasErrors(findings) {
			t.Fatal(err, findings)
		}
		all = append(all, e)
	}
	return chart.Layout(all...)
}

func find(t *testing.T, items []krm.Item, resource string) krm.Object {
	t.Helper()
	for _, it := range items {
		if it.Object.ID().String() == resource {
			return it.Object
		}
	}
	t.Fatalf("no %s", resource)
	return nil
}

func TestFitIsFitForGit(t *testing.T) {
	items := expanded(t, nil, "")
	items = append(items,
		krm.Item{Path: "manifests/namespaces.yaml", Object: krm.New("v1", "Namespace", "", "istio-system")},
		krm.Item{Path: "manifests/control-plane/cacerts.yaml", Object: krm.New("external-secrets.io/v1", "ExternalSecret", "istio-system", "cacerts")},
		krm.Item{Path: "manifests/multicluster.yaml", Object: krm.New("networking.istio.io/v1", "Gateway", "", "cross-network")},
		krm.Item{Path: "operator/default.yaml", Object: krm.New("install.istio.io/v1alpha1", "IstioOperator", "", "x").Annotate("config.kubernetes.io/local-config", "true")},
	)
	before := krm.Encode(objects(items)...)
	fit := delivery.Fit(items, delivery.Settings{Mesh: "red", Namespace: "istio-system", Tools: bothTools})
	if diff := cmp.Diff(string(before), string(krm.Encode(objects(items)...))); diff != "" {
		t.Errorf("the input has changed: %s", diff)
	}
	if len(fit) != len(items)-1 {
		t.Errorf("%d items of %d; only what is local-config stays out", len(fit), len(items))
	}
	known := map[string]bool{}
	for _, it := range fit {
		id := it.Object.ID()
		known[id.Group+"/namespaces/"+id.Namespace+"/"+id.Kind+"/"+id.Name] = true
		known[id.Group+"/"+id.Kind+"/"+id.Name] = true
	}
	for _, it := range fit {
		o := it.Object
		if o.Annotation(krm.MeshAnnotation) != "red" {
			t.Errorf("%s does not name its mesh", o.ID())
		}
		if o["status"] != nil || o.Get("metadata", "creationTimestamp") != nil {
			t.Errorf("%s has a status or a time", o.ID())
		}
		if o.Annotation(delivery.WaveAnnotation) == "" {
			t.Errorf("%s is in no wave", o.ID())
		}
		for reference := range strings.SplitSeq(o.Annotation(delivery.DependsOnAnnotation), ",") {
			if reference != "" && !known[reference] {
				t.Errorf("%s depends on %s, which is not there", o.ID(), reference)
			}
		}
		for _, w := range o.List("webhooks") {
			webhook := krm.Object(w.(map[string]any))
			if webhook["failurePolicy"] != "Fail" || webhook.Get("clientConfig", "caBundle") != nil {
				t.Errorf("%s: webhook %v", o.ID(), webhook)
			}
		}
	}
	for _, c := range []struct{ resource, annotation, want string }{
		{"Namespace/istio-system", delivery.WaveAnnotation, "-5"},
		{"Namespace/istio-system", delivery.OptionsAnnotation, "Prune=false,Delete=false"},
		{"Namespace/istio-system", delivery.DeletionAnnotation, "detach"},
		{"CustomResourceDefinition/gateways.networking.istio.io", delivery.OptionsAnnotation, "Prune=false,Delete=false,ServerSideApply=true"},
		{"ExternalSecret/istio-system/cacerts", delivery.WaveAnnotation, "-4"},
		{"Deployment/istio-system/istiod", delivery.WaveAnnotation, "-3"},
		{"Deployment/istio-system/istiod", delivery.DependsOnAnnotation, "external-secrets.io/namespaces/istio-system/ExternalSecret/cacerts"},
		{"Gateway/istio-system/cross-network", delivery.WaveAnnotation, "-2"},
		{"Gateway/istio-system/cross-network", delivery.DependsOnAnnotation, "apps/namespaces/istio-system/Deployment/istiod"},
		{"Deployment/istio-ingress/gateway-of-", delivery.WaveAnnotation, "-1"},
		{"Deployment/istio-ingress/gateway-of-", delivery.DependsOnAnnotation,
			"admissionregistration.k8s.io/MutatingWebhookConfiguration/istio-sidecar-injector,apps/namespaces/istio-system/Deployment/istiod"},
		{"HorizontalPodAutoscaler/istio-system/istiod", delivery.WaveAnnotation, "0"},
		{"HorizontalPodAutoscaler/istio-system/istiod", delivery.DependsOnAnnotation, "apps/namespaces/istio-system/Deployment/istiod"},
	} {
		if got := find(t, fit, c.resource).Annotation(c.annotation); got != c.want {
			t.Errorf("%s: %s is %q, want %q", c.resource, c.annotation, got, c.want)
		}
	}
}

func objects(items []krm.Item) []krm.Object {
	var all []krm.Object
	for _, it := range items {
		all = append(all, it.Object)
	}
	return all
}

// Each tool gets its own annotations only.
func TestFitForOneTool(t *testing.T) {
	items := []krm.Item{
		{Path: "manifests/namespaces.yaml", Object: krm.New("v1", "Namespace", "", "a")},
		{Path: "manifests/control-plane/default/pilot.yaml", Object: krm.New("apps/v1", "Deployment", "", "istiod").SetLabels("app", "istiod", "istio.io/rev", "default")},
		{Path: "manifests/multicluster.yaml", Object: krm.New("networking.istio.io/v1", "Gateway", "", "b")},
	}
	of := map[mesh.Tool][]string{
		mesh.ArgoCD:     {delivery.WaveAnnotation, delivery.OptionsAnnotation},
		mesh.ConfigSync: {delivery.DependsOnAnnotation, delivery.DeletionAnnotation},
	}
	for tool := range of {
		text := string(krm.Encode(objects(delivery.Fit(items, delivery.Settings{Mesh: "m", Namespace: "plane", Tools: []mesh.Tool{tool}}))...))
		for owner, annotations := range of {
			for _, a := range annotations {
				if strings.Contains(text, a) != (owner == tool) {
					t.Errorf("for %s, %s is there: %v", tool, a, owner != tool)
				}
			}
		}
	}
}

func TestFitDropsWhatAClusterDoesNotHold(t *testing.T) {
	o := object(t, `
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: a
  creationTimestamp: null
  annotations: {helm.sh/hook: crd-install, helm.sh/hook-weight: "1", keep: me}
spec:
  minAvailable: null
  maxUnavailable: 1
  selector: {matchLabels: {}}
  list: [{a: null, b: 1}, null]
status: {}
`)
	custom := object(t, `
apiVersion: networking.istio.io/v1alpha3
kind: EnvoyFilter
metadata: {name: f, namespace: own}
spec: {configPatches: [{patch: {value: null}}]}
`)
	fit := delivery.Fit([]krm.Item{{Path: "a", Object: o}, {Path: "b", Object: custom}}, delivery.Settings{Mesh: "m", Namespace: "plane"})
	want := object(t, `
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: a
  namespace: plane
  annotations: {keep: me, meshfn.dev/mesh: m}
spec:
  maxUnavailable: 1
  selector: {matchLabels: {}}
  list: [{b: 1}, null]
`)
	if diff := cmp.Diff(want, fit[0].Object); diff != "" {
		t.Error(diff)
	}
	custom.Annotate(krm.MeshAnnotation, "m")
	if diff := cmp.Diff(custom, fit[1].Object); diff != "" {
		t.Errorf("a null in a custom resource has a meaning: %s", diff)
	}
}

// Two revisions with the tag default at the named one: configuration waits for it, each gateway for its own, what both
// charts make is there once, and the injector of the other no longer answers for namespaces without a revision.
func TestFitTwoRevisions(t *testing.T) {
	tags := map[string]string{"default": "canary", "prod": "canary", "old": ""}
	items := expanded(t, tags, "", "canary")
	items = append(items, krm.Item{Path: "manifests/multicluster.yaml", Object: krm.New("networking.istio.io/v1", "Gateway", "", "g")})
	fit := delivery.Fit(items, delivery.Settings{Mesh: "red", Namespace: "istio-system", Tools: bothTools, Tags: tags})
	seen := map[krm.ID]bool{}
	for _, it := range fit {
		if id := it.Object.ID(); seen[id] {
			t.Errorf("%s is there twice", id)
		} else {
			seen[id] = true
		}
	}
	if on := find(t, fit, "Gateway/istio-system/g").Annotation(delivery.DependsOnAnnotation); on != "apps/namespaces/istio-system/Deployment/istiod-canary" {
		t.Errorf("configuration waits for %s", on)
	}
	gateway := find(t, fit, "Deployment/istio-ingress/gateway-of-canary").Annotation(delivery.DependsOnAnnotation)
	if !strings.Contains(gateway, "istiod-canary") || !strings.Contains(gateway, "istio-sidecar-injector-canary") {
		t.Errorf("the gateway of canary waits for %s", gateway)
	}
	for _, w := range find(t, fit, "MutatingWebhookConfiguration/istio-sidecar-injector").List("webhooks") {
		if krm.Object(w.(map[string]any)).String("namespaceSelector", "matchLabels", "istio.io/deactivated") == "" {
			t.Errorf("the injector of the revision default still answers: %v", w)
		}
	}
	for _, resource := range []string{
		"MutatingWebhookConfiguration/istio-revision-tag-default", "MutatingWebhookConfiguration/istio-revision-tag-prod",
		"MutatingWebhookConfiguration/istio-revision-tag-old", "Service/istio-system/istiod-revision-tag-prod",
	} {
		find(t, fit, resource)
	}
	validator := find(t, fit, "ValidatingWebhookConfiguration/istiod-default-validator")
	service := krm.Object(validator.List("webhooks")[0].(map[string]any)).String("clientConfig", "service", "name")
	if service != "istiod-canary" {
		t.Errorf("the validator of the default revision asks %s", service)
	}
}
