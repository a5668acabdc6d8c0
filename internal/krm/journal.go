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
	"strings"
)

// A write of several files cannot be one step of the file system, so it is prepared in a folder beside the output. Its
// names are none that a tool reads as resources. Once everything is there a journal is put beside it, and from then on
// the new output stands: a reader may see the files change places for a moment, and whoever finds the journal finishes.
const (
	stagingName = ".meshfn"
	journalName = "journal"
)

// journal says what a write does. Paths are relative to the folder of the mesh.
type journal struct {
	// Folders that did not exist; they appear at once, with all that is in them.
	Folders []string `json:"folders"`
	Steps   []step   `json:"steps"`

	// fresh says that this process has just prepared the files: they need not be read to know what is in them.
	fresh bool
}

// step replaces, creates or removes one file. It is only done where the file is still the Old one: who edits a file
// between a crash and the next run does not lose the edit.
type step struct {
	Path string `json:"path"`
	// From is the name in the staging folder; "" for a removal.
	From string `json:"from,omitempty"`
	// Old and New are digests of the whole file; "" for none.
	Old string `json:"old,omitempty"`
	New string `json:"new,omitempty"`
}

// newJournal returns the steps of changes; missing are the folders that do not exist, the outermost of each.
func newJournal(changes []Change, missing []string) *journal {
	j := &journal{Folders: missing, fresh: true}
	for i, c := range changes {
		s := step{Path: c.Path}
		if c.Before != nil {
			s.Old = digest(c.Before)
		}
		if c.After != nil {
			s.From, s.New = strconv.Itoa(i), c.digest
		}
		j.Steps = append(j.Steps, s)
	}
	return j
}

