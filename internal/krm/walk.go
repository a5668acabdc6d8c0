package krm

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"runtime"
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

// WalkFS is Walk for any file system.
func WalkFS(fsys fs.FS) ([]string, error) {
	w := walker{fsys: fsys}
	w.folder("", nil, false)
	slices.Sort(w.found)
	return w.found, errors.Join(w.errs...)
}

type walker struct {
	fsys  fs.FS
	found []string
	errs  []error
}

// folder walks the folder at a slash path; ignored says that only subpackages in it count.
func (w *walker) folder(at string, rules gitignore.IgnoreMatcher, ignored bool) {
	entries, err := fs.ReadDir(w.fsys, path.Join(".", at))
	if err != nil {
		w.errs = append(w.errs, fmt.Errorf("walk the folder: %w", err))
		return
	}
	isPackage := func(e fs.DirEntry) bool { return e.Name() == kptfile && !e.IsDir() }
	if at == "" || slices.ContainsFunc(entries, isPackage) {
		if rules, err = w.rules(at); err != nil {
			w.errs = append(w.errs, err)
			return
		}
		ignored = false
	}
	for _, e := range entries {
		name := path.Join(at, e.Name())
		switch {
		case e.IsDir():
			if e.Name() != ".git" && !strings.HasSuffix(e.Name(), stagingName) {
				w.folder(name, rules, ignored || rules.Match("/"+name, true))
			}
		case ignored || !resources(e.Name()) || rules.Match("/"+name, false):
		case e.Type().IsRegular():
			w.found = append(w.found, name)
		case e.Type()&fs.ModeSymlink != 0:
			if info, err := fs.Stat(w.fsys, name); err != nil {
				w.errs = append(w.errs, fmt.Errorf("follow the link: %w", err))
			} else if info.Mode().IsRegular() {
				w.found = append(w.found, name)
			}
		}
	}
}

// rules reads the .krmignore of a package.
func (w *walker) rules(at string) (gitignore.IgnoreMatcher, error) {
	text, err := fs.ReadFile(w.fsys, path.Join(at, ignoreFile))
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
	return gitignore.NewGitIgnoreFromReader("/"+at, &lines), nil
}

// resources reports whether kpt takes a file of that name for resources.
func resources(name string) bool {
	return name == kptfile || slices.Contains([]string{".yaml", ".yml", ".json"}, path.Ext(name))
}

// Scan reads the files at slash paths below dir and returns, in their order, those that wanted accepts. wanted is called
// from several goroutines and must not keep the text. All that cannot be read is named in one error.
func Scan(dir string, paths []string, wanted func(path string, text []byte) bool) ([]File, error) {
	return ScanFS(Folder(dir), paths, wanted)
}

// ScanFS is Scan for any file system.
func ScanFS(fsys fs.FS, paths []string, wanted func(path string, text []byte) bool) ([]File, error) {
	type answer struct {
		text []byte
		err  error
	}
	answers := make([]answer, len(paths))
	next := make(chan int, 256)
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			var b bytes.Buffer
			for i := range next {
				if err := load(&b, fsys, paths[i]); err != nil {
					answers[i].err = err
				} else if wanted(paths[i], b.Bytes()) {
					answers[i].text = append([]byte{}, b.Bytes()...)
				}
			}
		})
	}
	for i := range paths {
		next <- i
	}
	close(next)
	workers.Wait()
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
