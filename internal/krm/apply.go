package krm

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
)

// Apply carries the plan out, on what is there by now; a plan with findings is refused. It first finishes what an
// interrupted run left.
//
// The output is the old one or the new one whatever happens. An error before the switch leaves the old one and nothing
// else. An error or a crash in the middle of the switch leaves a journal, with which the next run finishes.
func (p *Plan) Apply() error { return p.apply(realDisk{}) }

func (p *Plan) apply(d disk) (err error) {
	if len(p.Findings) > 0 {
		return fmt.Errorf("write %s: %s", p.dir, p.Findings[0].Message)
	}
	if !p.Stale() {
		return nil
	}
	if err := writableAll(d, p.dir, p.Changes); err != nil {
		return fmt.Errorf("write %s: %w", p.dir, err)
	}
	lock, err := d.lock(p.dir, false)
	if err != nil {
		return fmt.Errorf("write %s: %w", p.dir, err)
	}
	defer func() { err = errors.Join(err, lock.Close()) }()
	if err := recoverFolder(d, p.dir); err != nil {
		return fmt.Errorf("finish the interrupted write of %s: %w", p.dir, err)
	}
	now, err := p.again()
	if err != nil {
		return err
	}
	if len(now.Findings) > 0 {
		return fmt.Errorf("write %s: it changed meanwhile: %s", p.dir, now.Findings[0].Message)
	}
	p.Changes, p.unfinished = now.Changes, false
	if len(p.Changes) == 0 {
		return nil
	}
	if err := write(d, p.dir, p.Changes); err != nil {
		return fmt.Errorf("write %s: %w", p.dir, err)
	}
	return nil
}

// writableAll returns an error where a folder that a change touches cannot be written.
func writableAll(d disk, dir string, changes []Change) error {
	asked := map[string]bool{}
	ask := func(folder string) error {
		if asked[folder] {
			return nil
		}
		asked[folder] = true
		return d.writable(folder)
	}
	errs := []error{ask(dir)}
	for _, c := range changes {
		at, err := nearest(d, dir, path.Dir(c.Path))
		if err != nil {
			return err
		}
		errs = append(errs, ask(filepath.Join(dir, filepath.FromSlash(at))))
	}
	return errors.Join(errs...)
}

// nearest returns the folder, or the nearest above it that exists, up to that of the mesh.
func nearest(d disk, dir, folder string) (string, error) {
	for ; folder != "."; folder = path.Dir(folder) {
		if there, err := exists(d, filepath.Join(dir, filepath.FromSlash(folder))); there || err != nil {
			return folder, err
		}
	}
	return ".", nil
}

// recoverFolder finishes the write of an earlier run, or clears away what it had prepared.
func recoverFolder(d disk, dir string) error {
	staging := filepath.Join(dir, stagingName)
	if there, err := exists(d, staging); !there || err != nil {
		return err
	}
	j, err := readJournal(d, dir)
	if err != nil {
		return err
	}
	if j != nil {
		if _, err := j.finish(d, dir); err != nil {
			return err
		}
	}
	return clearStaging(d, dir)
}

// clearStaging removes the staging folder; the journal first, for without it the rest means nothing.
func clearStaging(d disk, dir string) error {
	staging := filepath.Join(dir, stagingName)
	if err := d.remove(filepath.Join(staging, journalName)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return d.removeAll(staging)
}

// write prepares changes, commits to them and switches.
func write(d disk, dir string, changes []Change) error {
	j, draft, err := stageFiles(d, dir, changes)
	if err == nil {
		err = d.settle(dir, []string{filepath.Join(dir, stagingName, draft)})
	}
	if err == nil {
		err = sealJournal(d, dir, draft)
	}
	if err != nil {
		return errors.Join(err, clearStaging(d, dir))
	}
	return switchTo(d, dir, j)
}

// switchTo does what the journal of a folder says, and clears away what it needed.
func switchTo(d disk, dir string, j *journal) error {
	switched, err := j.finish(d, dir)
	if err != nil && !switched {
		return errors.Join(err, clearStaging(d, dir))
	}
	if err != nil {
		return fmt.Errorf("the next run finishes what this one could not: %w", err)
	}
	return clearStaging(d, dir)
}

// outermostMissing returns the outermost folder on the way to folder that does not exist, or "".
func outermostMissing(d disk, dir, folder string) (string, error) {
	missing := ""
	for ; folder != "."; folder = path.Dir(folder) {
		if there, err := exists(d, filepath.Join(dir, filepath.FromSlash(folder))); err != nil {
			return "", err
		} else if !there {
			missing = folder
		}
	}
	return missing, nil
}
