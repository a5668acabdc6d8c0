package schema

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/util/validation"

	"github.com/meshfn/meshfn/internal/krm"
)

// autoscaler is ValidateHorizontalPodAutoscaler.
func (c *checker) autoscaler(o krm.Object) {
	spec := o.Map("spec")
	least, most := spec["minReplicas"], spec["maxReplicas"]
	c.atLeast("spec.minReplicas", least, 0)
	c.atLeast("spec.maxReplicas", most, 1)
	if least != nil && most != nil && float(least) > float(most) {
		c.refuse("spec.maxReplicas", "it is less than minReplicas, %v", least)
	}
	for _, field := range []string{"kind", "name"} {
		if str(spec, "scaleTargetRef", field) == "" {
			c.refuse("spec.scaleTargetRef."+field, "the autoscaler needs it to find what it scales")
		}
		c.form("spec.scaleTargetRef."+field, str(spec, "scaleTargetRef", field), pathSegment)
	}
	if least != nil && float(least) == 0 && !slices.ContainsFunc(krm.Object(spec).List("metrics"), outsideMetric) {
		c.refuse("spec.minReplicas", "0 needs a metric of type Object or External")
	}
	each("spec.metrics", spec["metrics"], c.metric)
}

func outsideMetric(v any) bool {
	m, _ := v.(map[string]any)
	return str(m, "type") == "Object" || str(m, "type") == "External"
}

// metric of autoscaling/v2: its type names the field that holds it.
func (c *checker) metric(at string, m map[string]any) {
	kind := str(m, "type")
	if kind == "" {
		c.refuse(at+".type", "a metric needs its type")
	}
	if !c.oneOf(at+".type", kind, "Object", "Pods", "Resource", "ContainerResource", "External") || kind == "" {
		return
	}
	field := strings.ToLower(kind[:1]) + kind[1:]
	source, ok := m[field].(map[string]any)
	if !ok {
		c.refuse(at+"."+field, "a metric of type %s needs it", kind)
		return
	}
	target, ok := source["target"].(map[string]any)
	if !ok {
		return // an older API version
	}
	if str(target, "type") == "" {
		c.refuse(at+"."+field+".target.type", "a target needs its type")
	}
	c.oneOf(at+"."+field+".target.type", str(target, "type"), "Utilization", "Value", "AverageValue")
	if u := target["averageUtilization"]; u != nil && float(u) < 1 {
		c.refuse(at+"."+field+".target.averageUtilization", "%v is less than 1", u)
	}
	if target["averageUtilization"] != nil && target["averageValue"] != nil {
		c.refuse(at+"."+field+".target", "averageUtilization and averageValue exclude each other")
	}
}

// disruption is ValidatePodDisruptionBudget.
func (c *checker) disruption(o krm.Object) {
	spec := o.Map("spec")
	if spec["minAvailable"] != nil && spec["maxUnavailable"] != nil {
		c.refuse("spec", "minAvailable and maxUnavailable exclude each other")
	}
	c.share("spec.minAvailable", spec["minAvailable"])
	c.share("spec.maxUnavailable", spec["maxUnavailable"])
	c.labelSelector("spec.selector", o.Map("spec", "selector"))
	c.oneOf("spec.unhealthyPodEvictionPolicy", str(spec, "unhealthyPodEvictionPolicy"), "IfHealthyBudget", "AlwaysAllow")
}

// networkPolicy is ValidateNetworkPolicy.
func (c *checker) networkPolicy(o krm.Object) {
	spec := o.Map("spec")
	c.labelSelector("spec.podSelector", o.Map("spec", "podSelector"))
	for i, t := range krm.Object(spec).List("policyTypes") {
		s, _ := t.(string)
		c.oneOf(fmt.Sprintf("spec.policyTypes[%d]", i), s, "Ingress", "Egress")
	}
	for field, peers := range map[string]string{"ingress": "from", "egress": "to"} {
		each("spec."+field, spec[field], func(at string, rule map[string]any) {
			each(at+".ports", rule["ports"], func(at string, p map[string]any) {
				c.oneOf(at+".protocol", str(p, "protocol"), "TCP", "UDP", "SCTP")
				if p["port"] != nil {
					c.portReference(at+".port", p["port"])
				}
			})
			each(at+"."+peers, rule[peers], c.networkPeer)
		})
	}
}

