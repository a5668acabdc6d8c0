package controlplane_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/meshfn/meshfn/internal/controlplane"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/fleet"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
	"github.com/meshfn/meshfn/internal/render"
)

const openshiftHead = `apiVersion: meshfn.dev/v1alpha1
kind: Mesh
metadata: {name: red, annotations: {config.kubernetes.io/local-config: "true"}}
spec:
`

// openshift renders a Mesh of distribution OpenShift; patches are its overlays by file name.
func openshift(t *testing.T, spec string, patches map[string]string) render.Output {
	t.Helper()
	f, findings, err := fleet.New(fleet.Input{
		Meshes: []mesh.Source{{File: "mesh.yaml", Text: []byte(openshiftHead + spec)}},
		Objects: func(name string) ([]krm.Object, error) {
			return krm.Decode([]byte("apiVersion: maistra.io/v2\nkind: ServiceMeshControlPlane\nmetadata: {name: patch}\nspec: " + patches[name]))
		},
	})
	if err != nil || finding.HasErrors(findings) {
		t.Fatalf("%v %v", err, findings)
	}
	return controlplane.Render(f.Members[0])
}

func smcp(t *testing.T, out render.Output) krm.Object {
	t.Helper()
	if finding.HasErrors(out.Findings) {
		t.Fatal(out.Findings)
	}
	return out.Set.Find(krm.ID{Group: "maistra.io", Kind: "ServiceMeshControlPlane", Namespace: "red-system", Name: "red"})
}

func roll(out render.Output) krm.Object {
	return out.Set.Find(krm.ID{Group: "maistra.io", Kind: "ServiceMeshMemberRoll", Namespace: "red-system", Name: "default"})
}

