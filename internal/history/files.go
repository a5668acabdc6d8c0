package history

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/filemode"
	"github.com/go-git/go-git/v5/plumbing/object"
	"github.com/go-git/go-git/v5/plumbing/storer"
)

// Files is a tree of git objects. Links are followed inside it, and those that lead out of it or in a circle are not there;
// submodules are empty folders.
type Files struct {
	root plumbing.Hash

	dir string // the root of the working tree

	mu         sync.Mutex // go-git reads one object at a time
	storer     storer.EncodedObjectStorer
	trees      map[plumbing.Hash]*object.Tree
	submodules []string
	outward    []string
}

// Dir is the root of the working tree that the repository belongs to, "" for Nothing.
func (f *Files) Dir() string { return f.dir }

// Submodules returns the submodules that were met in the folders read so far, sorted.
func (f *Files) Submodules() []string { return f.met(&f.submodules) }

// Outward returns the links that lead to nothing in the tree, of the folders read so far, sorted.
func (f *Files) Outward() []string { return f.met(&f.outward) }

func (f *Files) met(paths *[]string) []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	all := slices.Clone(*paths)
	slices.Sort(all)
	return slices.Compact(all)
}

// Nothing is a tree without files, as a repository is before its first commit.
func Nothing() *Files { return &Files{trees: map[plumbing.Hash]*object.Tree{plumbing.ZeroHash: {}}} }

var (
	_ fs.ReadDirFS  = (*Files)(nil)
	_ fs.ReadFileFS = (*Files)(nil)
	_ fs.StatFS     = (*Files)(nil)
)

// ReadDir returns the entries of a folder, sorted by name.
func (f *Files) ReadDir(name string) ([]fs.DirEntry, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	e, err := f.follow(name)
	if err != nil {
		return nil, wrap("open", name, err)
	}
	if !e.IsDir() {
		return nil, wrap("open", name, errors.New("not a folder"))
	}
	tree, err := f.tree(e)
	if err != nil {
		return nil, wrap("open", name, err)
	}
	entries := make([]fs.DirEntry, 0, len(tree.Entries))
	for _, e := range tree.Entries {
		at := path.Join(name, e.Name)
		switch e.Mode {
		case filemode.Submodule:
			f.submodules = append(f.submodules, at)
		case filemode.Symlink:
			if _, err := f.follow(at); errors.Is(err, fs.ErrNotExist) || errors.Is(err, errLinks) {
				f.outward = append(f.outward, at)
				continue
			}
		}
		entries = append(entries, entry{e})
	}
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return entries, nil
}

// ReadFile returns the content of a file.
func (f *Files) ReadFile(name string) ([]byte, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	e, err := f.follow(name)
	if err == nil && e.IsDir() {
		err = errors.New("is a folder")
	}
	var text []byte
	if err == nil {
		text, err = f.blob(e.Hash)
	}
	return text, wrap("read", name, err)
}

// Stat follows links.
func (f *Files) Stat(name string) (fs.FileInfo, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	e, err := f.follow(name)
	return e, wrap("stat", name, err)
}

// Open returns a file, or a folder that can only be asked what it is.
func (f *Files) Open(name string) (fs.File, error) {
	info, err := f.Stat(name)
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		return &file{info, bytes.NewReader(nil)}, nil
	}
	text, err := f.ReadFile(name)
	if err != nil {
		return nil, err
	}
	return &file{info, bytes.NewReader(text)}, nil
}

func wrap(op, name string, err error) error {
	if err == nil {
		return nil
	}
	return &fs.PathError{Op: op, Path: name, Err: err}
}

// maxLinks is where a chain of links is taken for a circle.
const maxLinks = 16

var errLinks = errors.New("too many links")

// follow finds what is at a path, through links.
func (f *Files) follow(name string) (entry, error) {
	if !fs.ValidPath(name) {
		return entry{}, fs.ErrInvalid
	}
	for range maxLinks {
		e, link, err := f.find(name)
		if err != nil || link == "" {
			return e, err
		}
		if name = link; name == ".." || strings.HasPrefix(name, "../") || path.IsAbs(name) {
			return entry{}, fs.ErrNotExist // out of the repository
		}
	}
	return entry{}, errLinks
}

// find walks down to a path. Where it meets a link it returns the path with the link resolved.
func (f *Files) find(name string) (e entry, link string, err error) {
	e = entry{object.TreeEntry{Name: ".", Mode: filemode.Dir, Hash: f.root}}
	if name == "." {
		return e, "", nil
	}
	parts := strings.Split(name, "/")
	for i, part := range parts {
		if !e.IsDir() {
			return e, "", fs.ErrNotExist
		}
		tree, err := f.tree(e)
		if err != nil {
			return e, "", err
		}
		at := slices.IndexFunc(tree.Entries, func(e object.TreeEntry) bool { return e.Name == part })
		if at < 0 {
			return e, "", fs.ErrNotExist
		}
		e = entry{tree.Entries[at]}
		if e.TreeEntry.Mode == filemode.Symlink {
			target, err := f.blob(e.Hash)
			if err != nil {
				return e, "", err
			}
			if path.IsAbs(string(target)) {
				return e, "", fs.ErrNotExist
			}
			return e, path.Join(append([]string{path.Join(parts[:i]...), string(target)}, parts[i+1:]...)...), nil
		}
	}
	return e, "", nil
}

func (f *Files) tree(e entry) (*object.Tree, error) {
	if e.TreeEntry.Mode == filemode.Submodule {
		return &object.Tree{}, nil
	}
	if t, ok := f.trees[e.Hash]; ok {
		return t, nil
	}
	t, err := object.GetTree(f.storer, e.Hash)
	if err != nil {
		return nil, absent(err)
	}
	if f.trees == nil {
		f.trees = map[plumbing.Hash]*object.Tree{}
	}
	f.trees[e.Hash] = t
	return t, nil
}

func (f *Files) blob(hash plumbing.Hash) (text []byte, err error) {
	blob, err := object.GetBlob(f.storer, hash)
	if err != nil {
		return nil, absent(err)
	}
	r, err := blob.Reader()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	return io.ReadAll(r)
}

// entry of a tree, as a file system shows it. Git knows neither sizes without reading nor times.
type entry struct{ object.TreeEntry }

func (e entry) Name() string               { return e.TreeEntry.Name }
func (e entry) Type() fs.FileMode          { return e.Mode().Type() }
func (e entry) Info() (fs.FileInfo, error) { return e, nil }
func (e entry) Size() int64                { return 0 }
func (e entry) ModTime() time.Time         { return time.Time{} }
func (e entry) Sys() any                   { return nil }
func (e entry) IsDir() bool {
	return e.TreeEntry.Mode == filemode.Dir || e.TreeEntry.Mode == filemode.Submodule
}

func (e entry) Mode() fs.FileMode {
	switch {
	case e.IsDir():
		return fs.ModeDir | 0o755
	case e.TreeEntry.Mode == filemode.Symlink:
		return fs.ModeSymlink | 0o777
	case e.TreeEntry.Mode == filemode.Executable:
		return 0o755
	}
	return 0o644
}

type file struct {
	info fs.FileInfo
	*bytes.Reader
}

func (f *file) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f *file) Close() error               { return nil }
