package chart

import (
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
)

// kubernetesValues are the chart values that hold types of Kubernetes; the values' own type says only that they are
// maps. Source: operator/pkg/apis/validation of Istio 1.29.
var kubernetesValues = []struct {
	path  string
	shape int
	list  bool
}{
	{"cni.affinity", affinityShape, false},
	{"cni.seccompProfile", seccompShape, false},
	{"gateways.istio-egressgateway.podAntiAffinityLabelSelector", selectorShape, true},
	{"gateways.istio-egressgateway.podAntiAffinityTermLabelSelector", selectorShape, true},
	{"gateways.istio-egressgateway.tolerations", tolerationShape, true},
	{"gateways.istio-ingressgateway.podAntiAffinityLabelSelector", selectorShape, true},
	{"gateways.istio-ingressgateway.podAntiAffinityTermLabelSelector", selectorShape, true},
	{"gateways.istio-ingressgateway.tolerations", tolerationShape, true},
	{"global.defaultTolerations", tolerationShape, true},
	{"global.proxy.lifecycle", lifecycleShape, false},
	{"global.proxy.seccompProfile", seccompShape, false},
	{"global.waypoint.affinity", affinityShape, false},
	{"global.waypoint.nodeSelector", nodeSelectorShape, false},
	{"global.waypoint.toleration", tolerationShape, true},
	{"global.waypoint.topologySpreadConstraints", spreadShape, true},
	{"pilot.affinity", affinityShape, false},
	{"pilot.seccompProfile", seccompShape, false},
	{"pilot.tolerations", tolerationShape, true},
	{"pilot.topologySpreadConstraints", spreadShape, true},
	{"pilot.volumeMounts", mountShape, true},
	{"pilot.volumes", volumeShape, true},
	{"sidecarInjectorWebhook.alwaysInjectSelector", selectorShape, true},
	{"sidecarInjectorWebhook.neverInjectSelector", selectorShape, true},
}

// Validate returns what is wrong with an IstioOperator by itself: its types, and what Istio's operator refuses or warns of
// besides. Nothing is expanded, so no charts are needed. Chart values and mesh configuration change from release to
// release: where the operator is of another one than the embedded charts, a field there that is not known is let pass,
// unless it is a misspelling of one that is.
func Validate(operator krm.Object) []finding.Finding {
	user := combine([]krm.Object{operator})
	findings := checkTypes(user)
	if tag, _ := get(user, "spec", "tag").(string); tag != Version {
		findings = slices.DeleteFunc(findings, func(f finding.Finding) bool {
			return strange(f) && (strings.HasPrefix(f.Field, "spec.values.") || strings.HasPrefix(f.Field, "spec.meshConfig."))
		})
	}
	if finding.HasErrors(findings) {
		return findings
	}
	return append(findings, checkValues(user)...)
}

// checkTypes reports the fields of an IstioOperator that Istio does not know or that hold what they cannot hold. A complete
// operator has its mesh configuration among the values too; a mistake there is reported where it was written.
func checkTypes(operator map[string]any) []finding.Finding {
	findings := checkShape(operator, operatorShape, "")
	config := checkShape(get(operator, "spec", "meshConfig"), meshConfigShape, "spec.meshConfig")
	if values := get(operator, "spec", "values"); values != nil {
		findings = append(findings, checkShape(values, valuesShape, "spec.values")...)
		for _, k := range kubernetesValues {
			value := get(operator, append([]string{"spec", "values"}, strings.Split(k.path, ".")...)...)
			items, isList := value.([]any)
			if !k.list {
				items = []any{value}
			} else if !isList {
				continue
			}
			for i, item := range items {
				field := "spec.values." + k.path
				if k.list {
					field = fmt.Sprintf("%s[%d]", field, i)
				}
				findings = append(findings, checkShape(item, k.shape, field)...)
			}
		}
		carried := checkShape(get(operator, "spec", "values", "meshConfig"), meshConfigShape, "spec.values.meshConfig")
		findings = append(findings, slices.DeleteFunc(carried, func(f finding.Finding) bool {
			written := "spec." + strings.TrimPrefix(f.Field, "spec.values.")
			return slices.ContainsFunc(config, func(other finding.Finding) bool { return other.Field == written })
		})...)
	}
	return append(findings, config...)
}

