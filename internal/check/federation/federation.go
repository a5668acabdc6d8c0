// Package federation checks meshes of OpenShift Service Mesh 2 that export services to each other and import them.
//
// Federation is a pair of everything: each side has a ServiceMeshPeer for the other, a gateway in each direction, the
// other's root and trust domain. istiod tells nobody when the two do not fit; a rule that it does not understand is
// skipped with a line in a log. So each rule here is about one relation, and names both ends. They are the numbered rules
// of the product's guide, its types, its operator and istiod itself; the number is the end of the code.
//
// A mesh is a ServiceMeshControlPlane with what is in its namespace. The other side of a ServiceMeshPeer is the mesh of
// its name; under another name, the one whose trust domain or namespace it states. What is in no input (a partner's mesh)
// is not judged, but for what the Mesh says of it.
package federation

import (
	"time"

	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/finding"
)

// Rules of the family: those of one mesh, and those of a fleet.
var Rules = []rule.Rule{
	{Codes: codes(meshRules), Cluster: inCluster},
	{Codes: codes(fleetRules), Reads: reads, Keep: keeps, Fleet: inFleet},
}

// numbered is a rule of the list, about a mesh or about a fleet.
type numbered[T any] struct {
	code   finding.Code
	broken func(T) []finding.Finding
}

var meshRules = concat(controlPlaneRules, gatewayRules, placeRules, peerRules, rootRules, exportRules, importRules, nameRules, failoverRules)

var fleetRules = concat(identityRules, pairRules, offerRules)

func inCluster(c *rule.Cluster, now time.Time) []finding.Finding {
	var all []finding.Finding
	for _, m := range meshesOf(c, now) {
		for _, r := range meshRules {
			all = append(all, r.broken(m)...)
		}
	}
	return all
}

var reads = []rule.GroupKind{controlPlaneKind, peerKind, exportKind, importKind, {Kind: "ConfigMap"}}

// keeps leaves out ConfigMaps that are no peer's root.
func keeps(_ *rule.Cluster, o rule.Object) bool {
	return o.Kind() != "ConfigMap" || o.Get("data", rootKey) != nil
}

func inFleet(w *rule.World) []finding.Finding {
	f := fleetOf(w)
	if len(f.meshes) == 0 {
		return nil
	}
	var all []finding.Finding
	for _, r := range fleetRules {
		all = append(all, r.broken(f)...)
	}
	return all
}

func concat[T any](lists ...[]numbered[T]) []numbered[T] {
	var all []numbered[T]
	for _, list := range lists {
		all = append(all, list...)
	}
	return all
}

func codes[T any](rules []numbered[T]) []finding.Code {
	var all []finding.Code
	for _, r := range rules {
		all = append(all, r.code)
	}
	return all
}
