package cli

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

	"github.com/meshfn/meshfn/internal/diff"
	"github.com/meshfn/meshfn/internal/fleet"
	"github.com/meshfn/meshfn/internal/history"
	"github.com/meshfn/meshfn/internal/pipeline"
	"github.com/meshfn/meshfn/internal/tree"
)

// base is what a diff compares with.
type base struct {
	diff.Side
	// root is the folder of its fleet, of a revision the one that it was then.
	root string
	// notes are what is to be said of it.
	notes []string
}

// baseSide is the folder that --base names, else dir at that revision. A folder that was not there yet has no meshes.
func (f diffFlags) baseSide(dir string, head *fleet.Fleet, now time.Time) (b base, err error) {
	if f.base == "" {
		return b, errors.New("--base is empty: name a folder or a revision")
	}
	if info, err := os.Stat(f.base); err == nil && info.IsDir() {
		b.Side, err = f.folderSide(f.base, now)
		if err != nil {
			return b, err
		}
		b.root = b.Tree.Root
		if b.Tree.Empty() {
			b.notes = []string{fmt.Sprintf("there is no Mesh below %s: every cluster counts as added", f.base)}
		}
		if _, _, err := history.At(dir, f.base); err == nil {
			b.notes = append(b.notes, fmt.Sprintf("%[1]s is a folder and a revision; the folder was taken, %[1]s:./ names the revision", f.base))
		}
		return b, nil
	}
	files, below, err := history.At(dir, f.base)
	if err != nil {
		return b, fmt.Errorf("--base: %w", err)
	}
	if _, err := fs.Stat(files, below); errors.Is(err, fs.ErrNotExist) {
		b.notes = append(b.notes, fmt.Sprintf("%s has no folder %s: every cluster counts as added; a folder that had another name then is named by --base REV:FOLDER", f.base, below))
		below = "."
		files = history.Nothing()
	}
	if b.Tree, err = tree.OpenFS(files, below, now); err != nil {
		return b, fmt.Errorf("read the base %s: %w", f.base, err)
	}
	b.root = filepath.Join(files.Dir(), filepath.FromSlash(b.Tree.Root))
	b.notes = append(b.notes, f.unread(files, b.Tree.Root, head)...)
	b.Charts, err = pipeline.FSCharts(files, b.Tree.Root, f.charts)
	return b, err
}

// unread says what of a revision is not read, and may be missed.
func (f diffFlags) unread(files *history.Files, root string, head *fleet.Fleet) (notes []string) {
	for _, submodule := range files.Submodules() {
		inside := func(m *fleet.Member) bool { return strings.HasPrefix(path.Join(root, m.Dir)+"/", submodule+"/") }
		if slices.ContainsFunc(head.Members, inside) {
			notes = append(notes, fmt.Sprintf("%s is a submodule, of which the base is not read: its clusters count as added", submodule))
		}
	}
	for _, link := range files.Outward() {
		if slices.Contains([]string{"", ".yaml", ".yml"}, path.Ext(link)) { // a folder, or what may be resources
			notes = append(notes, fmt.Sprintf("%s is a link that leads to nothing in the repository at %s; it was not followed", link, f.base))
		}
	}
	return notes
}

func (f diffFlags) folderSide(dir string, now time.Time) (diff.Side, error) {
	t, err := tree.Open(dir, now)
	if err != nil {
		return diff.Side{}, err
	}
	charts, err := pipeline.TreeCharts(t.Root, f.charts)
	return diff.Side{Tree: t, Charts: charts}, err
}
