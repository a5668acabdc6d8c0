package schema

import (
	"encoding/base64"
	"fmt"
	"maps"
	"net/netip"
	"regexp"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/util/validation"

	"github.com/meshfn/meshfn/internal/krm"
)

// service is ValidateService of core.
func (c *checker) service(o krm.Object) {
	spec := o.Map("spec")
	kind := str(spec, "type")
	c.oneOf("spec.type", kind, "ClusterIP", "NodePort", "LoadBalancer", "ExternalName")
	c.oneOf("spec.sessionAffinity", str(spec, "sessionAffinity"), "None", "ClientIP")
	c.oneOf("spec.externalTrafficPolicy", str(spec, "externalTrafficPolicy"), "Cluster", "Local")
	c.oneOf("spec.internalTrafficPolicy", str(spec, "internalTrafficPolicy"), "Cluster", "Local")
	c.oneOf("spec.ipFamilyPolicy", str(spec, "ipFamilyPolicy"), "SingleStack", "PreferDualStack", "RequireDualStack")
	headless := str(spec, "clusterIP") == "None"
	outside := kind == "NodePort" || kind == "LoadBalancer"
	switch {
	case kind == "ExternalName" && str(spec, "externalName") == "":
		c.refuse("spec.externalName", "a Service of type ExternalName needs an externalName")
	case kind != "ExternalName" && !headless && size(spec["ports"]) == 0:
		c.refuse("spec.ports", "a Service needs ports, unless it is headless (clusterIP None)")
	case outside && headless:
		c.refuse("spec.clusterIP", "a Service of type %s cannot be headless", kind)
	}
	if str(spec, "externalTrafficPolicy") != "" && !outside && size(spec["externalIPs"]) == 0 {
		c.refuse("spec.externalTrafficPolicy", "only a Service of type NodePort or LoadBalancer takes it")
	}
	if size(spec["loadBalancerSourceRanges"]) > 0 && kind != "LoadBalancer" {
		c.refuse("spec.loadBalancerSourceRanges", "only a Service of type LoadBalancer takes them")
	}
	for _, field := range []string{"loadBalancerClass", "allocateLoadBalancerNodePorts"} {
		if spec[field] != nil && kind != "LoadBalancer" {
			c.refuse("spec."+field, "only a Service of type LoadBalancer takes it")
		}
	}
	for i, r := range krm.Object(spec).List("loadBalancerSourceRanges") {
		if s, _ := r.(string); s != "" {
			if _, err := netip.ParsePrefix(strings.TrimSpace(s)); err != nil {
				c.refuse(fmt.Sprintf("spec.loadBalancerSourceRanges[%d]", i), "%s is no network such as 10.0.0.0/8", quoted(s))
			}
		}
	}
	c.selectorMap("spec.selector", spec["selector"])
	c.servicePorts(spec, outside)
}

func (c *checker) servicePorts(spec map[string]any, outside bool) {
	names, nodes := map[string]bool{}, map[string]bool{}
	several := size(spec["ports"]) > 1
	each("spec.ports", spec["ports"], func(at string, p map[string]any) {
		protocol := orTCP(p)
		name := str(p, "name")
		c.oneOf(at+".protocol", protocol, "TCP", "UDP", "SCTP")
		c.form(at+".name", name, validation.IsDNS1123Label)
		c.portNumber(at+".port", p["port"])
		if t := p["targetPort"]; t != nil && t != "" && !isZero(t) { // 0 and "" stand for the port itself
			c.portReference(at+".targetPort", p["targetPort"])
		}
		switch {
		case several && name == "":
			c.refuse(at+".name", "with more than one port each needs a name")
		case name != "" && names[name]:
			c.refuse(at+".name", "two ports have the name %s", name)
		}
		names[name] = true
		node := p["nodePort"]
		if node == nil || float(node) == 0 {
			return
		}
		c.portNumber(at+".nodePort", node)
		who := fmt.Sprint(protocol, node)
		switch {
		case !outside:
			c.refuse(at+".nodePort", "only a Service of type NodePort or LoadBalancer takes one")
		case nodes[who]:
			c.refuse(at+".nodePort", "two ports have the node port %v", node)
		}
		nodes[who] = true
	})
}

