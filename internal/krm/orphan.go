package krm

import "strings"

// Orphans returns the folders with a record among the files of a tree, as Walk lists them, that are the folder of no
// mesh. What was generated there goes with Removal.
func Orphans(files []string, folders []string) []string {
	homes := make(map[string]bool, len(folders))
	for _, folder := range folders {
		homes[folder] = true
	}
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
		if !homes[folder] {
			orphans = append(orphans, folder)
		}
	}
	return orphans
}