const (
	lower  = "abcdefghijklmnopqrstuvwxyz0123456789"
	letter = lower + "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
)

// isMadeOf reports whether text has a length within bounds and no other characters. It stands where an expression would
// cost a millisecond of every start to compile.
func isMadeOf(text, characters string, least, most int) bool {
	return len(text) >= least && len(text) <= most && strings.Trim(text, characters) == ""
}

func isLabel(text string) bool {
	return isMadeOf(text, letter+"-", 1, 63) && text[0] != '-' && text[len(text)-1] != '-'
}

func isRepository(text string) bool { return isMadeOf(text, lower+"_./-", 2, 255) }

func isTag(text string) bool { return isMadeOf(text, letter+"_.-", 0, 128) }

func isResourceName(text string) bool { return isMadeOf(text, lower+".-", 1, 254) }

// checkValues reports what Istio's operator refuses or warns of although the types are right. The operator is complete,
// its types have been checked.
func checkValues(operator map[string]any) []finding.Finding {
	var findings []finding.Finding
	refuse := func(field, format string, args ...any) {
		findings = append(findings, finding.New(finding.ExpansionRefused, format, args...).At("", field))
	}
	spec := getMap(operator, "spec")
	if spec["installPackagePath"] != nil && spec["installPackagePath"] != "" {
		refuse("spec.installPackagePath", "charts are not read from a path that an IstioOperator names; pass the folder by --charts")
	}
	if revision, _ := spec["revision"].(string); revision != "" && !isLabel(revision) {
		refuse("spec.revision", "%q is no DNS label", revision)
	}
	if hub, _ := spec["hub"].(string); hub != "" && !isHub(hub) {
		refuse("spec.hub", "%q is no registry and path of images", hub)
	}
	if tag := spec["tag"]; tag != nil && !isTag(fmt.Sprint(tag)) {
		refuse("spec.tag", "%q is no tag of an image", fmt.Sprint(tag))
	}
	if get(spec, "components", "istiodRemote", "enabled") == true {
		findings = append(findings, finding.New(finding.ExpansionWarning,
			"the component istiodRemote is expanded by istioctl up to 1.23 only, and ignored here").
			At("", "spec.components.istiodRemote.enabled"))
	}
	proxy := getMap(spec, "values", "global", "proxy")
	for _, key := range []string{"includeIPRanges", "excludeIPRanges"} {
		for part := range parts(proxy[key]) {
			if _, err := netip.ParsePrefix(part); err != nil {
				refuse("spec.values.global.proxy."+key, "%q is no range of addresses such as 10.0.0.0/8", part)
			}
		}
	}
	for _, key := range []string{"includeInboundPorts", "excludeInboundPorts"} {
		for part := range parts(proxy[key]) {
			if part == "*" || part == "" {
				continue
			}
			if n, err := strconv.ParseInt(part, 10, 32); err != nil || n < 0 || n > 65535 {
				refuse("spec.values.global.proxy."+key, "%q is no port", part)
			}
		}
	}
	return append(append(findings, checkGateways(spec)...), checkReplicas(spec)...)
}

// parts yields the items of a list in one string; * alone stands for everything.
func parts(value any) func(func(string) bool) {
	return func(yield func(string) bool) {
		all, _ := value.(string)
		if all == "" || all == "*" {
			return
		}
		for part := range strings.SplitSeq(all, ",") {
			if !yield(part) {
				return
			}
		}
	}
}

// isHub reports whether images can be below hub: an optional registry, then a path.
func isHub(hub string) bool {
	name := hub + "/pilot"
	host, rest, _ := strings.Cut(name, "/")
	if !strings.ContainsAny(host, ".:") {
		return isRepository(name)
	}
	u, err := url.Parse("//" + host)
	return err == nil && u.Host == host && isRepository(rest)
}

