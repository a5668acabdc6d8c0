package controlplane_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/meshfn/meshfn/internal/controlplane"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
)

func TestOverlays(t *testing.T) {
	for name, c := range map[string]struct {
		ca, overlay string
		path        string
		want        any
		code        finding.Code
		says        string
	}{
		"a map merges": {
			ca: "MeshCA", overlay: "spec: {values: {pilot: {traceSampling: 5}}}",
			path: "values.pilot.traceSampling", want: 5,
		},
		"an env list replaces the base's, with a warning that names what is lost": {
			ca: "MeshCA", overlay: "spec: {components: {pilot: {k8s: {env: [{name: X, value: '1'}, {name: GCP_METADATA, value: m}]}}}}",
			path: "components.pilot.k8s.env", want: []any{map[string]any{"name": "X", "value": "1"}, map[string]any{"name": "GCP_METADATA", "value": "m"}},
			code: finding.OverlayDropsEnv,
			says: "drops GKE_CLUSTER_URL, ENABLE_STACKDRIVER_MONITORING, TOKEN_AUDIENCES, PILOT_ENABLE_CROSS_CLUSTER_WORKLOAD_ENTRY",
		},
		"an env list with every name drops nothing": {
			ca: "MeshCA", overlay: `spec: {components: {pilot: {k8s: {env: [{name: GKE_CLUSTER_URL, value: a}, {name: GCP_METADATA, value: b},
				{name: ENABLE_STACKDRIVER_MONITORING, value: c}, {name: TOKEN_AUDIENCES, value: d}, {name: PILOT_ENABLE_CROSS_CLUSTER_WORKLOAD_ENTRY, value: e}]}}}}`,
			path: "components.pilot.k8s.env[TOKEN_AUDIENCES].value", want: "d",
		},
		"the trust domain of Mesh CA can be changed": {
			ca: "MeshCA", overlay: "spec: {meshConfig: {trustDomain: corp.example}}",
			path: "meshConfig.trustDomain", want: "corp.example",
		},
		"the Istio CA's layer comes last": {
			ca: "IstioCA", overlay: "spec: {meshConfig: {trustDomain: corp.example}}",
			path: "meshConfig.trustDomain", want: "cluster.local",
			code: finding.OverlayHasNoEffect, says: "sets meshConfig.trustDomain",
		},
		"what the Istio CA sets may be repeated": {
			ca: "IstioCA", overlay: "spec: {meshConfig: {trustDomain: cluster.local}}",
			path: "meshConfig.trustDomain", want: "cluster.local",
		},
		"the revision is not an overlay's": {
			ca: "MeshCA", overlay: "spec: {revision: other}", code: finding.Overlay, says: "sets the revision other",
		},
	} {
		t.Run(name, func(t *testing.T) {
			in := input(asmMesh("1.23.3-asm.2", "GKE", c.ca, ", overlays: [overlays/a.yaml]"))
			in.Objects = overlayFile("apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: {name: a}\n" + strings.ReplaceAll(c.overlay, "\t", ""))
			m := members(t, in)["m"]
			out := controlplane.Render(m)
			switch {
			case c.code == "" && len(out.Findings) > 0:
				t.Errorf("unexpected findings: %v", out.Findings)
			case c.code != "" && (len(out.Findings) != 1 || out.Findings[0].Code != c.code || !strings.Contains(out.Findings[0].Message, c.says)):
				t.Errorf("want %s saying %q, got %v", c.code, c.says, out.Findings)
			}
			if c.path == "" {
				return
			}
			if diff := cmp.Diff(plain(t, c.want), plain(t, at(operatorOf(t, m), c.path))); diff != "" {
				t.Errorf("%s: want -, got +\n%s", c.path, diff)
			}
		})
	}
}

func overlayFile(text string) func(string) ([]krm.Object, error) {
	return func(name string) ([]krm.Object, error) {
		if name != "overlays/a.yaml" {
			return nil, nil
		}
		return krm.Decode([]byte(text))
	}
}

// The rule for lines without a package of their own: dated changes at their release, undated ones with 1.23.
func TestLinesBetween(t *testing.T) {
	for version, want := range map[string][]string{
		"1.11.2-asm.17": {"gcr.io/gke-release/asm", "kubernetes", "host.svc.id.goog", "false"},
		"1.14.6-asm.11": {"gcr.io/gke-release/asm", "kubernetes", "host.svc.id.goog", "false"},
		"1.15.3-asm.1":  {"gke.gcr.io/asm", "kubernetes", "host.svc.id.goog", "false"},
		"1.22.3-asm.1":  {"gke.gcr.io/asm", "kubernetes", "host.svc.id.goog", "false"},
		"1.28.2-asm.4":  {"gke.gcr.io/asm", "istiod", "host.svc.id.goog", "false"},
	} {
		t.Run(version, func(t *testing.T) {
			m := member(t, asmMesh(version, "GKE", "MeshCA", ""))
			out := controlplane.Render(m)
			if len(out.Findings) != 1 || out.Findings[0].Code != finding.DerivedLine {
				t.Errorf("want one %s, got %v", finding.DerivedLine, out.Findings)
			}
			spec := operatorOf(t, m)
			enabled := "true"
			if at(spec, "components.ingressGateways[istio-ingressgateway].enabled") == false {
				enabled = "false"
			}
			got := []string{text(spec, "hub"), text(spec, "values.global.pilotCertProvider"), text(spec, "meshConfig.trustDomain"), enabled}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
	t.Run("before 1.10", func(t *testing.T) {
		out := controlplane.Render(member(t, asmMesh("1.9.8-asm.6", "GKE", "MeshCA", "")))
		if len(out.Findings) != 1 || out.Findings[0].Code != finding.Version {
			t.Errorf("want one %s, got %v", finding.Version, out.Findings)
		}
	})
}
