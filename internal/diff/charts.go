package diff

import (
	"bytes"
	"cmp"
	"io/fs"
	"path"
	"slices"

	"github.com/meshfn/meshfn/internal/fleet"
	"github.com/meshfn/meshfn/internal/mesh"
	"github.com/meshfn/meshfn/internal/tree"
)

// changedCharts are the edits of files in the folders of charts that meshes of the head name, by folder.
func changedCharts(base, head *tree.Tree) map[string][]Edit {
	changed := map[string][]Edit{}
	for _, m := range head.Fleet.Members {
		for _, r := range m.Mesh.Spec.ControlPlane.Revisions {
			folder := chartsFolder(m, r)
			if _, known := changed[folder]; !known && folder != "" {
				changed[folder] = changedFiles(base.Files, head.Files, folder)
			}
		}
	}
	return changed
}

// chartsFolder is the folder of charts that a revision names, below the fleet root, else "".
func chartsFolder(m *fleet.Member, r mesh.Revision) string {
	folder := path.Join(m.Dir, r.Charts)
	if r.Charts == "" || path.IsAbs(r.Charts) || !fs.ValidPath(folder) {
		return ""
	}
	return folder
}

// changedFiles are the edits of files below a folder, each of its first line and of no field, sorted. What cannot be read is a
// finding of the rendering, and counts as not there.
func changedFiles(base, head fs.FS, folder string) []Edit {
	files := func(fsys fs.FS) map[string][]byte {
		all := map[string][]byte{}
		_ = fs.WalkDir(fsys, folder, func(name string, e fs.DirEntry, err error) error {
			if err == nil && !e.IsDir() {
				if text, err := fs.ReadFile(fsys, name); err == nil {
					all[name] = text
				}
			}
			return nil
		})
		return all
	}
	before, after := files(base), files(head)
	var changed []Edit
	for name, text := range after {
		if old, was := before[name]; !was {
			changed = append(changed, Edit{File: name, Line: 1, Op: Added})
		} else if !bytes.Equal(old, text) {
			changed = append(changed, Edit{File: name, Line: 1, Op: Changed})
		}
	}
	for name := range before {
		if _, is := after[name]; !is {
			changed = append(changed, Edit{File: name, Line: 1, Op: Removed})
		}
	}
	slices.SortFunc(changed, func(a, b Edit) int { return cmp.Compare(a.File, b.File) })
	return changed
}

// chartsOf are the edits of charts that a mesh names.
func (s *sources) chartsOf(m *fleet.Member) []Edit {
	var all []Edit
	for i, r := range m.Mesh.Spec.ControlPlane.Revisions {
		for _, edit := range s.charts[chartsFolder(m, r)] {
			edit.Field = mesh.Index("spec.controlPlane.revisions", i) + ".charts"
			all = append(all, edit)
		}
	}
	return all
}
