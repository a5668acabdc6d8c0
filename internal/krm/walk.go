package krm

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"sync"

	gitignore "github.com/monochromegane/go-gitignore"
)

const (
	kptfile    = "Kptfile"
	ignoreFile = ".krmignore"
)

// File is a file of a tree: a sorted tree's slash path and the bytes.
type File struct {
	Path string
	Text []byte
}

// Walk returns the files below dir that kpt takes as resources, as sorted slash paths relative to dir: *.yaml, *.yml,
// *.json and Kptfile, with those of subpackages (a folder with a Kptfile). No file is read but .krmignore.
//
// A .krmignore counts at the root and in a subpackage, and for that package alone; a subpackage below an ignored folder
// is a package still. A link to a file counts as the file, a link to a folder is not followed. Hidden folders are
// walked; .git and the folders in which a writer prepares its files are not.
//
// All that cannot be read is named in one error.
func Walk(dir string) ([]string, error) {
	if info, err := os.Stat(dir); err != nil {
		return nil, fmt.Errorf("walk %s: %w", dir, err)
	} else if !info.IsDir() {
		return nil, fmt.Errorf("walk %s: not a folder", dir)
	}
	return WalkFS(Folder(dir))
}

// WalkFS is Walk for any file system. Folders are read on all cores.
func WalkFS(fsys fs.FS) ([]string, error) {
	root := &folder{at: "/"}
	for level := []*folder{root}; len(level) > 0; {
		Parallel(len(level), func(i int) { level[i].walk(fsys) })
		var below []*folder
		for _, f := range level {
			for _, in := range f.found {
				if in.below != nil {
					below = append(below, in.below)
				}
			}
		}
		level = below
	}
	paths, errs := root.all(nil, nil)
	return paths, errors.Join(errs...)
}

// folder is one that is walked.
type folder struct {
	at      string // with a slash before and after
	rules   gitignore.IgnoreMatcher
	ignored bool // only subpackages in it count

	found []walked // in the order of their paths
	errs  []error
}

// walked is a file, or a folder to be walked.
type walked struct {
	path  string // like that of a folder; a file's ends with its name
	below *folder
}

// all appends the paths of the files in the folder and below, sorted, and what went wrong there.
func (f *folder) all(paths []string, errs []error) ([]string, []error) {
	errs = append(errs, f.errs...)
	for _, in := range f.found {
		if in.below != nil {
			paths, errs = in.below.all(paths, errs)
		} else {
			paths = append(paths, in.path[1:])
		}
	}
	return paths, errs
}

// name is the slash path of the folder in the file system.
func (f *folder) name() string {
	if f.at == "/" {
		return "."
	}
	return f.at[1 : len(f.at)-1]
}

func (f *folder) walk(fsys fs.FS) {
	entries, err := fs.ReadDir(fsys, f.name())
	if err != nil {
		f.errs = append(f.errs, fmt.Errorf("walk the folder: %w", err))
		return
	}
	isPackage := func(e fs.DirEntry) bool { return e.Name() == kptfile && !e.IsDir() }
	if f.at == "/" || slices.ContainsFunc(entries, isPackage) {
		if f.rules, err = readRules(fsys, f.name()); err != nil {
			f.errs = append(f.errs, err)
			return
		}
		f.ignored = false
	}
	for _, e := range entries {
		switch {
		case e.IsDir():
			if e.Name() != ".git" && !strings.HasSuffix(e.Name(), stagingName) {
				at := f.at + e.Name() + "/"
				ignored := f.ignored || f.rules.Match(at[:len(at)-1], true)
				f.found = append(f.found, walked{at, &folder{at: at, rules: f.rules, ignored: ignored}})
			}
		case f.ignored || !resources(e.Name()):
		case e.Type().IsRegular() || e.Type()&fs.ModeSymlink != 0:
			f.file(fsys, f.at+e.Name(), e.Type().IsRegular())
		}
	}
	slices.SortFunc(f.found, func(a, b walked) int { return strings.Compare(a.path, b.path) })
}

// file takes a file, or a link to one.
func (f *folder) file(fsys fs.FS, at string, regular bool) {
	if f.rules.Match(at, false) {
		return
	}
	if !regular {
		info, err := fs.Stat(fsys, at[1:])
		if err != nil {
			f.errs = append(f.errs, fmt.Errorf("follow the link: %w", err))
			return
		}
		regular = info.Mode().IsRegular()
	}
	if regular {
		f.found = append(f.found, walked{path: at})
	}
}

// readRules reads the .krmignore of a package.
func readRules(fsys fs.FS, at string) (gitignore.IgnoreMatcher, error) {
	text, err := fs.ReadFile(fsys, path.Join(at, ignoreFile))
	if errors.Is(err, fs.ErrNotExist) {
		return gitignore.DummyIgnoreMatcher(false), nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the ignored names: %w", err)
	}
	var lines bytes.Buffer
	for line := range bytes.Lines(text) {
		if string(bytes.TrimSpace(line)) != "!" { // the matcher panics on a negation of nothing
			lines.Write(line)
		}
	}
	return gitignore.NewGitIgnoreFromReader(path.Join("/", at), &lines), nil
}

// resources reports whether kpt takes a file of that name for resources.
func resources(name string) bool {
	return name == kptfile || slices.Contains([]string{".yaml", ".yml", ".json"}, path.Ext(name))
}

// Scan reads the files at slash paths below dir and returns, in their order, those that wanted accepts. wanted is called
// from several goroutines and must not keep the text. All that cannot be read is named in one error.
func Scan(dir string, paths []string, wanted func(path string, text []byte) bool) ([]File, error) {
	return ScanFS(Folder(dir), paths, nil, wanted)
}

// ScanFS is Scan for any file system. A file that skip accepts is not even read; skip may be nil, and is called from
// several goroutines as well.
func ScanFS(fsys fs.FS, paths []string, skip func(path string) bool, wanted func(path string, text []byte) bool) ([]File, error) {
	type answer struct {
		text []byte
		err  error
	}
	answers := make([]answer, len(paths))
	buffers := sync.Pool{New: func() any { return new(bytes.Buffer) }}
	Parallel(len(paths), func(i int) {
		if skip != nil && skip(paths[i]) {
			return
		}
		b := buffers.Get().(*bytes.Buffer)
		defer buffers.Put(b)
		if err := load(b, fsys, paths[i]); err != nil {
			answers[i].err = err
		} else if wanted(paths[i], b.Bytes()) {
			answers[i].text = append([]byte{}, b.Bytes()...)
		}
	})
	var found []File
	var errs []error
	for i, a := range answers {
		if a.err != nil {
			errs = append(errs, a.err)
		} else if a.text != nil {
			found = append(found, File{paths[i], a.text})
		}
	}
	return found, errors.Join(errs...)
}

// load reads a file into b in place of what b holds.
func load(b *bytes.Buffer, fsys fs.FS, name string) error {
	b.Reset()
	f, err := fsys.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = b.ReadFrom(f)
	return err
}
