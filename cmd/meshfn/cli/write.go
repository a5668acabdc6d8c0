package cli

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/fleet"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/pipeline"
	"github.com/meshfn/meshfn/internal/render"
)

// write renders the members and writes them: beside each mesh.yaml, or as one folder with --out. Everything is rendered
// and compared before the first file is written, so that a mesh with errors leaves all as it was.
func (f renderFlags) write(ctx context.Context, s Streams, t *tree, members []*fleet.Member, whole pipeline.Whole) error {
	outputs, err := f.renderAll(ctx, t, members, whole)
	if err != nil {
		return err
	}
	if finding.HasErrors(t.findings) {
		return t.fail(s)
	}
	var changes writes
	if f.out != "" {
		changes, err = f.toOut(t, outputs)
	} else {
		changes, err = f.inPlace(ctx, t, outputs)
	}
	if err != nil {
		return err
	}
	if finding.HasErrors(t.findings) {
		return t.fail(s)
	}
	if err := t.report(s); err != nil {
		return err
	}
	_, err = fmt.Fprintf(s.Err, "rendered %s: %s written, %d deleted, %d unchanged\n",
		plural(len(members), "mesh"), plural(changes.written, "file"), changes.deleted, changes.unchanged)
	return err
}

// writes counts what happens to files.
type writes struct{ written, deleted, unchanged int }

func (w *writes) count(p *krm.Plan) {
	w.unchanged += p.Unchanged
	for _, c := range p.Changes {
		if c.After == nil {
			w.deleted++
		} else {
			w.written++
		}
	}
}

// renderAll renders on f.jobs goroutines; the results are in the order of the members.
func (f renderFlags) renderAll(ctx context.Context, t *tree, members []*fleet.Member, whole pipeline.Whole) ([]krm.Output, error) {
	type result struct {
		out render.Output
		err error
	}
	results := make([]result, len(members))
	var work sync.WaitGroup
	next := make(chan int)
	for range max(1, f.jobs) {
		work.Go(func() {
			for i := range next {
				results[i].out, results[i].err = whole.Render(members[i])
			}
		})
	}
	for i := range members {
		if ctx.Err() != nil {
			break
		}
		next <- i
	}
	close(next)
	work.Wait()
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("render: %w", err)
	}
	outputs := make([]krm.Output, len(members))
	for i, m := range members {
		if results[i].err != nil {
			return nil, fmt.Errorf("render mesh %s: %w", m.Name(), results[i].err)
		}
		out := results[i].out
		t.findings = append(t.findings, out.Findings...)
		t.shared = append(t.shared, out.Shared)
		outputs[i] = krm.Output{Mesh: m.Name(), Folder: m.Dir, Items: out.Set.Items(), Checklist: render.Checklist(m.Name(), out.Checklist)}
	}
	return outputs, nil
}

// inPlace writes each output beside its mesh.yaml, deletes what was generated for meshes that are gone, and what the
// fleet shares at its root.
func (f renderFlags) inPlace(ctx context.Context, t *tree, outputs []krm.Output) (w writes, err error) {
	var plans []*krm.Plan
	add := func(p *krm.Plan, err error) error {
		if err == nil {
			plans = append(plans, p)
			t.findings = append(t.findings, p.Findings...)
			w.count(p)
		}
		return err
	}
	for _, out := range outputs {
		if err := add(krm.Compare(t.root, out, f.force)); err != nil {
			return w, err
		}
	}
	if f.wholeFleet(t) {
		for _, folder := range t.abandoned {
			if err := add(krm.Removal(t.root, folder, f.force)); err != nil {
				return w, err
			}
		}
	}
	shared, err := f.shared(t)
	if err != nil {
		return w, err
	}
	if err := add(krm.CompareShared(t.root, shared, f.force)); err != nil {
		return w, err
	}
	if finding.HasErrors(t.findings) {
		return w, nil
	}
	for _, p := range plans {
		if err := ctx.Err(); err != nil {
			return w, fmt.Errorf("write: %w", err)
		}
		if err := p.Apply(); err != nil {
			return w, err
		}
	}
	return w, nil
}

// toOut writes each output to OUT/<mesh name>/; the whole of OUT changes at once.
func (f renderFlags) toOut(t *tree, outputs []krm.Output) (w writes, err error) {
	out, err := krm.OpenOut(f.out, f.force)
	if err != nil {
		return w, err
	}
	defer func() { err = errors.Join(err, out.Discard()) }()
	add := func(p *krm.Plan, err error) error {
		if err == nil {
			t.findings = append(t.findings, p.Findings...)
			w.count(p)
		}
		return err
	}
	for _, o := range outputs {
		o.Folder = o.Mesh
		if err := add(out.Add(o)); err != nil {
			return w, err
		}
	}
	shared, err := f.shared(t)
	if err != nil {
		return w, err
	}
	if err := add(out.AddShared(shared)); err != nil {
		return w, err
	}
	if finding.HasErrors(t.findings) {
		return w, nil
	}
	removed, err := out.Commit(!f.wholeFleet(t))
	for _, p := range removed {
		if err := add(p, err); err != nil {
			return w, err
		}
	}
	return w, err
}

// wholeFleet reports whether every mesh of the fleet is rendered, by which alone the fleet's own files may be judged.
func (f renderFlags) wholeFleet(t *tree) bool { return !t.part && f.only == "" }

// shared is what belongs to the fleet and to no single mesh: definitions that meshes have in common, of which the first
// mesh that has a file gives it, and the facts of a whole fleet.
func (f renderFlags) shared(t *tree) ([]krm.Item, error) {
	var items []krm.Item
	giver := map[string]int{}
	for i, set := range t.shared {
		for _, it := range set.Items() {
			if first, taken := giver[it.Path]; !taken || first == i {
				giver[it.Path] = i
				items = append(items, it)
			}
		}
	}
	if !f.wholeFleet(t) || !t.fleet.Published {
		return items, nil
	}
	facts, err := t.fleet.FactsObject()
	return append(items, krm.Item{Path: fleet.FactsFile, Object: facts}), err
}
