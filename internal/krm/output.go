package krm

import (
	"cmp"
	"fmt"
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
}

// Files returns the files of the output with the record and the checklist, sorted, their paths relative to Folder.
func (out Output) Files() ([]File, error) {
	files, _, err := out.files(&arena{})
	return files, err
}

// files returns the files, whose texts lie in the arena, and the record of them.
func (out Output) files(a *arena) ([]File, *Record, error) {
	objects := map[string][]Object{}
	for _, it := range out.Items {
		if err := generated(it.Path); err != nil {
			return nil, nil, fmt.Errorf("render mesh %s: %w", out.Mesh, err)
		}
		objects[it.Path] = append(objects[it.Path], it.Object)
	}
	record := &Record{Mesh: out.Mesh, Files: make(map[string]string, len(objects))}
	files := make([]File, 0, len(objects)+2)
	for name, all := range objects {
		text := a.encode(all)
		record.Files[name] = digest(text)
		files = append(files, File{name, text})
	}
	files = append(files, File{RecordFile, Encode(record.Object())})
	if out.Checklist != "" {
		files = append(files, File{ChecklistFile, seal(out.Checklist)})
	}
	slices.SortFunc(files, func(a, b File) int { return cmp.Compare(a.Path, b.Path) })
	return files, record, nil
}
