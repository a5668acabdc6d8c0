// Package image makes the images that KRM functions and the Argo CD plugin run in: one static program, the users that
// orchestrators run it as, chart sets where there are any, and nothing else. No base image, so nothing is pulled, and
// there is no shell, no package and no library that could have a fault.
//
// An image is a function of its commit: no time but that of the commit, no order but the sorted one, nothing of the
// machine that builds. kpt runs functions as the user nobody, without a network and on a root that they cannot write;
// OpenShift runs them as a number that no file knows. So every file is readable by all and none is writable.
package image

import (
	"fmt"
	"path"
	"strings"
	"time"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/types"

	"github.com/meshfn/meshfn/internal/release"
)

// User is an account of the image. Kubernetes checks by its number that it is not root.
type User struct {
	Name string
	ID   int
}

// Nobody is the user that kpt runs functions as.
var Nobody = User{"nobody", 65534}

// Image is one image for the platform of its program.
type Image struct {
	Name        string // repository, without a registry: meshfn/render-mesh
	Description string
	Program     *Program
	// Command is what runs, the program by its name first.
	Command []string
	User    User
	// Layers that are put onto the program, chart sets and configuration.
	Layers []v1.Layer
	// Charts are the versions of the chart sets in the layers.
	Charts []string
	Commit Commit
}

// Commit is what an image was built from.
type Commit struct {
	Revision string // "" where it is not known
	Time     time.Time
}

// Tag is the name of the image with its tag.
func (i Image) Tag(tag string) string { return i.Name + ":" + tag }

// Build puts the image together.
func (i Image) Build() (v1.Image, error) {
	users, err := newLayer([]entry{{name: "etc/passwd", mode: 0o644, text: []byte(i.passwd())}})
	if err != nil {
		return nil, err
	}
	base := mutate.ConfigMediaType(mutate.MediaType(empty.Image, types.OCIManifestSchema1), types.OCIConfigJSON)
	img, err := mutate.AppendLayers(base, append([]v1.Layer{users, i.Program.layer}, i.Layers...)...)
	if err != nil {
		return nil, fmt.Errorf("build image %s: %w", i.Name, err)
	}
	platform := i.Program.Platform()
	img, err = mutate.ConfigFile(img, &v1.ConfigFile{
		OS: platform.OS, Architecture: platform.Architecture, Created: v1.Time{Time: i.Commit.Time},
		RootFS: v1.RootFS{Type: "layers", DiffIDs: diffIDs(img)},
		Config: v1.Config{
			User:       fmt.Sprintf("%d:%d", i.User.ID, i.User.ID),
			Env:        []string{"PATH=/" + path.Dir(i.Program.path)},
			Entrypoint: append([]string{"/" + path.Join(path.Dir(i.Program.path), i.Command[0])}, i.Command[1:]...),
			Labels:     i.labels(),
		},
	})
	if err != nil {
		return nil, fmt.Errorf("build image %s: %w", i.Name, err)
	}
	return img, nil
}

func diffIDs(img v1.Image) []v1.Hash {
	config, err := img.ConfigFile()
	if err != nil {
		return nil
	}
	return config.RootFS.DiffIDs
}

func (i Image) passwd() string {
	text := ""
	for _, u := range []User{Nobody, i.User} {
		if line := fmt.Sprintf("%s:x:%d:%d:%[1]s:/:/sbin/nologin\n", u.Name, u.ID, u.ID); !strings.Contains(text, line) {
			text += line
		}
	}
	return text
}

// labels are those of the Open Container Initiative: https://specs.opencontainers.org/image-spec/annotations.
func (i Image) labels() map[string]string {
	labels := map[string]string{
		"org.opencontainers.image.title":       path.Base(i.Name),
		"org.opencontainers.image.description": i.Description,
		"org.opencontainers.image.version":     release.Version,
		"org.opencontainers.image.source":      release.Source,
		"org.opencontainers.image.licenses":    release.License,
	}
	if i.Commit.Revision != "" {
		labels["org.opencontainers.image.revision"] = i.Commit.Revision
	}
	return labels
}
