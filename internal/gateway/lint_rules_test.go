package gateway

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
)

// rules by their number in the lint list; each says what breaks it.
var rules = map[int]func(cluster) []string{
	1: func(c cluster) (broken []string) {
		for _, d := range c.kind("Deployment") {
			if isGateway(d) && d.Namespace() == c.controlPlane() {
				broken = append(broken, d.ID().String())
			}
		}
		return broken
	},
	2: func(c cluster) (broken []string) {
		for _, d := range c.kind("Deployment") {
			template, _ := d.Map("spec", "template", "metadata", "annotations")["inject.istio.io/templates"].(string)
			if isGateway(d) && (template != "gateway" || !c.injected(d)) {
				broken = append(broken, d.ID().String())
			}
		}
		return broken
	},
	3: func(c cluster) (broken []string) {
		for _, n := range c.kind("Namespace") {
			if n.Label("istio.io/rev") != "" && n.Label("istio-injection") != "" {
				broken = append(broken, n.ID().String())
			}
		}
		return broken
	},
	4: func(c cluster) (broken []string) {
		for _, g := range c.kind("Gateway") {
			open := map[int]bool{}
			matched := false
			for _, d := range c.selected("", g.Map("spec", "selector")) {
				for _, s := range c.kind("Service") {
					if s.Namespace() == d.Namespace() && within(s.Map("spec", "selector"), podLabels(d)) {
						matched = true
						for _, p := range numbers(s, "port") {
							open[p] = true
						}
					}
				}
			}
			if !matched {
				broken = append(broken, g.ID().String()+" selects no Service")
			}
			for _, s := range g.List("spec", "servers") {
				port := krm.Object(s.(map[string]any)).Map("port")
				if n, _ := strconv.Atoi(fmt.Sprint(port["number"])); matched && !open[n] {
					broken = append(broken, fmt.Sprintf("%s port %d", g.ID(), n))
				}
			}
		}
		return broken
	},
	5: func(c cluster) (broken []string) {
		guarded, scaled := map[krm.ID]int{}, map[krm.ID]int{}
		for _, o := range c.kind("PodDisruptionBudget", "HorizontalPodAutoscaler") {
			counts, selector := guarded, o.Map("spec", "selector", "matchLabels")
			if o.Kind() == "HorizontalPodAutoscaler" {
				counts = scaled
			}
			found := 0
			for _, d := range c.kind("Deployment") {
				own := d.Namespace() == o.Namespace() && within(selector, podLabels(d))
				if o.Kind() == "HorizontalPodAutoscaler" {
					own = d.Namespace() == o.Namespace() && d.Name() == o.String("spec", "scaleTargetRef", "name")
				}
				if own {
					found++
					counts[d.ID()]++
				}
			}
			if found != 1 {
				broken = append(broken, fmt.Sprintf("%s is for %d Deployments", o.ID(), found))
			}
		}
		for _, d := range c.kind("Deployment") {
			if isGateway(d) && (guarded[d.ID()] != 1 || scaled[d.ID()] > 1) {
				broken = append(broken, fmt.Sprintf("%s has %d budgets and %d autoscalers", d.ID(), guarded[d.ID()], scaled[d.ID()]))
			}
		}
		return broken
	},
	6: func(c cluster) (broken []string) {
		if c.mesh == nil {
			return nil
		}
		v := mesh.ParseLine(c.mesh.Cluster.KubernetesVersion)
		removed := map[string]string{
			"PodDisruptionBudget policy/v1beta1": ">=1.25", "HorizontalPodAutoscaler autoscaling/v2beta1": ">=1.25",
			"HorizontalPodAutoscaler autoscaling/v2beta2": ">=1.26",
		}
		for _, o := range c.objects {
			if gone, ok := removed[o.Kind()+" "+o.APIVersion()]; ok && v.InRange(gone) {
				broken = append(broken, o.ID().String())
			}
		}
		return broken
	},
	7: func(c cluster) (broken []string) {
		for _, h := range c.kind("HorizontalPodAutoscaler") {
			for _, d := range c.kind("Deployment") {
				if d.Namespace() == h.Namespace() && d.Name() == h.String("spec", "scaleTargetRef", "name") && d.Get("spec", "replicas") != nil {
					broken = append(broken, d.ID().String())
				}
			}
		}
		return broken
	},
	8: func(c cluster) (broken []string) {
		network := ""
		if ns := c.namespaces[c.controlPlane()]; ns != nil {
			network = ns.Label(networkLabel)
		}
		if c.mesh != nil && c.mesh.ControlPlane.Distribution != mesh.OpenShift && network != c.mesh.Cluster.Network {
			broken = append(broken, "network of the namespace")
		}
		for _, s := range c.kind("Service") {
			if !isEastWest(s) {
				continue
			}
			if n := s.Label(networkLabel); n == "" || n != network {
				broken = append(broken, fmt.Sprintf("%s is of network %q", s.ID(), n))
			}
			if !slices.Contains(numbers(s, "port"), crossNetworkPort) {
				broken = append(broken, s.ID().String()+" has no port 15443")
			}
			for _, d := range c.selected(s.Namespace(), s.Map("spec", "selector")) {
				if n := podLabels(d)[networkLabel]; n != network {
					broken = append(broken, fmt.Sprintf("%s is of network %v", d.ID(), n))
				}
			}
		}
		for _, g := range c.kind("Gateway") {
			for _, s := range g.List("spec", "servers") {
				mode := krm.Object(s.(map[string]any)).String("tls", "mode")
				if mode == "AUTO_PASSTHROUGH" && g.Namespace() != c.controlPlane() {
					broken = append(broken, g.ID().String()+" in another namespace")
				}
			}
		}
		return broken
	},
	9: func(c cluster) (broken []string) {
		internal := map[string]string{}
		for _, row := range tables().LoadBalancers {
			if row.Exposure == mesh.ExposeInternal {
				for k, v := range row.Annotations {
					if strings.HasSuffix(strings.ToLower(k), "internal") || strings.EqualFold(v, "internal") {
						internal[k] = v
					}
				}
			}
		}
		pool := c.mesh != nil && !slices.Contains([]mesh.Platform{mesh.GKE, mesh.AWS, mesh.Azure}, c.mesh.Cluster.Platform)
		for _, s := range c.kind("Service") {
			public := isEastWest(s) && s.String("spec", "type") == "LoadBalancer" && len(s.List("spec", "loadBalancerSourceRanges")) == 0 && !pool
			for k, v := range internal {
				public = public && s.Annotation(k) != v
			}
			if public {
				broken = append(broken, s.ID().String())
			}
		}
		return broken
	},
	10: func(c cluster) (broken []string) {
		for _, o := range c.objects {
			for _, rev := range []any{o.Label("istio.io/rev"), podLabels(o)["istio.io/rev"]} {
				if rev != nil && rev != "" && c.mesh != nil && !slices.Contains(c.revisions(), rev.(string)) {
					broken = append(broken, fmt.Sprintf("%s asks for %s", o.ID(), rev))
				}
			}
		}
		return broken
	},
	11: func(c cluster) (broken []string) {
		for _, s := range c.kind("Service") {
			for _, p := range s.List("spec", "ports") {
				if m := p.(map[string]any); m["name"] == "status-port" && fmt.Sprint(m["port"]) != "15021" {
					broken = append(broken, s.ID().String())
				}
			}
		}
		return broken
	},
	12: func(c cluster) (broken []string) {
		for _, b := range c.kind("RoleBinding", "ClusterRoleBinding") {
			for _, s := range b.List("subjects") {
				if m := s.(map[string]any); m["kind"] == "ServiceAccount" && (m["namespace"] == nil || m["namespace"] == "") {
					broken = append(broken, b.ID().String())
				}
			}
		}
		return broken
	},
	13: func(c cluster) (broken []string) {
		for _, o := range c.objects {
			if strings.Contains(string(krm.Encode(o)), "PRIVATE KEY") ||
				o.Kind() == "Secret" && (o.Label(multiClusterLabel) != "" || o.Name() == "cacerts" || strings.HasPrefix(o.Name(), secretPrefix)) {
				broken = append(broken, o.ID().String())
			}
		}
		return broken
	},
	14: func(c cluster) (broken []string) {
		taken := map[int]bool{}
		for _, s := range c.kind("Service") {
			for _, p := range numbers(s, "nodePort") {
				if taken[p] {
					broken = append(broken, fmt.Sprintf("%s node port %d", s.ID(), p))
				}
				taken[p] = true
			}
		}
		return broken
	},
}

// fleetRule is the part of rule 8 that looks at all clusters of a mesh.
func fleetRule(all []cluster) (broken []string) {
	networks, gateways := map[string]int{}, map[string]bool{}
	for _, c := range all {
		n := c.namespaces[c.controlPlane()].Label(networkLabel)
		networks[n]++
		for _, s := range c.objects {
			if s.Kind() == "Service" && isEastWest(s) || s.String("spec", "gatewayClassName") == "istio-east-west" {
				gateways[n] = true
			}
		}
	}
	for n := range networks {
		switch {
		case len(networks) > 1 && !gateways[n]:
			broken = append(broken, "network "+n+" has no east-west gateway")
		case len(networks) == 1 && len(all) > 1 && gateways[n]:
			broken = append(broken, "the only network "+n+" has an east-west gateway")
		}
	}
	return broken
}
