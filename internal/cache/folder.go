package cache

import (
	"cmp"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"sort"
	"strings"

	"github.com/meshfn/meshfn/internal/krm"
)

// folder is one of the tree as it was listed: what lies in it, and of each file whether it concerns the fleet.
type folder struct {
	stamp         // from before it was listed; the zero stamp for one that is known only by what was written into it
	names []named // sorted by name
}

// named is something in a folder.
type named struct {
	name string
	kind fs.FileMode // its type
	// foreign is what a file looked like that did not concern the fleet, however it looks now.
	foreign stamp
	// now is what it looks like in this run, once somebody has asked.
	now stamp
}

// search returns where a name stands, or would. Only names are read: the rest may be changed meanwhile.
func (f *folder) search(name string) (i int, known bool) {
	return sort.Find(len(f.names), func(i int) int { return strings.Compare(name, f.names[i].name) })
}

// find returns what has a name, nil where nothing is known of it.
func (f *folder) find(name string) *named {
	if f == nil {
		return nil
	}
	if i, known := f.search(name); known {
		return &f.names[i]
	}
	return nil
}

// add returns what has a name, as a plain file where nothing was known of it.
func (f *folder) add(name string) *named {
	i, known := f.search(name)
	if !known {
		f.names = slices.Insert(f.names, i, named{name: name})
	}
	return &f.names[i]
}

// listed is a folder as it lies there now; of its files is known what was.
func listed(s stamp, entries []fs.DirEntry, was *folder) *folder {
	f := &folder{stamp: s, names: make([]named, len(entries))}
	for i, e := range entries {
		f.names[i] = named{name: e.Name(), kind: e.Type()}
		if known := was.find(e.Name()); known != nil {
			f.names[i].foreign = known.foreign
		}
	}
	slices.SortFunc(f.names, func(a, b named) int { return cmp.Compare(a.name, b.name) })
	return f
}

// entries of a folder that lies in dir.
func (f *folder) entries(dir string) []fs.DirEntry {
	all, entries := make([]dirEntry, len(f.names)), make([]fs.DirEntry, len(f.names))
	for i := range f.names {
		all[i] = dirEntry{&f.names[i], dir}
		entries[i] = &all[i]
	}
	return entries
}

// dirEntry is something in a folder that was listed before.
type dirEntry struct {
	*named
	dir string
}

var _ fs.DirEntry = (*dirEntry)(nil)

func (e *dirEntry) Name() string      { return e.name }
func (e *dirEntry) IsDir() bool       { return e.kind.IsDir() }
func (e *dirEntry) Type() fs.FileMode { return e.kind }

func (e *dirEntry) Info() (fs.FileInfo, error) { return os.Lstat(filepath.Join(e.dir, e.name)) }

// sources is the file system of the tree, or a folder of it.
type sources struct {
	krm.Folder
	at    string
	cache *Cache
}

var (
	_ fs.ReadDirFS = sources{}
	_ fs.SubFS     = sources{}
)

// Sources is the file system of the tree. A folder that has not changed since it was listed is not listed again.
func (c *Cache) Sources() fs.FS { return sources{krm.Folder(c.root), ".", c} }

func (s sources) Sub(name string) (fs.FS, error) {
	return sources{krm.Folder(filepath.Join(string(s.Folder), filepath.FromSlash(name))), path.Join(s.at, name), s.cache}, nil
}

func (s sources) ReadDir(name string) ([]fs.DirEntry, error) {
	at, c := name, s.cache
	if s.at != "." {
		at = path.Join(s.at, name)
	}
	dir := c.path(at)
	now, was := c.times.look(dir, c.now()), c.old.folders[at]
	if was != nil && now == was.stamp && now.trusted() {
		c.keep(at, was)
		return was.entries(dir), nil
	}
	entries, err := s.Folder.ReadDir(name)
	if err == nil {
		c.keep(at, listed(now, entries, was))
	}
	return entries, err
}

// keep takes note of a folder of the tree.
func (c *Cache) keep(at string, f *folder) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.next.folders[at] = f
}

// path of a file of the tree.
func (c *Cache) path(name string) string {
	return c.root + string(filepath.Separator) + filepath.FromSlash(name)
}

// find returns what is known of a file of the tree, nil where its folder was not listed.
func (c *Cache) find(name string) *named {
	dir, base := split(name)
	return c.next.folders[dir].find(base)
}

// split a slash path into the folder and the name in it.
func split(name string) (dir, base string) {
	i := strings.LastIndexByte(name, '/')
	if i < 0 {
		return ".", name
	}
	return name[:i], name[i+1:]
}

// Foreign reports whether a file of the tree was seen before, concerned no fleet and is untouched.
func (c *Cache) Foreign(name string) bool {
	n := c.find(name)
	if n == nil {
		return false
	}
	n.now = look(c.path(name), c.now())
	return n.now == n.foreign && n.now.trusted()
}

// Seen takes note of a file of the tree that concerns no fleet. It was asked for by Foreign before it was read: what it has
// become since is not known.
func (c *Cache) Seen(name string) {
	if n := c.find(name); n != nil {
		n.foreign = n.now
	}
}

// wrote takes note of how a file of the tree looks that this program wrote, and that does not concern the fleet. One that
// is gone by now is left out: it would be there for the next run, if nothing else happens in its folder.
func (c *Cache) wrote(name string, s stamp) {
	if s == (stamp{}) {
		return
	}
	dir, base := split(name)
	f := c.next.folders[dir]
	if f == nil {
		f = &folder{}
		c.next.folders[dir] = f
	}
	f.add(base).foreign = s
}
