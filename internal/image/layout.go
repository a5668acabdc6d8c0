package image

import (
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/layout"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/types"
)

// Built is an image that has been written.
type Built struct {
	Reference string
	Platform  v1.Platform
	Digest    v1.Hash
	Size      int64 // compressed, of all its layers
}

// The names below the folder that Write fills.
const (
	LayoutFolder  = "oci"
	ArchiveFolder = "docker"
	SBOMFolder    = "sbom"
)

// Archive is the file for the container engine of a platform, relative to the folder that was written.
func Archive(p v1.Platform) string {
	return filepath.Join(ArchiveFolder, p.OS+"-"+p.Architecture+".tar")
}

// Write builds the images and writes them to dir, which does not exist yet: an OCI layout of all, in which an image has
// one entry for all its platforms; per platform an archive that a container engine loads; and an SBOM beside each.
// What is returned is sorted by reference and platform.
func Write(dir, tag string, images []Image) ([]Built, error) {
	w := writer{dir: dir, tag: tag, indexes: map[string][]mutate.IndexAddendum{}, archives: map[string]map[string]v1.Image{}}
	for _, folder := range []string{LayoutFolder, ArchiveFolder, SBOMFolder} {
		if err := os.MkdirAll(filepath.Join(dir, folder), 0o755); err != nil {
			return nil, fmt.Errorf("write images: %w", err)
		}
	}
	for _, i := range images {
		if err := w.add(i); err != nil {
			return nil, fmt.Errorf("write image %s: %w", i.Name, err)
		}
	}
	if err := w.layout(); err != nil {
		return nil, fmt.Errorf("write the OCI layout: %w", err)
	}
	for file, content := range w.archives {
		if err := writeArchive(filepath.Join(dir, file), content); err != nil {
			return nil, fmt.Errorf("write %s: %w", file, err)
		}
	}
	slices.SortFunc(w.built, func(a, b Built) int {
		return strings.Compare(a.Reference+a.Platform.String(), b.Reference+b.Platform.String())
	})
	return w.built, nil
}

type writer struct {
	dir, tag string
	indexes  map[string][]mutate.IndexAddendum // by reference
	archives map[string]map[string]v1.Image    // by file and reference
	built    []Built
}

func (w *writer) add(i Image) error {
	img, err := i.Build()
	if err != nil {
		return err
	}
	reference := i.Tag(w.tag)
	platform := i.Program.Platform()
	size, digest, err := measure(img)
	if err != nil {
		return err
	}
	list, err := i.SBOM(img)
	if err != nil {
		return err
	}
	file := fmt.Sprintf("%s-%s-%s.spdx.json", path.Base(i.Name), platform.OS, platform.Architecture)
	if err := os.WriteFile(filepath.Join(w.dir, SBOMFolder, file), list, 0o644); err != nil {
		return err
	}
	if w.archives[Archive(platform)] == nil {
		w.archives[Archive(platform)] = map[string]v1.Image{}
	}
	w.archives[Archive(platform)][reference] = img
	w.indexes[reference] = append(w.indexes[reference], mutate.IndexAddendum{Add: img, Descriptor: v1.Descriptor{Platform: &platform}})
	w.built = append(w.built, Built{reference, platform, digest, size})
	return nil
}

func (w *writer) layout() error {
	to, err := layout.Write(filepath.Join(w.dir, LayoutFolder), mutate.IndexMediaType(empty.Index, types.OCIImageIndex))
	if err != nil {
		return err
	}
	for _, reference := range slices.Sorted(maps.Keys(w.indexes)) {
		index := mutate.AppendManifests(mutate.IndexMediaType(empty.Index, types.OCIImageIndex), w.indexes[reference]...)
		named := layout.WithAnnotations(map[string]string{"org.opencontainers.image.ref.name": reference})
		if err := to.AppendIndex(index, named); err != nil {
			return err
		}
	}
	return nil
}

func measure(img v1.Image) (size int64, digest v1.Hash, err error) {
	layers, err := img.Layers()
	if err != nil {
		return 0, v1.Hash{}, err
	}
	for _, layer := range layers {
		n, err := layer.Size()
		if err != nil {
			return 0, v1.Hash{}, err
		}
		size += n
	}
	digest, err = img.Digest()
	return size, digest, err
}
