package argocd

import (
	"slices"
	"strings"

	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/krm"
)

// need is another object of the unit without which an object is refused, or does not become healthy.
type need struct {
	on  rule.Object
	why string
	// ready says that the other must be running, not only there.
	ready bool
}

// needs knows what the objects of a unit need of each other.
type needs struct {
	*unit
	definitions map[rule.GroupKind]rule.Object
	// made are the objects that make a Secret, by the Secret.
	made map[krm.ID]rule.Object
	// grants are the bindings of a service account.
	grants map[krm.ID][]rule.Object
	planes []rule.Object
}

func (u *unit) needs() needs {
	n := needs{unit: u, definitions: map[rule.GroupKind]rule.Object{}, made: map[krm.ID]rule.Object{}, grants: map[krm.ID][]rule.Object{}}
	for _, d := range u.Kind("apiextensions.k8s.io", "CustomResourceDefinition") {
		n.definitions[rule.GroupKind{Group: d.String("spec", "group"), Kind: d.String("spec", "names", "kind")}] = d
	}
	for _, e := range u.Kind("external-secrets.io", "ExternalSecret") {
		name := e.String("spec", "target", "name")
		if name == "" {
			name = e.Name()
		}
		n.made[krm.ID{Kind: "Secret", Namespace: e.Namespace(), Name: name}] = e
	}
	for _, kind := range []string{"RoleBinding", "ClusterRoleBinding"} {
		for _, b := range u.Kind("rbac.authorization.k8s.io", kind) {
			for _, subject := range b.Maps("subjects") {
				account := krm.ID{Kind: subject.String("kind"), Namespace: subject.String("namespace"), Name: subject.String("name")}
				n.grants[account] = append(n.grants[account], b)
			}
		}
	}
	for _, d := range u.Kind("apps", "Deployment") {
		if d.Label("app") == "istiod" {
			n.planes = append(n.planes, d)
		}
	}
	n.planes = append(n.planes, u.Kind("maistra.io", "ServiceMeshControlPlane")...)
	return n
}

// of returns what an object needs.
func (n needs) of(o rule.Object) []need {
	var all []need
	add := func(id krm.ID, why string) {
		other, ok := n.Find(id)
		if !ok && id.Kind == "Secret" {
			other, ok = n.made[id]
		}
		if ok {
			all = append(all, need{on: other, why: why})
		}
	}
	id := o.ID()
	if id.Namespace != "" {
		add(krm.ID{Kind: "Namespace", Name: id.Namespace}, "its namespace")
	}
	if d, ok := n.definitions[kindOf(o)]; ok {
		all = append(all, need{on: d, why: "its definition"})
	}
	switch {
	case id.Kind == "HorizontalPodAutoscaler":
		target := krm.Object(o.Map("spec", "scaleTargetRef"))
		kindGroup, _, _ := strings.Cut(target.String("apiVersion"), "/")
		add(krm.ID{Group: kindGroup, Kind: target.String("kind"), Namespace: id.Namespace, Name: target.String("name")}, "what it scales")
	case id.Kind == "Deployment" && o.Label("app") == "istiod":
		for _, name := range []string{"istio", "istio-sidecar-injector"} {
			if revision := o.Label("istio.io/rev"); revision != "" && revision != "default" {
				name += "-" + revision
			}
			add(krm.ID{Kind: "ConfigMap", Namespace: id.Namespace, Name: name}, "what it reads")
		}
	case id.Kind == "ServiceMeshPeer":
		add(krm.ID{Kind: "ConfigMap", Namespace: id.Namespace, Name: o.String("spec", "security", "certificateChain", "name")}, "its root certificate")
	}
	if spec := podSpec(o); spec != nil {
		n.pod(spec, id.Namespace, add)
		account := krm.ID{Kind: "ServiceAccount", Namespace: id.Namespace, Name: spec.String("serviceAccountName")}
		for _, b := range n.grants[account] {
			all = append(all, need{on: b, why: "the rights of its service account"})
		}
		if slices.ContainsFunc(rule.Maps(spec.List("containers")), func(c krm.Object) bool { return c.String("image") == "auto" }) {
			all = append(all, n.control(krm.Object(o.Map("spec", "template")).Label("istio.io/rev"))...)
		}
	}
	if configures(id) {
		all = append(all, n.control("")...)
	}
	return all
}

// pod names what the pods of a workload cannot start without.
func (n needs) pod(spec krm.Object, namespace string, add func(krm.ID, string)) {
	named := func(kind, name string) {
		if name != "" {
			add(krm.ID{Kind: kind, Namespace: namespace, Name: name}, "what its pods use")
		}
	}
	named("ServiceAccount", spec.String("serviceAccountName"))
	for _, v := range rule.Maps(spec.List("volumes")) {
		named("ConfigMap", v.String("configMap", "name"))
		named("Secret", v.String("secret", "secretName"))
		named("PersistentVolumeClaim", v.String("persistentVolumeClaim", "claimName"))
	}
	for _, c := range slices.Concat(rule.Maps(spec.List("initContainers")), rule.Maps(spec.List("containers"))) {
		for _, from := range rule.Maps(c.List("envFrom")) {
			named("ConfigMap", from.String("configMapRef", "name"))
			named("Secret", from.String("secretRef", "name"))
		}
		for _, env := range rule.Maps(c.List("env")) {
			named("ConfigMap", env.String("valueFrom", "configMapKeyRef", "name"))
			named("Secret", env.String("valueFrom", "secretKeyRef", "name"))
		}
	}
}

// podSpec is that of a workload, nil for other objects.
func podSpec(o rule.Object) krm.Object {
	switch kindOf(o) {
	case rule.GroupKind{Kind: "Pod"}:
		return o.Map("spec")
	case rule.GroupKind{Group: "apps", Kind: "Deployment"}, rule.GroupKind{Group: "apps", Kind: "DaemonSet"},
		rule.GroupKind{Group: "apps", Kind: "StatefulSet"}, rule.GroupKind{Group: "batch", Kind: "Job"}:
		return o.Map("spec", "template", "spec")
	}
	return nil
}

// control is the control plane of a revision, where the unit has it, else the only one there is.
func (n needs) control(revision string) []need {
	for _, p := range n.planes {
		if p.Label("istio.io/rev") == revision && revision != "" || len(n.planes) == 1 {
			return []need{{on: p, why: "its control plane", ready: true}}
		}
	}
	return nil
}

// configures reports whether a control plane validates objects of the kind.
func configures(id krm.ID) bool {
	switch id.Kind {
	case "ServiceMeshControlPlane", "ServiceMeshMemberRoll", "ServiceMeshMember", "IstioOperator":
		return false
	}
	return strings.HasSuffix(id.Group, "istio.io") || strings.HasSuffix(id.Group, "maistra.io")
}
