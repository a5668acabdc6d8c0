package krm

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
)

// Output is what is generated for one mesh.
type Output struct {
	Mesh string // metadata.name
	// Folder of the mesh.yaml, or below OUT that of the mesh: a slash path relative to the root of the tree.
	Folder string
	// Items in the order in which they stand in their files.
	Items []Item
	// Checklist is the text of CHECKLIST.md; empty for none.
	Checklist string
	// Owns reports whether a path belongs to what the items are a render of; nil for every path. What is not owned
	// stays as it is, in the folder and in its record.
	Owns func(path string) bool
}

// Files returns the files of the output with the record and the checklist, sorted, their paths relative to Folder.
func (out Output) Files() ([]File, error) {
	files, _, err := out.files(&Record{})
	return files, err
}

// files returns the files, and the record of them and of what old holds of others.
func (out Output) files(old *Record) ([]File, *Record, error) {
	objects := map[string][]Object{}
	for _, it := range out.Items {
		if err := generated(it.Path); err != nil {
			return nil, nil, fmt.Errorf("render mesh %s: %w", out.Mesh, err)
		}
		if !out.owns(it.Path) {
			return nil, nil, fmt.Errorf("render mesh %s: %s belongs to another part of the output", out.Mesh, it.Path)
		}
		objects[it.Path] = append(objects[it.Path], it.Object)
	}
	record := &Record{Mesh: out.Mesh, Files: map[string]string{}}
	for name, hash := range old.Files {
		if !out.owns(name) {
			record.Files[name] = hash
		}
	}
	files := make([]File, 0, len(objects)+2)
	for _, name := range slices.Sorted(maps.Keys(objects)) {
		text := Encode(objects[name]...)
		record.Files[name] = digest(text)
		files = append(files, File{name, text})
	}
	if len(record.Files) > 0 {
		files = append(files, File{RecordFile, Encode(record.Object())})
	}
	if out.Checklist != "" {
		files = append(files, File{ChecklistFile, seal(out.Checklist)})
	}
	slices.SortFunc(files, func(a, b File) int { return cmp.Compare(a.Path, b.Path) })
	return files, record, nil
}

func (out Output) owns(path string) bool { return out.Owns == nil || out.Owns(path) }
