// Package injection checks that every pod that waits for a proxy gets it, and from the control plane it names.
//
// A pod asks for a revision by its label istio.io/rev, or its namespace does; a revision tag is a name for a revision.
// What decides is which webhook the API server calls: the selectors of a MutatingWebhookConfiguration are held against
// the labels of the namespace and then those of the pod. istiod's charts write up to four webhooks into one
// configuration, so that exactly one of them selects a pod: the namespace's label comes first, istio-injection before
// istio.io/rev, and a pod's own label counts only where the namespace has neither.
//
// Where the configurations are part of the input they are evaluated as the API server does it. Where they are not, since
// another tool expands the IstioOperator, the revisions that are installed stand in for them. OpenShift Service Mesh 2
// has no revisions; its pods opt in by a label or annotation, and what its namespaces say is the member roll.
package injection

import (
	"time"

	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/finding"
)

// The labels that decide, their usual values, and the annotation that says which template a pod is injected with.
const (
	revisionLabel       = "istio.io/rev"
	tagLabel            = "istio.io/tag"
	namespaceLabel      = "istio-injection"
	podLabel            = "sidecar.istio.io/inject"
	templatesAnnotation = "inject.istio.io/templates"

	enabled  = "enabled"
	disabled = "disabled"
	// defaultRevision is what a revision without a name is called, and the tag that serves who names none.
	defaultRevision = "default"
)

// Rules of the family.
var Rules = []rule.Rule{
	{Codes: []finding.Code{finding.BothInjectionLabels, finding.InjectionValue, finding.NamespaceWithoutInjection}, Cluster: over(labels)},
	{Codes: []finding.Code{finding.UnknownRevision}, Cluster: over(revisions)},
	{Codes: []finding.Code{finding.NotInjected, finding.GatewayNotInjected, finding.NoGatewayTemplate}, Cluster: over(pods)},
	{Codes: []finding.Code{finding.RevisionWithoutControlPlane, finding.RevisionWithoutInjector}, Cluster: over(targets)},
	{Codes: []finding.Code{finding.OverlappingInjectors}, Cluster: over(overlaps)},
	{Codes: []finding.Code{finding.InjectorSelectors, finding.ValidatorSelectors}, Cluster: over(selectors)},
	{Codes: []finding.Code{finding.WebhookService, finding.WebhookRules}, Cluster: over(calls)},
}

// over makes a rule of a check that does not depend on the time.
func over(check func(*rule.Cluster) []finding.Finding) func(*rule.Cluster, time.Time) []finding.Finding {
	return func(c *rule.Cluster, _ time.Time) []finding.Finding { return check(c) }
}
