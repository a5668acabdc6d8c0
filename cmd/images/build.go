package main

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"sigs.k8s.io/yaml"

	"github.com/meshfn/meshfn/functions"
	"github.com/meshfn/meshfn/internal/chart"
	"github.com/meshfn/meshfn/internal/image"
	"github.com/meshfn/meshfn/pipelines"
)

// The programs that images hold. A function that the small one does not have runs in the command.
const (
	function = "function"
	command  = "meshfn"
)

// build returns the images for a platform.
func build(ctx context.Context, platform string, from image.Commit, sets charts) ([]image.Image, error) {
	programs, err := compile(ctx, platform, from, function, command)
	if err != nil {
		return nil, err
	}
	folders, err := filepath.Glob("functions/*/metadata.yaml")
	if err != nil || len(folders) == 0 {
		return nil, fmt.Errorf("find the functions, run this in the root of the repository: %v", err)
	}
	var images []image.Image
	for _, file := range folders {
		i, err := describe(file)
		if err != nil {
			return nil, err
		}
		name := filepath.Base(filepath.Dir(file))
		i.Command = []string{command, "fn", name}
		if functions.Standard()[name] != nil {
			i.Command = []string{function, name}
		}
		i.Program, i.User = programs[i.Command[0]], image.Nobody
		i.Layers, i.Charts, i.Commit = sets.layers, sets.versions, from
		images = append(images, i)
	}
	sidecar, err := sidecar()
	if err != nil {
		return nil, err
	}
	sidecar.Program, sidecar.Commit = programs[command], from
	sidecar.Layers, sidecar.Charts = append(sidecar.Layers, sets.layers...), sets.versions
	return append(images, sidecar), nil
}

// sidecar is the image beside Argo CD's repo server. Argo CD brings its plugin server along and starts it, as its own
// user; what that server reads and runs is in the image.
func sidecar() (image.Image, error) {
	plugin, err := fs.ReadFile(pipelines.FS, "argocd/plugin.yaml")
	if err != nil {
		return image.Image{}, err
	}
	layer, err := image.File("home/argocd/cmp-server/config/plugin.yaml", plugin)
	if err != nil {
		return image.Image{}, err
	}
	return image.Image{
		Name: "meshfn/argocd", Description: "Render service meshes as a config management plugin of Argo CD.",
		Command: []string{command, "argocd", "generate"}, User: image.User{Name: "argocd", ID: 999}, Layers: []v1.Layer{layer},
	}, nil
}

// describe reads what the catalogue says of a function.
func describe(file string) (image.Image, error) {
	var metadata struct{ Image, Description string }
	text, err := os.ReadFile(file)
	if err != nil {
		return image.Image{}, err
	}
	if err := yaml.Unmarshal(text, &metadata); err != nil {
		return image.Image{}, fmt.Errorf("read %s: %w", file, err)
	}
	return image.Image{Name: metadata.Image, Description: metadata.Description}, nil
}

// compile builds programs of this module, static and free of the paths of this machine. Go's own stamp of the commit is
// left out: it depends on how the repository was checked out.
func compile(ctx context.Context, platform string, from image.Commit, names ...string) (map[string]*image.Program, error) {
	system, architecture, ok := strings.Cut(platform, "/")
	if !ok {
		return nil, fmt.Errorf("%q is no platform, want one like linux/amd64", platform)
	}
	dir, err := os.MkdirTemp("", "images-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	programs := map[string]*image.Program{}
	for _, name := range names {
		file := filepath.Join(dir, name)
		cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-buildvcs=false",
			"-ldflags=-s -w -X github.com/meshfn/meshfn/internal/release.Revision="+from.Revision, "-o", file, "./cmd/"+name)
		cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS="+system, "GOARCH="+architecture, "GOAMD64=v1", "GOARM64=v8.0", "GOFLAGS=")
		if said, err := cmd.CombinedOutput(); err != nil {
			return nil, fmt.Errorf("build %s for %s: %w\n%s", name, platform, err, said)
		}
		if programs[name], err = image.Open(file, name); err != nil {
			return nil, err
		}
	}
	return programs, nil
}

// charts are the chart sets that images hold beside the embedded one.
type charts struct {
	layers   []v1.Layer
	versions []string
}

// openCharts packs manifests folders by the version that their charts have.
func openCharts(folders []string) (charts, error) {
	var sets charts
	for _, folder := range folders {
		set, err := chart.Open(folder)
		if err != nil {
			return charts{}, err
		}
		layer, err := image.Files(os.DirFS(folder), strings.TrimPrefix(functions.Charts, "/")+"/"+set.Version())
		if err != nil {
			return charts{}, err
		}
		sets.layers = append(sets.layers, layer)
		sets.versions = append(sets.versions, set.Version())
	}
	return sets, nil
}
