package krm

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"sync"
)

// InPlace writes the outputs of many meshes beside their mesh.yaml. What is added lies prepared in the folder of its
// mesh, so that memory holds no more than what is being added, and nothing changes for a reader before Commit.
type InPlace struct {
	disk  disk
	root  string
	gone  []string
	force bool

	mu     sync.Mutex
	staged []*staged
}

// OpenInPlace prepares a tree. In the folders that are named as gone lies the output of meshes that are no more.
func OpenInPlace(root string, gone []string, force bool) *InPlace {
	return openInPlace(realDisk{}, root, gone, force)
}

func openInPlace(d disk, root string, gone []string, force bool) *InPlace {
	return &InPlace{disk: d, root: root, gone: gone, force: force}
}

// Add compares the output of a mesh with what is there and, where nothing forbids it, prepares the new. It may be called
// from several goroutines, for different meshes. The changes of the plan no longer hold their texts.
func (in *InPlace) Add(out Output) (*Plan, error) {
	return in.stage(compare(in.disk, in.root, out, in.force))
}

// AddShared is Add for files of the whole tree. Where a mesh lies at its root, they are written after those of the mesh.
func (in *InPlace) AddShared(s Shared) (*Plan, error) {
	p, err := compareShared(in.disk, in.root, s, in.force)
	if err != nil || !slices.ContainsFunc(in.staged, func(s *staged) bool { return s.dir == p.dir }) {
		return in.stage(p, err)
	}
	if len(p.Changes) > 0 && len(p.Findings) == 0 {
		in.staged = append(in.staged, &staged{disk: in.disk, dir: p.dir, late: p})
	}
	return p, nil
}

// AddGone prepares the removal of what was generated for meshes that are gone; which are there the caller knew before.
func (in *InPlace) AddGone([]string) ([]*Plan, error) {
	var plans []*Plan
	for _, folder := range in.gone {
		p, err := in.stage(removal(in.disk, in.root, folder, in.force))
		if err != nil {
			return plans, err
		}
		plans = append(plans, p)
	}
	return plans, nil
}

func (in *InPlace) stage(p *Plan, err error) (*Plan, error) {
	if err != nil || len(p.Findings) > 0 {
		return p, err
	}
	defer p.letGo()
	if !p.Stale() {
		return p, nil
	}
	s, err := p.stage(in.disk)
	if err != nil {
		return p, err
	}
	in.mu.Lock()
	defer in.mu.Unlock()
	in.staged = append(in.staged, s)
	return p, nil
}

// Commit switches one mesh after the other to its new output. Where one fails, those before it have the new output and
// those after it the old one. Between two meshes it asks whether to go on.
func (in *InPlace) Commit(goOn func() error) error {
	slices.SortStableFunc(in.staged, func(a, b *staged) int { return cmp.Compare(a.dir, b.dir) })
	var drafts []string
	for _, s := range in.staged {
		drafts = append(drafts, s.drafts()...)
	}
	if err := in.disk.settle(in.root, drafts); err != nil {
		return errors.Join(fmt.Errorf("write below %s: %w", in.root, err), in.Discard())
	}
	for len(in.staged) > 0 {
		if err := goOn(); err != nil {
			return errors.Join(err, in.Discard())
		}
		next := in.staged[0]
		in.staged = in.staged[1:]
		if err := next.commit(); err != nil {
			return errors.Join(err, in.Discard())
		}
	}
	return nil
}

// Discard leaves the tree as it was.
func (in *InPlace) Discard() error {
	var errs []error
	for _, s := range in.staged {
		errs = append(errs, s.discard())
	}
	in.staged = nil
	return errors.Join(errs...)
}
