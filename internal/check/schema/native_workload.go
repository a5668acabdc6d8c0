package schema

import (
	"fmt"
	"slices"
	"strings"

	quantity "k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/apimachinery/pkg/util/validation"

	"github.com/meshfn/meshfn/internal/krm"
)

// workload is what ValidateDeployment, ValidateDaemonSet, ValidateStatefulSet and ValidateReplicaSet have in common.
func (c *checker) workload(o krm.Object) {
	spec := krm.Object(o.Map("spec"))
	c.atLeast("spec.replicas", spec["replicas"], 0)
	c.atLeast("spec.minReadySeconds", spec["minReadySeconds"], 0)
	c.atLeast("spec.revisionHistoryLimit", spec["revisionHistoryLimit"], 0)
	selector := spec.Map("selector")
	c.labelSelector("spec.selector", selector)
	switch {
	case size(selector["matchLabels"])+size(selector["matchExpressions"]) == 0:
		c.refuse("spec.selector", "a %s needs a selector that is not empty", o.Kind())
	case !selects(selector, spec.Map("template", "metadata", "labels")):
		c.refuse("spec.template.metadata.labels", "the selector does not select these labels")
	}
	if policy := spec.String("template", "spec", "restartPolicy"); policy != "" && policy != "Always" {
		c.refuse("spec.template.spec.restartPolicy", "a %s takes Always only", o.Kind())
	}
	c.strategy(spec)
	c.template(spec.Map("template"), spec["volumeClaimTemplates"])
}

// strategy is ValidateDeploymentStrategy, and the same of a DaemonSet and StatefulSet.
func (c *checker) strategy(spec krm.Object) {
	for _, field := range []string{"strategy", "updateStrategy"} {
		s := krm.Object(spec.Map(field))
		if s.String("type") == "Recreate" && s["rollingUpdate"] != nil {
			c.refuse("spec."+field+".rollingUpdate", "the type Recreate does not take it")
		}
		surge, unavailable := s.Get("rollingUpdate", "maxSurge"), s.Get("rollingUpdate", "maxUnavailable")
		c.share("spec."+field+".rollingUpdate.maxSurge", surge)
		c.share("spec."+field+".rollingUpdate.maxUnavailable", unavailable)
		if field == "strategy" && isZero(surge) && isZero(unavailable) {
			c.refuse("spec.strategy.rollingUpdate.maxUnavailable", "it cannot be 0 where maxSurge is 0")
		}
	}
}

// share checks a number or percentage.
func (c *checker) share(field string, v any) {
	if s, ok := v.(string); ok {
		c.form(field, s, validation.IsValidPercent)
		return
	}
	c.atLeast(field, v, 0)
}

func isZero(v any) bool {
	s, ok := v.(string)
	return ok && s == "0%" || v != nil && !ok && float(v) == 0
}

func (c *checker) job(o krm.Object) {
	if p := o.String("spec", "template", "spec", "restartPolicy"); p != "OnFailure" && p != "Never" {
		c.refuse("spec.template.spec.restartPolicy", "a Job needs OnFailure or Never")
	}
	c.template(o.Map("spec", "template"), nil)
}

// template is ValidatePodTemplateSpec; a StatefulSet has volumes besides those of the pod, by its claims.
func (c *checker) template(t map[string]any, claims any) {
	meta := krm.Object(t).Map("metadata")
	w := walker{table: embedded().table, native: true, at: path{{key: "spec"}, {key: "template"}, {key: "metadata"}}}
	w.keyed(meta, "labels", labelValue)
	w.keyed(meta, "annotations", nil)
	c.problems = append(c.problems, w.problems...)
	volumes := map[string]bool{}
	each("", claims, func(_ string, claim map[string]any) { volumes[str(claim, "metadata", "name")] = true })
	c.pod("spec.template.spec", krm.Object(t).Map("spec"), volumes)
}

// pod is ValidatePodSpec, as far as it needs neither defaults nor rare fields; volumes are those there are besides.
func (c *checker) pod(field string, spec map[string]any, volumes map[string]bool) {
	c.oneOf(field+".restartPolicy", str(spec, "restartPolicy"), "Always", "OnFailure", "Never")
	c.oneOf(field+".dnsPolicy", str(spec, "dnsPolicy"), "ClusterFirst", "ClusterFirstWithHostNet", "Default", "None")
	c.atLeast(field+".terminationGracePeriodSeconds", spec["terminationGracePeriodSeconds"], 0)
	c.form(field+".serviceAccountName", str(spec, "serviceAccountName"), validation.IsDNS1123Subdomain)
	c.selectorMap(field+".nodeSelector", spec["nodeSelector"])
	each(field+".volumes", spec["volumes"], func(at string, v map[string]any) {
		volumes[str(v, "name")] = true
		c.form(at+".name", str(v, "name"), validation.IsDNS1123Label)
		if sources := len(v) - 1; sources > 1 {
			c.refuse(at, "a volume has one source, this one has %d", sources)
		}
	})
	names := map[string]bool{}
	containers := func(at string, container map[string]any) {
		name := str(container, "name")
		if names[name] {
			c.refuse(at+".name", "two containers have the name %s", name)
		}
		names[name] = true
		c.container(at, container, volumes)
	}
	if size(spec["containers"]) == 0 {
		c.refuse(field+".containers", "a pod needs a container")
	}
	each(field+".containers", spec["containers"], containers)
	each(field+".initContainers", spec["initContainers"], containers)
	each(field+".tolerations", spec["tolerations"], c.toleration)
	each(field+".topologySpreadConstraints", spec["topologySpreadConstraints"], c.spread)
}

