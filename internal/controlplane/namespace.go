package controlplane

import (
	"cmp"
	"slices"
	"strings"

	"github.com/meshfn/meshfn/internal/fleet"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
)

// Labels of a namespace. Exactly one of the injection labels may stand: with both, the revision's webhook steps back and
// only a default one would match.
const (
	revisionLabel  = "istio.io/rev"
	injectionLabel = "istio-injection"
	networkLabel   = "topology.istio.io/network"
)

// namespaces returns the control plane's namespace, those that the mesh manages and those that its gateways live in,
// sorted by name. A gateway's pods carry their revision themselves, so its namespace needs no injection label.
func namespaces(m *fleet.Member) []krm.Object {
	cp := m.Mesh.Spec.ControlPlane
	own := namespace(cp.Namespace)
	// OpenShift Service Mesh has the network in its ServiceMeshControlPlane.
	if network := m.Mesh.Spec.Cluster.Network; network != "" && cp.Distribution != mesh.OpenShift {
		own.SetLabels(networkLabel, network)
	}
	all := []krm.Object{own}
	for _, n := range m.Mesh.Spec.Namespaces {
		if !*n.Manage {
			all = slices.DeleteFunc(all, func(o krm.Object) bool { return o.Name() == n.Name })
			continue
		}
		ns := own
		if n.Name != cp.Namespace {
			ns = namespace(n.Name)
			all = append(all, ns)
		}
		switch n.Injection {
		case mesh.InjectRevision:
			// The webhook of the revision without a name answers to "default".
			ns.SetLabels(revisionLabel, cmp.Or(n.Revision, "default"))
		case mesh.InjectDefault:
			ns.SetLabels(injectionLabel, "enabled")
		case mesh.InjectDisabled:
			ns.SetLabels(injectionLabel, "disabled")
		}
		if needsCNIAttachment(m, n) {
			all = append(all, krm.New("k8s.cni.cncf.io/v1", "NetworkAttachmentDefinition", n.Name, "istio-cni"))
		}
	}
	for _, g := range m.Mesh.Spec.Gateways {
		listed := slices.ContainsFunc(m.Mesh.Spec.Namespaces, func(n mesh.Namespace) bool { return n.Name == g.Namespace })
		there := slices.ContainsFunc(all, func(o krm.Object) bool { return o.Name() == g.Namespace })
		if !listed && !there {
			all = append(all, namespace(g.Namespace))
		}
	}
	slices.SortStableFunc(all, func(a, b krm.Object) int {
		if a.Kind() != b.Kind() {
			return strings.Compare(b.Kind(), a.Kind()) // namespaces before what is in them
		}
		return strings.Compare(a.Name()+"/"+a.Namespace(), b.Name()+"/"+b.Namespace())
	})
	return all
}

func namespace(name string) krm.Object { return krm.New("v1", "Namespace", "", name) }

// needsCNIAttachment: on OpenShift, Multus runs the Istio CNI only in namespaces that have an attachment named istio-cni
// (Istio, platform setup for OpenShift). The operator of OpenShift Service Mesh makes its own.
func needsCNIAttachment(m *fleet.Member, n mesh.Namespace) bool {
	return m.Mesh.Spec.Cluster.Platform == mesh.PlatformOpenShift && m.Mesh.Spec.ControlPlane.Distribution != mesh.OpenShift &&
		n.Injection != mesh.InjectDisabled
}

// istiodService is the plain Service istiod. An install with a revision name has none, but the validation webhook of the
// base chart and clients without a revision ask for it (istio issue 27501; asm/istio/istiod-service.yaml of the
// package). It follows the tag `default`, else the only revision; the chart of the default revision brings its own.
func istiodService(m *fleet.Member) []krm.Object {
	cp := m.Mesh.Spec.ControlPlane
	revision := cp.Tags["default"]
	if revision == "" && len(cp.Revisions) == 1 {
		revision = cp.Revisions[0].Name
	}
	if revision == "" || slices.ContainsFunc(cp.Revisions, func(r mesh.Revision) bool { return r.Name == "" }) {
		return nil
	}
	svc := krm.New("v1", "Service", cp.Namespace, "istiod")
	svc.SetLabels("app", "istiod", "istio", "pilot", "release", "istio", revisionLabel, revision)
	port := func(name string, port int) map[string]any {
		return map[string]any{"name": name, "port": port, "protocol": "TCP"}
	}
	webhook := port("https-webhook", 443)
	webhook["targetPort"] = 15017
	svc["spec"] = map[string]any{
		"ports":    []any{port("grpc-xds", 15010), port("https-dns", 15012), webhook, port("http-monitoring", 15014)},
		"selector": map[string]any{"app": "istiod", revisionLabel: revision},
	}
	return []krm.Object{svc}
}

// cacertsKeys are the keys of the Secret cacerts as istiod reads it: intermediate, its key, root, and chain.
var cacertsKeys = []string{"ca-cert.pem", "ca-key.pem", "root-cert.pem", "cert-chain.pem"}

// cacerts is a reference to the Istio CA's key material, never the material: an ExternalSecret where the Mesh names a
// store, else nothing (and a checklist entry).
func cacerts(m *fleet.Member) []krm.Object {
	source := m.Mesh.Spec.ControlPlane.CertificateAuthority.CACerts
	if source == nil || source.Source != mesh.FromExternalSecret {
		return nil
	}
	ref := source.ExternalSecret
	data := make([]any, len(cacertsKeys))
	for i, key := range cacertsKeys {
		data[i] = map[string]any{"secretKey": key, "remoteRef": map[string]any{"key": ref.Key, "property": key}}
	}
	es := krm.New("external-secrets.io/v1", "ExternalSecret", m.Mesh.Spec.ControlPlane.Namespace, "cacerts")
	es["spec"] = map[string]any{
		"secretStoreRef": map[string]any{"kind": string(ref.StoreKind), "name": ref.Store},
		"target":         map[string]any{"name": "cacerts", "creationPolicy": "Owner"},
		"data":           data,
	}
	return []krm.Object{es}
}
