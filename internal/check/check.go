// Package check finds what is wrong with a fleet before anyone merges it: with the Mesh objects, with what they render to
// and with the objects of others beside it, cluster by cluster and across clusters, without a cluster and a network.
//
// The rules of a family are a package below this one; rule says what a rule is.
package check

import (
	"slices"
	"sync"
	"time"

	"github.com/meshfn/meshfn/internal/check/argocd"
	"github.com/meshfn/meshfn/internal/check/configsync"
	"github.com/meshfn/meshfn/internal/check/federation"
	"github.com/meshfn/meshfn/internal/check/gateways"
	"github.com/meshfn/meshfn/internal/check/injection"
	"github.com/meshfn/meshfn/internal/check/istio"
	"github.com/meshfn/meshfn/internal/check/kinds"
	"github.com/meshfn/meshfn/internal/check/links"
	"github.com/meshfn/meshfn/internal/check/operator"
	"github.com/meshfn/meshfn/internal/check/placeholder"
	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/check/secret"
	"github.com/meshfn/meshfn/internal/check/support"
	"github.com/meshfn/meshfn/internal/finding"
)

// Rules of all families, in the order of their codes.
var Rules = slices.Concat[[]rule.Rule](
	placeholder.Rules,
	kinds.Rules,
	istio.Rules,
	links.Rules,
	configsync.Rules,
	argocd.Rules,
	secret.Rules,
	support.Rules,
	injection.Rules,
	federation.Rules,
	gateways.Rules,
	operator.Rules,
)

// Check of a fleet whose clusters arrive one by one. It is safe for concurrent use.
type Check struct {
	run *rule.Run
	now time.Time

	mu       sync.Mutex
	reported []finding.Finding
	waivers  waivers
	objects  int
}

// New starts a check at a time; the zero time is an unknown one, and then nothing expires.
func New(now time.Time) *Check { return &Check{run: rule.NewRun(Rules, now), now: now} }

// Add asks the rules of a cluster.
func (c *Check) Add(cluster *rule.Cluster) { c.add(cluster) }

func (c *Check) add(cluster *rule.Cluster) (rule.Note, found) {
	note := c.run.Add(cluster)
	waived := waiversOf(cluster)
	c.note(len(cluster.Objects)+len(cluster.Local), waived)
	return note, waived
}

func (c *Check) note(objects int, waived found) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.objects += objects
	c.waivers = append(c.waivers, waived.waivers...)
	c.reported = append(c.reported, waived.findings...)
}

// Finish returns findings of others and its own, as Findings does.
func (c *Check) Finish(found []finding.Finding) []finding.Finding {
	c.Report(found...)
	return c.Findings()
}

// Report adds findings of others, so that waivers cover them.
func (c *Check) Report(findings ...finding.Finding) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.reported = append(c.reported, findings...)
}

// Findings asks the rules over several clusters, and returns all that was found, sorted. Those that a waiver covers say
// so.
func (c *Check) Findings() []finding.Finding {
	all := slices.Concat(c.reported, c.run.Findings())
	return finding.Sort(c.waivers.apply(all, c.now))
}
