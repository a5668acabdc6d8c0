package plain

import (
	"context"
	"encoding/json"
	"slices"
	"testing"

	"istio.io/istio/istioctl/pkg/tag"
	"istio.io/istio/pkg/kube"
	admissionregistration "k8s.io/api/admissionregistration/v1"
	core "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/runtime"

	"github.com/meshfn/meshfn/internal/chart"
	"github.com/meshfn/meshfn/internal/delivery"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
)

// The tags that we render are those that istioctl makes in a cluster where the revision runs. Where the two differ, the
// chart that is installed beside them says more than the one that istioctl renders the tag from.
func TestTagsAreThoseOfIstioctl(t *testing.T) {
	dir := t.TempDir()
	if _, err := New(chart.Embedded().FS(), dir); err != nil {
		t.Fatal(err)
	}
	for _, revision := range []string{"", "canary"} {
		for _, name := range []string{"default", "prod"} {
			t.Run(name+" to "+revision, func(t *testing.T) {
				operator := krm.Object{"apiVersion": "install.istio.io/v1alpha1", "kind": "IstioOperator",
					"spec": map[string]any{"profile": "minimal", "revision": revision}}
				tags := map[string]string{name: revision}
				e, findings, err := chart.Embedded().Expand(operator, chart.Tagged(revision, tags))
				if err != nil || finding.HasErrors(findings) {
					t.Fatal(err, findings)
				}
				ours, installed := tagObjects(t, e.Objects(), name)
				theirs := istioctlTag(t, dir, name, revision, installed)
				for _, line := range Compare(ours, theirs) {
					t.Error(line)
				}
			})
		}
	}
}

// tagObjects returns the objects that belong to the tag, cleaned as both must be to compare them, and the objects that
// istioctl looks for in the cluster.
func tagObjects(t *testing.T, all []krm.Object, name string) (ours []krm.Object, installed []runtime.Object) {
	t.Helper()
	for _, o := range all {
		switch id := o.ID(); {
		case o.Label("istio.io/tag") == name, id.Name == "istiod-default-validator" && name == "default":
			ours = append(ours, comparable(o))
		case id.Kind == "MutatingWebhookConfiguration" && o.Label("istio.io/tag") == "":
			installed = append(installed, typed(t, o, &admissionregistration.MutatingWebhookConfiguration{}))
		case id.Kind == "Service" && o.Label("istio.io/tag") == "":
			installed = append(installed, typed(t, o, &core.Service{}))
		}
	}
	slices.SortFunc(ours, func(a, b krm.Object) int { return a.ID().Compare(b.ID()) })
	return ours, installed
}

func typed(t *testing.T, o krm.Object, into runtime.Object) runtime.Object {
	t.Helper()
	text, err := json.Marshal(o)
	if err == nil {
		err = json.Unmarshal(text, into)
	}
	if err != nil {
		t.Fatal(err)
	}
	return into
}

// comparable is the object as delivery leaves it, without what the two may have different: the labels of the charts
// (istioctl copies those of the installed webhook over those of the tag's own), and the port that is the default.
func comparable(o krm.Object) krm.Object {
	o = delivery.Fit([]krm.Item{{Object: o}}, delivery.Settings{Mesh: "m", Namespace: "istio-system"})[0].Object
	labels := o.Map("metadata", "labels")
	for _, key := range []string{"app", "istio", "release", "install.operator.istio.io/owning-resource", "operator.istio.io/component", "istio.io/tag"} {
		delete(labels, key)
	}
	for _, w := range o.List("webhooks") {
		delete(krm.Object(w.(map[string]any)).Map("clientConfig", "service"), "port")
	}
	return o
}

func istioctlTag(t *testing.T, dir, name, revision string, installed []runtime.Object) []krm.Object {
	t.Helper()
	if revision == "" {
		revision = tag.DefaultRevisionName
	}
	text, err := tag.Generate(context.Background(), kube.NewFakeClient(installed...), &tag.GenerateOptions{
		Tag: name, Revision: revision, ManifestsPath: dir, Generate: true, Overwrite: true, IstioNamespace: "istio-system",
	})
	if err != nil {
		t.Fatal(err)
	}
	decoded, err := krm.Decode([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	var theirs []krm.Object
	for _, o := range decoded {
		theirs = append(theirs, comparable(o))
	}
	slices.SortFunc(theirs, func(a, b krm.Object) int { return a.ID().Compare(b.ID()) })
	return theirs
}
