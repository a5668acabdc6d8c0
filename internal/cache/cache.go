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
// shortly before it was looked at that another change could hide behind the same time, its content is read.
package cache

import (
	"maps"
	"path"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/meshfn/meshfn/internal/fleet"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/run"
	"github.com/meshfn/meshfn/internal/tree"
)

// Cache of one tree and the place that its output goes to. It is safe for concurrent use; two processes may use one.
type Cache struct {
	file string
	root string // of the sources
	dir  string // of the outputs
	now  func() time.Time
	// Inputs is the digest of what a mesh is rendered from, but for other meshes.
	Inputs func(*fleet.Member) (string, error)
	// Folder of a mesh below that of the outputs.
	Folder func(*fleet.Member) string

	mu    sync.Mutex
	stats map[string]stamp
	old   state
	next  state
	kept  map[string]pending
}

// pending is a mesh whose files are looked at once they are written.
type pending struct {
	entry  entry
	files  map[string]string
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
	c := &Cache{
		file: filepath.Join(folder, name), root: root, dir: dir, now: now,
		stats: map[string]stamp{}, kept: map[string]pending{}, next: newState(),
	}
	c.old = load(c.file)
	return c
}

// Foreign reports whether a file of the tree was seen before, concerned no fleet and is untouched.
func (c *Cache) Foreign(name string) bool {
	was := c.old.foreign[name]
	if was == (stamp{}) || was.racy {
		return false
	}
	if c.stat(filepath.Join(c.root, filepath.FromSlash(name))) != was {
		return false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.next.foreign[name] = was
	return true
}

// Seen takes note of a file of the tree that concerns no fleet. What it looks like is asked when the run is over: it may
// be written anew.
func (c *Cache) Seen(name string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.next.foreign[name] = stamp{}
}

// written is a file as it was written; one beside the sources is known not to concern the fleet.
func (c *Cache) written(at, name, digest string, now time.Time) file {
	f := file{path: name, digest: digest, stamp: look(filepath.Join(c.dir, filepath.FromSlash(at)), now)}
	if c.dir == c.root && path.Ext(name) == ".yaml" {
		c.next.foreign[at] = f.stamp
	}
	return f
}

// stat looks at a file once in a run.
func (c *Cache) stat(name string) stamp {
	c.mu.Lock()
	s, known := c.stats[name]
	c.mu.Unlock()
	if known {
		return s
	}
	s = look(name, c.now())
	c.mu.Lock()
	defer c.mu.Unlock()
	c.stats[name] = s
	return s
}

// Recall returns what an earlier run made of a mesh, where all that it was made from and all that it wrote is the same.
func (c *Cache) Recall(m *fleet.Member) (run.Outcome, bool) {
	e, known := c.old.meshes[m.Name()]
	if !known {
		return run.Outcome{}, false
	}
	inputs, err := c.Inputs(m)
	if err != nil || inputs != e.inputs {
		return run.Outcome{}, false
	}
	for question, answer := range e.answers {
		if m.Answer(question) != answer {
			return run.Outcome{}, false
		}
	}
	folder := filepath.Join(c.dir, filepath.FromSlash(c.Folder(m)))
	if krm.Unfinished(folder) {
		return run.Outcome{}, false
	}
	files := make(map[string]string, len(e.files))
	for i, f := range e.files {
		name := filepath.Join(folder, filepath.FromSlash(f.path))
		now := c.stat(name)
		if !f.untouched(name, now) {
			return run.Outcome{}, false
		}
		if now != f.stamp {
			e.files[i].stamp, e.written = now, nil
		}
		files[f.path] = f.digest
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.next.meshes[m.Name()] = e
	o := run.Outcome{Findings: e.findings, Files: files, Shared: e.shared}
	if len(e.note) > 0 {
		o.Note = e.note
	}
	return o, true
}

// Remember takes note of what a run made of a mesh.
func (c *Cache) Remember(m *fleet.Member, o run.Outcome) {
	inputs, err := c.Inputs(m)
	if err != nil {
		return // then it cannot be recalled, and that is all
	}
	e := entry{inputs: inputs, answers: map[string]string{}, findings: o.Findings, shared: o.Shared, note: o.Note}
	for _, question := range m.Asked() {
		e.answers[question] = m.Answer(question)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.kept[m.Name()] = pending{e, o.Files, c.Folder(m)}
}

// Save writes down what the run remembered; call it when the output is written. Of what the run did not come across,
// all is kept where it saw a part of the tree, else what is about its meshes.
func (c *Cache) Save(part bool, meshes []string) error {
	now := c.now()
	for name, e := range c.old.meshes {
		if _, has := c.next.meshes[name]; !has && (part || slices.Contains(meshes, name)) {
			c.next.meshes[name] = e
		}
	}
	for name, s := range c.old.foreign {
		if _, has := c.next.foreign[name]; !has && part {
			c.next.foreign[name] = s
		}
	}
	for key, text := range c.old.loaded {
		if _, has := c.next.loaded[key]; !has && part {
			c.next.loaded[key] = text
		}
	}
	for name, p := range c.kept {
		for _, file := range slices.Sorted(maps.Keys(p.files)) {
			p.entry.files = append(p.entry.files, c.written(path.Join(p.folder, file), file, p.files[file], now))
		}
		c.next.meshes[name] = p.entry
	}
	if !part && c.dir == c.root {
		c.next.foreign[fleet.FactsFile] = stamp{} // those that this run published, or found as it would have them
	}
	for name, s := range c.next.foreign {
		if s == (stamp{}) {
			c.next.foreign[name] = look(filepath.Join(c.root, filepath.FromSlash(name)), now)
		}
	}
	return c.next.save(c.file)
}
