package krm

import (
	"io/fs"
	"os"
	"path/filepath"
)

// Folder is the file system below a folder. Unlike os.DirFS it takes any name that the system takes, be it no UTF-8, and
// its errors name the whole path.
type Folder string

var (
	_ fs.ReadDirFS  = Folder("")
	_ fs.ReadFileFS = Folder("")
	_ fs.StatFS     = Folder("")
	_ fs.SubFS      = Folder("")
)

// Open a file.
func (f Folder) Open(name string) (fs.File, error) { return os.Open(f.path(name)) }

// ReadDir returns the entries of a folder, sorted.
func (f Folder) ReadDir(name string) ([]fs.DirEntry, error) { return os.ReadDir(f.path(name)) }

// ReadFile returns the content of a file.
func (f Folder) ReadFile(name string) ([]byte, error) { return os.ReadFile(f.path(name)) }

// Sub is the file system below one of the folders.
func (f Folder) Sub(name string) (fs.FS, error) { return Folder(f.path(name)), nil }

// Stat follows links.
func (f Folder) Stat(name string) (fs.FileInfo, error) { return os.Stat(f.path(name)) }

func (f Folder) path(name string) string { return filepath.Join(string(f), filepath.FromSlash(name)) }
