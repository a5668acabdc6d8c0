package krm

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
)

// Out writes the outputs of many meshes below one folder that is not theirs, OUT/<mesh>/. Everything appears at once,
// by one rename of OUT: the new tree is put together beside it, what stays is linked into it, and the two change places.
//
// So OUT must be able to move: it is no mount point, not the folder that the process runs in, and no checkout of its own.
// Files in it that are nobody's output are carried over.
type Out struct {
	disk   disk
	dir    string // what OUT is, links resolved
	force  bool
	lock   io.Closer
	mu     sync.Mutex
	staged bool // the new tree exists
}

// OpenOut prepares OUT, which need not exist. It waits while another process writes beside it, after it has told waiting, which
// may be nil, the folder. The caller ends with Commit or Discard.
func OpenOut(dir string, force bool, waiting func(folder string)) (*Out, error) {
	return openOut(realDisk{waiting}, dir, force)
}

func openOut(d disk, dir string, force bool) (*Out, error) {
	out := &Out{disk: d, force: force}
	var err error
	if out.dir, err = movable(d, dir); err != nil {
		return nil, fmt.Errorf("write to %s: %w", dir, err)
	}
	parent := filepath.Dir(out.dir)
	if err := d.mkdir(parent); err != nil {
		return nil, fmt.Errorf("write to %s: %w", dir, err)
	}
	if err := d.writable(parent); err != nil {
		return nil, fmt.Errorf("write to %s, which is switched by a rename in the folder above it: %w", dir, err)
	}
	if out.lock, err = d.lock(parent, true); err != nil {
		return nil, fmt.Errorf("write to %s: %w", dir, err)
	}
	if err := out.recover(); err != nil {
		return nil, errors.Join(fmt.Errorf("clear away an interrupted write to %s: %w", dir, err), out.lock.Close())
	}
	return out, nil
}

// movable returns the absolute path of a folder that may be put in another's place.
func movable(d disk, dir string) (string, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	if real, err := filepath.EvalSymlinks(abs); err == nil {
		abs = real
	}
	info, err := d.lstat(abs)
	if errors.Is(err, fs.ErrNotExist) {
		return abs, nil
	}
	if err != nil {
		return "", err
	}
	if !info.IsDir() {
		return "", errors.New("not a folder")
	}
	if git, err := exists(d, filepath.Join(abs, ".git")); err != nil {
		return "", err
	} else if git {
		return "", errors.New("it is a git checkout; name a folder in it")
	}
	here, err := os.Getwd()
	if err != nil {
		return "", err
	}
	if rel, err := filepath.Rel(abs, here); err == nil && filepath.IsLocal(rel) {
		return "", errors.New("it is replaced as a whole and cannot be the current folder; name another")
	}
	return abs, nil
}

// next is the tree that is put together, and after the switch the old one; aside is the old one where a file system
// cannot exchange two folders.
func (out *Out) next() string  { return out.beside("next") }
func (out *Out) aside() string { return out.beside("old") }

func (out *Out) beside(what string) string {
	return filepath.Join(filepath.Dir(out.dir), "."+filepath.Base(out.dir)+"."+what+stagingName)
}

func (out *Out) recover() error {
	there, err := exists(out.disk, out.dir)
	if err != nil {
		return err
	}
	if old, err := exists(out.disk, out.aside()); err != nil {
		return err
	} else if old && !there {
		if err := out.disk.rename(out.aside(), out.dir); err != nil {
			return err
		}
	}
	return out.clear()
}

func (out *Out) clear() error {
	return errors.Join(out.disk.removeAll(out.next()), out.disk.removeAll(out.aside()))
}

// Add compares the output of a mesh with what OUT holds of it and, where nothing forbids it, prepares the new. Its
// Folder is that below OUT. It may be called from several goroutines, for different meshes. The changes of the plan no
// longer hold their texts.
func (out *Out) Add(o Output) (*Plan, error) {
	plan, err := compare(out.disk, out.dir, o, out.force)
	if err != nil || len(plan.Findings) > 0 {
		return plan, err
	}
	defer plan.letGo()
	return plan, out.stage(plan)
}

func (out *Out) stage(plan *Plan) error {
	if len(plan.Changes) == 0 {
		return nil
	}
	if err := out.begin(); err != nil {
		return err
	}
	dir := filepath.Join(out.next(), filepath.FromSlash(plan.Folder))
	for _, c := range plan.Changes {
		if err := place(out.disk, dir, c); err != nil {
			return fmt.Errorf("prepare %s: %w", out.dir, err)
		}
	}
	if err := plan.look(out.disk, func(i int) string { return filepath.Join(dir, filepath.FromSlash(plan.Changes[i].Path)) }); err != nil {
		return fmt.Errorf("prepare %s: %w", out.dir, err)
	}
	return nil
}

// begin puts the new tree beside the old one, with links to all that is in it.
func (out *Out) begin() error {
	out.mu.Lock()
	defer out.mu.Unlock()
	if out.staged {
		return nil
	}
	out.staged = true
	if err := carry(out.disk, out.dir, out.next()); err != nil {
		return fmt.Errorf("prepare %s: %w", out.dir, err)
	}
	return nil
}

// AddGone prepares the removal of what OUT holds of meshes other than those that are named, and returns the plans; of none
// for nil.
func (out *Out) AddGone(meshes []string) ([]*Plan, error) {
	plans, err := removals(out.disk, out.dir, meshes, out.force)
	if err != nil {
		return nil, err
	}
	for _, plan := range plans {
		if len(plan.Findings) > 0 {
			continue
		}
		if err := out.stage(plan); err != nil {
			return plans, err
		}
	}
	return plans, nil
}

// Commit switches OUT to what was added, unless goOn says otherwise.
func (out *Out) Commit(goOn func() error) (err error) {
	defer func() { err = errors.Join(err, out.end()) }()
	if err := goOn(); err != nil || !out.staged {
		return err
	}
	if err := out.turn(); err != nil {
		return fmt.Errorf("switch %s by a rename (a mount point cannot be; name a folder in it): %w", out.dir, err)
	}
	return nil
}

// removals plans what goes with the folders below dir that belong to none of the meshes; nil are all that there may be.
func removals(d disk, dir string, meshes []string, force bool) ([]*Plan, error) {
	if meshes == nil {
		return nil, nil
	}
	entries, err := d.readDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("look for meshes that are gone: %w", err)
	}
	var plans []*Plan
	for _, e := range entries {
		if !e.IsDir() || slices.Contains(meshes, e.Name()) {
			continue
		}
		plan, err := removal(d, dir, e.Name(), force)
		if err != nil {
			return nil, err
		}
		if len(plan.Changes) > 0 {
			plans = append(plans, plan)
		}
	}
	return plans, nil
}

// turn puts the new tree in the place of the old one.
func (out *Out) turn() error {
	there, err := exists(out.disk, out.dir)
	if err != nil {
		return err
	}
	if !there {
		return out.disk.rename(out.next(), out.dir)
	}
	err = out.disk.exchange(out.next(), out.dir)
	if !errors.Is(err, errors.ErrUnsupported) {
		return err
	}
	if err := out.disk.rename(out.dir, out.aside()); err != nil {
		return err
	}
	if err := out.disk.rename(out.next(), out.dir); err != nil {
		return errors.Join(err, out.disk.rename(out.aside(), out.dir))
	}
	return nil
}

// Discard leaves OUT as it was.
func (out *Out) Discard() error { return out.end() }

func (out *Out) end() error {
	if out.lock == nil {
		return nil
	}
	lock := out.lock
	out.lock = nil
	return errors.Join(out.clear(), lock.Close())
}
