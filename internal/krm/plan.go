package krm

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"path/filepath"
	"slices"

	"github.com/meshfn/meshfn/internal/finding"
)

// Change is what a write does to one file. Nil bytes stand for no file.
type Change struct {
	Path          string // relative to the plan's folder
	Before, After []byte
	mode          fs.FileMode // of the file that is there
	digest        string      // of After
}

// Plan is what writing an output would do to the folder of one mesh. Making one reads and changes nothing.
type Plan struct {
	Mesh, Folder string
	// Changes, sorted by path; none where the folder is as it should be.
	Changes []Change
	// Unchanged counts the files that are as they should be.
	Unchanged int
	// Files are the digests of all files that the output has, by path.
	Files map[string]string
	// Seen are files of the output as they looked before they were read and found to be right, or when they lay written, by
	// path. One that looks otherwise later is another's.
	Seen map[string]fs.FileInfo
	// Findings are what forbids the write: edited files, files of others.
	Findings []finding.Finding

	dir        string
	arena      *arena // where those of the changes lie
	again      func() (*Plan, error)
	unfinished bool // a run before this one left its staging folder
}

// Compare plans the write of out below root. Files of the folder that the output does not name, and its record neither,
// are not even read. With force, edited files and files of others are overwritten.
func Compare(root string, out Output, force bool) (*Plan, error) {
	return compare(realDisk{}, root, out, force)
}

// Removal plans the deletion of what its record says was generated in a folder, for a mesh that is gone. A folder
// without a record gives an empty plan.
func Removal(root, folder string, force bool) (*Plan, error) {
	return removal(realDisk{}, root, folder, force)
}

// Write compares and, without findings, writes. See Plan.Apply for what holds when it fails.
func Write(root string, out Output, force bool) (*Plan, error) {
	p, err := Compare(root, out, force)
	if err != nil || len(p.Findings) > 0 {
		return p, err
	}
	return p, p.Apply()
}

// Stale reports whether there is anything to write, or left to finish from an interrupted run.
func (p *Plan) Stale() bool { return len(p.Changes) > 0 || p.unfinished }

func compare(d disk, root string, out Output, force bool) (*Plan, error) {
	p := &planner{view: newView(d, root, out.Folder), judge: judge{force: force, at: below(out.Folder)}}
	plan := &Plan{Mesh: out.Mesh, Folder: out.Folder, dir: p.view.dir, again: func() (*Plan, error) { return compare(d, root, out, force) }}
	if !slices.ContainsFunc(out.Items, Item.forCluster) {
		plan.Findings = p.judge.empty(out.Mesh)
		return plan, nil
	}
	return plan, p.run(plan, &out)
}

func removal(d disk, root, folder string, force bool) (*Plan, error) {
	p := &planner{view: newView(d, root, folder), judge: judge{force: force, at: below(folder)}}
	plan := &Plan{Folder: folder, dir: p.view.dir, again: func() (*Plan, error) { return removal(d, root, folder, force) }}
	return plan, p.run(plan, nil)
}

// letGo forgets the texts of a plan that is carried out; which files it changes it still says.
func (p *Plan) letGo() {
	for i := range p.Changes {
		for _, text := range []*[]byte{&p.Changes[i].Before, &p.Changes[i].After} {
			if *text != nil {
				*text = []byte{}
			}
		}
	}
	if p.arena != nil {
		p.arena.release()
		p.arena = nil
	}
}

// stays takes note of a file that is as it should be.
func (p *Plan) stays(name string, held held) {
	p.Unchanged++
	p.saw(name, held.info)
}

func (p *Plan) saw(name string, info fs.FileInfo) {
	if p.Seen == nil {
		p.Seen = map[string]fs.FileInfo{}
	}
	p.Seen[name] = info
}

func below(folder string) func(string) string {
	return func(name string) string { return path.Join(folder, name) }
}

// planner fills a plan.
type planner struct {
	view  *view
	judge judge
	plan  *Plan
}

// run plans the write of out, or without it the removal of everything.
func (p *planner) run(plan *Plan, out *Output) (err error) {
	p.plan = plan
	if plan.unfinished, err = p.view.load(); err != nil {
		return fmt.Errorf("compare %s: %w", p.view.dir, err)
	}
	if err := p.files(out); err != nil {
		return fmt.Errorf("compare %s: %w", p.view.dir, err)
	}
	slices.SortFunc(plan.Changes, func(a, b Change) int { return cmp.Compare(a.Path, b.Path) })
	return nil
}

