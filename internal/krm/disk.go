package krm

import (
	"errors"
	"io"
	"io/fs"
	"os"
)

// disk is what a writer does to the file system, so that a test can let any of it fail.
type disk interface {
	lstat(name string) (fs.FileInfo, error)
	readFile(name string) ([]byte, error)
	readDir(name string) ([]fs.DirEntry, error)
	readLink(name string) (string, error)
	// mkdir makes a folder and its parents.
	mkdir(name string) error
	// create writes a file that does not exist; with mode 0 it gets the mode of any new file.
	create(name string, text []byte, mode fs.FileMode) error
	chmod(name string, mode fs.FileMode) error
	link(from, to string) error
	symlink(target, name string) error
	rename(from, to string) error
	// exchange swaps two folders at once, or returns errors.ErrUnsupported.
	exchange(a, b string) error
	remove(name string) error
	removeAll(name string) error
	// settle makes files durable, all of which lie below root. One that is gone is left out.
	settle(root string, files []string) error
	// writable returns an error where no entry of the folder could be changed.
	writable(folder string) error
	// lock holds a folder until the result is closed. Where another holds it, it says so and waits, or returns errLocked.
	lock(folder string, wait bool) (io.Closer, error)
}

var errLocked = errors.New("another meshfn is writing there")

type realDisk struct {
	waiting func(folder string) // is told before a wait for another process; may be nil
}

var _ disk = realDisk{}

func (realDisk) lstat(name string) (fs.FileInfo, error)     { return os.Lstat(name) }
func (realDisk) readFile(name string) ([]byte, error)       { return os.ReadFile(name) }
func (realDisk) readDir(name string) ([]fs.DirEntry, error) { return os.ReadDir(name) }
func (realDisk) readLink(name string) (string, error)       { return os.Readlink(name) }
func (realDisk) mkdir(name string) error                    { return os.MkdirAll(name, 0o755) }
func (realDisk) chmod(name string, mode fs.FileMode) error  { return os.Chmod(name, mode) }
func (realDisk) link(from, to string) error                 { return os.Link(from, to) }
func (realDisk) symlink(target, name string) error          { return os.Symlink(target, name) }
func (realDisk) rename(from, to string) error               { return os.Rename(from, to) }
func (realDisk) remove(name string) error                   { return os.Remove(name) }
func (realDisk) removeAll(name string) error                { return os.RemoveAll(name) }

func (realDisk) create(name string, text []byte, mode fs.FileMode) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	if err == nil && mode != 0 {
		err = f.Chmod(mode)
	}
	return errors.Join(err, f.Close())
}

// settleAll is for many files, where the system can do that in one step.
const settleAll = 8

func (d realDisk) settle(root string, files []string) error {
	if len(files) > settleAll {
		if err := d.settleEverything(root); !errors.Is(err, errors.ErrUnsupported) {
			return err
		}
	}
	for _, name := range files {
		if err := settleFile(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

func settleFile(name string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

func exists(d disk, name string) (bool, error) {
	_, err := d.lstat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}
