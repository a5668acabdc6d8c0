// Package history reads a folder as it was at a revision of its git repository: from git's objects, without a checkout
// and without writing anything.
package history

import (
	"fmt"
	"path/filepath"

	"github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/plumbing"
)

// At returns the files of the repository around dir as they were at a revision, in any form that git rev-parse takes,
// and the path of dir among them, "." for the repository's root. The file system is safe for concurrent use.
func At(dir, revision string) (*Files, string, error) {
	abs, err := filepath.Abs(dir)
	if err == nil {
		abs, err = filepath.EvalSymlinks(abs)
	}
	if err != nil {
		return nil, "", fmt.Errorf("find the repository of %s: %w", dir, err)
	}
	repository, err := git.PlainOpenWithOptions(abs, &git.PlainOpenOptions{DetectDotGit: true, EnableDotGitCommonDir: true})
	if err != nil {
		return nil, "", fmt.Errorf("open the repository around %s: %w", dir, err)
	}
	worktree, err := repository.Worktree()
	if err != nil {
		return nil, "", fmt.Errorf("open the repository around %s: %w", dir, err)
	}
	below, err := filepath.Rel(worktree.Filesystem.Root(), abs)
	if err != nil {
		return nil, "", fmt.Errorf("find %s in its repository: %w", dir, err)
	}
	hash, err := repository.ResolveRevision(plumbing.Revision(revision))
	if err != nil {
		return nil, "", fmt.Errorf("find the revision %q: %w", revision, err)
	}
	commit, err := repository.CommitObject(*hash)
	if err != nil {
		return nil, "", fmt.Errorf("read the commit of %q: %w", revision, err)
	}
	return &Files{storer: repository.Storer, root: commit.TreeHash}, filepath.ToSlash(below), nil
}