func (c *checker) networkPeer(at string, peer map[string]any) {
	for _, field := range []string{"podSelector", "namespaceSelector"} {
		if s, ok := peer[field].(map[string]any); ok {
			c.labelSelector(at+"."+field, s)
		}
	}
	block, ok := peer["ipBlock"].(map[string]any)
	switch {
	case !ok && len(peer) == 0:
		c.refuse(at, "a peer needs one of podSelector, namespaceSelector and ipBlock")
	case ok && len(peer) > 1:
		c.refuse(at, "ipBlock excludes the other fields")
	case ok:
		if _, err := netip.ParsePrefix(str(block, "cidr")); err != nil {
			c.refuse(at+".ipBlock.cidr", "%s is no network such as 10.0.0.0/8", quoted(str(block, "cidr")))
		}
	}
}

// role is ValidateRole and ValidateClusterRole, of whose rules ValidatePolicyRule.
func (c *checker) role(o krm.Object) {
	each("rules", o["rules"], func(at string, r map[string]any) {
		urls, resources, groups := size(r["nonResourceURLs"]), size(r["resources"]), size(r["apiGroups"])
		switch {
		case size(r["verbs"]) == 0:
			c.refuse(at+".verbs", "a rule needs a verb")
		case urls > 0 && o.Kind() == "Role":
			c.refuse(at+".nonResourceURLs", "only a ClusterRole takes them")
		case urls > 0 && resources+groups+size(r["resourceNames"]) > 0:
			c.refuse(at+".nonResourceURLs", "a rule is about resources or about URLs, not both")
		case urls == 0 && groups == 0:
			c.refuse(at+".apiGroups", `a rule about resources needs apiGroups; "" is the core group`)
		case urls == 0 && resources == 0:
			c.refuse(at+".resources", "a rule about resources needs resources")
		}
	})
}

// binding is ValidateRoleBinding and ValidateClusterRoleBinding.
func (c *checker) binding(o krm.Object) {
	if g := o.String("roleRef", "apiGroup"); g != "" && g != rbac {
		c.refuse("roleRef.apiGroup", "%s is not %s", quoted(g), rbac)
	}
	kinds := []string{"ClusterRole"}
	if o.Kind() == "RoleBinding" {
		kinds = []string{"Role", "ClusterRole"}
	}
	c.oneOf("roleRef.kind", o.String("roleRef", "kind"), kinds...)
	if o.String("roleRef", "name") == "" {
		c.refuse("roleRef.name", "a binding needs the name of a role")
	}
	each("subjects", o["subjects"], func(at string, s map[string]any) {
		kind, group := str(s, "kind"), str(s, "apiGroup")
		c.oneOf(at+".kind", kind, "ServiceAccount", "User", "Group")
		switch {
		case str(s, "name") == "":
			c.refuse(at+".name", "a subject needs a name")
		case kind == "ServiceAccount" && group != "":
			c.refuse(at+".apiGroup", `a ServiceAccount is of the core group, ""`)
		case kind == "ServiceAccount" && str(s, "namespace") == "" && o.Kind() == "ClusterRoleBinding":
			c.refuse(at+".namespace", "a ServiceAccount needs its namespace")
		case kind == "ServiceAccount":
			c.form(at+".name", str(s, "name"), validation.IsDNS1123Subdomain)
		case (kind == "User" || kind == "Group") && group != "" && group != rbac:
			c.refuse(at+".apiGroup", "%s is not %s", quoted(group), rbac)
		}
	})
}
