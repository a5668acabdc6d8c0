package schema_test

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/meshfn/meshfn/internal/check/schema"
	"github.com/meshfn/meshfn/internal/krm"
)

// accepted are Istio's samples that no cluster would take as they are, or whose CRDs nobody has here, by what is said of
// them.
var accepted = map[string][]string{
	"addons/extras/prometheus-operator.yaml": {
		"MSH0207 PodMonitor/istio-system/envoy-stats-monitor kind", "MSH0207 ServiceMonitor/istio-system/istio-component-monitor kind"},
	// The group of cert-manager before 0.11.
	"bookinfo/platform/kube/bookinfo-certificate.yaml": {
		"MSH0207 ClusterIssuer/istio-system/letsencrypt-staging kind", "MSH0207 Certificate/istio-system/istio-ingressgateway-certs kind"},
	// Configurations of programs.
	"cicd/skaffold/skaffold.yaml": {
		"MSH0207 Config/istio-base kind", "MSH0207 Config/istiod kind", "MSH0207 Config/ingress kind", "MSH0207 Config/prometheus kind",
		"MSH0207 Config/kiali kind", "MSH0207 Config/bookinfo kind"},
	"bookinfo/demo-profile-no-gateways.yaml": {"MSH0211 IstioOperator/ metadata.name"},
	"open-telemetry/loki/iop.yaml":           {"MSH0211 IstioOperator/ metadata.name"},
	"security/spire/istio-spire-config.yaml": {"MSH0211 IstioOperator/istio-system/ metadata.name"},
	// A mistake: the volume is called ca, and mounted as ca-certs.
	"mtls-echo/mtls-echo.yaml": {"MSH0215 Deployment/mtls-echo-v1 spec.template.spec.containers[0].volumeMounts[1].name"},
	// Never existed in policy/v1, and in policy/v1beta1 no more.
	"security/psp/sidecar-psp.yaml":       {"MSH0208 PodSecurityPolicy/istio-sidecar kind"},
	"security/spire/clusterspiffeid.yaml": {"MSH0207 ClusterSPIFFEID/example kind"},
	"security/spire-trust-domain-federation/cluster-federated-trust-domain.yaml": {
		"MSH0207 ClusterFederatedTrustDomain/${CLUSTER} kind"},
}

// TestSamples checks all manifests of Istio's samples.
func TestSamples(t *testing.T) {
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "istio.io/istio").Output()
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(strings.TrimSpace(string(out)), "samples")
	s, objects := schema.For("1.33"), 0
	seen := map[string][]string{}
	err = filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(name) != ".yaml" {
			return err
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		all, err := krm.Decode(text)
		if err != nil {
			return nil // a template
		}
		short, _ := filepath.Rel(dir, name)
		for _, o := range all {
			if o.APIVersion() == "" || o.Kind() == "" {
				continue // values of a chart
			}
			objects++
			for _, p := range s.Check(o) {
				seen[short] = append(seen[short], string(p.Code)+" "+o.ID().String()+" "+p.Field)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if objects < 300 {
		t.Errorf("only %d objects", objects)
	}
	for name, said := range seen {
		if !slices.Equal(said, accepted[name]) {
			t.Errorf("%s:\n\t%s", name, strings.Join(said, "\n\t"))
		}
	}
	for name := range accepted {
		if seen[name] == nil {
			t.Errorf("%s: nothing is said", name)
		}
	}
}
