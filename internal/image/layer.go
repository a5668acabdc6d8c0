package image

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
	"github.com/google/go-containerregistry/pkg/v1/types"
)

// entry is a file of a layer. Every user may read it, and nobody writes.
type entry struct {
	name string // slash path without a leading slash
	mode int64
	text []byte
}

// newLayer packs files and the folders above them: sorted, owned by root, without a time.
func newLayer(files []entry) (v1.Layer, error) {
	var packed bytes.Buffer
	w := tar.NewWriter(&packed)
	for _, f := range withFolders(files) {
		header := &tar.Header{Name: f.name, Mode: f.mode, Size: int64(len(f.text)), Format: tar.FormatPAX}
		if strings.HasSuffix(f.name, "/") {
			header.Typeflag = tar.TypeDir
		}
		if err := w.WriteHeader(header); err != nil {
			return nil, fmt.Errorf("pack %s: %w", f.name, err)
		}
		if _, err := w.Write(f.text); err != nil {
			return nil, fmt.Errorf("pack %s: %w", f.name, err)
		}
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("pack a layer: %w", err)
	}
	open := func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(packed.Bytes())), nil }
	return tarball.LayerFromOpener(open, tarball.WithMediaType(types.OCILayer),
		tarball.WithCompressionLevel(gzip.BestCompression), tarball.WithCompressedCaching)
}

// withFolders adds the folders that files lie in, and sorts all by name.
func withFolders(files []entry) []entry {
	all := map[string]entry{}
	for _, f := range files {
		all[f.name] = f
		for dir := path.Dir(f.name); dir != "."; dir = path.Dir(dir) {
			all[dir+"/"] = entry{name: dir + "/", mode: 0o755}
		}
	}
	sorted := make([]entry, 0, len(all))
	for _, f := range all {
		sorted = append(sorted, f)
	}
	slices.SortFunc(sorted, func(a, b entry) int { return strings.Compare(a.name, b.name) })
	return sorted
}

// File is one file as a layer.
func File(name string, text []byte) (v1.Layer, error) {
	return newLayer([]entry{{name: name, mode: 0o644, text: text}})
}

// Files are the regular files of a folder as a layer, below a folder of the image.
func Files(fsys fs.FS, below string) (v1.Layer, error) {
	var files []entry
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		text, err := fs.ReadFile(fsys, name)
		files = append(files, entry{name: path.Join(below, name), mode: 0o644, text: text})
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("pack %s: %w", below, err)
	}
	return newLayer(files)
}
