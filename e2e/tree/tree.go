// Package tree compares folders of files, byte by byte.
package tree

import (
	"io/fs"
	"os"
	"path/filepath"
)

// Files reads every regular file below dir, by its slash-separated path
// relative to dir.
func Files(dir string) (map[string]string, error) {
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(dir, path)
		files[filepath.ToSlash(rel)] = string(data)
		return err
	})
	return files, err
}

// Select returns the files whose path keep accepts.
func Select(files map[string]string, keep func(path string) bool) map[string]string {
	selected := map[string]string{}
	for path, text := range files {
		if keep(path) {
			selected[path] = text
		}
	}
	return selected
}
