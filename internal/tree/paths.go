package tree

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/meshfn/meshfn/internal/krm"
)

// OpenAll is Open for several folders and files, which are one input: its root is the fleet root of the folder that all
// of them lie in. A file counts whatever its name is, and where .krmignore names it too. All paths that do not exist are
// named in one error.
func OpenAll(paths []string, now time.Time) (*Tree, error) {
	var all []string
	var errs []error
	common := ""
	for _, given := range paths {
		full, err := filepath.Abs(given)
		if err != nil {
			return nil, fmt.Errorf("find %s: %w", given, err)
		}
		info, err := os.Stat(full)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			errs = append(errs, fmt.Errorf("%s: no such file or folder", given))
			continue
		case err != nil:
			errs = append(errs, err)
			continue
		}
		all = append(all, full)
		folder := full
		if !info.IsDir() {
			folder = filepath.Dir(full)
		}
		if common == "" {
			common = folder
		}
		for !inside(common, folder) {
			common = filepath.Dir(common)
		}
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	root, _, err := Root(common)
	if err != nil {
		return nil, err
	}
	for i, full := range all {
		below, err := filepath.Rel(root, full)
		if err != nil {
			return nil, fmt.Errorf("find %s below %s: %w", full, root, err)
		}
		all[i] = filepath.ToSlash(below)
	}
	return load(krm.Folder(root), root, all, now, nil)
}

// inside reports whether folder is dir or lies in it; both are absolute.
func inside(dir, folder string) bool {
	rel, err := filepath.Rel(dir, folder)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}