func (p *planner) files(out *Output) error {
	held, err := p.view.read(RecordFile)
	if err != nil {
		return err
	}
	objects, err := Decode(held.text)
	if out == nil && err == nil && !slices.ContainsFunc(objects, isRecord) {
		return nil // nothing, or somebody else's
	}
	old, findings := p.judge.record(objects, err)
	p.plan.Findings = findings
	var wanted []File // no text: to be removed
	next := &Record{}
	if out != nil {
		p.plan.arena = spareArenas.Get().(*arena)
		if wanted, next, err = out.files(p.plan.arena); err != nil {
			return err
		}
		p.plan.Files = map[string]string{}
		for _, f := range wanted {
			if p.plan.Files[f.Path] = next.Files[f.Path]; p.plan.Files[f.Path] == "" {
				p.plan.Files[f.Path] = digest(f.Text)
			}
		}
	} else {
		p.plan.Mesh = old.Mesh
	}
	for _, name := range append(slices.Collect(maps.Keys(old.Files)), RecordFile, ChecklistFile) {
		if !slices.ContainsFunc(wanted, func(f File) bool { return f.Path == name }) {
			wanted = append(wanted, File{Path: name})
		}
	}
	slices.SortFunc(wanted, func(a, b File) int { return cmp.Compare(a.Path, b.Path) })
	for _, f := range wanted {
		if err := p.file(f, old.Files[f.Path], next.Files[f.Path]); err != nil {
			return err
		}
	}
	return nil
}

// file compares one file with what is wanted there; no text means none.
func (p *planner) file(f File, recorded, wanted string) error {
	held, err := p.view.read(f.Path)
	if err != nil {
		return err
	}
	if held.odd != "" && f.Text == nil {
		return nil // somebody has put something else there
	}
	if held.odd == "" && (held.text == nil) == (f.Text == nil) && bytes.Equal(held.text, f.Text) {
		if f.Text != nil {
			p.plan.stays(f.Path, held)
		}
		return nil
	}
	now := standing{odd: held.odd}
	switch {
	case held.odd != "" || f.Path == RecordFile:
	case f.Path == ChecklistFile:
		if now.hash, recorded = checklist(held.text); recorded == "" && f.Text == nil {
			return nil // somebody else's
		}
		if f.Text != nil {
			wanted = digest(f.Text)
		}
	case digest(held.text) == recorded: // the common case needs no parse
	default:
		now = stand(held.text)
	}
	p.plan.Findings = append(p.plan.Findings, p.judge.replace(f.Path, now, recorded, wanted)...)
	c := Change{Path: f.Path, Before: held.text, After: f.Text, mode: held.mode, digest: p.plan.Files[f.Path]}
	p.plan.Changes = append(p.plan.Changes, c)
	return nil
}

// view reads the files of a mesh's folder as they will be once an interrupted run is finished.
type view struct {
	disk    disk
	dir     string
	journal *journal
	folders map[string]string // what is odd about a folder, by path; "" for nothing
}

func newView(d disk, root, folder string) *view {
	return &view{disk: d, dir: filepath.Join(root, filepath.FromSlash(folder)), folders: map[string]string{}}
}

// load reads the journal and reports whether a run before this one left anything behind.
func (v *view) load() (unfinished bool, err error) {
	if unfinished, err = exists(v.disk, filepath.Join(v.dir, stagingName)); unfinished {
		v.journal, err = readJournal(v.disk, v.dir)
	}
	return unfinished, err
}

// held is what is at a path.
type held struct {
	text []byte // nil for nothing
	mode fs.FileMode
	odd  string      // what is there instead of a plain file
	info fs.FileInfo // from before it was read
}

func (v *view) read(name string) (held, error) {
	odd, err := v.folder(path.Dir(name))
	if odd != "" || err != nil {
		return held{odd: odd}, err
	}
	now, err := readHeld(v.disk, filepath.Join(v.dir, filepath.FromSlash(name)))
	if err != nil || now.odd != "" || v.journal == nil {
		return now, err
	}
	return v.journal.resolve(v.disk, v.dir, name, now)
}

// folder returns what is odd about a folder or one above it, up to that of the mesh.
func (v *view) folder(name string) (string, error) {
	if name == "." {
		return "", nil
	}
	if odd, known := v.folders[name]; known {
		return odd, nil
	}
	odd, err := v.folder(path.Dir(name))
	if odd == "" && err == nil {
		odd, err = v.oddFolder(name)
	}
	v.folders[name] = odd
	return odd, err
}

func (v *view) oddFolder(name string) (string, error) {
	info, err := v.disk.lstat(filepath.Join(v.dir, filepath.FromSlash(name)))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", nil
	case err != nil:
		return "", err
	case info.IsDir():
		return "", nil
	}
	return "below " + name + ", which is " + describeMode(info.Mode()), nil
}

func readHeld(d disk, name string) (held, error) {
	info, err := d.lstat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return held{}, nil
	}
	if err != nil {
		return held{}, err
	}
	if !info.Mode().IsRegular() {
		return held{odd: describeMode(info.Mode())}, nil
	}
	text, err := d.readFile(name)
	if err != nil {
		return held{}, err
	}
	if text == nil {
		text = []byte{}
	}
	return held{text: text, mode: info.Mode().Perm(), info: info}, nil
}

func describeMode(m fs.FileMode) string {
	switch {
	case m.IsDir():
		return "a folder"
	case m&fs.ModeSymlink != 0:
		return "a link"
	case m.IsRegular():
		return "a file"
	}
	return "no plain file"
}
