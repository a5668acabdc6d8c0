package krm

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"sync"
)

// InPlace writes the outputs of many meshes beside their mesh.yaml. What is added lies prepared in the folder of its
// mesh, so that memory holds no more than what is being added, and nothing changes for a reader before Commit.
//
// From the first thing that is added to Commit or Discard the tree is locked: a second process says that it waits for the
// first, and does.
type InPlace struct {
	disk  disk
	root  string
	gone  []string
	force bool
	begin func() error

	mu     sync.Mutex
	lock   io.Closer
	staged []*staged
}

// OpenInPlace prepares a tree. In the folders that are named as gone lies the output of meshes that are no more; waiting, which
// may be nil, is told the folder of which another process keeps this one from going on. The caller ends with Commit or Discard.
func OpenInPlace(root string, gone []string, force bool, waiting func(folder string)) *InPlace {
	return openInPlace(realDisk{waiting}, root, gone, force)
}

func openInPlace(d disk, root string, gone []string, force bool) *InPlace {
	in := &InPlace{disk: d, root: root, gone: gone, force: force}
	in.begin = sync.OnceValue(func() (err error) {
		if in.lock, err = d.lock(root, true); err != nil {
			return fmt.Errorf("write below %s: %w", root, err)
		}
		in.disk = locked{d, filepath.Clean(root)}
		return nil
	})
	return in
}

// locked is a disk of which this process has locked a folder. For one below it waits, too: another process may have locked
// that as the root of its tree. Nobody who has a folder waits for one above it, so all come to an end.
type locked struct {
	disk
	folder string
}

func (l locked) lock(folder string, _ bool) (io.Closer, error) {
	if folder == l.folder {
		return io.NopCloser(nil), nil
	}
	return l.disk.lock(folder, true)
}

// Add compares the output of a mesh with what is there and, where nothing forbids it, prepares the new. It may be called
// from several goroutines, for different meshes. The changes of the plan no longer hold their texts.
func (in *InPlace) Add(out Output) (*Plan, error) {
	if err := in.begin(); err != nil {
		return nil, err
	}
	return in.stage(compare(in.disk, in.root, out, in.force))
}

// AddShared is Add for files of the whole tree. Where a mesh lies at its root, they are written after those of the mesh.
func (in *InPlace) AddShared(s Shared) (*Plan, error) {
	if err := in.begin(); err != nil {
		return nil, err
	}
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
	if err := in.begin(); err != nil {
		return nil, err
	}
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
func (in *InPlace) Commit(goOn func() error) (err error) {
	defer func() { err = errors.Join(err, in.end()) }()
	slices.SortStableFunc(in.staged, func(a, b *staged) int { return cmp.Compare(a.dir, b.dir) })
	var drafts []string
	for _, s := range in.staged {
		drafts = append(drafts, s.drafts()...)
	}
	if err := in.disk.settle(in.root, drafts); err != nil {
		return errors.Join(fmt.Errorf("write below %s: %w", in.root, err), in.discard())
	}
	for len(in.staged) > 0 {
		if err := goOn(); err != nil {
			return errors.Join(err, in.discard())
		}
		next := in.staged[0]
		in.staged = in.staged[1:]
		if err := next.commit(); err != nil {
			return errors.Join(err, in.discard())
		}
	}
	return nil
}

// Discard leaves the tree as it was.
func (in *InPlace) Discard() error { return errors.Join(in.discard(), in.end()) }

func (in *InPlace) discard() error {
	var errs []error
	for _, s := range in.staged {
		errs = append(errs, s.discard())
	}
	in.staged = nil
	return errors.Join(errs...)
}

// end lets other processes go on.
func (in *InPlace) end() error {
	if in.lock == nil {
		return nil
	}
	lock := in.lock
	in.lock = nil
	return lock.Close()
}
