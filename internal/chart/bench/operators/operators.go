// Package operators holds the IstioOperators that expansion is measured with.
package operators

import (
	"fmt"

	"sigs.k8s.io/yaml"

	"github.com/meshfn/meshfn/internal/krm"
)

// Forms are the IstioOperators that are measured, with holes for the number of the cluster and of its group.
var Forms = []struct{ Name, text string }{
	{"from a Mesh", `
apiVersion: install.istio.io/v1alpha1
kind: IstioOperator
spec:
  profile: minimal
  revision: rev-%[2]d
  meshConfig:
    trustDomain: shop-fleet.svc.id.goog
    defaultConfig: {proxyMetadata: {ISTIO_META_CLUSTER_ID: cluster-%[1]d}}
  values:
    global: {meshID: proj-1, network: network-%[1]d, multiCluster: {clusterName: cluster-%[1]d}}
`},
	{"with overlays", `
apiVersion: install.istio.io/v1alpha1
kind: IstioOperator
spec:
  revision: rev-%[2]d
  values:
    global: {meshID: proj-1, network: network-%[1]d, multiCluster: {clusterName: cluster-%[1]d}}
  components:
    pilot:
      k8s:
        env: [{name: CLUSTER, value: cluster-%[1]d}]
        resources: {requests: {cpu: 250m}}
        hpaSpec: {minReplicas: 2, maxReplicas: 5}
    ingressGateways:
    - name: istio-ingressgateway
      enabled: true
      k8s:
        service: {type: LoadBalancer, ports: [{name: https, port: 443, targetPort: 8443}]}
        overlays: [{kind: Deployment, name: istio-ingressgateway, patches: [{path: spec.minReadySeconds, value: 5}]}]
    - name: istio-eastwestgateway
      enabled: true
      label: {istio: eastwestgateway}
      k8s:
        env: [{name: ISTIO_META_REQUESTED_NETWORK_VIEW, value: network-%[1]d}]
`},
}

// Text of the form for a cluster.
func Text(form string, n int) string {
	for _, f := range Forms {
		if f.Name == form {
			return fmt.Sprintf(f.text, n, n%5)
		}
	}
	panic("operators: no form " + form)
}

// Decode returns the form for a cluster as an object.
func Decode(form string, n int) (krm.Object, error) {
	o := map[string]any{}
	err := yaml.Unmarshal([]byte(Text(form, n)), &o)
	return o, err
}
