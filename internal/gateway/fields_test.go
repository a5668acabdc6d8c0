package gateway

import (
	"encoding/json"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/meshfn/meshfn/internal/fleet"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
)

// fields are what samples, scripts and provider documentation say, written down from them and not from our table:
// samples/gateways and asm/istio/expansion of the ASM packages 1.10 and 1.23, samples/multicluster of Istio 1.29, its
// gateway chart, and the annotations of GKE, AWS and Azure. A value is JSON.
var fields = []struct{ mesh, object, path, want string }{
	// Ingress of the samples, on GKE.
	{"gke/gke", "Deployment/istio-ingress/istio-ingressgateway", "spec.selector.matchLabels", `{"app":"istio-ingressgateway","istio":"ingressgateway"}`},
	{"gke/gke", "Deployment/istio-ingress/istio-ingressgateway", "spec.template.metadata.annotations", `{"inject.istio.io/templates":"gateway"}`},
	{"gke/gke", "Deployment/istio-ingress/istio-ingressgateway", "spec.template.metadata.labels", `{"app":"istio-ingressgateway","istio":"ingressgateway","istio.io/rev":"asm-1233-2","sidecar.istio.io/inject":"true"}`},
	{"gke/gke", "Deployment/istio-ingress/istio-ingressgateway", "spec.template.spec.serviceAccountName", `"istio-ingressgateway"`},
	{"gke/gke", "Deployment/istio-ingress/istio-ingressgateway", "spec.template.spec.securityContext", `{"sysctls":[{"name":"net.ipv4.ip_unprivileged_port_start","value":"0"}]}`},
	{"gke/gke", "Deployment/istio-ingress/istio-ingressgateway", "spec.template.spec.containers.0.name", `"istio-proxy"`},
	{"gke/gke", "Deployment/istio-ingress/istio-ingressgateway", "spec.template.spec.containers.0.image", `"auto"`},
	{"gke/gke", "Deployment/istio-ingress/istio-ingressgateway", "spec.template.spec.containers.0.resources", `{"limits":{"cpu":"2000m","memory":"1024Mi"},"requests":{"cpu":"100m","memory":"128Mi"}}`},
	{"gke/gke", "Deployment/istio-ingress/istio-ingressgateway", "spec.template.spec.containers.0.securityContext", `{"allowPrivilegeEscalation":false,"capabilities":{"drop":["ALL"]},"privileged":false,"readOnlyRootFilesystem":true,"runAsGroup":1337,"runAsNonRoot":true,"runAsUser":1337}`},
	{"gke/gke", "Deployment/istio-ingress/istio-ingressgateway", "spec.template.spec.containers.0.env", `null`},
	{"gke/gke", "Deployment/istio-ingress/istio-ingressgateway", "spec.replicas", `null`},
	{"gke/gke", "Service/istio-ingress/istio-ingressgateway", "metadata.annotations", `null`},
	{"gke/gke", "Service/istio-ingress/istio-ingressgateway", "spec", `{"ports":[{"name":"status-port","port":15021,"protocol":"TCP","targetPort":15021},{"name":"http2","port":80,"protocol":"TCP","targetPort":80},{"name":"https","port":443,"protocol":"TCP","targetPort":443}],"selector":{"app":"istio-ingressgateway","istio":"ingressgateway"},"type":"LoadBalancer"}`},
	{"gke/gke", "HorizontalPodAutoscaler/istio-ingress/istio-ingressgateway", "spec", `{"maxReplicas":5,"metrics":[{"resource":{"name":"cpu","target":{"averageUtilization":80,"type":"Utilization"}},"type":"Resource"}],"minReplicas":3,"scaleTargetRef":{"apiVersion":"apps/v1","kind":"Deployment","name":"istio-ingressgateway"}}`},
	{"gke/gke", "HorizontalPodAutoscaler/istio-ingress/istio-ingressgateway", "apiVersion", `"autoscaling/v2"`},
	{"gke/gke", "PodDisruptionBudget/istio-ingress/istio-ingressgateway", "apiVersion", `"policy/v1"`},
	{"gke/gke", "Role/istio-ingress/istio-ingressgateway", "rules", `[{"apiGroups":[""],"resources":["secrets"],"verbs":["get","watch","list"]}]`},
	{"gke/gke", "RoleBinding/istio-ingress/istio-ingressgateway", "subjects", `[{"kind":"ServiceAccount","name":"istio-ingressgateway","namespace":"istio-ingress"}]`},
	{"gke/gke", "Service/istio-ingress/internal-ingress", "metadata.annotations", `{"networking.gke.io/internal-load-balancer-allow-global-access":"true","networking.gke.io/load-balancer-type":"Internal"}`},
	{"gke/gke", "Service/istio-ingress/internal-ingress", "spec.loadBalancerSourceRanges", `["10.0.0.0/8"]`},
	// Egress, with a budget of its own.
	{"gke/gke", "Service/istio-egress/istio-egressgateway", "spec", `{"ports":[{"name":"http2","port":80,"protocol":"TCP","targetPort":80},{"name":"https","port":443,"protocol":"TCP","targetPort":443}],"selector":{"app":"istio-egressgateway","istio":"egressgateway"},"type":"ClusterIP"}`},
	{"gke/gke", "PodDisruptionBudget/istio-egress/istio-egressgateway", "spec", `{"maxUnavailable":1,"selector":{"matchLabels":{"app":"istio-egressgateway","istio":"egressgateway"}}}`},
	{"gke/gke", "HorizontalPodAutoscaler/istio-egress/istio-egressgateway", "spec.minReplicas", `2`},
	// Load balancers.
	{"aws-in-tree/aws", "Service/istio-ingress/istio-ingressgateway", "metadata.annotations", `{"service.beta.kubernetes.io/aws-load-balancer-type":"nlb"}`},
	{"aws-in-tree/aws", "Service/istio-ingress/internal", "metadata.annotations", `{"service.beta.kubernetes.io/aws-load-balancer-internal":"true","service.beta.kubernetes.io/aws-load-balancer-type":"nlb"}`},
	{"aws-controller/aws", "Service/istio-ingress/istio-ingressgateway", "metadata.annotations", `{"service.beta.kubernetes.io/aws-load-balancer-nlb-target-type":"instance","service.beta.kubernetes.io/aws-load-balancer-scheme":"internet-facing","service.beta.kubernetes.io/aws-load-balancer-type":"external"}`},
	{"aws-controller/aws", "Service/istio-ingress/internal", "metadata.annotations", `{"service.beta.kubernetes.io/aws-load-balancer-nlb-target-type":"instance","service.beta.kubernetes.io/aws-load-balancer-scheme":"internal","service.beta.kubernetes.io/aws-load-balancer-type":"external"}`},
	{"aws-controller/aws", "Service/istio-eastwest/istio-eastwestgateway", "spec.loadBalancerSourceRanges", `["0.0.0.0/0"]`},
	{"azure/azure", "Service/istio-ingress/istio-ingressgateway", "metadata.annotations", `null`},
	{"azure/azure", "Service/istio-ingress/internal", "metadata.annotations", `{"service.beta.kubernetes.io/azure-load-balancer-internal":"true"}`},
	{"vmware/vmware", "Service/istio-ingress/internal", "metadata.annotations", `null`},
	{"vmware/vmware", "Service/istio-ingress/internal", "spec.type", `"LoadBalancer"`},
	{"vmware/vmware", "Service/istio-edge/edge", "spec.type", `"NodePort"`},
	{"vmware/vmware", "Service/istio-edge/edge", "spec.ports", `[{"name":"status-port","port":15021,"protocol":"TCP","targetPort":15021},{"name":"http2","nodePort":30080,"port":80,"protocol":"TCP","targetPort":80},{"name":"https","nodePort":30443,"port":443,"protocol":"TCP","targetPort":443}]`},
	{"vmware/vmware", "Service/istio-edge/local", "spec.type", `"ClusterIP"`},
	// OpenShift has no fixed user, and its mesh no revision.
	{"openshift/openshift", "Deployment/istio-ingress/istio-ingressgateway", "spec.template.spec.containers.0.securityContext", `{"allowPrivilegeEscalation":false,"capabilities":{"drop":["ALL"]},"privileged":false,"readOnlyRootFilesystem":true,"runAsNonRoot":true}`},
	{"ossm/ossm", "Deployment/istio-ingress/shop-ingress", "spec.template.metadata.labels", `{"app":"shop-ingress","istio":"shop-ingress","sidecar.istio.io/inject":"true"}`},
	// The gateway of the revision without a name.
	{"unnamed/unnamed", "Deployment/istio-system/istio-ingressgateway", "spec.template.metadata.labels", `{"app":"istio-ingressgateway","istio":"ingressgateway","sidecar.istio.io/inject":"true"}`},
	{"canary/canary", "Deployment/istio-ingress/istio-ingressgateway", "spec.template.metadata.labels", `{"app":"istio-ingressgateway","istio":"ingressgateway","istio.io/rev":"default","sidecar.istio.io/inject":"true"}`},
	// 1.10 with an old Kubernetes.
	{"asm-110/red", "Service/istio-ingress/istio-ingressgateway", "spec.ports", `[{"name":"status-port","port":15021,"protocol":"TCP","targetPort":15021},{"name":"http2","port":80,"protocol":"TCP","targetPort":8080},{"name":"https","port":443,"protocol":"TCP","targetPort":8443}]`},
	{"asm-110/red", "Service/istio-ingress/edge", "spec.ports.1", `{"name":"http2","nodePort":30080,"port":80,"protocol":"TCP","targetPort":8080}`},
	{"asm-110/red", "Deployment/istio-ingress/istio-ingressgateway", "spec.template.spec.securityContext", `{"fsGroup":1337,"runAsGroup":1337,"runAsNonRoot":true,"runAsUser":1337}`},
	{"asm-110/red", "Deployment/istio-ingress/istio-ingressgateway", "spec.template.spec.containers.0.env", `[{"name":"ISTIO_META_UNPRIVILEGED_POD","value":"true"}]`},
	{"asm-110/red", "HorizontalPodAutoscaler/istio-ingress/istio-ingressgateway", "apiVersion", `"autoscaling/v2beta2"`},
	{"asm-110/red", "PodDisruptionBudget/istio-ingress/istio-ingressgateway", "apiVersion", `"policy/v1beta1"`},
	{"asm-110/red", "Deployment/istio-system/istio-eastwestgateway", "spec.template.spec.containers.0.env", `[{"name":"ISTIO_META_UNPRIVILEGED_POD","value":"true"},{"name":"ISTIO_META_ROUTER_MODE","value":"sni-dnat"},{"name":"ISTIO_META_REQUESTED_NETWORK_VIEW","value":"network-red"}]`},
	// East-west.
	{"three-clusters/green", "Service/istio-eastwest/istio-eastwestgateway", "metadata.labels", `{"app":"istio-eastwestgateway","istio":"eastwestgateway","topology.istio.io/network":"net-green"}`},
	{"three-clusters/green", "Service/istio-eastwest/istio-eastwestgateway", "spec.ports", `[{"name":"status-port","port":15021,"protocol":"TCP","targetPort":15021},{"name":"tls","port":15443,"protocol":"TCP","targetPort":15443}]`},
	{"three-clusters/red", "Service/istio-eastwest/istio-eastwestgateway", "spec.ports", `[{"name":"status-port","port":15021,"protocol":"TCP","targetPort":15021},{"name":"tls","port":15443,"protocol":"TCP","targetPort":15443},{"name":"tls-istiod","port":15012,"protocol":"TCP","targetPort":15012},{"name":"tls-webhook","port":15017,"protocol":"TCP","targetPort":15017}]`},
	{"three-clusters/red", "Deployment/istio-eastwest/istio-eastwestgateway", "spec.template.metadata.labels", `{"app":"istio-eastwestgateway","istio":"eastwestgateway","istio.io/rev":"asm-1233-2","sidecar.istio.io/inject":"true","topology.istio.io/network":"net-red"}`},
	{"three-clusters/red", "Deployment/istio-eastwest/istio-eastwestgateway", "spec.template.spec.containers.0.env", `[{"name":"ISTIO_META_REQUESTED_NETWORK_VIEW","value":"net-red"}]`},
	{"three-clusters/red", "Gateway/istio-system/cross-network-gateway", "apiVersion", `"networking.istio.io/v1alpha3"`},
	{"unnamed/unnamed", "Gateway/istio-system/cross-network-gateway", "apiVersion", `"networking.istio.io/v1"`},
	{"three-clusters/red", "Gateway/istio-system/cross-network-gateway", "spec", `{"selector":{"istio":"eastwestgateway"},"servers":[{"hosts":["*.local"],"port":{"name":"tls","number":15443,"protocol":"TLS"},"tls":{"mode":"AUTO_PASSTHROUGH"}}]}`},
	{"three-clusters/red", "Gateway/istio-system/istiod-gateway", "spec.servers", `[{"hosts":["*"],"port":{"name":"tls-istiod","number":15012,"protocol":"TLS"},"tls":{"mode":"PASSTHROUGH"}},{"hosts":["*"],"port":{"name":"tls-istiodwebhook","number":15017,"protocol":"TLS"},"tls":{"mode":"PASSTHROUGH"}}]`},
	{"three-clusters/red", "VirtualService/istio-system/istiod-vs-asm-1233-2", "spec.tls.1.route", `[{"destination":{"host":"istiod-asm-1233-2.istio-system.svc.cluster.local","port":{"number":443}}}]`},
	{"three-clusters/red", "VirtualService/istio-system/istiod-vs", "spec.tls.0.match.0.sniHosts.0", `"istiod.istio-system.svc"`},
	{"bare-metal-nodes/red", "Service/istio-eastwest/istio-eastwestgateway", "metadata.annotations", `{"traffic.istio.io/nodeSelector":"{}"}`},
	{"bare-metal-nodes/green", "ExternalSecret/istio-green/istio-remote-secret-onprem-1", "spec.data", `[{"remoteRef":{"key":"mesh/red"},"secretKey":"onprem-1"}]`},
	{"gateway-api/api", "Gateway/istio-system/istio-eastwestgateway", "spec.gatewayClassName", `"istio-east-west"`},
	{"gateway-api/api", "Gateway/istio-system/istio-eastwestgateway", "spec.listeners", `[{"name":"mesh","port":15008,"protocol":"HBONE","tls":{"mode":"Terminate","options":{"gateway.istio.io/tls-terminate-mode":"ISTIO_MUTUAL"}}}]`},
	{"gateway-api/api", "Gateway/istio-system/istio-eastwestgateway", "metadata.labels", `{"istio.io/rev":"stable","topology.istio.io/network":"aws1"}`},
	{"gateway-api/api", "Gateway/istio-ingress/shop", "spec.gatewayClassName", `"istio"`},
}

