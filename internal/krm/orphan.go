package krm

import (
	"slices"
	"strings"
)

// Orphans returns the folders with a record among the files of a tree, as Walk lists them, that are the folder of no
// mesh. What was generated there goes with Removal.
func Orphans(files []string, folders []string) []string {
	var orphans []string
	for _, f := range files {
		folder, ok := strings.CutSuffix("/"+f, "/"+RecordFile)
		if !ok {
			continue
		}
		folder = strings.TrimPrefix(folder, "/")
		if folder == "" {
			folder = "."
		}
		if !slices.Contains(folders, folder) {
			orphans = append(orphans, folder)
		}
	}
	return orphans
}
