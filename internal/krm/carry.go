package krm

import (
	"errors"
	"io/fs"
	"path"
	"path/filepath"
)

// place makes a change in a tree that nobody reads yet. What is there is a link to a file that somebody does read.
func place(d disk, dir string, c Change) error {
	name := filepath.Join(dir, filepath.FromSlash(c.Path))
	if c.Before != nil {
		if err := d.remove(name); err != nil {
			return err
		}
	}
	if c.After == nil {
		return prune(d, dir, path.Dir(c.Path))
	}
	if err := d.mkdir(filepath.Dir(name)); err != nil {
		return err
	}
	return d.create(name, c.After, c.mode)
}

// carry makes a tree at to with everything that is in from: folders with their modes, links to files.
func carry(d disk, from, to string) error {
	info, err := d.lstat(from)
	if errors.Is(err, fs.ErrNotExist) {
		return d.mkdir(to)
	}
	if err != nil {
		return err
	}
	switch {
	case info.IsDir():
		if err := d.mkdir(to); err != nil {
			return err
		}
		entries, err := d.readDir(from)
		if err != nil {
			return err
		}
		for _, e := range entries {
			if err := carry(d, filepath.Join(from, e.Name()), filepath.Join(to, e.Name())); err != nil {
				return err
			}
		}
		return d.chmod(to, info.Mode().Perm())
	case info.Mode()&fs.ModeSymlink != 0:
		target, err := d.readLink(from)
		if err != nil {
			return err
		}
		return d.symlink(target, to)
	}
	if d.link(from, to) == nil {
		return nil
	}
	text, err := d.readFile(from) // not every file system has links
	if err != nil {
		return err
	}
	return d.create(to, text, info.Mode().Perm())
}