func TestFields(t *testing.T) {
	fleets := map[string]*fleet.Fleet{}
	for _, f := range fields {
		dir, name := filepath.Split(f.mesh)
		if fleets[dir] == nil {
			fleets[dir] = load(t, filepath.Join("testdata/cases", dir))
		}
		m, ok := fleets[dir].Member(name)
		if !ok {
			t.Fatalf("no mesh %s", f.mesh)
		}
		out := Render(m)
		var object krm.Object
		for _, it := range out.Set.Items() {
			if it.Object.ID().String() == f.object {
				object = it.Object
			}
		}
		if object == nil {
			t.Errorf("%s: no %s", f.mesh, f.object)
			continue
		}
		got, err := json.Marshal(at(map[string]any(object), f.path))
		if err != nil || string(got) != f.want {
			t.Errorf("%s %s %s (%v):\n got %s\nwant %s", f.mesh, f.object, f.path, err, got, f.want)
		}
	}
}

// at follows a path of keys and indexes.
func at(v any, path string) any {
	for key := range strings.SplitSeq(path, ".") {
		switch in := v.(type) {
		case map[string]any:
			v = in[key]
		case []any:
			i, err := strconv.Atoi(key)
			if err != nil || i >= len(in) {
				return nil
			}
			v = in[i]
		default:
			return nil
		}
	}
	return v
}

