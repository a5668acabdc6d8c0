package federation_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
)

var (
	label       = regexp.MustCompile(`^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$`)
	trustDomain = regexp.MustCompile(`^[a-z0-9._-]{1,255}$`)
	version     = regexp.MustCompile(`^v2\.[1-6]$`)
)

// each asks a question of the output of every mesh.
func each(ask func(name string, o *output) []string) func(world) []string {
	return func(w world) []string {
		var all []string
		for _, name := range w.names() {
			for _, v := range ask(name, w[name]) {
				all = append(all, name+": "+v)
			}
		}
		return all
	}
}

// eachGateway asks a question of every federation gateway; which is additionalEgress or additionalIngress.
func eachGateway(ask func(o *output, which, name string, g krm.Object) string) func(world) []string {
	return each(func(_ string, o *output) []string {
		var all []string
		for _, which := range []string{egresses, ingresses} {
			for name, g := range o.gateways(which) {
				if v := ask(o, which, name, g); v != "" {
					all = append(all, which+"."+name+": "+v)
				}
			}
		}
		return all
	})
}

var labelKeys = map[string]string{egresses: "federation.maistra.io/egress-for", ingresses: "federation.maistra.io/ingress-for"}

var controlPlaneRules = []rule{
	{1, "the version has federation", "S: 2.1 or later", each(func(_ string, o *output) []string {
		return unless(version.MatchString(o.controlPlane().String("spec", "version")), "version")
	})},
	{2, "the trust domain is set, valid, the mesh's own", "S, K: SPIFFE", func(w world) []string {
		var all, seen []string
		for _, name := range w.names() {
			d := w[name].trustDomain()
			if !trustDomain.MatchString(d) || slices.Contains(seen, d) {
				all = append(all, name+": "+d)
			}
			seen = append(seen, d)
		}
		return all
	}},
	{3, "no alias is another mesh's trust domain", "S", func(w world) []string {
		var all []string
		for _, name := range w.names() {
			for _, alias := range words(w[name].controlPlane().List("spec", "security", "trust", "additionalDomains")) {
				for _, other := range w.names() {
					if other != name && w[other].trustDomain() == alias {
						all = append(all, name+": "+alias)
					}
				}
			}
		}
		return all
	}},
	{4, "every peer has an enabled egress and ingress", "S, O: nil counts as off", each(func(_ string, o *output) []string {
		var all []string
		for _, p := range o.kind("ServiceMeshPeer") {
			for which, prefix := range map[string]string{egresses: "egress-", ingresses: "ingress-"} {
				if o.gateways(which)[prefix+p.Name()]["enabled"] != true {
					all = append(all, prefix+p.Name())
				}
			}
		}
		return all
	})},
	{5, "gateway names are free, valid and unique", "O", each(func(_ string, o *output) []string {
		seen := []string{"istio-ingressgateway", "istio-egressgateway"}
		var all []string
		for _, which := range []string{egresses, ingresses} {
			for name := range o.gateways(which) {
				if slices.Contains(seen, name) || !label.MatchString(name) {
					all = append(all, name)
				}
				seen = append(seen, name)
			}
		}
		return all
	})},
	{6, "an ingress can be reached from outside, an egress only inside", "S", eachGateway(func(_ *output, which, _ string, g krm.Object) string {
		kind := g.String("service", "type")
		if which == ingresses && kind != "LoadBalancer" && kind != "NodePort" || which == egresses && kind != "" && kind != "ClusterIP" {
			return "type " + kind
		}
		return ""
	})},
	{7, "the ports are 15443 tls and 8188, HTTP on egress and HTTPS on ingress", "S, I: fixed listeners", eachGateway(func(_ *output, which, _ string, g krm.Object) string {
		discovery := map[string]string{egresses: "http-discovery", ingresses: "https-discovery"}[which]
		for n, name := range map[int]string{15443: "tls", 8188: discovery} {
			p := port(g, n)
			if p.String("name") != name || p["targetPort"] != nil && number(p["targetPort"]) != n {
				return fmt.Sprintf("port %d: %v", n, p)
			}
		}
		return ""
	})},
	{8, "a gateway has the label of its direction, with a value of its own", "S, O: the label is in the selector", each(func(_ string, o *output) []string {
		var all, seen []string
		for which, key := range labelKeys {
			for name, g := range o.gateways(which) {
				value := which + g.String("service", "metadata", "labels", key)
				if value == which || slices.Contains(seen, value) || len(g.Map("service", "metadata", "labels")) != 1 {
					all = append(all, name)
				}
				seen = append(seen, value)
			}
		}
		return all
	})},
	{9, "app is left to the operator", "I: istiod selects gateways by the canonical name", eachGateway(func(_ *output, _, _ string, g krm.Object) string {
		for _, key := range []string{"app", "app.kubernetes.io/name"} {
			if g.Map("service", "metadata", "labels")[key] != nil {
				return key
			}
		}
		return ""
	})},
	{10, "a gateway is in the namespace of the control plane", "I", eachGateway(func(o *output, _, _ string, g krm.Object) string {
		if ns := g.String("namespace"); ns != "" && ns != o.controlPlane().Namespace() {
			return ns
		}
		return ""
	})},
	{11, "an egress asks for the network of its peer", "I: network-<peer>, against the guide", eachGateway(func(_ *output, which, name string, g krm.Object) string {
		want := []string{"network-" + strings.TrimPrefix(name, "egress-")}
		if have := words(g.List("requestedNetworkView")); which == egresses && !slices.Equal(have, want) {
			return fmt.Sprint(have)
		}
		return ""
	})},
	{12, "node ports are in range, of a type that has them, once in the cluster", "S, K: 30000 to 32767", func(w world) []string {
		var all []string
		taken := map[string]bool{}
		for _, mesh := range w.names() {
			o := w[mesh]
			for name, g := range o.gateways(ingresses) {
				for _, p := range objects(g.List("service", "ports")) {
					n := number(p["nodePort"])
					use := fmt.Sprintf("%s/%d", o.mesh.Spec.Cluster.Name, n)
					if n != 0 && (n < 30000 || n > 32767 || taken[use] || g.String("service", "type") == "ClusterIP") {
						all = append(all, fmt.Sprintf("%s %s %d", mesh, name, n))
					}
					taken[use] = n != 0
				}
			}
		}
		return all
	}},
	{13, "on AWS a load balancer passes raw TLS", "S", eachGateway(func(o *output, which, _ string, g krm.Object) string {
		nlb := g.String("service", "metadata", "annotations", "service.beta.kubernetes.io/aws-load-balancer-type")
		if which == ingresses && o.mesh.Spec.Cluster.Platform == mesh.AWS && g.String("service", "type") == "LoadBalancer" && nlb != "nlb" {
			return "annotation " + nlb
		}
		return ""
	})},
	{15, "no gateway serves two peers", "S", each(func(_ string, o *output) []string {
		var all, seen []string
		for _, p := range o.kind("ServiceMeshPeer") {
			for _, g := range []string{p.String("spec", "gateways", "ingress", "name"), p.String("spec", "gateways", "egress", "name")} {
				if slices.Contains(seen, g) {
					all = append(all, g)
				}
				seen = append(seen, g)
			}
		}
		return all
	})},
	{16, "the cluster has a name, and two clusters have different networks", "S: helps debugging", func(w world) []string {
		var all []string
		networks := map[string]string{}
		for _, name := range w.names() {
			cluster := w[name].controlPlane().String("spec", "cluster", "name")
			network := w[name].controlPlane().String("spec", "cluster", "network")
			if other := networks[network]; cluster == "" || network != "" && other != "" && other != cluster {
				all = append(all, name)
			}
			networks[network] = cluster
		}
		return all
	}},
	{17, "a namespace has one control plane, a cluster-wide one its cluster", "O", func(w world) []string {
		var all []string
		type place struct{ cluster, namespace string }
		taken, wide, clusters := map[place]bool{}, map[string]bool{}, map[string]int{}
		for _, name := range w.names() {
			cluster := w[name].mesh.Spec.Cluster.Name
			for _, c := range w[name].kind("ServiceMeshControlPlane") {
				at := place{cluster, c.Namespace()}
				if taken[at] {
					all = append(all, name)
				}
				taken[at] = true
				clusters[cluster]++
				wide[cluster] = wide[cluster] || c.String("spec", "mode") == "ClusterWide"
			}
		}
		for cluster, n := range clusters {
			if wide[cluster] && n > 1 {
				all = append(all, cluster)
			}
		}
		return all
	}},
}

func unless(ok bool, what string) []string {
	if ok {
		return nil
	}
	return []string{what}
}
