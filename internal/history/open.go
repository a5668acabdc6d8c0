package history

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/go-git/go-billy/v5/osfs"
	"github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/config"
	"github.com/go-git/go-git/v5/plumbing/cache"
	"github.com/go-git/go-git/v5/storage/filesystem"
	"github.com/go-git/go-git/v5/storage/filesystem/dotgit"
)

// open returns the repository of the working tree around an absolute folder, and that tree's root. go-git's own way of
// finding one knows nothing of objects that are borrowed from another clone, and refuses a sparse checkout.
func open(dir string) (*git.Repository, string, error) {
	for root := dir; ; root = filepath.Dir(root) {
		at := filepath.Join(root, git.GitDirName)
		info, err := os.Stat(at)
		if err == nil && info.IsDir() && !exists(filepath.Join(at, "HEAD")) {
			err = fs.ErrNotExist // a folder that has the name, and nothing more
		}
		switch {
		case errors.Is(err, fs.ErrNotExist) && root == filepath.Dir(root):
			return nil, "", git.ErrRepositoryNotExists
		case errors.Is(err, fs.ErrNotExist):
			continue
		case err != nil:
			return nil, "", err
		}
		if !info.IsDir() {
			if at, err = pointer(at, "gitdir: "); err != nil {
				return nil, "", err
			}
		}
		common := at // of a worktree, the objects and branches of the clone that it was added to
		if name := filepath.Join(at, "commondir"); exists(name) {
			if common, err = pointer(name, ""); err != nil {
				return nil, "", err
			}
		}
		files := dotgit.NewRepositoryFilesystem(osfs.New(at), osfs.New(common))
		everywhere := osfs.New(string(filepath.Separator)) // where objects may be borrowed from
		held := filesystem.NewStorageWithOptions(files, cache.NewObjectLRU(mostHeld), filesystem.Options{AlternatesFS: everywhere})
		repository, err := git.Open(storage{held}, nil)
		return repository, root, err
	}
}

// mostHeld is how much of what was read go-git keeps, for objects that git has packed as differences from others. Each
// file is read once; go-git's own 96 MiB would all be files that nobody reads again.
const mostHeld = 8 * cache.MiByte

func exists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}

// pointer reads the path that a file of git holds, relative to the file.
func pointer(name, prefix string) (string, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return "", err
	}
	path, ok := strings.CutPrefix(strings.TrimSpace(string(text)), prefix)
	if !ok {
		return "", fmt.Errorf("%s does not start with %q", name, prefix)
	}
	if !filepath.IsAbs(path) {
		path = filepath.Join(filepath.Dir(name), path)
	}
	return path, nil
}

// storage of a repository that is only read.
type storage struct{ *filesystem.Storage }

// Config leaves out the extensions that say how a working tree is written and where missing objects come from: go-git
// refuses them for its own writes.
func (s storage) Config() (*config.Config, error) {
	c, err := s.Storage.Config()
	if err != nil {
		return nil, err
	}
	for _, name := range []string{"worktreeConfig", "partialClone", "preciousObjects", "relativeWorktrees"} {
		c.Raw.Section("extensions").RemoveOption(name)
	}
	return c, nil
}
