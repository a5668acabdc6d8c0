// Package gateways checks that the parts of a gateway find each other: its pods and their Service, the Gateways that
// configure it, its autoscaler, budget and account, and the outside.
//
// A gateway is an ordinary workload. Nothing ties its objects together but names, labels and port numbers, so a slip in
// one of them is accepted by the API server and shows as a connection that is refused.
//
// Objects are compared where both ends are part of the input. An input is taken to be whole where we rendered it, or
// where it has the other end of some other gateway; elsewhere what is missing may well be in another repository.
package gateways

import (
	"slices"
	"strings"
	"time"

	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
)

const (
	podLabels = "spec.template.metadata.labels"

	statusPort       = 15021
	agentPort        = 15020
	crossNetworkPort = 15443
	xdsPort          = 15012
	webhookPort      = 15017
)

// Rules of the family.
var Rules = []rule.Rule{
	{Codes: []finding.Code{finding.GatewayInControlPlane, finding.CrossNetworkNamespace}, Cluster: over(homes)},
	{Codes: []finding.Code{finding.NamespaceMissing}, Cluster: over(namespaces)},
	{Codes: []finding.Code{finding.GatewaySelectsNothing, finding.ServerPort}, Cluster: over(servers)},
	{Codes: []finding.Code{finding.ServiceSelectsNothing}, Cluster: over(services)},
	{Codes: []finding.Code{finding.AutoscalerTarget, finding.SingleReplica, finding.ScaledReplicas, finding.NoCPURequest}, Cluster: over(autoscalers)},
	{Codes: []finding.Code{finding.BudgetTarget, finding.NoBudget, finding.BudgetBounds}, Cluster: over(budgets)},
	{Codes: []finding.Code{finding.StatusPort, finding.EastWestPort, finding.PortProtocol}, Cluster: over(ports)},
	{Codes: []finding.Code{finding.GatewayNodePort}, Cluster: over(nodePorts)},
	{Codes: []finding.Code{finding.OpenEastWest, finding.ForeignLoadBalancer, finding.LoadBalancerValue}, Cluster: over(loadBalancers)},
	{Codes: []finding.Code{finding.MissingAccount, finding.SubjectNamespace, finding.SecretsAccess}, Cluster: over(accounts)},
	{Codes: []finding.Code{finding.GatewayPod}, Cluster: over(pods)},
	{Codes: []finding.Code{finding.GatewayParameters}, Cluster: over(parameters)},
	{Codes: []finding.Code{finding.GatewayParts, finding.GatewayHardening}, Cluster: over(parts)},
	{Codes: []finding.Code{finding.IstiodService}, Cluster: over(istiodServices)},
	needless,
}

// over makes a rule of a check that does not depend on the time.
func over(check func(*rule.Cluster) []finding.Finding) func(*rule.Cluster, time.Time) []finding.Finding {
	return func(c *rule.Cluster, _ time.Time) []finding.Finding { return check(c) }
}

// isGateway reports whether a workload is a proxy by itself: injection makes it one, or it is started as a router.
func isGateway(w rule.Workload) bool {
	if w.ProxyContainer() >= 0 || strings.Contains(w.PodAnnotation("inject.istio.io/templates"), "gateway") {
		return true
	}
	return slices.ContainsFunc(w.Containers(), func(c krm.Object) bool { return slices.Contains(c.List("args"), any("router")) })
}

func gatewaysOf(c *rule.Cluster) []rule.Workload {
	return slices.DeleteFunc(c.Workloads(), func(w rule.Workload) bool { return !isGateway(w) })
}

// ours reports whether meshfn rendered the object: what belongs to it is rendered beside it.
func ours(o rule.Object) bool { return o.Annotation(krm.MeshAnnotation) != "" }

// isEastWest reports whether the object is, or selects, the gateway between networks, by the label that
// gen-eastwest-gateway.sh gives it and the cross-network Gateway selects.
func isEastWest(o rule.Object) bool {
	const key, value = "istio", "eastwestgateway"
	return o.Label(key) == value || o.String("spec", "selector", key) == value ||
		o.String("spec", "template", "metadata", "labels", key) == value
}

// servicesOf returns the Services that select the pods of a workload.
func servicesOf(c *rule.Cluster, w rule.Workload) []rule.Object {
	return slices.DeleteFunc(slices.Clone(c.Kind("", "Service")), func(s rule.Object) bool {
		return s.Namespace() != w.Namespace() || !rule.Within(s.Map("spec", "selector"), w.PodLabels())
	})
}

// charted reports whether Istio's own installation brings the object: how it is written is not the user's to change.
func charted(o rule.Object) bool { return o.Label("install.operator.istio.io/owning-resource") != "" }
