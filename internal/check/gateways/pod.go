package gateways

import (
	"strconv"

	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
)

// safeSysctls are those that a kubelet sets without being told to allow them (Kubernetes, "Using sysctls in a Kubernetes
// Cluster").
var safeSysctls = map[string]bool{
	"kernel.shm_rmid_forced": true, "net.ipv4.ip_local_port_range": true, "net.ipv4.ip_local_reserved_ports": true,
	"net.ipv4.ip_unprivileged_port_start": true, "net.ipv4.ping_group_range": true, "net.ipv4.tcp_fin_timeout": true,
	"net.ipv4.tcp_keepalive_intvl": true, "net.ipv4.tcp_keepalive_probes": true, "net.ipv4.tcp_keepalive_time": true,
	"net.ipv4.tcp_rmem": true, "net.ipv4.tcp_syncookies": true, "net.ipv4.tcp_wmem": true,
}

// pods finds gateways whose pods a kubelet refuses.
func pods(c *rule.Cluster) []finding.Finding {
	var all []finding.Finding
	for _, w := range gatewaysOf(c) {
		report := func(field, format string, args ...any) {
			all = append(all, w.Report(finding.GatewayPod, "spec.template.spec."+field, format, args...))
		}
		pod := w.Pod()
		for i, s := range rule.Maps(pod.List("securityContext", "sysctls")) {
			if name := s.String("name"); !safeSysctls[name] {
				report(mesh.Index("securityContext.sysctls", i)+".name", "a kubelet does not set the sysctl %q by itself", name)
			} else if _, err := strconv.Atoi(s.String("value")); err != nil && name == portStart {
				report(mesh.Index("securityContext.sysctls", i)+".value", "the sysctl %s takes a port, and has %q", name, s.String("value"))
			}
		}
		if ours(w.Object) && !charted(w.Object) {
			if n := lowest(c, w); n < 1024 && n < unprivileged(w) {
				report("securityContext", "the proxy listens on port %d, and may not without the sysctl %s", n, portStart)
			}
		}
		for i, ct := range w.Containers() {
			at := mesh.Index("containers", i)
			security := krm.Object(ct.Map("securityContext"))
			if user, set := rule.Number(security["runAsUser"]); set && user == 0 && security["runAsNonRoot"] == true {
				report(at+".securityContext.runAsUser", "container %s must not run as root, and its user is 0", ct.String("name"))
			}
		}
	}
	return all
}

const portStart = "net.ipv4.ip_unprivileged_port_start"

// lowest is the lowest port of the pods that a Service leads to.
func lowest(c *rule.Cluster, w rule.Workload) int {
	low := 1 << 16
	for _, s := range servicesOf(c, w) {
		for _, p := range s.Maps("spec", "ports") {
			n, ok := rule.Number(p["targetPort"])
			if !ok {
				n, ok = rule.Number(p["port"])
			}
			if ok {
				low = min(low, n)
			}
		}
	}
	return low
}

// unprivileged is the first port on which the proxy may listen.
func unprivileged(w rule.Workload) int {
	for _, s := range rule.Maps(w.Pod().List("securityContext", "sysctls")) {
		if s.String("name") == portStart {
			n, _ := strconv.Atoi(s.String("value"))
			return n
		}
	}
	return 1024
}
