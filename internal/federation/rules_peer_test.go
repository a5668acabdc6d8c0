package federation_test

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/meshfn/meshfn/internal/certificate"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
)

// pair is a ServiceMeshPeer with its two sides; other is nil for a mesh outside the fleet.
type pair struct {
	name       string // of our mesh
	own, other *output
	external   *mesh.External
	peer       krm.Object
}

func eachPeer(ask func(p pair) string) func(world) []string {
	return func(w world) []string {
		var all []string
		for _, name := range w.names() {
			for _, smp := range w[name].kind("ServiceMeshPeer") {
				p := pair{name, w[name], w[smp.Name()], w[name].external(smp.Name()), smp}
				if p.other != nil {
					p.external = nil
				}
				if v := ask(p); v != "" {
					all = append(all, name+" to "+smp.Name()+": "+v)
				}
			}
		}
		return all
	}
}

// ingress is how the mesh.yaml of the other side says that we reach it.
func (p pair) ingress() mesh.FederationIngress {
	if p.external != nil {
		return mesh.FederationIngress{Addresses: p.external.Addresses}
	}
	fed := p.other.mesh.Spec.Federation
	for _, peer := range fed.Peers {
		switch {
		case peer.Name != p.name:
		case peer.Ingress != nil:
			return *peer.Ingress
		case fed.Ingress != nil:
			return *fed.Ingress
		}
	}
	return mesh.FederationIngress{}
}

func (p pair) trustDomain() string {
	if p.external != nil {
		return p.external.TrustDomain
	}
	return p.other.trustDomain()
}

