// Package rule holds what checks are made of: rules, and the clusters and objects that they look at.
//
// A rule sees objects, wherever they come from: rendered a moment ago, read from a folder, or the items of a
// ResourceList; and the Mesh, where there is one. It reports about an object by its Report method, which knows the file
// and the line. A rule that needs a fact that is not there (no Mesh, no Service of that name in the input) says nothing:
// the input is seldom all that a cluster holds.
//
// Most rules look at one cluster, so that a thousand can be checked one after the other. A rule over several clusters
// names the kinds it reads, and only those are kept.
package rule

import (
	"cmp"
	"slices"
	"sync"
	"time"

	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/fleet"
	"github.com/meshfn/meshfn/internal/krm"
)

// Rule is one thing to check, or a few that are found on one walk.
type Rule struct {
	// Codes that it reports, and no others.
	Codes []finding.Code
	// Cluster checks one cluster by itself. It is called from several goroutines.
	Cluster func(*Cluster, time.Time) []finding.Finding
	// Fleet checks what several clusters have to do with each other; it sees the kinds that Reads names. It runs beside
	// other rules.
	Fleet func(*World) []finding.Finding
	Reads []GroupKind
	// Keep says which objects of those kinds it reads of a cluster; nil: all. What no rule reads is not held in memory.
	Keep func(*Cluster, Object) bool
}

// World is the whole fleet as rules see it.
type World struct {
	// Clusters sorted by name, with the objects that rules over several clusters read.
	Clusters []*Cluster
	// Now is the time of the check; zero where it is not known, and then nothing is said about time.
	Now time.Time
}

// Cluster returns the cluster with the name.
func (w *World) Cluster(name string) (*Cluster, bool) {
	i, ok := slices.BinarySearchFunc(w.Clusters, name, func(c *Cluster, name string) int { return cmp.Compare(c.Name, name) })
	if !ok {
		return nil, false
	}
	return w.Clusters[i], true
}

// Member returns the mesh of the name, where there is a Mesh.
func (w *World) Member(name string) (*fleet.Member, bool) {
	c, ok := w.Cluster(name)
	if !ok || c.Member == nil {
		return nil, false
	}
	return c.Member, true
}

// Run asks rules of clusters that arrive one by one, and of all of them in the end. It is safe for concurrent use.
type Run struct {
	rules []Rule
	now   time.Time
	kinds kinds
	pools pools

	mu       sync.Mutex
	kept     []shelved
	findings []finding.Finding
}

// NewRun starts a run of the rules at a time; the zero time is an unknown one.
func NewRun(rules []Rule, now time.Time) *Run {
	r := &Run{rules: rules, now: now, kinds: kinds{}, pools: newPools()}
	for _, rule := range rules {
		for _, kind := range rule.Reads {
			r.kinds[kind] = append(r.kinds[kind], rule.Keep)
		}
	}
	return r
}

// Note is what a run found out about a cluster: what the rules say of it, and the objects that rules over several clusters
// read. A later run can take it for the cluster itself, as long as all is the same.
type Note struct {
	Findings []finding.Finding
	// Objects, without their content where that is packed.
	Objects []Object
	// Packed is the content of the objects; nil where they have it themselves.
	Packed []byte
}

// Add asks the rules of one cluster; of its objects only what rules over several clusters read is kept.
func (r *Run) Add(c *Cluster) Note {
	var found []finding.Finding
	for _, rule := range r.rules {
		if rule.Cluster != nil {
			found = append(found, rule.Cluster(c, r.now)...)
		}
	}
	kept := shelve(c, c.keep(r.kinds))
	r.take(found, kept)
	return Note{found, kept.objects, kept.packed}
}

// Unpack makes the objects of a note that was kept elsewhere; the error is for a text that Pack did not write.
func (r *Run) Unpack(packed []byte) ([]krm.Object, error) { return r.pools.unpack(packed) }

// Recall takes the note of an earlier run for the cluster of that name.
func (r *Run) Recall(name string, m *fleet.Member, n Note) {
	r.take(n.Findings, shelved{name, m, n.Objects, n.Packed})
}

func (r *Run) take(found []finding.Finding, kept shelved) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.findings = append(r.findings, found...)
	r.kept = append(r.kept, kept)
}

// Findings asks the rules over several clusters and returns all findings, sorted.
func (r *Run) Findings() []finding.Finding {
	r.mu.Lock()
	defer r.mu.Unlock()
	slices.SortFunc(r.kept, func(a, b shelved) int { return cmp.Compare(a.name, b.name) })
	w := &World{Now: r.now}
	for _, s := range r.kept {
		w.Clusters = append(w.Clusters, s.cluster(r.pools))
	}
	all := r.findings
	found := make([][]finding.Finding, len(r.rules))
	var work sync.WaitGroup
	for i, rule := range r.rules {
		if rule.Fleet != nil {
			work.Go(func() { found[i] = rule.Fleet(w) })
		}
	}
	work.Wait()
	return finding.Sort(slices.Concat(all, slices.Concat(found...)))
}