// entry is the path of a key of a map.
func entry(field, key string) string {
	return path{{key: field, verbatim: true}, {key: key}}.String()
}

func orTCP(port map[string]any) string {
	if p := str(port, "protocol"); p != "" {
		return p
	}
	return "TCP"
}

// selectorMap checks labels that select: ValidateLabels.
func (c *checker) selectorMap(field string, v any) {
	m, _ := v.(map[string]any)
	for _, key := range slices.Sorted(maps.Keys(m)) {
		at := entry(field, key)
		c.form(at, key, validation.IsQualifiedName)
		value, _ := m[key].(string)
		c.form(at, value, validation.IsValidLabelValue)
	}
}

func (c *checker) endpoints(o krm.Object) {
	each("subsets", o["subsets"], func(at string, s map[string]any) {
		if size(s["addresses"]) == 0 && size(s["notReadyAddresses"]) == 0 {
			c.refuse(at, "a subset needs addresses or notReadyAddresses")
		}
		for _, field := range []string{"addresses", "notReadyAddresses"} {
			each(at+"."+field, s[field], func(at string, a map[string]any) {
				if _, err := netip.ParseAddr(str(a, "ip")); err != nil {
					c.refuse(at+".ip", "%s is no IP address", quoted(str(a, "ip")))
				}
			})
		}
		each(at+".ports", s["ports"], func(at string, p map[string]any) { c.portNumber(at+".port", p["port"]) })
	})
}

// dataKey is IsConfigMapKey.
var dataKey = regexp.MustCompile(`^[-._a-zA-Z0-9]+$`)

// objectSize is the most that the data of a ConfigMap or Secret may have: MaxSecretSize.
const objectSize = 1 << 20

// configMap is ValidateConfigMap.
func (c *checker) configMap(o krm.Object) {
	total := c.data("data", o.Map("data"), nil) + c.data("binaryData", o.Map("binaryData"), o.Map("data"))
	if total > objectSize {
		c.refuse("data", "the data has %d bytes; at most %d are allowed", total, objectSize)
	}
}

func (c *checker) data(field string, m, other map[string]any) int {
	total := 0
	for _, key := range slices.Sorted(maps.Keys(m)) {
		at := entry(field, key)
		if !dataKey.MatchString(key) || len(key) > validation.DNS1123SubdomainMaxLength || key == "." || strings.HasPrefix(key, "..") {
			c.refuse(at, "%s is no key: want letters, digits, -, _ and .", quoted(key))
		}
		if _, twice := other[key]; twice {
			c.refuse(at, "the key stands in data too")
		}
		if s, ok := m[key].(string); ok {
			total += len(s)
			if field == "binaryData" {
				total -= len(s) - base64.StdEncoding.DecodedLen(len(s))
			}
		}
	}
	return total
}

// secretKeys are what a type of Secret must hold: ValidateSecret.
var secretKeys = map[string][]string{
	"kubernetes.io/tls":              {"tls.crt", "tls.key"},
	"kubernetes.io/dockerconfigjson": {".dockerconfigjson"},
	"kubernetes.io/dockercfg":        {".dockercfg"},
	"kubernetes.io/ssh-auth":         {"ssh-privatekey"},
}

func (c *checker) secret(o krm.Object) {
	c.data("data", o.Map("data"), nil)
	c.data("stringData", o.Map("stringData"), nil)
	for _, key := range secretKeys[o.String("type")] {
		if o.Map("data")[key] == nil && o.Map("stringData")[key] == nil {
			c.refuse("data", "a Secret of type %s needs the key %s", o.String("type"), key)
		}
	}
	if o.String("type") == "kubernetes.io/service-account-token" && o.Annotation("kubernetes.io/service-account.name") == "" {
		c.refuse("metadata.annotations", "a Secret of type kubernetes.io/service-account-token needs the annotation kubernetes.io/service-account.name")
	}
}