var peerRules = []rule{
	{18, "a peer is another mesh, and stands in our namespace", "I: istiod watches its own namespace", eachPeer(func(p pair) string {
		if p.other == nil && p.external == nil || p.peer.Name() == p.name || p.peer.Namespace() != p.own.mesh.Spec.ControlPlane.Namespace {
			return p.peer.ID().String()
		}
		return ""
	})},
	{19, "the peer names us back", "S: a pair of resources", eachPeer(func(p pair) string {
		if p.other != nil && p.other.named("ServiceMeshPeer", p.other.mesh.Spec.ControlPlane.Namespace, p.name) == nil {
			return "no ServiceMeshPeer for us"
		}
		return ""
	})},
	{20, "there is one ServiceMeshPeer for an ordered pair", "T", each(func(_ string, o *output) []string {
		var all, seen []string
		for _, p := range o.kind("ServiceMeshPeer") {
			if slices.Contains(seen, p.Name()) {
				all = append(all, p.Name())
			}
			seen = append(seen, p.Name())
		}
		return all
	})},
	{21, "addresses are hosts that lead out of the cluster", "S, I", eachPeer(func(p pair) string {
		addresses := words(p.peer.List("spec", "remote", "addresses"))
		if len(addresses) == 0 {
			return "none"
		}
		for _, a := range addresses {
			ip, err := netip.ParseAddr(a)
			switch {
			case err == nil && !ip.IsLoopback():
			case err == nil, strings.ContainsAny(a, ":/ "), !strings.Contains(a, "."), strings.HasSuffix(a, ".svc"), strings.HasSuffix(a, ".cluster.local"):
				return a
			}
		}
		return ""
	})},
	{22, "the addresses are those of the peer's ingress towards us", "S", eachPeer(func(p pair) string {
		if have := words(p.peer.List("spec", "remote", "addresses")); !slices.Equal(have, p.ingress().Addresses) {
			return fmt.Sprint(have)
		}
		return ""
	})},
	{23, "the ports are those of the peer's ingress towards us", "S", eachPeer(func(p pair) string {
		discovery, service := 8188, 15443
		switch {
		case p.external != nil:
			discovery, service = p.external.DiscoveryPort, p.external.ServicePort
		case p.other.gateways(ingresses)["ingress-"+p.name].String("service", "type") == "NodePort":
			g := p.other.gateways(ingresses)["ingress-"+p.name]
			discovery, service = number(port(g, 8188)["nodePort"]), number(port(g, 15443)["nodePort"])
		}
		for field, want := range map[string]int{"discoveryPort": discovery, "servicePort": service} {
			fallback := map[string]int{"discoveryPort": 8188, "servicePort": 15443}[field]
			if have := number(p.peer.Get("spec", "remote", field)); have != want && (have != 0 || want != fallback) {
				return fmt.Sprintf("%s %d", field, have)
			}
		}
		return ""
	})},
	{24, "both gateways are ours for this peer, in their own direction", "S, T", eachPeer(func(p pair) string {
		for which, name := range map[string]string{
			egresses: p.peer.String("spec", "gateways", "egress", "name"), ingresses: p.peer.String("spec", "gateways", "ingress", "name"),
		} {
			g, ok := p.own.gateways(which)[name]
			if !ok || !strings.HasSuffix(g.String("service", "metadata", "labels", labelKeys[which]), "-"+p.peer.Name()) {
				return which + " " + name
			}
		}
		return ""
	})},
	{25, "the trust domain is the peer's, and not ours", "I: no root is loaded for our own", eachPeer(func(p pair) string {
		if d := p.peer.String("spec", "security", "trustDomain"); d != p.trustDomain() || d == p.own.trustDomain() {
			return d
		}
		return ""
	})},
	{26, "clientID is the peer's egress towards us", "S, O: the service account of the gateway", eachPeer(func(p pair) string {
		namespace, egress := "", "egress-"+p.name
		if p.external != nil {
			namespace, egress = p.external.Namespace, p.external.EgressGateway
		} else {
			namespace = p.other.controlPlane().Namespace()
			if _, ok := p.other.gateways(egresses)[egress]; !ok {
				return "the peer has no " + egress
			}
		}
		id := p.peer.String("spec", "security", "clientID")
		if id != p.trustDomain()+"/ns/"+namespace+"/sa/"+egress+"-service-account" {
			return id
		}
		return ""
	})},
	{27, "clientID is of the trust domain beside it", "I", eachPeer(func(p pair) string {
		id := p.peer.String("spec", "security", "clientID")
		if domain, _, _ := strings.Cut(id, "/"); domain != p.peer.String("spec", "security", "trustDomain") {
			return id
		}
		return ""
	})},
	{28, "the root is in a ConfigMap that is there", "T, I", eachPeer(func(p pair) string {
		chain := krm.Object(p.peer.Map("spec", "security", "certificateChain"))
		if chain.String("kind") != "ConfigMap" || p.own.named("ConfigMap", p.peer.Namespace(), chain.String("name")) == nil {
			return fmt.Sprint(chain)
		}
		return ""
	})},
	{29, "the root is a valid CA certificate, the one that the peer publishes", "S, I: key root-cert.pem", eachPeer(func(p pair) string {
		chain := p.own.named("ConfigMap", p.peer.Namespace(), p.peer.String("spec", "security", "certificateChain", "name"))
		all, err := certificate.Parse(chain.String("data", "root-cert.pem"))
		if err != nil {
			return err.Error()
		}
		if err := certificate.Authority(all); err != nil {
			return err.Error()
		}
		if err := certificate.Valid(all, time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)); err != nil {
			return err.Error()
		}
		published := ""
		if p.external != nil {
			published = p.external.RootCertificate
		} else {
			published = p.other.mesh.Spec.Federation.RootCertificate
		}
		if want, err := certificate.Parse(published); err != nil || !certificate.Same(all, want) {
			return "not the peer's published root"
		}
		return ""
	})},
	{30, "no key is in any file", "S", each(func(_ string, o *output) []string {
		var all []string
		for _, it := range o.items {
			if it.Object.Kind() == "Secret" || certificate.HasPrivateKey(string(krm.Encode(it.Object))) {
				all = append(all, it.Object.ID().String())
			}
		}
		return all
	})},
}
