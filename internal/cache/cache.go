// Package cache remembers what a render read and wrote, so that the next one does only what changed can reach. It is never
// needed: what it says is believed only where it can be checked against the inputs and the files that are there, a broken
// one is as good as none, and it may be deleted at any time.
//
// A mesh is as it was when the digest of all that it is rendered from is the same (this program, mesh.yaml with its path,
// the defaults, overlays, charts), each question that it asked about other meshes has the same answer, and every file
// that was written is untouched. Questions are recorded while it renders: what others do to it is not derived a second
// time.
//
// A file is untouched when size, times and inode are those that were seen, as git judges. Where it was changed so
// shortly before it was looked at that another change could hide behind the same time, its content is read. A folder holds
// the names that it held by the same signs, on file systems that are known to keep them.
package cache

import (
	"errors"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/meshfn/meshfn/internal/fleet"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/run"
	"github.com/meshfn/meshfn/internal/tree"
)

// Cache of one tree and the place that its output goes to. It is safe for concurrent use; two processes may use one.
type Cache struct {
	file  string
	root  string // of the sources
	dir   string // of the outputs
	now   func() time.Time
	times folderTimes
	// Inputs is the digest of what a mesh is rendered from, but for other meshes.
	Inputs func(*fleet.Member) (string, error)
	// Folder of a mesh below that of the outputs.
	Folder func(*fleet.Member) string

	old state

	mu    sync.Mutex
	next  state
	kept  map[string]pending
	facts stamp // of the published facts, as they were compared or lay prepared
}

// pending is a mesh whose files are looked at once they are written.
type pending struct {
	entry  entry
	files  map[string]string
	seen   map[string]stamp // as they were compared or lay prepared
	folder string
}

var (
	_ run.Memory = (*Cache)(nil)
	_ tree.Index = (*Cache)(nil)
)

// Open reads the cache of a tree below a folder for caches. Program identifies the program that renders; the outputs lie
// below dir.
func Open(folder, program, root, dir string, now func() time.Time) *Cache {
	name := krm.Digest([]byte(program + "\x00" + root + "\x00" + dir))[len("sha256:"):]
	c := &Cache{file: filepath.Join(folder, name), root: root, dir: dir, now: now, times: timesOf(root), kept: map[string]pending{}}
	c.old = load(c.file)
	c.next = newState(len(c.old.meshes), len(c.old.folders), len(c.old.loaded))
	return c
}

