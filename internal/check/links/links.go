// Package links checks what ties clusters into a mesh: the names under which a cluster is known, its network and identity,
// and what clusters of one mesh say of each other.
//
// A fact such as the network is written in many places: values of an IstioOperator, the label of the control plane's
// namespace, the injector's values, the east-west gateway. Each component reads its own, nothing compares them, and a
// cluster with two opinions works until traffic crosses a border. So every place is a claim about a fact, and the rules
// are that claims agree (fact.go), that a place which must speak does, and that the facts of several clusters fit
// together. Clusters are one mesh where their mesh IDs are one.
package links

import "github.com/meshfn/meshfn/internal/check/rule"

// Rules of the family.
var Rules = []rule.Rule{agreement, projects, crossNetworkGateway, authoritySecret, secretReferences, completeNames, supported, fleetOfClusters}
