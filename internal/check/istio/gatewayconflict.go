package istio

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"k8s.io/apimachinery/pkg/labels"

	networking "istio.io/api/networking/v1alpha3"
	"istio.io/istio/pkg/config"
	"istio.io/istio/pkg/config/analysis"
	"istio.io/istio/pkg/config/analysis/analyzers/util"
	"istio.io/istio/pkg/config/analysis/msg"
	"istio.io/istio/pkg/config/resource"
	"istio.io/istio/pkg/config/schema/gvk"
)

// gatewayConflictAnalyzer is gateway.ConflictingGatewayAnalyzer: Gateways that claim the same host on the same port of the
// same workload.
type gatewayConflictAnalyzer struct{}

func (gatewayConflictAnalyzer) Metadata() analysis.Metadata {
	return analysis.Metadata{Name: "gateway.ConflictingGatewayAnalyzer", Inputs: []config.GroupVersionKind{gvk.Gateway}}
}

// claim is what a Gateway says of one of its ports. A later server of the same port takes the place of an earlier one.
type claim struct {
	gateway  string
	selector labels.Set
	binds    map[string]string // the address to which each host is bound
}

func (gatewayConflictAnalyzer) Analyze(c analysis.Context) {
	claims := claimsByPort(c)
	c.ForEach(gvk.Gateway, func(r *resource.Instance) bool {
		gateway := r.Message.(*networking.Gateway)
		for i, server := range gateway.GetServers() {
			number := server.GetPort().GetNumber()
			var rivals []string
			for _, other := range claims[number] {
				if other.gateway != r.Metadata.FullName.String() && other.claims(server) && shareWorkload(c, gateway.GetSelector(), other.selector) {
					rivals = append(rivals, other.gateway)
				}
			}
			if len(rivals) == 0 {
				continue
			}
			slices.Sort(rivals)
			m := msg.NewConflictingGateways(r, strings.Join(rivals, ","), labels.SelectorFromSet(gateway.GetSelector()).String(),
				strconv.Itoa(int(number)), strings.Join(server.GetHosts(), ","))
			m.Line, _ = util.ErrorLine(r, serverPort(i))
			c.Report(gvk.Gateway, m)
		}
		return true
	})
}

func claimsByPort(c analysis.Context) map[uint32][]claim {
	claims := map[uint32][]claim{}
	c.ForEach(gvk.Gateway, func(r *resource.Instance) bool {
		gateway := r.Message.(*networking.Gateway)
		name := r.Metadata.FullName.String()
		for _, server := range gateway.GetServers() {
			number := server.GetPort().GetNumber()
			binds := map[string]string{}
			for _, host := range server.GetHosts() {
				binds[host] = server.GetBind()
			}
			claims[number] = slices.DeleteFunc(claims[number], func(c claim) bool { return c.gateway == name })
			claims[number] = append(claims[number], claim{name, gateway.GetSelector(), binds})
		}
		return true
	})
	return claims
}

// claims reports whether the server asks for a host that is claimed.
func (c claim) claims(server *networking.Server) bool {
	return slices.ContainsFunc(server.GetHosts(), func(host string) bool {
		bind, taken := c.binds[host]
		return taken && bind == server.GetBind()
	})
}

// shareWorkload reports whether two selectors are the same, or one is a part of the other and a pod has both.
func shareWorkload(c analysis.Context, a, b labels.Set) bool {
	x, y := labels.SelectorFromSet(a), labels.SelectorFromSet(b)
	if x.String() == y.String() {
		return true
	}
	if !strings.Contains(x.String(), y.String()) && !strings.Contains(y.String(), x.String()) {
		return false
	}
	shared := false
	c.ForEach(gvk.Pod, func(r *resource.Instance) bool {
		pod := labels.Set(r.Metadata.Labels)
		shared = x.Matches(pod) && y.Matches(pod)
		return !shared
	})
	return shared
}

func serverPort(i int) string { return fmt.Sprintf("{.spec.servers[%d].port}", i) }