func (c *checker) container(at string, container map[string]any, volumes map[string]bool) {
	c.form(at+".name", str(container, "name"), validation.IsDNS1123Label)
	if str(container, "image") == "" {
		c.refuse(at+".image", "a container needs an image")
	}
	c.oneOf(at+".imagePullPolicy", str(container, "imagePullPolicy"), "Always", "IfNotPresent", "Never")
	ports := map[string]bool{}
	each(at+".ports", container["ports"], func(at string, p map[string]any) {
		name := str(p, "name")
		c.portNumber(at+".containerPort", p["containerPort"])
		if h := p["hostPort"]; h != nil && float(h) != 0 {
			c.portNumber(at+".hostPort", h)
		}
		c.oneOf(at+".protocol", str(p, "protocol"), "TCP", "UDP", "SCTP")
		c.form(at+".name", name, validation.IsValidPortName)
		if name != "" && ports[name] {
			c.refuse(at+".name", "two ports of the container have the name %s", name)
		}
		ports[name] = true
	})
	mounts := map[string]bool{}
	each(at+".volumeMounts", container["volumeMounts"], func(at string, m map[string]any) {
		if name := str(m, "name"); name != "" && !volumes[name] {
			c.refuse(at+".name", "the pod has no volume %s", name)
		}
		if mounts[str(m, "mountPath")] {
			c.refuse(at+".mountPath", "two volumes are mounted at %s", str(m, "mountPath"))
		}
		mounts[str(m, "mountPath")] = true
	})
	each(at+".env", container["env"], func(at string, e map[string]any) {
		if str(e, "value") != "" && e["valueFrom"] != nil {
			c.refuse(at+".valueFrom", "a variable has value or valueFrom, not both")
		}
		if from, _ := e["valueFrom"].(map[string]any); len(from) > 1 {
			c.refuse(at+".valueFrom", "a variable has one source")
		}
	})
	for _, probe := range []string{"livenessProbe", "readinessProbe", "startupProbe"} {
		if p, ok := container[probe].(map[string]any); ok {
			c.probe(at+"."+probe, p, probe)
		}
	}
	for _, id := range []string{"runAsUser", "runAsGroup"} {
		c.atLeast(at+".securityContext."+id, krm.Object(container).Get("securityContext", id), 0)
	}
	c.resources(at+".resources", krm.Object(container).Map("resources"))
}

func (c *checker) probe(at string, p map[string]any, name string) {
	handlers := 0
	for _, kind := range []string{"exec", "httpGet", "tcpSocket", "grpc"} {
		if h, ok := p[kind].(map[string]any); ok {
			handlers++
			if h["port"] != nil {
				c.portReference(at+"."+kind+".port", h["port"])
			}
		}
	}
	if handlers != 1 {
		c.refuse(at, "a probe has exactly one of exec, httpGet, tcpSocket and grpc, this one has %d", handlers)
	}
	for _, field := range []string{"initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold"} {
		c.atLeast(at+"."+field, p[field], 0)
	}
	if t := p["successThreshold"]; t != nil && name != "readinessProbe" && float(t) > 1 {
		c.refuse(at+".successThreshold", "it must be 1 but for a readinessProbe")
	}
}

// containerResources are those of IsStandardContainerResourceName in k8s.io/kubernetes/pkg/apis/core/helper.
var containerResources = []string{"cpu", "memory", "ephemeral-storage"}

// ContainerResource reports whether a container can have limits of a resource: a standard one, or one with a domain.
func ContainerResource(name string) bool {
	return slices.Contains(containerResources, name) || strings.HasPrefix(name, "hugepages-") || strings.Contains(name, "/")
}

// resources is ValidateResourceRequirements.
func (c *checker) resources(at string, r map[string]any) {
	limits, requests := krm.Object(r).Map("limits"), krm.Object(r).Map("requests")
	for _, part := range []string{"limits", "requests"} {
		for name, v := range krm.Object(r).Map(part) {
			if !ContainerResource(name) {
				c.refuse(entry(at+"."+part, name), "%s is no resource of a container: want %s, or a name with a domain", name, strings.Join(containerResources, ", "))
			}
			if q, ok := amount(v); ok && q.Sign() < 0 {
				c.refuse(entry(at+"."+part, name), "%v is less than 0", v)
			}
		}
	}
	for name, v := range requests {
		request, ok := amount(v)
		limit, limited := amount(limits[name])
		if ok && limited && request.Cmp(limit) > 0 {
			c.refuse(entry(at+".requests", name), "%v is more than the limit %v", v, limits[name])
		}
	}
}

func amount(v any) (quantity.Quantity, bool) {
	if v == nil {
		return quantity.Quantity{}, false
	}
	q, err := quantity.ParseQuantity(fmt.Sprint(v))
	return q, err == nil
}

func (c *checker) toleration(at string, t map[string]any) {
	operator := str(t, "operator")
	c.oneOf(at+".operator", operator, "Exists", "Equal", "Lt", "Gt")
	c.oneOf(at+".effect", str(t, "effect"), "NoSchedule", "PreferNoSchedule", "NoExecute")
	switch {
	case str(t, "key") == "" && operator != "Exists":
		c.refuse(at+".operator", "without a key it must be Exists")
	case operator == "Exists" && str(t, "value") != "":
		c.refuse(at+".value", "with the operator Exists there is no value")
	}
}

func (c *checker) spread(at string, s map[string]any) {
	c.atLeast(at+".maxSkew", s["maxSkew"], 1)
	c.oneOf(at+".whenUnsatisfiable", str(s, "whenUnsatisfiable"), "DoNotSchedule", "ScheduleAnyway")
	if selector, ok := s["labelSelector"].(map[string]any); ok {
		c.labelSelector(at+".labelSelector", selector)
	}
}
