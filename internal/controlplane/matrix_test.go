package controlplane_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/meshfn/meshfn/internal/fleet"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
)

const (
	projectURL = "https://container.googleapis.com/v1/projects/own/locations/us-central1-c/clusters/c1"
	fleetURL   = "https://gkehub.googleapis.com/projects/host/locations/global/memberships/c1"
	bundle     = "|https://storage.googleapis.com/mesh-ca-resources/spiffe_bundle.json"
	pool       = "projects/own/locations/us-central1/caPools/p"
)

// expectation is a column of the tables "platform x CA" of the packages 1.10 and 1.23; project own, fleet host.
type expectation struct {
	profile, trustDomain, aliases, url, metadata, provider, plugins, caAddress, certProvider string
	audience, clusterName, hub                                                               string
	env                                                                                      string // NAME=VALUE, by ;
	openshift                                                                                bool
}

func expected(line string, gke bool, platform mesh.Platform, ca mesh.CAType) expectation {
	e := expectation{
		profile: "empty", plugins: "GoogleTokenExchange", audience: "host.svc.id.goog", trustDomain: "host.svc.id.goog",
		aliases: "host.svc.id.goog,host.hub.id.goog", url: fleetURL, metadata: "host|2|c1|global",
		clusterName: "cn-host-global-c1", hub: "gke.gcr.io/asm", certProvider: "istiod",
	}
	if gke {
		e.metadata, e.clusterName = "own|1|c1|us-central1-c", "cn-own-us-central1-c-c1"
		e.aliases += ",own.svc.id.goog"
	}
	spiffe := ""
	if line == "1.10" {
		e.hub, e.certProvider, e.aliases = "gcr.io/gke-release/asm", "kubernetes", "host.svc.id.goog"
		if gke {
			e.trustDomain, e.aliases, e.audience, e.url = "own.svc.id.goog", "own.svc.id.goog", "own.svc.id.goog", projectURL
		}
		spiffe = "SPIFFE_BUNDLE_ENDPOINTS=" + e.trustDomain + bundle + ";"
	}
	switch ca {
	case mesh.MeshCA:
		e.provider, e.caAddress = "GoogleCA", "meshca.googleapis.com:443"
	case mesh.CAService:
		e.provider, e.caAddress = "GoogleCAS", pool
	case mesh.IstioCA:
		e.provider, e.plugins, e.caAddress, e.trustDomain, e.certProvider = "Citadel", "", "", "cluster.local", "istiod"
		e.aliases = e.audience
	}
	rest := "ENABLE_STACKDRIVER_MONITORING=true;TOKEN_AUDIENCES=istio-ca," + e.audience + ";PILOT_ENABLE_CROSS_CLUSTER_WORKLOAD_ENTRY=true"
	e.env = "GKE_CLUSTER_URL=" + e.url + ";GCP_METADATA=" + e.metadata + ";" + spiffe + rest
	if line == "1.10" && !gke { // options/hub-meshca.yaml has an order of its own
		e.env = "GKE_CLUSTER_URL=" + e.url + ";" + spiffe + "ENABLE_STACKDRIVER_MONITORING=true;GCP_METADATA=" + e.metadata +
			";TOKEN_AUDIENCES=istio-ca," + e.audience + ";PILOT_ENABLE_CROSS_CLUSTER_WORKLOAD_ENTRY=true"
	}
	if line == "1.10" && ca == mesh.IstioCA { // options/citadel-ca.yaml replaces the list by three entries
		e.env = "SPIFFE_BUNDLE_ENDPOINTS=;TOKEN_AUDIENCES=istio-ca," + e.audience + ";ENABLE_STACKDRIVER_MONITORING=true"
	}
	e.openshift = line == "1.23" && platform == mesh.PlatformOpenShift
	return e
}

