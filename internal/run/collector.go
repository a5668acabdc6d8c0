package run

import (
	"cmp"
	"path"
	"slices"
	"sync"

	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
)

// Change is what happens to a file.
type Change struct {
	Path string
	Kind Kind
}

// Kind of a change, named as the file stands before it.
type Kind string

// The kinds of changes.
const (
	Missing Kind = "missing" // will be written
	Stale   Kind = "stale"   // will be written anew
	Extra   Kind = "extra"   // will be deleted
)

// collector gathers what goroutines find out.
type collector struct {
	mu     sync.Mutex
	result Result
	gifts  map[string]gift
	// errors says that a mesh cannot be rendered; what the place says of others is then of no interest, and depends on
	// how far it came.
	errors bool
	places []finding.Finding
}

// rendered takes what was found before anything came to the place.
func (c *collector) rendered(findings []finding.Finding) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.result.Findings = append(c.result.Findings, findings...)
	c.errors = c.errors || finding.HasErrors(findings)
}

// checked lets a check judge what was found; nothing more is found meanwhile.
func (c *collector) checked(finish func([]finding.Finding) []finding.Finding) {
	c.mu.Lock()
	found := c.result.Findings
	c.mu.Unlock()
	judged := finish(found)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.result.Findings = judged
	c.errors = finding.HasErrors(judged)
}

func (c *collector) failed() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.errors
}

// compared takes what a plan changes; its texts are let go.
func (c *collector) compared(p *krm.Plan) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.places = append(c.places, p.Findings...)
	c.result.Unchanged += p.Unchanged
	for _, change := range p.Changes {
		kind := Stale
		switch {
		case change.Before == nil:
			kind = Missing
		case change.After == nil:
			kind = Extra
		}
		c.result.Changes = append(c.result.Changes, Change{path.Join(p.Folder, change.Path), kind})
	}
}

func (c *collector) done() Result {
	if !c.errors {
		c.result.Findings = append(c.result.Findings, c.places...)
	}
	c.result.Findings = finding.Sort(c.result.Findings)
	slices.SortFunc(c.result.Changes, func(a, b Change) int { return cmp.Compare(a.Path, b.Path) })
	return c.result
}
