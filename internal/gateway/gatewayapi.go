package gateway

import (
	"slices"
	"strings"

	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
	"github.com/meshfn/meshfn/internal/render"
)

// Gateways of the Gateway API are deployed by istiod: the object asks for a class, and Deployment and Service follow.

// infrastructureLimit is how many labels or annotations a Gateway may pass on (its CRD).
const infrastructureLimit = 8

var (
	installCRDs = render.Step{
		Title: "install the CRDs of the Gateway API",
		Why:   "Neither Kubernetes nor Istio brings them; some platforms (GKE) do.",
		Commands: []string{
			"kubectl get crd gateways.gateway.networking.k8s.io ||",
			"  kubectl apply --server-side -f https://github.com/kubernetes-sigs/gateway-api/releases/download/v1.4.0/standard-install.yaml",
		},
	}
	ambientNetworks = render.Step{
		Title: "turn on ambient across networks in istiod",
		Why:   "istiod deploys the HBONE gateway, and routes through those of other networks, only with this overlay of the revision.",
		Commands: []string{
			"apiVersion: install.istio.io/v1alpha1",
			"kind: IstioOperator",
			"metadata:",
			"  name: ambient-networks",
			`  annotations: {config.kubernetes.io/local-config: "true"}`,
			"spec:",
			`  values: {pilot: {env: {AMBIENT_ENABLE_MULTI_NETWORK: "true"}}}`,
		},
	}
)

func (r *renderer) gatewayAPI(w *workload) {
	want := gatewayAPI
	if w.gateway.Role == mesh.EastWest {
		want = hbone
	}
	if !w.subject.has(want) {
		r.report(finding.NoGatewayAPI, w.field+".api", "%s %s does not deploy %s gateways of the Gateway API", w.subject.distribution, w.subject.revision.Version, w.gateway.Role)
		return
	}
	if want == hbone && !w.subject.has(eastWestClass) {
		r.report(finding.NoEastWestClass, w.field+".api", "Istio %s does not know the class istio-east-west by itself", w.subject.revision.Version)
	}
	gw := w.kubernetesGateway()
	if n := len(gw.Map("spec", "infrastructure", "annotations")); n > infrastructureLimit {
		r.report(finding.OutOfRange, w.field+".annotations", "a Gateway passes at most %d annotations on, and there are %d with the platform's", infrastructureLimit, n)
	}
	r.checkListeners(w)
	if !w.subject.has(parametersRef) {
		r.checkParameters(w)
		r.out.Set.Add(w.path, gw)
	} else {
		gw.Map("spec", "infrastructure")["parametersRef"] = map[string]any{"group": "", "kind": "ConfigMap", "name": w.parametersName()}
		r.out.Set.Add(w.path, w.parameters(), gw)
	}
	r.step(installCRDs)
	if want == hbone {
		r.step(ambientNetworks)
	}
}

// kubernetesGateway passes on its own labels and annotations, even none: without the two maps istiod would copy those of
// the object, the tracking marks of the delivery tool included, to Deployment and Service.
func (w *workload) kubernetesGateway() krm.Object {
	g := w.gateway
	labels, passed := map[string]any{}, map[string]any{"app": g.Name}
	if g.Revision != "" {
		labels[revisionLabel] = g.Revision
	}
	if w.network != "" {
		labels[networkLabel], passed[networkLabel] = w.network, w.network
	}
	gw := krm.New("gateway.networking.k8s.io/v1", "Gateway", g.Namespace, g.Name)
	if len(labels) > 0 {
		gw.Map("metadata")["labels"] = labels
	}
	gw.Annotate(serviceTypeKey, w.serviceType())
	annotations := w.serviceAnnotations()
	if len(g.SourceRanges) > 0 {
		annotations[sourceRangesKey] = strings.Join(g.SourceRanges, ",")
	}
	class, listeners := "istio", w.listeners()
	if g.Role == mesh.EastWest {
		class, listeners = "istio-east-west", []any{hboneListener()}
	}
	gw["spec"] = map[string]any{
		"gatewayClassName": class,
		"infrastructure":   map[string]any{"labels": passed, "annotations": anyMap(annotations)},
		"listeners":        listeners,
	}
	return gw
}

// hboneListener takes the tunnels of ambient workloads of other networks, with the mesh's own mutual TLS.
func hboneListener() map[string]any {
	return map[string]any{
		"name": "mesh", "port": 15008, "protocol": "HBONE",
		"tls": map[string]any{"mode": "Terminate", "options": map[string]any{"gateway.istio.io/tls-terminate-mode": "ISTIO_MUTUAL"}},
	}
}

// listeners of a north-south gateway: HTTP, and one for each further port. istiod adds the status port by itself.
func (w *workload) listeners() []any {
	ports := []mesh.Port{{Name: "http", Port: 80}}
	for _, p := range w.gateway.Ports {
		if p.Port == 80 {
			ports[0] = p
			continue
		}
		ports = append(ports, p)
	}
	var all []any
	for _, p := range ports {
		l := map[string]any{
			"name": p.Name, "port": p.Port, "protocol": protocol(p.Name),
			"allowedRoutes": map[string]any{"namespaces": map[string]any{"from": "All"}},
		}
		if l["protocol"] == "TLS" {
			l["tls"] = map[string]any{"mode": "Passthrough"}
		}
		all = append(all, l)
	}
	return all
}

// protocol of a listener, by the first word of the port's name.
func protocol(name string) string {
	word, _, _ := strings.Cut(name, "-")
	for p, words := range tables().Listeners {
		if slices.Contains(words, word) {
			return p
		}
	}
	return "TCP"
}

// checkListeners reports what a listener cannot be.
func (r *renderer) checkListeners(w *workload) {
	for i, p := range w.gateway.Ports {
		field := mesh.Index(w.field+".ports", i)
		switch {
		case w.gateway.Role == mesh.EastWest:
			r.report(finding.NotInGatewayAPI, field, "an EastWest gateway of the Gateway API has the port 15008 alone")
		case p.TargetPort != p.Port:
			r.report(finding.NotInGatewayAPI, field+".targetPort", "a listener of the Gateway API has one port, on which the proxy listens too")
		case p.Port != 80 && p.Name == "http":
			r.report(finding.PortName, field+".name", "http is the name of the listener on port 80, which every gateway has")
		}
	}
}

// checkParameters reports what a release without parametersRef cannot be told.
func (r *renderer) checkParameters(w *workload) {
	g := w.gateway
	const format = "Istio %s deploys the gateway with its own %s"
	if g.Resources != nil {
		r.report(finding.NotInGatewayAPI, w.field+".resources", format, w.subject.istio.Line(), "resources")
	}
	if r.member.Wrote(w.field + ".replicas") {
		r.report(finding.NotInGatewayAPI, w.field+".replicas", format, w.subject.istio.Line(), "number of replicas")
	}
	for i, p := range g.Ports {
		if p.NodePort != 0 {
			r.report(finding.NotInGatewayAPI, mesh.Index(w.field+".ports", i)+".nodePort", format, w.subject.istio.Line(), "node ports")
		}
	}
}

// step adds a step once per mesh.
func (r *renderer) step(s render.Step) {
	if !slices.ContainsFunc(r.out.Checklist, func(o render.Step) bool { return o.Title == s.Title }) {
		r.out.Checklist = append(r.out.Checklist, s)
	}
}
