package federation_test

import (
	"slices"
	"strings"
)

var apiVersions = map[string]string{
	"ServiceMeshControlPlane": "maistra.io/v2", "ServiceMeshMemberRoll": "maistra.io/v1",
	"ServiceMeshPeer": "federation.maistra.io/v1", "ExportedServiceSet": "federation.maistra.io/v1", "ImportedServiceSet": "federation.maistra.io/v1",
}

var fleetRules = []rule{
	{53, "a control plane has its namespace of its cluster to itself", "T", func(w world) []string {
		var all []string
		taken := map[string]bool{}
		for _, name := range w.names() {
			smcp := w[name].controlPlane()
			key := smcp.String("spec", "cluster", "name") + "/" + smcp.Namespace()
			if taken[key] {
				all = append(all, name)
			}
			taken[key] = true
		}
		return all
	}},
	{54, "what is ours is in our namespace, and failover in a namespace of ours", "I", each(func(_ string, o *output) []string {
		var all []string
		for _, it := range o.items {
			switch it.Object.Kind() {
			case "ServiceMeshPeer", "ExportedServiceSet", "ImportedServiceSet", "ConfigMap", "ServiceMeshControlPlane", "ServiceMeshMemberRoll":
				if it.Object.Namespace() != o.mesh.Spec.ControlPlane.Namespace {
					all = append(all, it.Object.ID().String())
				}
			}
		}
		return all
	})},
	{55, "nothing names a mesh that is not a peer", "S: what removal leaves behind", each(func(_ string, o *output) []string {
		var all, peers []string
		if fed := o.mesh.Spec.Federation; fed != nil {
			for _, p := range fed.Peers {
				peers = append(peers, p.Name)
			}
		}
		for which, prefix := range map[string]string{egresses: "egress-", ingresses: "ingress-"} {
			for name := range o.gateways(which) {
				if !slices.Contains(peers, strings.TrimPrefix(name, prefix)) {
					all = append(all, name)
				}
			}
		}
		for _, kind := range []string{"ServiceMeshPeer", "ExportedServiceSet", "ImportedServiceSet", "ConfigMap"} {
			for _, obj := range o.kind(kind) {
				if !slices.Contains(peers, strings.TrimSuffix(obj.Name(), "-ca-root-cert")) {
					all = append(all, obj.ID().String())
				}
			}
		}
		return all
	})},
	{57, "no resource of OpenShift Service Mesh 3 is beside these", "K: the two cannot be mixed", each(func(_ string, o *output) []string {
		var all []string
		for _, it := range o.items {
			if it.Object.ID().Group == "sailoperator.io" || it.Object.ID().Group == "federation.openshift-service-mesh.io" {
				all = append(all, it.Object.ID().String())
			}
		}
		return all
	})},
	{58, "the API versions are the current ones", "T", each(func(_ string, o *output) []string {
		var all []string
		for _, it := range o.items {
			want, known := apiVersions[it.Object.Kind()]
			group := it.Object.ID().Group
			if known && it.Object.APIVersion() != want || !known && (group == "maistra.io" || group == "federation.maistra.io") {
				all = append(all, it.Object.APIVersion()+" "+it.Object.Kind())
			}
		}
		return all
	})},
}
