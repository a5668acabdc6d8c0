// Package run renders the meshes of a fleet and hands each result on as soon as it is there: to the check, and to the
// place where it is written, compared or printed. Nothing holds more than what is being worked on, so that memory does
// not grow with the fleet, and still nothing is written where any mesh has an error: a place prepares what it is given,
// and switches to it when everything was good.
package run

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/fleet"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/pipeline"
	"github.com/meshfn/meshfn/internal/render"
	"github.com/meshfn/meshfn/internal/tree"
)

// Place is where outputs go. Add is called from several goroutines, the others when all meshes were added; the last call
// is Commit or Discard.
type Place interface {
	// Add prepares the output of a mesh and returns what it changes.
	Add(krm.Output) (*krm.Plan, error)
	// AddShared prepares the files that belong to the fleet.
	AddShared(krm.Shared) (*krm.Plan, error)
	// AddGone prepares the removal of what was generated for meshes other than these, which are those of the fleet; nil
	// says that not all are known, and then of those alone that are known to be gone.
	AddGone(meshes []string) ([]*krm.Plan, error)
	// Commit makes everything that was prepared the new output; goOn is asked whether to continue.
	Commit(goOn func() error) error
	// Discard leaves all as it was.
	Discard() error
}

var (
	_ Place = (*krm.InPlace)(nil)
	_ Place = (*krm.Out)(nil)
	_ Place = (*krm.Comparison)(nil)
)

// Check judges what was rendered before it is written. AddRendered is called from several goroutines, once for each mesh,
// and must not keep or change what it gets; Finish once, after the last mesh, with all that was found so far. It returns
// that with its own findings, and says which of them somebody has waived.
type Check interface {
	// AddRendered returns a note by which a later check can recall what it found out about the mesh; nil for none.
	AddRendered(*fleet.Member, render.Output) []byte
	// Recall takes the note for the mesh, which is as it was then, and reports whether that is possible.
	Recall(m *fleet.Member, note []byte) bool
	Finish([]finding.Finding) []finding.Finding
}

// Run says what to render and where it goes.
type Run struct {
	Tree      *tree.Tree
	Selection tree.Selection
	Charts    *pipeline.Charts
	// Jobs is the number of meshes that are rendered at once.
	Jobs  int
	Place Place
	// Folder of a mesh below that of the place.
	Folder func(*fleet.Member) string
	// Check may be nil.
	Check Check
	// Memory of earlier runs may be nil.
	Memory Memory
	// Progress is told that another mesh is done; it may be nil, and is called from several goroutines.
	Progress func()
}

// Result of a run.
type Result struct {
	// Findings of the sources, the renderers, the check and the place. With an error among them nothing was written.
	Findings []finding.Finding
	Meshes   int
	// Changes in the order of their paths, which are relative to the folder of the place.
	Changes   []Change
	Unchanged int
}

// Do renders the selected meshes and commits to the place, unless a finding is an error: then the place is as it was.
// The error is for what could not be carried out.
func (r Run) Do(ctx context.Context) (Result, error) {
	members := r.Tree.Select(r.Selection)
	c := &collector{result: Result{Findings: r.Tree.Findings, Meshes: len(members)}, gifts: map[string]gift{}}
	if !finding.HasErrors(c.result.Findings) {
		if err := r.add(ctx, c, members); err != nil {
			return c.done(), errors.Join(err, r.Place.Discard())
		}
	}
	result := c.done()
	if finding.HasErrors(result.Findings) {
		return result, r.Place.Discard()
	}
	return result, r.Place.Commit(func() error { return interrupted(ctx) })
}

func interrupted(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("render: %w", err)
	}
	return nil
}

// add hands everything to the place.
func (r Run) add(ctx context.Context, c *collector, members []*fleet.Member) error {
	whole := pipeline.Whole{Charts: r.Charts}
	err := Each(ctx, members, r.Jobs, func(m *fleet.Member) error {
		if r.recalled(c, m) {
			return nil
		}
		out, err := whole.Render(m)
		if err != nil {
			return fmt.Errorf("render mesh %s: %w", m.Name(), err)
		}
		return r.pass(c, m, out)
	})
	if err != nil {
		return err
	}
	failed := c.failed()
	var checked sync.WaitGroup
	if r.Check != nil {
		checked.Go(func() { c.checked(r.Check.Finish) })
	}
	if !failed {
		err = r.addFleet(c)
	}
	checked.Wait()
	return err
}

// addFleet hands on what belongs to the fleet and to no mesh.
func (r Run) addFleet(c *collector) error {
	if r.Selection.Clears() {
		var meshes []string
		if !r.Tree.Part {
			meshes = append([]string{}, r.Tree.Fleet.Names()...)
		}
		plans, err := r.Place.AddGone(meshes)
		for _, p := range plans {
			c.compared(p)
		}
		if err != nil {
			return err
		}
	}
	shared, err := r.shared(c)
	if err != nil || len(shared.Items)+len(shared.Patterns) == 0 {
		return err
	}
	plan, err := r.Place.AddShared(shared)
	if err != nil {
		return err
	}
	c.compared(plan)
	if r.Memory != nil && len(plan.Findings) == 0 {
		r.Memory.RememberShared(plan.Seen)
	}
	return nil
}

// pass is what happens to the result of a mesh, on the goroutine that rendered it.
func (r Run) pass(c *collector, m *fleet.Member, out render.Output) error {
	var note []byte
	if r.Check != nil {
		note = r.Check.AddRendered(m, out)
	}
	c.rendered(out.Findings)
	c.give(m, out.Shared)
	if r.Progress != nil {
		defer r.Progress()
	}
	if c.failed() {
		return nil // nothing will be written
	}
	plan, err := r.Place.Add(krm.Output{Mesh: m.Name(), Folder: r.Folder(m), Items: out.Set.Items(), Checklist: render.Checklist(m.Name(), out.Checklist)})
	if err != nil {
		return err
	}
	c.compared(plan)
	if r.Memory != nil && len(plan.Findings) == 0 && !finding.HasErrors(out.Findings) {
		r.Memory.Remember(m, Outcome{out.Findings, plan.Files, plan.Seen, paths(out.Shared), note})
	}
	return nil
}

// Each calls do for every item on several goroutines. It stops at the first error; of several it returns that of the
// first item.
func Each[T any](ctx context.Context, items []T, jobs int, do func(T) error) error {
	errs := make([]error, len(items))
	failed, stop := context.WithCancel(ctx)
	defer stop()
	var next atomic.Int64
	var work sync.WaitGroup
	for range min(max(1, jobs), len(items)) {
		work.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(items) && failed.Err() == nil; i = int(next.Add(1)) - 1 {
				if errs[i] = do(items[i]); errs[i] != nil {
					stop()
				}
			}
		})
	}
	work.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return interrupted(ctx)
}