// TestKubernetesLines: the lines that are in support get one and the same output.
func TestKubernetesLines(t *testing.T) {
	want := ""
	for minor := 27; minor <= 35; minor++ {
		f := load(t, "testdata/cases/gke")
		f.Members[0].Mesh.Spec.Cluster.KubernetesVersion = "1." + strconv.Itoa(minor)
		got := text(f.Members[0], Render(f.Members[0]))
		if want == "" {
			want = got
		}
		if got != want {
			t.Errorf("Kubernetes 1.%d differs from 1.27", minor)
		}
	}
}

// TestAPIVersions by release: ASM as its packages, Istio from the release that brought v1.
func TestAPIVersions(t *testing.T) {
	for _, c := range []struct {
		distribution  mesh.Distribution
		version, want string
	}{
		{mesh.ASM, "1.10.6-asm.2", "networking.istio.io/v1alpha3"},
		{mesh.ASM, "1.23.3-asm.2", "networking.istio.io/v1alpha3"},
		{mesh.Istio, "1.21.6", "networking.istio.io/v1beta1"},
		{mesh.Istio, "1.22.0", "networking.istio.io/v1"},
		{mesh.Istio, "1.29.1", "networking.istio.io/v1"},
		{mesh.OpenShift, "v2.6", "networking.istio.io/v1beta1"},
	} {
		r := mesh.Revision{Version: c.version}
		s := subject{distribution: c.distribution, istio: istioVersion(c.distribution, r), revision: r}
		if got := s.apiVersion("networking"); got != c.want {
			t.Errorf("%s %s: %s, want %s", c.distribution, c.version, got, c.want)
		}
	}
	for _, c := range []struct{ kubernetes, autoscaler, budget string }{
		{"1.20", "autoscaling/v2beta2", "policy/v1beta1"},
		{"1.21", "autoscaling/v2beta2", "policy/v1"},
		{"1.22", "autoscaling/v2beta2", "policy/v1"},
		{"1.23", "autoscaling/v2", "policy/v1"},
		{"1.35", "autoscaling/v2", "policy/v1"},
	} {
		s := subject{kubernetes: mesh.ParseLine(c.kubernetes)}
		if a, b := s.apiVersion("HorizontalPodAutoscaler"), s.apiVersion("PodDisruptionBudget"); a != c.autoscaler || b != c.budget {
			t.Errorf("Kubernetes %s: %s and %s", c.kubernetes, a, b)
		}
	}
}