// readJournal returns the journal of a folder, nil where there is none.
func readJournal(d disk, dir string) (*journal, error) {
	j, err := readJournalFile(d, filepath.Join(dir, stagingName, journalName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return j, err
}

func readJournalFile(d disk, name string) (*journal, error) {
	text, err := d.readFile(name)
	if err != nil {
		return nil, err
	}
	j := &journal{}
	if err := json.Unmarshal(text, j); err != nil {
		return nil, fmt.Errorf("read the journal %s: %w", name, err)
	}
	return j, j.validate(name)
}

// validate keeps a journal that somebody else wrote from leading out of the folder.
func (j *journal) validate(name string) error {
	for _, s := range j.Steps {
		if _, err := strconv.ParseUint(s.From, 10, 31); s.From != "" && err != nil {
			return fmt.Errorf("read the journal %s: %q is no file of it", name, s.From)
		}
		if !local(s.Path) {
			return fmt.Errorf("read the journal %s: %q leads out of the folder", name, s.Path)
		}
	}
	for _, f := range j.Folders {
		if !slices.ContainsFunc(j.Steps, func(s step) bool { return strings.HasPrefix(s.Path, f+"/") }) {
			return fmt.Errorf("read the journal %s: %q is no folder of it", name, f)
		}
	}
	return nil
}

// folder returns the index of the new folder that a path is in, or -1.
func (j *journal) folder(name string) int {
	return slices.IndexFunc(j.Folders, func(f string) bool { return strings.HasPrefix(name, f+"/") })
}

// staged returns where the new text of a step may be: as it was written, and inside the folder that is to appear.
func (j *journal) staged(dir string, s step) []string {
	places := []string{filepath.Join(dir, stagingName, s.From)}
	if k := j.folder(s.Path); k >= 0 {
		rel := strings.TrimPrefix(s.Path, j.Folders[k]+"/")
		places = append(places, filepath.Join(j.tree(dir, k), filepath.FromSlash(rel)))
	}
	return places
}

// tree is where the k-th new folder is put together.
func (j *journal) tree(dir string, k int) string {
	return filepath.Join(dir, stagingName, "folder"+strconv.Itoa(k))
}

// resolve returns what will be at a path once the journal is done; now is what is there.
func (j *journal) resolve(d disk, dir, name string, now held) (held, error) {
	k := slices.IndexFunc(j.Steps, func(s step) bool { return s.Path == name })
	if k < 0 || now.digest() != j.Steps[k].Old {
		return now, nil
	}
	s := j.Steps[k]
	if s.From == "" {
		return held{}, nil
	}
	for _, place := range j.staged(dir, s) {
		h, err := readHeld(d, place)
		if err != nil {
			return held{}, err
		}
		if h.text != nil && h.digest() == s.New {
			return h, nil
		}
	}
	return now, nil
}

func (h held) digest() string {
	if h.text == nil {
		return ""
	}
	return digest(h.text)
}

// finish does what is left of a journal. switched reports whether it has changed anything that a reader sees.
func (j *journal) finish(d disk, dir string) (switched bool, err error) {
	for k := range j.Folders {
		if err := j.gather(d, dir, k); err != nil {
			return false, err
		}
	}
	appeared := map[int]bool{}
	for k, f := range j.Folders {
		tree, target := j.tree(dir, k), filepath.Join(dir, filepath.FromSlash(f))
		ready, err := exists(d, tree)
		if err != nil {
			return switched, err
		}
		if there, err := exists(d, target); err != nil {
			return switched, err
		} else if !ready || there {
			continue
		}
		if err := d.mkdir(filepath.Dir(target)); err != nil {
			return switched, err
		}
		if err := d.rename(tree, target); err != nil {
			return switched, err
		}
		appeared[k], switched = true, true
	}
	for _, s := range j.Steps {
		if appeared[j.folder(s.Path)] {
			continue // with its folder
		}
		did, err := j.do(d, dir, s)
		switched = switched || did
		if err != nil {
			return switched, err
		}
	}
	for _, s := range j.Steps {
		if s.From == "" {
			if err := prune(d, dir, path.Dir(s.Path)); err != nil {
				return true, err
			}
		}
	}
	return switched, nil
}

// gather puts a new folder together beside its place, unless something is in that place by now.
func (j *journal) gather(d disk, dir string, k int) error {
	there, err := exists(d, filepath.Join(dir, filepath.FromSlash(j.Folders[k])))
	if there || err != nil {
		return err
	}
	for _, s := range j.Steps {
		if s.From == "" || j.folder(s.Path) != k {
			continue
		}
		places := j.staged(dir, s)
		ready, err := j.ready(d, places[0], s)
		if err != nil {
			return err
		}
		if !ready {
			continue
		}
		if err := d.mkdir(filepath.Dir(places[1])); err != nil {
			return err
		}
		if err := d.rename(places[0], places[1]); err != nil {
			return err
		}
	}
	return nil
}

// ready reports whether the new text of a step is at a place.
func (j *journal) ready(d disk, place string, s step) (bool, error) {
	if j.fresh {
		return exists(d, place)
	}
	now, err := readHeld(d, place)
	return now.digest() == s.New, err
}

// do carries out a step that is not done yet.
func (j *journal) do(d disk, dir string, s step) (did bool, err error) {
	target := filepath.Join(dir, filepath.FromSlash(s.Path))
	now, err := readHeld(d, target)
	if err != nil || now.odd != "" || now.digest() != s.Old || s.Old == s.New {
		return false, err
	}
	if s.From == "" {
		err := d.remove(target)
		return err == nil, err
	}
	for _, place := range j.staged(dir, s) {
		ready, err := j.ready(d, place, s)
		if err != nil {
			return false, err
		}
		if !ready {
			continue
		}
		if err := d.mkdir(filepath.Dir(target)); err != nil {
			return false, err
		}
		err = d.rename(place, target)
		return err == nil, err
	}
	return false, nil
}

// prune removes a folder that has become empty, and those above it that thereby do, up to that of the mesh.
func prune(d disk, dir, folder string) error {
	for ; folder != "."; folder = path.Dir(folder) {
		name := filepath.Join(dir, filepath.FromSlash(folder))
		entries, err := d.readDir(name)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil || len(entries) > 0 {
			return err
		}
		if err := d.remove(name); err != nil {
			return err
		}
	}
	return nil
}
