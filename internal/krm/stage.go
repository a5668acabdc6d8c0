package krm

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
)

// staged is a plan whose new files lie beside the output, in the staging folder, and whose texts need not be held any
// longer. A reader sees nothing of it before the commit.
type staged struct {
	disk disk
	dir  string
	// draft is the name of the journal before it counts; "" where nothing is to be written.
	draft string
	// late is the plan of a folder in which another write comes first, as one that was interrupted: that, too, is left to
	// the commit.
	late *Plan
}

// Unfinished reports whether a run before this one left something in the folder of a mesh, or may have.
func Unfinished(dir string) bool {
	there, err := exists(realDisk{}, filepath.Join(dir, stagingName))
	return there || err != nil
}

// stage prepares the plan; one with findings is refused. The caller ends with commit or discard, and makes the drafts
// durable before that.
//
// The folder is not locked in between. Where another process writes to it or a file is edited, commit is an error and
// leaves what is there.
func (p *Plan) stage(d disk) (s *staged, err error) {
	s = &staged{disk: d, dir: p.dir}
	switch {
	case len(p.Findings) > 0:
		return nil, fmt.Errorf("write %s: %s", p.dir, p.Findings[0].Message)
	case !p.Stale():
		return s, nil
	}
	defer func() {
		if err != nil {
			s, err = nil, fmt.Errorf("prepare the write of %s: %w", p.dir, err)
		}
	}()
	if err := writableAll(d, p.dir, p.Changes); err != nil {
		return s, err
	}
	lock, err := d.lock(p.dir, false)
	if err != nil {
		return s, err
	}
	defer func() { err = errors.Join(err, lock.Close()) }()
	if j, err := readJournal(d, p.dir); j != nil || err != nil {
		s.late = p
		return s, err
	}
	// Of an interrupted run, or of another process, which finds out at its commit.
	if there, err := exists(d, filepath.Join(p.dir, stagingName)); err != nil {
		return s, err
	} else if there {
		if err := clearStaging(d, p.dir); err != nil {
			return s, err
		}
	}
	if len(p.Changes) == 0 {
		return s, nil
	}
	_, draft, err := stageFiles(d, p.dir, p.Changes)
	if err == nil {
		err = p.look(d, func(i int) string { return filepath.Join(p.dir, stagingName, strconv.Itoa(i)) })
	}
	if err != nil {
		return s, errors.Join(err, clearStaging(d, p.dir))
	}
	s.draft = draft
	return s, nil
}

// look takes note of what the files look like that lie prepared; a rename keeps what tells them from others.
func (p *Plan) look(d disk, at func(change int) string) error {
	for i, c := range p.Changes {
		if c.After == nil {
			continue
		}
		info, err := d.lstat(at(i))
		if err != nil {
			return err
		}
		p.saw(c.Path, info)
	}
	return nil
}

// drafts are the files that have to be settled before Commit.
func (s *staged) drafts() []string {
	if s.draft == "" {
		return nil
	}
	return []string{filepath.Join(s.dir, stagingName, s.draft)}
}

// commit switches to the new output; see Plan.Apply for what holds when it fails.
func (s *staged) commit() (err error) {
	if s.late != nil {
		return s.late.apply(s.disk)
	}
	if s.draft == "" {
		return nil
	}
	defer func() {
		if err != nil {
			err = fmt.Errorf("write %s: %w", s.dir, err)
		}
	}()
	lock, err := s.disk.lock(s.dir, false)
	if err != nil {
		return errors.Join(err, s.discard())
	}
	defer func() { err = errors.Join(err, lock.Close()) }()
	j, err := readJournalFile(s.disk, filepath.Join(s.dir, stagingName, s.draft))
	if errors.Is(err, fs.ErrNotExist) {
		return errors.New("another meshfn has written there meanwhile")
	}
	if err == nil {
		j.fresh = true
		err = j.stands(s.disk, s.dir)
	}
	if err == nil {
		err = sealJournal(s.disk, s.dir, s.draft)
	}
	if err != nil {
		return errors.Join(err, clearStaging(s.disk, s.dir))
	}
	return switchTo(s.disk, s.dir, j)
}

// discard leaves the output as it was. What another process has prepared by now is not touched.
func (s *staged) discard() (err error) {
	if s.draft == "" {
		return nil
	}
	lock, err := s.disk.lock(s.dir, false)
	if errors.Is(err, errLocked) {
		return nil // it clears away what it finds
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lock.Close()) }()
	if there, err := exists(s.disk, filepath.Join(s.dir, stagingName, s.draft)); !there || err != nil {
		return err
	}
	return clearStaging(s.disk, s.dir)
}

// stands returns an error where a file is no longer the one that a step was made for.
func (j *journal) stands(d disk, dir string) error {
	for _, s := range j.Steps {
		now, err := readHeld(d, filepath.Join(dir, filepath.FromSlash(s.Path)))
		if err != nil {
			return err
		}
		if now.odd != "" || now.digest() != s.Old {
			return fmt.Errorf("%s changed meanwhile", s.Path)
		}
	}
	return nil
}

// stageFiles puts the new files into the staging folder, and the journal as a draft. The draft is named by its content:
// whoever finds it under that name finds the files that belong to it.
func stageFiles(d disk, dir string, changes []Change) (*journal, string, error) {
	staging := filepath.Join(dir, stagingName)
	if err := d.mkdir(staging); err != nil {
		return nil, "", err
	}
	var missing []string
	for i, c := range changes {
		if c.After == nil {
			continue
		}
		if err := d.create(filepath.Join(staging, strconv.Itoa(i)), c.After, c.mode); err != nil {
			return nil, "", err
		}
		folder, err := outermostMissing(d, dir, path.Dir(c.Path))
		if err != nil {
			return nil, "", err
		}
		if folder != "" && !slices.Contains(missing, folder) {
			missing = append(missing, folder)
		}
	}
	j := newJournal(changes, missing)
	text, err := json.Marshal(j)
	if err != nil {
		return nil, "", err
	}
	name := journalName + "." + digest(text)[len("sha256:"):]
	return j, name, d.create(filepath.Join(staging, name), text, 0)
}

// sealJournal makes a draft the journal: from here on the new output stands. The draft has to be settled. The renames that
// follow come after this one on a disk, too, where a file system keeps their order, as those with a journal do.
func sealJournal(d disk, dir, draft string) error {
	staging := filepath.Join(dir, stagingName)
	return d.rename(filepath.Join(staging, draft), filepath.Join(staging, journalName))
}
