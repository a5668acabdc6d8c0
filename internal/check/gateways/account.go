package gateways

import (
	"cmp"
	"slices"
	"strings"

	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
)

const rbac = "rbac.authorization.k8s.io"

// accounts finds accounts and roles that are referred to and not there, and gateways that may not read certificates.
func accounts(c *rule.Cluster) []finding.Finding {
	var all []finding.Finding
	for _, w := range c.Workloads() {
		if name, missing := unaccounted(c, w); missing {
			all = append(all, w.Report(finding.MissingAccount, "spec.template.spec.serviceAccountName", "%s runs as ServiceAccount %s, which is not in namespace %s", w.ID(), name, w.Namespace()))
		} else if w.ProxyContainer() >= 0 {
			all = append(all, secrets(c, w)...)
		}
	}
	for _, kind := range []string{"RoleBinding", "ClusterRoleBinding"} {
		for _, b := range c.Kind(rbac, kind) {
			all = append(all, bound(c, b)...)
		}
	}
	return all
}

// unaccounted reports whether the account of a workload should be here and is not.
func unaccounted(c *rule.Cluster, w rule.Workload) (name string, missing bool) {
	name = w.Pod().String("serviceAccountName")
	if name == "" || name == "default" || !isGateway(w) && w.PodLabel("app") != "istiod" && !ours(w.Object) {
		return name, false
	}
	return name, whole(c, w.Object, "", "ServiceAccount") && !account(c, w.Namespace(), name)
}

func account(c *rule.Cluster, namespace, name string) bool {
	_, found := c.Find(krm.ID{Kind: "ServiceAccount", Namespace: namespace, Name: name})
	return found
}

// bound checks both ends of a binding.
func bound(c *rule.Cluster, b rule.Object) []finding.Finding {
	var all []finding.Finding
	for i, s := range b.Maps("subjects") {
		if s.String("kind") != "ServiceAccount" {
			continue
		}
		namespace, name := s.String("namespace"), s.String("name")
		at := mesh.Index("subjects", i)
		switch {
		case namespace == "" && charted(b): // the chart leaves it out, and it is the RoleBinding's
		case namespace == "":
			all = append(all, b.Report(finding.SubjectNamespace, at, "%s names ServiceAccount %s without its namespace", b.ID(), name))
		case ours(b) && accounted(c, namespace) && !account(c, namespace, name):
			all = append(all, b.Report(finding.MissingAccount, at+".name", "%s is for ServiceAccount %s, which is not in namespace %s", b.ID(), name, namespace))
		case ours(b) && b.Namespace() != "" && namespace != b.Namespace() && !accounted(c, namespace):
			all = append(all, b.Report(finding.MissingAccount, at+".namespace", "%s is for ServiceAccount %s of namespace %s, of which nothing is here", b.ID(), name, namespace))
		}
	}
	ref := krm.Object(b.Map("roleRef"))
	id := krm.ID{Group: rbac, Kind: ref.String("kind"), Name: ref.String("name")}
	if id.Kind == "Role" {
		id.Namespace = b.Namespace()
	}
	if _, found := c.Find(id); !found && ours(b) && !builtIn(id) {
		all = append(all, b.Report(finding.MissingAccount, "roleRef.name", "%s gives the %s %s, which is not there", b.ID(), id.Kind, id.Name))
	}
	return all
}

// accounted reports whether the input has accounts of a namespace.
func accounted(c *rule.Cluster, namespace string) bool {
	return slices.ContainsFunc(c.Kind("", "ServiceAccount"), func(o rule.Object) bool { return o.Namespace() == namespace })
}

// builtIn reports whether Kubernetes brings the ClusterRole.
func builtIn(id krm.ID) bool {
	return id.Kind == "ClusterRole" && (strings.HasPrefix(id.Name, "system:") || slices.Contains([]string{"admin", "edit", "view", "cluster-admin"}, id.Name))
}

// secrets finds an injected gateway whose account may not read the Secrets of its namespace: istiod asks for that right
// before it hands a Gateway's certificate out. It is a part of what every sample of a gateway brings.
func secrets(c *rule.Cluster, w rule.Workload) []finding.Finding {
	name := w.Pod().String("serviceAccountName")
	if name == "" && !ours(w.Object) || !whole(c, w.Object, rbac, "RoleBinding") {
		return nil
	}
	name = cmp.Or(name, "default")
	reads := func(b rule.Object) bool {
		return b.Namespace() == w.Namespace() && slices.ContainsFunc(b.Maps("subjects"), func(s krm.Object) bool {
			return s.String("kind") == "ServiceAccount" && s.String("name") == name && (s.String("namespace") == "" || s.String("namespace") == w.Namespace())
		}) && grants(c, b)
	}
	if slices.ContainsFunc(c.Kind(rbac, "RoleBinding"), reads) || len(c.Kind(rbac, "ClusterRoleBinding")) > 0 && !ours(w.Object) {
		return nil
	}
	return []finding.Finding{w.Report(finding.SecretsAccess, "spec.template.spec.serviceAccountName", "ServiceAccount %s of gateway %s may not get, list and watch the Secrets of its namespace", name, w.Name())}
}

// grants reports whether the role of a binding gives the right to read Secrets. A role that is not there is another
// rule's.
func grants(c *rule.Cluster, b rule.Object) bool {
	role, found := c.Find(krm.ID{Group: rbac, Kind: "Role", Namespace: b.Namespace(), Name: b.String("roleRef", "name")})
	if b.String("roleRef", "kind") != "Role" || !found {
		return true
	}
	allowed := func(verb string) bool {
		return slices.ContainsFunc(role.Maps("rules"), func(r krm.Object) bool {
			return listed(r, "apiGroups", "") && listed(r, "resources", "secrets") && listed(r, "verbs", verb)
		})
	}
	return allowed("get") && allowed("list") && allowed("watch")
}

func listed(r krm.Object, field, value string) bool {
	return slices.ContainsFunc(r.List(field), func(v any) bool { return v == value || v == "*" })
}