func TestModes(t *testing.T) {
	for _, c := range []struct {
		version, mode, namespaces string
		spec                      map[string]any // mode and techPreview
		roll                      map[string]any // spec; nil where there is no roll
	}{
		{"v2.1", "MultiTenant", "", map[string]any{}, map[string]any{"members": []any{}}},
		{"v2.6", "MultiTenant", "{name: shop}", map[string]any{}, map[string]any{"members": []any{"shop"}}},
		{"v2.6", "MultiTenant", "{name: shop}, {name: red-system}, {name: bank}", map[string]any{}, map[string]any{"members": []any{"bank", "shop"}}},
		{"v2.3", "ClusterWide", "", map[string]any{"techPreview": map[string]any{"controlPlaneMode": "ClusterScoped"}}, map[string]any{"members": []any{"*"}}},
		{"v2.3", "ClusterWide", "{name: shop}", map[string]any{"techPreview": map[string]any{"controlPlaneMode": "ClusterScoped"}}, map[string]any{"members": []any{"shop"}}},
		{"v2.4", "ClusterWide", "", map[string]any{"mode": "ClusterWide"}, nil},
		{"v2.6", "ClusterWide", "{name: shop}", map[string]any{"mode": "ClusterWide"}, map[string]any{"members": []any{"shop"}, "memberSelectors": []any{}}},
	} {
		t.Run(c.version+c.mode+c.namespaces, func(t *testing.T) {
			out := openshift(t, fmt.Sprintf("  controlPlane: {distribution: OpenShift, mode: %s, revisions: [{version: %s}]}\n  namespaces: [%s]\n",
				c.mode, c.version, c.namespaces), nil)
			spec := smcp(t, out).Map("spec")
			got := map[string]any{}
			for _, key := range []string{"mode", "techPreview"} {
				if v, ok := spec[key]; ok {
					got[key] = v
				}
			}
			if diff := cmp.Diff(c.spec, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			if diff := cmp.Diff(c.roll, roll(out).Map("spec")); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestSMCPIsRefused(t *testing.T) {
	for spec, code := range map[string]finding.Code{
		"controlPlane: {distribution: OpenShift, revisions: [{version: v2.0}]}":                                                                    finding.Version,
		"controlPlane: {distribution: OpenShift, revisions: [{version: v2.7}]}":                                                                    finding.Version,
		"controlPlane: {distribution: OpenShift, revisions: [{version: v3.0}]}":                                                                    finding.Version,
		"controlPlane: {distribution: OpenShift, mode: ClusterWide, revisions: [{version: v2.2}]}":                                                 finding.Contradiction,
		"controlPlane: {distribution: OpenShift, revisions: [{version: v2.5}, {version: v2.6, name: new}]}":                                        finding.Contradiction,
		"controlPlane: {distribution: OpenShift, revisions: [{version: v2.5, name: blue}]}":                                                        finding.Contradiction,
		"controlPlane: {distribution: OpenShift, revisions: [{version: v2.5, name: red}], tags: {prod: red}}":                                      finding.Contradiction,
		"controlPlane: {distribution: OpenShift, revisions: [{version: v2.5, options: [envoy-access-log]}]}":                                       finding.UnknownOption,
		"controlPlane: {distribution: OpenShift, revisions: [{version: v2.5}]}\n  namespaces: [{name: shop, injection: Default}]":                  finding.Contradiction,
		"controlPlane: {distribution: OpenShift, mode: ClusterWide, revisions: [{version: v2.5}]}\n  namespaces: [{name: a, revision: red}]":       finding.Contradiction,
		"controlPlane: {distribution: OpenShift, mode: ClusterWide, revisions: [{version: v2.5}]}\n  namespaces: [{name: a, injection: Revision}]": finding.Contradiction,
	} {
		out := openshift(t, "  "+spec+"\n", nil)
		if !slices.ContainsFunc(out.Findings, func(f finding.Finding) bool { return f.Code == code && f.Severity == finding.Error && f.Line > 0 }) {
			t.Errorf("%s: %v, want %s", spec, out.Findings, code)
		}
		if out.Set.Len() > 0 {
			t.Errorf("%s: something was rendered", spec)
		}
	}
}

func TestPatches(t *testing.T) {
	const spec = "  controlPlane: {distribution: OpenShift, imagePullSecrets: [mirror], revisions: [{version: v2.6, overlays: [a.yaml, b.yaml]}]}\n"
	out := openshift(t, spec, map[string]string{
		"a.yaml": "{addons: {kiali: {enabled: false}}, meshConfig: {extensionProviders: [{name: one}]}, runtime: {defaults: {container: {imagePullPolicy: Always}}}}",
		"b.yaml": "{addons: {kiali: {name: kiali}}, meshConfig: {extensionProviders: [{name: two}]}, runtime: {defaults: {container: {imagePullSecrets: [{name: other}]}}}, version: v2.6}",
	})
	got := smcp(t, out).Map("spec")
	for path, want := range map[string]any{
		"addons":                     map[string]any{"kiali": map[string]any{"enabled": false, "name": "kiali"}},
		"meshConfig":                 map[string]any{"extensionProviders": []any{map[string]any{"name": "two"}}},
		"runtime.defaults.container": map[string]any{"imagePullPolicy": "Always", "imagePullSecrets": []any{map[string]any{"name": "other"}}},
	} {
		if diff := cmp.Diff(want, krm.Object(got).Get(strings.Split(path, ".")...)); diff != "" {
			t.Errorf("%s: -want +got:\n%s", path, diff)
		}
	}
	for _, patch := range []string{"{version: v2.5}", "{mode: ClusterWide}", "{security: {trust: {domain: other.local}}}"} {
		out := openshift(t, spec, map[string]string{"a.yaml": patch, "b.yaml": "{}"})
		if !slices.ContainsFunc(out.Findings, func(f finding.Finding) bool {
			return f.Code == finding.Overlay && f.Field == "spec.controlPlane.revisions[0].overlays[0]"
		}) {
			t.Errorf("%s: %v", patch, out.Findings)
		}
	}
}