// Recall returns what an earlier run made of a mesh, where all that it was made from and all that it wrote is the same.
func (c *Cache) Recall(m *fleet.Member) (run.Recalled, bool) {
	e, known := c.old.meshes[m.Name()]
	inputs, err := c.Inputs(m) // of an unknown mesh, too: charts are to be looked at before they are used
	if err != nil || !known || inputs != e.inputs {
		return run.Recalled{}, false
	}
	for _, a := range e.answers {
		if m.Answer(a.question) != a.text {
			return run.Recalled{}, false
		}
	}
	folder := c.Folder(m)
	if krm.Unfinished(filepath.Join(c.dir, filepath.FromSlash(folder))) {
		return run.Recalled{}, false
	}
	if !c.lies(folder, e.files) {
		return run.Recalled{}, false
	}
	for i, f := range e.files {
		now, untouched := c.untouched(folder+"/"+f.path, f)
		if !untouched {
			return run.Recalled{}, false
		}
		if now != f.stamp {
			e.files[i].stamp, e.written = now, ""
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.next.meshes[m.Name()] = e
	was := run.Recalled{Findings: e.findings, Files: len(e.files), Shared: e.shared}
	if len(e.note) > 0 {
		was.Note = []byte(e.note)
	}
	return was, true
}

// lies reports whether the files of a mesh lie below folders and not below links, and no checklist beside them that an
// earlier render left and a next one would delete.
func (c *Cache) lies(folder string, files []file) bool {
	asked := map[string]bool{}
	checklist := false
	for _, f := range files {
		checklist = checklist || f.path == krm.ChecklistFile
		for dir := path.Dir(f.path); dir != "." && !asked[dir]; dir = path.Dir(dir) {
			asked[dir] = true
			if !c.isFolder(path.Join(folder, dir)) {
				return false
			}
		}
	}
	return checklist || !c.exists(path.Join(folder, krm.ChecklistFile))
}

// isFolder reports whether there is a folder below the outputs, and no link to one.
func (c *Cache) isFolder(at string) bool {
	if c.dir == c.root {
		if f := c.next.folders[at]; f != nil && f.stamp != (stamp{}) {
			return true // it was listed
		}
	}
	_, kind, _ := details(c.dir + "/" + at)
	return kind == fs.ModeDir
}

// exists reports whether there is anything of a name below the outputs.
func (c *Cache) exists(at string) bool {
	if c.dir == c.root {
		if f := c.next.folders[path.Dir(at)]; f != nil && f.stamp != (stamp{}) {
			return f.find(path.Base(at)) != nil
		}
	}
	_, err := os.Lstat(c.dir + "/" + at)
	return !errors.Is(err, fs.ErrNotExist)
}

// untouched reports whether a file below the outputs holds what was written, and how it looks now.
func (c *Cache) untouched(at string, f file) (now stamp, untouched bool) {
	if c.dir == c.root { // then Foreign has looked at it
		if n := c.find(strings.TrimPrefix(at, "./")); n != nil {
			now = n.now
		}
	}
	name := c.dir + "/" + at
	if now == (stamp{}) {
		now = look(name, c.now())
	}
	return now, f.untouched(name, now)
}

// Remember takes note of what a run made of a mesh.
func (c *Cache) Remember(m *fleet.Member, o run.Outcome) {
	inputs, err := c.Inputs(m)
	if err != nil {
		return // then it cannot be recalled, and that is all
	}
	e := entry{inputs: inputs, findings: o.Findings, shared: o.Shared, note: string(o.Note)}
	for _, question := range m.Asked() {
		e.answers = append(e.answers, answer{question, m.Answer(question)})
	}
	seen := make(map[string]stamp, len(o.Seen))
	for name, info := range o.Seen {
		seen[name] = stampOf(info)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.kept[m.Name()] = pending{e, o.Files, seen, c.Folder(m)}
}

// RememberShared takes note of the files of the whole tree.
func (c *Cache) RememberShared(seen map[string]fs.FileInfo) {
	if info := seen[fleet.FactsFile]; info != nil {
		c.facts = stampOf(info)
	}
}

// Save writes down what the run remembered; call it when the output is written. Of what the run did not come across,
// all is kept where it saw a part of the tree, else what is about its meshes.
func (c *Cache) Save(part bool, meshes []string) error {
	if part {
		carry(c.next.meshes, c.old.meshes)
		carry(c.next.folders, c.old.folders)
		carry(c.next.loaded, c.old.loaded)
	}
	for _, name := range meshes {
		if e, was := c.old.meshes[name]; was {
			carry(c.next.meshes, map[string]entry{name: e})
		}
	}
	for name, p := range c.kept {
		for _, f := range slices.Sorted(maps.Keys(p.files)) {
			p.entry.files = append(p.entry.files, c.written(p, f))
		}
		c.next.meshes[name] = p.entry
	}
	if !part && c.dir == c.root { // those that this run published, or found as it would have them
		if facts := look(c.path(fleet.FactsFile), c.now()); facts.same(c.facts) {
			c.wrote(fleet.FactsFile, facts)
		}
	}
	return c.next.save(c.file)
}

// carry adds what a map lacks.
func carry[V any](into, from map[string]V) {
	for name, v := range from {
		if _, has := into[name]; !has {
			into[name] = v
		}
	}
}

// written is a file as it was written; one beside the sources is known not to concern the fleet. One that looks otherwise
// than it did when it was compared or lay prepared is another's by now.
func (c *Cache) written(p pending, name string) file {
	at := path.Join(p.folder, name)
	f := file{path: name, digest: p.files[name], stamp: look(filepath.Join(c.dir, filepath.FromSlash(at)), c.now())}
	ours := f.same(p.seen[name])
	f.racy = f.racy || !ours
	if ours && c.dir == c.root && path.Ext(name) == ".yaml" {
		c.wrote(at, f.stamp)
	}
	return f
}
