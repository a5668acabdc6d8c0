package federation

import (
	"slices"
	"strconv"
	"strings"

	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/finding"
	apis "github.com/meshfn/meshfn/internal/mesh"
)

var placeRules = []numbered[*mesh]{
	{finding.SharedNamespace, func(m *mesh) []finding.Finding {
		var all []finding.Finding
		planes := m.Kind(maistra, controlPlaneKind.Kind)
		for i, o := range planes {
			for _, other := range planes[:i] {
				switch {
				case o.Namespace() != m.namespace:
				case other.Namespace() == o.Namespace():
					all = append(all, o.Report(finding.SharedNamespace, "metadata.namespace", "control planes %s and %s are both in namespace %s",
						other.Name(), o.Name(), o.Namespace()).And(other.At("metadata.namespace")))
				case wide(o) || wide(other):
					all = append(all, o.Report(finding.SharedNamespace, "spec.mode", "of control planes %s and %s one is cluster-wide, and then it must be the only one",
						other.Name(), o.Name()).And(other.At("spec.mode")))
				}
			}
		}
		return all
	}},
	{finding.PeerTwice, func(m *mesh) []finding.Finding {
		var all []finding.Finding
		for i, p := range m.peers {
			for _, other := range m.peers[:i] {
				domain := p.String("spec", "security", "trustDomain")
				if p.Name() == other.Name() || domain != "" && domain == other.String("spec", "security", "trustDomain") &&
					p.String("spec", "security", "clientID") == other.String("spec", "security", "clientID") {
					all = append(all, p.Report(finding.PeerTwice, "metadata.name", "ServiceMeshPeers %s and %s are for one mesh", other.Name(), p.Name()).
						And(other.At("metadata.name")))
				}
			}
		}
		return all
	}},
	{finding.OutOfPlace, func(m *mesh) []finding.Finding {
		var all []finding.Finding
		for _, o := range slices.Concat(m.exports, m.imports) {
			if o.Namespace() != m.namespace {
				all = append(all, o.Report(finding.OutOfPlace, "metadata.namespace", "%s is in namespace %q; istiod of mesh %s looks in %s alone",
					o.Kind(), o.Namespace(), m.name, m.namespace).And(m.controlPlane.At("metadata.namespace")))
			}
		}
		for _, roll := range m.Kind(maistra, "ServiceMeshMemberRoll") {
			planes := m.Kind(maistra, controlPlaneKind.Kind)
			if len(planes) == 1 && roll.Namespace() != m.namespace {
				all = append(all, roll.Report(finding.OutOfPlace, "metadata.namespace", "the member roll is in namespace %q, and the control plane in %s",
					roll.Namespace(), m.namespace).And(m.controlPlane.At("metadata.namespace")))
			}
			if roll.Name() != "default" {
				all = append(all, roll.Report(finding.OutOfPlace, "metadata.name", "the member roll is named %s; the operator takes the one named default", roll.Name()))
			}
		}
		return all
	}},
	{finding.Leftover, func(m *mesh) []finding.Finding {
		f := m.configured()
		if m.Member == nil || f == nil {
			return nil
		}
		stranger := func(name string) bool {
			return !slices.ContainsFunc(f.Peers, func(p apis.Peer) bool { return p.Name == name })
		}
		var all []finding.Finding
		for _, g := range m.gateways {
			peer := strings.TrimPrefix(strings.TrimPrefix(g.name, "ingress-"), "egress-")
			if peer != g.name && stranger(peer) && !m.uses(g) {
				all = append(all, m.controlPlane.Report(finding.Leftover, g.field, "gateway %s is for %s, which is no peer of mesh %s", g.name, peer, m.name))
			}
		}
		for _, o := range slices.Concat(m.peers, m.exports, m.imports, m.roots()) {
			if name := strings.TrimSuffix(o.Name(), rootSuffix); stranger(name) && (o.Kind() != "ConfigMap" || strings.HasSuffix(o.Name(), rootSuffix)) && !m.named(o.Name()) {
				all = append(all, o.Report(finding.Leftover, "metadata.name", "%s %s is for %s, which is no peer of mesh %s", o.Kind(), o.Name(), name, m.name))
			}
		}
		return all
	}},
	{finding.NextGeneration, func(m *mesh) []finding.Finding {
		var all []finding.Finding
		for _, o := range m.Objects {
			if group := o.ID().Group; m.federated() && (group == "sailoperator.io" || group == "federation.openshift-service-mesh.io") {
				all = append(all, o.Report(finding.NextGeneration, "apiVersion", "%s is of OpenShift Service Mesh 3, and mesh %s of 2; the two cannot be one mesh", o.Kind(), m.name))
			}
		}
		return all
	}},
	{finding.FederationAPI, func(m *mesh) []finding.Finding {
		var all []finding.Finding
		for _, o := range m.Objects {
			want, known := versions[o.Kind()]
			group := o.ID().Group
			switch {
			case group != maistra && group != federation:
			case !known && group == federation:
				all = append(all, o.Report(finding.FederationAPI, "kind", "%s is no kind of %s", o.Kind(), group))
			case known && o.APIVersion() != want:
				all = append(all, o.Report(finding.FederationAPI, "apiVersion", "%s has the API version %s; it is %s", o.Kind(), o.APIVersion(), want))
			}
		}
		return all
	}},
	{finding.FederationOrder, func(m *mesh) []finding.Finding {
		var all []finding.Finding
		for _, o := range slices.Concat(m.peers, m.exports, m.imports) {
			if o.Get("status") != nil {
				all = append(all, o.Report(finding.FederationOrder, "status", "the status of a %s is written by istiod; a tool that applies it undoes that for ever", o.Kind()))
			}
			if m.installed() && wave(o) < wave(m.controlPlane) {
				all = append(all, o.Report(finding.FederationOrder, `metadata.annotations["`+waveAnnotation+`"]`, "%s is in sync wave %d and the control plane in %d", o.Kind(), wave(o), wave(m.controlPlane)).
					And(m.controlPlane.At(`metadata.annotations["`+waveAnnotation+`"]`)))
			}
		}
		return all
	}},
}

// waveAnnotation gives the order in which Argo CD applies objects, 0 where it is missing.
const waveAnnotation = "argocd.argoproj.io/sync-wave"

func wave(o rule.Object) int {
	n, err := strconv.Atoi(o.Annotation(waveAnnotation))
	if err != nil {
		return 0
	}
	return n
}

// versions of the kinds (types of maistra/api).
var versions = map[string]string{
	"ServiceMeshControlPlane": "maistra.io/v2", "ServiceMeshMemberRoll": "maistra.io/v1", "ServiceMeshMember": "maistra.io/v1",
	"ServiceMeshPeer": "federation.maistra.io/v1", "ExportedServiceSet": "federation.maistra.io/v1", "ImportedServiceSet": "federation.maistra.io/v1",
}

func wide(controlPlane rule.Object) bool { return controlPlane.String("spec", "mode") == "ClusterWide" }

// uses reports whether a ServiceMeshPeer names the gateway.
func (m *mesh) uses(g gateway) bool {
	return slices.ContainsFunc(m.peers, func(p rule.Object) bool {
		return p.String("spec", "gateways", "egress", "name") == g.name || p.String("spec", "gateways", "ingress", "name") == g.name
	})
}

// named reports whether a ServiceMeshPeer takes its root from a ConfigMap.
func (m *mesh) named(configMap string) bool {
	return slices.ContainsFunc(m.peers, func(p rule.Object) bool { return rootName(p) == configMap })
}
