package gateway

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
)

// workload is one gateway with what the mesh around it decides.
type workload struct {
	gateway mesh.Gateway
	subject subject
	field   string // spec.gateways[i]
	path    string // of its file
	network string
	// controlPlane opens istiod's ports on an east-west gateway.
	controlPlane bool
	openshift    bool
}

func (r *renderer) workload(i int) *workload {
	g := r.spec.Gateways[i]
	w := &workload{
		gateway:      g,
		subject:      subjectOf(r.member, r.revision(g.Revision)),
		field:        mesh.Index("spec.gateways", i),
		path:         r.path(g),
		controlPlane: r.spec.MultiCluster.ExposeControlPlane,
		openshift:    r.spec.Cluster.Platform == mesh.PlatformOpenShift || r.spec.ControlPlane.Distribution == mesh.OpenShift,
	}
	w.subject.gateway = g
	if g.Role == mesh.EastWest {
		w.network = r.spec.Cluster.Network
	}
	return w
}

// selector are the labels by which the Service, the PodDisruptionBudget and Gateways find the pods. The canonical name
// of the workload is that of `app`.
func (w *workload) selector() map[string]any {
	role := cmp.Or(tables().Roles[w.gateway.Role].Label, strings.TrimPrefix(w.gateway.Name, "istio-"))
	return map[string]any{"app": w.gateway.Name, "istio": role}
}

// labels of everything that belongs to the gateway; the network stands on what istiod reads it from.
func (w *workload) labels() map[string]any {
	l := w.selector()
	if w.network != "" {
		l[networkLabel] = w.network
	}
	return l
}

func (w *workload) new(apiVersion, kind string) krm.Object {
	o := krm.New(apiVersion, kind, w.gateway.Namespace, w.gateway.Name)
	o.Map("metadata")["labels"] = w.selector()
	return o
}

// objects of the gateway, in the order in which they build on each other.
func (w *workload) objects() []krm.Object {
	role := w.new("rbac.authorization.k8s.io/v1", "Role")
	role["rules"] = []any{map[string]any{"apiGroups": []any{""}, "resources": []any{"secrets"}, "verbs": []any{"get", "watch", "list"}}}
	bound := w.new("rbac.authorization.k8s.io/v1", "RoleBinding")
	bound["roleRef"] = map[string]any{"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": w.gateway.Name}
	bound["subjects"] = []any{map[string]any{"kind": "ServiceAccount", "name": w.gateway.Name, "namespace": w.gateway.Namespace}}
	return []krm.Object{
		w.new("v1", "ServiceAccount"), role, bound,
		w.deployment(), w.service(), w.disruptionBudget(), w.autoscaler(),
	}
}

// deployment has no replicas: the autoscaler owns the number, and a sync would take it back.
func (w *workload) deployment() krm.Object {
	d := w.new("apps/v1", "Deployment")
	labels := w.labels()
	labels[injectLabel] = "true"
	if w.gateway.Revision != "" {
		labels[revisionLabel] = w.gateway.Revision
	}
	pod := map[string]any{
		"serviceAccountName": w.gateway.Name,
		"containers":         []any{w.container()},
	}
	if s := w.podSecurity(); len(s) > 0 {
		pod["securityContext"] = s
	}
	d["spec"] = map[string]any{
		"selector": map[string]any{"matchLabels": w.selector()},
		"template": map[string]any{
			"metadata": map[string]any{"annotations": map[string]any{templatesAnnotation: "gateway"}, "labels": labels},
			"spec":     pod,
		},
	}
	return d
}

func (w *workload) binding() binding {
	b, _ := first(tables().Binding, w.subject)
	return b
}

func (w *workload) podSecurity() map[string]any {
	b := w.binding()
	s := maps.Clone(b.PodSecurity)
	if s == nil {
		s = map[string]any{}
	}
	if !w.openshift {
		maps.Copy(s, b.UserSecurity)
	}
	return s
}

func (w *workload) container() map[string]any {
	c := map[string]any{
		"name":            "istio-proxy",
		"image":           "auto",
		"securityContext": w.containerSecurity(),
		"resources":       w.resources(),
	}
	if env := w.env(); len(env) > 0 {
		c["env"] = env
	}
	return c
}

// containerSecurity is that of the gateway chart. OpenShift gives each namespace a range of users and refuses any other.
func (w *workload) containerSecurity() map[string]any {
	s := map[string]any{
		"allowPrivilegeEscalation": false,
		"privileged":               false,
		"readOnlyRootFilesystem":   true,
		"runAsNonRoot":             true,
		"capabilities":             map[string]any{"drop": []any{"ALL"}},
	}
	if !w.openshift {
		s["runAsUser"], s["runAsGroup"] = 1337, 1337
	}
	return s
}

func (w *workload) env() []any {
	all := slices.Clone(w.binding().Env)
	for _, row := range tables().Env {
		if row.fits(w.subject) {
			all = append(all, row.Env...)
		}
	}
	if w.network != "" {
		// What enters by the gateway is routed inside its network only.
		all = append(all, variable{"ISTIO_META_REQUESTED_NETWORK_VIEW", w.network})
	}
	var env []any
	for _, v := range all {
		env = append(env, map[string]any{"name": v.Name, "value": v.Value})
	}
	return env
}

// resources are those of the Mesh as a whole, else those of the samples.
func (w *workload) resources() map[string]any {
	from := &tables().Resources
	if w.gateway.Resources != nil {
		from = w.gateway.Resources
	}
	all := map[string]any{}
	for name, quantities := range map[string]map[string]string{"requests": from.Requests, "limits": from.Limits} {
		if len(quantities) > 0 {
			all[name] = anyMap(quantities)
		}
	}
	return all
}

func (w *workload) disruptionBudget() krm.Object {
	b := w.new(w.subject.apiVersion("PodDisruptionBudget"), "PodDisruptionBudget")
	b["spec"] = map[string]any{"maxUnavailable": 1, "selector": map[string]any{"matchLabels": w.selector()}}
	return b
}

func (w *workload) autoscaler() krm.Object {
	h := w.new(w.subject.apiVersion("HorizontalPodAutoscaler"), "HorizontalPodAutoscaler")
	h["spec"] = map[string]any{
		"scaleTargetRef": map[string]any{"apiVersion": "apps/v1", "kind": "Deployment", "name": w.gateway.Name},
		"minReplicas":    w.gateway.Replicas.Min,
		"maxReplicas":    w.gateway.Replicas.Max,
		"metrics":        scalingMetrics(),
	}
	return h
}

func scalingMetrics() []any {
	return []any{map[string]any{"type": "Resource", "resource": map[string]any{
		"name": "cpu", "target": map[string]any{"type": "Utilization", "averageUtilization": 80},
	}}}
}

func anyMap(m map[string]string) map[string]any {
	out := make(map[string]any, len(m))
	for k, v := range m {
		out[k] = v
	}
	return out
}
