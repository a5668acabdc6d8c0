package image

import (
	"archive/tar"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
)

// writeArchive writes images, by reference, to a file as `docker load` reads it. The library's own writer goes through
// the images in the order of a map, and so gives other bytes each time.
func writeArchive(file string, images map[string]v1.Image) (err error) {
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	a := archive{tar.NewWriter(f), map[string]bool{}}
	var manifest tarball.Manifest
	for _, reference := range slices.Sorted(maps.Keys(images)) {
		d, err := a.add(images[reference])
		if err != nil {
			return fmt.Errorf("pack %s: %w", reference, err)
		}
		d.RepoTags = []string{reference}
		manifest = append(manifest, d)
	}
	text, err := json.Marshal(manifest)
	if err != nil {
		return err
	}
	if err := a.write("manifest.json", text); err != nil {
		return err
	}
	return a.Close()
}

type archive struct {
	*tar.Writer
	written map[string]bool
}

// add writes what an image is made of, each part once, and returns where it is.
func (a archive) add(img v1.Image) (d tarball.Descriptor, err error) {
	config, err := img.RawConfigFile()
	if err != nil {
		return d, err
	}
	name, err := img.ConfigName()
	if err != nil {
		return d, err
	}
	d.Config = name.Hex + ".json"
	if err := a.write(d.Config, config); err != nil {
		return d, err
	}
	layers, err := img.Layers()
	if err != nil {
		return d, err
	}
	for _, layer := range layers {
		digest, err := layer.Digest()
		if err != nil {
			return d, err
		}
		d.Layers = append(d.Layers, digest.Hex+".tar.gz")
		packed, err := layer.Compressed()
		if err != nil {
			return d, err
		}
		text, err := io.ReadAll(packed)
		if err != nil {
			return d, err
		}
		if err := a.write(digest.Hex+".tar.gz", text); err != nil {
			return d, err
		}
	}
	return d, nil
}

func (a archive) write(name string, text []byte) error {
	if a.written[name] {
		return nil
	}
	a.written[name] = true
	if err := a.WriteHeader(&tar.Header{Name: name, Mode: 0o644, Size: int64(len(text))}); err != nil {
		return err
	}
	_, err := a.Write(text)
	return err
}
