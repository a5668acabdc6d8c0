// Package tree opens a folder of meshes: it finds the fleet root, reads what concerns the fleet, and selects the meshes
// that a command is about. The others stay what their peers know of them.
package tree

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/fleet"
	"github.com/meshfn/meshfn/internal/krm"
)

// Tree is a folder that was given to a command, and the fleet in it.
type Tree struct {
	// Root is the fleet root: the nearest folder upward that holds fleet.yaml, else the folder that was given, or the one
	// that all that was given lies in.
	Root string
	// Files below the root, by slash paths.
	Files fs.FS
	// Part says that the folder is below the root: the fleet's other meshes are known by their published facts.
	Part bool
	// Names of the files that were given, of those below the folders that were, and of the shared ones of the root.
	Names []string
	Fleet *fleet.Fleet
	// Abandoned are folders that hold a record of what was generated and no mesh.yaml any more.
	Abandoned []string
	// Findings are what is wrong with the sources.
	Findings []finding.Finding
	// meshes counts the Mesh documents, the broken ones included.
	meshes int
}

// Open loads the meshes below dir with the defaults and facts of their fleet root; certificates are to be valid now. What
// is wrong with them is in Findings; the error is for a tree that cannot be read.
func Open(dir string, now time.Time) (*Tree, error) {
	root, below, err := Root(dir)
	if err != nil {
		return nil, err
	}
	return load(krm.Folder(root), root, []string{filepath.ToSlash(below)}, now, nil)
}

// Index knows a tree from an earlier run. It is safe for concurrent use.
type Index interface {
	// Sources is the file system of the tree.
	Sources() fs.FS
	// Foreign reports whether a file is known not to concern the fleet, and was not touched since.
	Foreign(name string) bool
	// Seen takes note of a file that does not concern the fleet, after Foreign and reading it have said so.
	Seen(name string)
	fleet.Known
}

// Reopen is Open with the root and the way below that Root returned, and what is known of the tree.
func Reopen(root, below string, now time.Time, known Index) (*Tree, error) {
	return load(known.Sources(), root, []string{filepath.ToSlash(below)}, now, known)
}

// OpenFS is Open for a folder of another file system, of which nothing is written; the folders above it are part of the
// search for the fleet root. Root is then the path in that file system.
func OpenFS(fsys fs.FS, dir string, now time.Time) (*Tree, error) {
	root, below := dir, "."
	for at := dir; ; at = path.Dir(at) {
		if _, err := fs.Stat(fsys, path.Join(at, fleet.DefaultsFile)); err == nil {
			root, below = at, within(at, dir)
			break
		}
		if at == "." {
			break
		}
	}
	part, err := fs.Sub(fsys, root)
	if err != nil {
		return nil, err
	}
	return load(part, root, []string{below}, now, nil)
}

// within is the way from a folder down to another.
func within(dir, below string) string {
	if dir == below {
		return "."
	}
	return strings.TrimPrefix(strings.TrimPrefix(below, dir), "/")
}

// load opens what is given by slash paths below the root: folders, whose files are walked, and files.
func load(fsys fs.FS, root string, given []string, now time.Time, known Index) (*Tree, error) {
	t := &Tree{Root: root, Files: fsys}
	has := func(name string) bool {
		_, err := fs.Stat(fsys, name)
		return err == nil
	}
	defaults := has(fleet.DefaultsFile)
	t.Part = defaults && !slices.Contains(given, ".")
	names, err := walk(fsys, given)
	if err != nil {
		return nil, err
	}
	if t.Part {
		names = append(names, slices.DeleteFunc([]string{fleet.DefaultsFile, fleet.FactsFile}, func(shared string) bool {
			return !has(shared) || slices.Contains(names, shared)
		})...)
	}
	files, err := scan(fsys, names, known, t.Part)
	if err != nil {
		return nil, err
	}
	in := fleet.Input{Part: t.Part, Now: now, Objects: (&reader{fsys: fsys}).objects, Known: known}
	in.Add(files)
	t.Names, t.meshes = names, len(in.Meshes)
	t.Fleet, t.Findings, err = fleet.New(in)
	if defaults || len(in.Meshes) > 0 { // else it may be a folder of output, which has no sources
		t.abandon(given, in.Meshes)
	}
	return t, err
}

// walk returns the names of the files that are given or lie below what is given.
func walk(fsys fs.FS, given []string) ([]string, error) {
	var all []string
	var errs []error
	for _, at := range given {
		if info, err := fs.Stat(fsys, at); err == nil && !info.IsDir() {
			all = append(all, at)
			continue
		}
		sub, err := fs.Sub(fsys, at)
		if err != nil {
			return nil, err
		}
		names, err := krm.WalkFS(sub)
		if at != "." {
			for i, name := range names {
				names[i] = path.Join(at, name)
			}
		}
		all = append(all, names...)
		errs = append(errs, err)
	}
	slices.Sort(all)
	return slices.Compact(all), errors.Join(errs...)
}

// OpenMeshes is Open for a command that is about meshes: where there are none, nor any that are gone, it says so.
func OpenMeshes(dir string, now time.Time) (*Tree, error) {
	t, err := Open(dir, now)
	return t.WithMeshes(dir), err
}

// Empty reports whether there is no Mesh, not even a broken one, nor one that is gone.
func (t *Tree) Empty() bool { return t.meshes == 0 && len(t.Abandoned) == 0 }

// WithMeshes adds the finding that there is no mesh below a folder, by the name that it was given by, where that is so.
func (t *Tree) WithMeshes(dir string) *Tree {
	if t != nil && t.Empty() {
		t.Findings = append(t.Findings, finding.New(finding.NoMesh, "no Mesh below %s", dir))
	}
	return t
}

// scan reads the files that concern the fleet. The facts that a fleet has published are there for its parts: in the whole
// of one that says so by its defaults they are read only where they may have changed.
func scan(fsys fs.FS, names []string, known Index, part bool) ([]krm.File, error) {
	if known == nil {
		return krm.ScanFS(fsys, names, nil, fleet.Wanted)
	}
	readFacts := part || !slices.Contains(names, fleet.DefaultsFile)
	foreign := func(name string) bool { return !(readFacts && name == fleet.FactsFile) && known.Foreign(name) }
	return krm.ScanFS(fsys, names, foreign, func(name string, text []byte) bool {
		wanted := fleet.Wanted(name, text)
		if !wanted {
			known.Seen(name)
		}
		return wanted
	})
}

// Root returns the fleet root of a folder and the way down from it.
func Root(dir string) (root, below string, err error) {
	given, err := filepath.Abs(dir)
	if err != nil {
		return "", "", fmt.Errorf("find the fleet root of %s: %w", dir, err)
	}
	if info, err := os.Stat(given); errors.Is(err, fs.ErrNotExist) {
		return "", "", fmt.Errorf("%s: no such file or folder", dir)
	} else if err != nil {
		return "", "", err
	} else if !info.IsDir() {
		return "", "", fmt.Errorf("%s is not a folder", dir)
	}
	for at := given; ; at = filepath.Dir(at) {
		if _, err := os.Stat(filepath.Join(at, fleet.DefaultsFile)); err == nil {
			below, err := filepath.Rel(at, given)
			return at, below, err
		}
		if at == filepath.Dir(at) {
			return given, ".", nil
		}
	}
}