func TestEveryPlatformAndAuthority(t *testing.T) {
	versions := map[string]string{"1.10": "1.10.6-asm.2", "1.23": "1.23.3-asm.2"}
	for line, version := range versions {
		for _, p := range mesh.Platform("").Values() {
			for _, ca := range mesh.CAType("").Values() {
				t.Run(line+"/"+p+"/"+ca, func(t *testing.T) {
					gke := p == string(mesh.GKE)
					spec := operatorOf(t, member(t, asmMesh(version, p, ca, "")))
					if line == "1.10" && !gke && ca == string(mesh.IstioCA) {
						shortForm(t, spec)
						return
					}
					check(t, spec, expected(line, gke, mesh.Platform(p), mesh.CAType(ca)))
				})
			}
		}
	}
}

func check(t *testing.T, spec map[string]any, want expectation) {
	t.Helper()
	got := expectation{
		profile: text(spec, "profile"), hub: text(spec, "hub"),
		trustDomain: text(spec, "meshConfig.trustDomain"), aliases: joined(at(spec, "meshConfig.trustDomainAliases")),
		url:       text(spec, "meshConfig.defaultConfig.proxyMetadata.GKE_CLUSTER_URL"),
		metadata:  text(spec, "meshConfig.defaultConfig.proxyMetadata.GCP_METADATA"),
		provider:  text(spec, "meshConfig.defaultConfig.proxyMetadata.CA_PROVIDER"),
		plugins:   text(spec, "meshConfig.defaultConfig.proxyMetadata.PLUGINS"),
		caAddress: text(spec, "values.global.caAddress"), certProvider: text(spec, "values.global.pilotCertProvider"),
		audience: text(spec, "values.global.sds.token.aud"), clusterName: text(spec, "values.global.multiCluster.clusterName"),
		env:       environment(at(spec, "components.pilot.k8s.env")),
		openshift: at(spec, "values.cni.cniConfDir") == "/etc/cni/multus/net.d",
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(expectation{})); diff != "" {
		t.Errorf("want -, got +\n%s", diff)
	}
}

// shortForm is what the 1.10 guide writes for the Istio CA off Google Cloud.
func shortForm(t *testing.T, spec map[string]any) {
	t.Helper()
	want := map[string]any{
		"profile": "asm-multicloud", "revision": "asm-1106-2",
		"values": map[string]any{"global": map[string]any{
			"meshID": "proj-2", "multiCluster": map[string]any{"clusterName": "c1"}, "network": "n1",
		}},
	}
	if diff := cmp.Diff(want, spec); diff != "" {
		t.Errorf("want -, got +\n%s", diff)
	}
}

// asmMesh writes a mesh.yaml of ASM in project own (number 1) and fleet host (2); more is YAML below controlPlane.
func asmMesh(version, platform, ca, more string) string {
	cluster := "name: c1, network: n1, platform: " + platform
	if platform == string(mesh.GKE) {
		cluster += `, project: own, projectNumber: "1", location: us-central1-c`
	}
	authority := "type: " + ca
	if ca == string(mesh.CAService) {
		authority += ", pool: " + pool
	}
	return fmt.Sprintf(`apiVersion: meshfn.dev/v1alpha1
kind: Mesh
metadata: {name: m, annotations: {config.kubernetes.io/local-config: "true"}}
spec:
  cluster: {%s}
  fleet: {project: host, projectNumber: "2"}
  controlPlane:
    distribution: ASM
    certificateAuthority: {%s}
    revisions: [{version: %s%s}]
`, cluster, authority, version, more)
}

// member loads one mesh.yaml.
func member(t testing.TB, text string) *fleet.Member {
	t.Helper()
	return members(t, input(text))["m"]
}

func input(text string) fleet.Input {
	return fleet.Input{
		Meshes:  []mesh.Source{{File: "mesh.yaml", Text: []byte(text)}},
		Objects: func(string) ([]krm.Object, error) { return nil, nil },
	}
}

func text(spec map[string]any, path string) string { s, _ := at(spec, path).(string); return s }

func joined(v any) string {
	var all []string
	for _, e := range v.([]any) {
		all = append(all, e.(string))
	}
	return strings.Join(all, ",")
}

func environment(v any) string {
	var all []string
	for _, e := range v.([]any) {
		all = append(all, fmt.Sprintf("%v=%v", e.(map[string]any)["name"], e.(map[string]any)["value"]))
	}
	return strings.Join(all, ";")
}
