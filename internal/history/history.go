// Package history reads a folder as it was at a revision of its git repository: from git's objects, without a checkout
// and without writing anything.
package history

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"strings"

	"github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/plumbing"
)

// At returns the files of the repository around dir as they were at a revision, and the path of dir among them, "." for
// the repository's root. The file system is safe for concurrent use.
//
// A revision is what git rev-parse takes for a commit: a branch, a tag, a hash, HEAD~2. COMMIT:FOLDER names the folder
// that dir was then, from the repository's root, or from dir where it starts with a dot. What only the log of this clone
// tells (HEAD@{1}), an upstream and a range are errors, as is a commit that the clone does not have.
func At(dir, revision string) (*Files, string, error) {
	abs, err := filepath.Abs(dir)
	if err == nil {
		abs, err = filepath.EvalSymlinks(abs)
	}
	if errors.Is(err, fs.ErrNotExist) {
		return nil, "", fmt.Errorf("%s: no such file or folder", dir)
	}
	if err != nil {
		return nil, "", fmt.Errorf("find the repository of %s: %w", dir, err)
	}
	repository, root, err := open(abs)
	switch {
	case errors.Is(err, git.ErrRepositoryNotExists):
		return nil, "", fmt.Errorf("%s is in no working tree of a git repository, so it has no revision %q; compare it with a folder", dir, revision)
	case errors.Is(err, git.ErrUnknownExtension):
		return nil, "", fmt.Errorf("open the repository around %s: %w, which cannot be read; add a worktree of the base, and compare with that folder", dir, err)
	case err != nil:
		return nil, "", fmt.Errorf("open the repository around %s: %w", dir, err)
	}
	below, err := filepath.Rel(root, abs)
	if err != nil {
		return nil, "", fmt.Errorf("find %s in its repository: %w", dir, err)
	}
	if rest, short := strings.CutPrefix(revision, "@"); short && !strings.HasPrefix(rest, "{") {
		revision = "HEAD" + rest
	}
	name, folder, err := parse(revision, filepath.ToSlash(below))
	if err != nil {
		return nil, "", err
	}
	hash, err := resolve(repository, name)
	if err != nil {
		return nil, "", fmt.Errorf("find the revision %q: %s", name, unknown(repository))
	}
	commit, err := repository.CommitObject(hash)
	if err != nil {
		return nil, "", fmt.Errorf("read the commit of %q: %w", name, absent(err))
	}
	files := &Files{storer: repository.Storer, root: commit.TreeHash, dir: root}
	if name != revision { // the folder was named
		if info, err := files.Stat(folder); err != nil || !info.IsDir() {
			return nil, "", fmt.Errorf("%s has no folder %s", name, folder)
		}
	}
	return files, folder, nil
}

// resolve finds the commit of a revision; go-git does not see through tags of tags.
func resolve(repository *git.Repository, name string) (plumbing.Hash, error) {
	hash, err := repository.ResolveRevision(plumbing.Revision(name))
	if err == nil {
		return *hash, nil
	}
	ref, failed := repository.Tag(strings.TrimPrefix(strings.TrimSuffix(name, "^{}"), "refs/tags/"))
	if failed != nil {
		return plumbing.ZeroHash, err
	}
	for at := ref.Hash(); ; {
		tag, err := repository.TagObject(at)
		if err != nil {
			return at, nil
		}
		at = tag.Target
	}
}

// parse divides a revision into a commit and the folder that it names, else the one given.
func parse(revision, folder string) (commit, below string, err error) {
	commit = revision
	if at := strings.IndexAny(revision, ":{"); at >= 0 && revision[at] == ':' { // one in braces is a part of a search
		named := revision[at+1:]
		if strings.HasPrefix(named, ".") {
			named = path.Join(folder, named)
		}
		commit, folder = revision[:at], path.Clean(named)
	}
	plain, _, _ := strings.Cut(commit, "{")
	switch {
	case commit == "":
		return "", "", fmt.Errorf("%q names no commit", revision)
	case !fs.ValidPath(folder):
		return "", "", fmt.Errorf("%q names no folder of the repository", revision)
	case strings.HasSuffix(plain, "@"):
		return "", "", fmt.Errorf("%q depends on this clone; name the commit that git rev-parse prints for it", revision)
	case strings.Contains(plain, ".."):
		return "", "", fmt.Errorf("%q is a range; name one commit, such as the one that git merge-base prints", revision)
	}
	return commit, folder, nil
}

// unknown says why a revision may not be found.
func unknown(repository *git.Repository) string {
	if _, err := repository.Head(); errors.Is(err, plumbing.ErrReferenceNotFound) {
		return "the repository has no commit yet"
	}
	if shallow, err := repository.Storer.Shallow(); err == nil && len(shallow) > 0 {
		return "the clone is shallow and does not have it; fetch it first, by git fetch --unshallow or a depth that reaches it"
	}
	return "there is no such commit, branch or tag here, nor a folder; has it been fetched?"
}

// absent explains that git has a name for an object and not the object.
func absent(err error) error {
	if errors.Is(err, plumbing.ErrObjectNotFound) {
		return errors.New("the clone is partial or shallow and does not have it; check the base out and compare with that folder")
	}
	return err
}