// checkGateways reports names that are none and ports below 1024, for which the proxy would have to run as root.
func checkGateways(spec map[string]any) []finding.Finding {
	var findings []finding.Finding
	for _, k := range kinds {
		if !k.gateway() {
			continue
		}
		root := get(spec, "values", "gateways", k.root, "runAsRoot") == true
		gateways, _ := get(spec, "components", k.name).([]any)
		for i, item := range gateways {
			gateway, _ := item.(map[string]any)
			field := fmt.Sprintf("spec.components.%s[%d]", k.name, i)
			if name, _ := gateway["name"].(string); name != "" && !isResourceName(name) {
				findings = append(findings, finding.New(finding.ExpansionRefused, "%q is no name of a resource", name).At("", field+".name"))
			}
			ports, _ := get(gateway, "k8s", "service", "ports").([]any)
			for j, item := range ports {
				if port, _ := item.(map[string]any); !root && needsRoot(port) {
					findings = append(findings, finding.New(finding.ExpansionRefused,
						"port %v has the target port %v, for which the proxy would have to run as root", port["port"], orZero(port["targetPort"])).
						At("", fmt.Sprintf("%s.k8s.service.ports[%d].targetPort", field, j)).
						WithFix("Set targetPort to 1024 or more, or values.gateways.%s.runAsRoot to true.", k.root))
				}
			}
		}
	}
	ports, _ := get(spec, "values", "gateways", "istio-ingressgateway", "ingressPorts").([]any)
	for i, item := range ports {
		port, _ := item.(map[string]any)
		_, isNumber := port["port"].(float64)
		if _, named := port["targetPort"].(string); isNumber && !named && needsRoot(port) {
			findings = append(findings, finding.New(finding.ExpansionRefused,
				"port %v has the target port %v, for which the proxy would have to run as root", port["port"], orZero(port["targetPort"])).
				At("", fmt.Sprintf("spec.values.gateways.istio-ingressgateway.ingressPorts[%d].targetPort", i)))
		}
	}
	return findings
}

func orZero(value any) any {
	if value == nil {
		return 0
	}
	return value
}

// needsRoot is Istio's rule: without a target port, the port itself must be above 1024.
func needsRoot(port map[string]any) bool {
	if _, named := port["targetPort"].(string); named {
		return false
	}
	target, _ := port["targetPort"].(float64)
	number, _ := port["port"].(float64)
	return target < 1024 && !(target == 0 && number > 1024)
}

// checkReplicas warns of a fixed number of replicas beside an autoscaler, which soon changes it.
func checkReplicas(spec map[string]any) []finding.Finding {
	var findings []finding.Finding
	warn := func(field, format string, args ...any) {
		findings = append(findings, finding.New(finding.ExpansionWarning, format, args...).At("", field).
			WithFix("Remove replicaCount; the autoscaler's minReplicas says how many run at least."))
	}
	replicas := func(component any) float64 {
		m, _ := component.(map[string]any)
		n, _ := get(m, "k8s", "replicaCount").(float64)
		return n
	}
	components := getMap(spec, "components")
	if get(spec, "values", "pilot", "autoscaleEnabled") == true && replicas(components["pilot"]) > 1 {
		warn("spec.components.pilot.k8s.replicaCount",
			"components.pilot.k8s.replicaCount should not be set when values.pilot.autoscaleEnabled is true")
	}
	for _, k := range kinds {
		if !k.gateway() || get(spec, "values", "gateways", k.root, "autoscaleEnabled") != true {
			continue
		}
		gateways, _ := components[k.name].([]any)
		for i, gateway := range gateways {
			if replicas(gateway) != 0 {
				name, _ := get(gateway.(map[string]any), "name").(string)
				warn(fmt.Sprintf("spec.components.%s[%d].k8s.replicaCount", k.name, i),
					"components.%s[name=%s].k8s.replicaCount should not be set when values.gateways.%s.autoscaleEnabled is true", k.name, name, k.root)
			}
		}
	}
	return findings
}
