package diff_test

import (
	"testing"

	"github.com/meshfn/meshfn/internal/diff"
)

// An object that comes or goes has the class of the gravest thing in it; that it has a name and annotations makes it none
// that nobody misses.
func TestClassOfWholeObject(t *testing.T) {
	for _, c := range []struct {
		object string
		want   diff.Class
	}{
		{"apiVersion: federation.maistra.io/v1\nkind: ExportedServiceSet\nmetadata: {name: a, annotations: {a.b/c: d}}\nspec: {exportRules: []}", diff.Traffic},
		{"apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: a}\nspec: {host: b}", diff.Traffic},
		{"apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: a}\nspec: {host: b, trafficPolicy: {tls: {mode: DISABLE}}}", diff.Security},
		{"apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: a, labels: {istio.io/rev: b}}\nspec: {listeners: [{name: http}]}", diff.Traffic},
		{"apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: a}\nspec: {listeners: [{name: https, tls: {mode: Passthrough}}]}", diff.Security},
		{"apiVersion: v1\nkind: Namespace\nmetadata: {name: a, annotations: {a.b/c: d}}", diff.Traffic},
		{"apiVersion: v1\nkind: Namespace\nmetadata: {name: a, labels: {istio.io/rev: b}}", diff.Restart},
		{"apiVersion: v1\nkind: Namespace\nmetadata: {name: a, labels: {pod-security.kubernetes.io/enforce: privileged}}", diff.Security},
		{"apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec: {template: {spec: {containers: []}}}", diff.Traffic},
		{"apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: a}\nrules: []", diff.Security},
		{"apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: {name: a}\nspec: {profile: default}", diff.Restart},
		{"apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {key: value}", diff.Traffic},
	} {
		object := items(t, c.object)
		for _, changes := range [][]diff.Change{diff.Objects(nil, object), diff.Objects(object, nil)} {
			if len(changes) != 1 || changes[0].Class != c.want || changes[0].Reason == "" {
				t.Errorf("want %s, got %+v of\n%s", c.want, changes, c.object)
			}
		}
	}
}
