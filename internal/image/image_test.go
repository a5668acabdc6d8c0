package image_test

import (
	"archive/tar"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/layout"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
	"github.com/google/go-containerregistry/pkg/v1/validate"

	"github.com/meshfn/meshfn/internal/image"
	"github.com/meshfn/meshfn/internal/release"
)

// compile builds a program of a few lines.
func compile(t *testing.T, env ...string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{"go.mod": "module example.com/idle\n\ngo 1.26\n", "main.go": "package main\n\nfunc main() {}\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-o", "idle", ".")
	cmd.Dir, cmd.Env = dir, append(os.Environ(), env...)
	if said, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	return filepath.Join(dir, "idle")
}

func open(t *testing.T, architecture string) *image.Program {
	t.Helper()
	p, err := image.Open(compile(t, "CGO_ENABLED=0", "GOOS=linux", "GOARCH="+architecture), "idle")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// images are two functions that share a program, for two platforms.
func images(t *testing.T) []image.Image {
	t.Helper()
	charts, err := image.Files(fstest.MapFS{"profiles/default.yaml": {Data: []byte("spec: {}\n")}}, "charts/1.2.3")
	if err != nil {
		t.Fatal(err)
	}
	var all []image.Image
	for _, architecture := range []string{"amd64", "arm64"} {
		program := open(t, architecture)
		for _, function := range []string{"one", "two"} {
			all = append(all, image.Image{
				Name: "meshfn/" + function, Description: "Function " + function + ".",
				Program: program, Command: []string{"idle", function}, User: image.Nobody,
				Layers: []v1.Layer{charts}, Charts: []string{"1.2.3"},
				Commit: image.Commit{Revision: "abc", Time: time.Unix(1e9, 0)},
			})
		}
	}
	return all
}

func TestBuild(t *testing.T) {
	img, err := images(t)[3].Build()
	if err != nil {
		t.Fatal(err)
	}
	config, err := img.ConfigFile()
	if err != nil {
		t.Fatal(err)
	}
	if config.OS != "linux" || config.Architecture != "arm64" || !config.Created.Equal(time.Unix(1e9, 0)) {
		t.Errorf("it is for %s/%s, of %s", config.OS, config.Architecture, config.Created)
	}
	want := v1.Config{
		User: "65534:65534", Env: []string{"PATH=/usr/local/bin"}, Entrypoint: []string{"/usr/local/bin/idle", "two"},
		Labels: map[string]string{
			"org.opencontainers.image.title":       "two",
			"org.opencontainers.image.description": "Function two.",
			"org.opencontainers.image.version":     release.Version,
			"org.opencontainers.image.revision":    "abc",
			"org.opencontainers.image.source":      release.Source,
			"org.opencontainers.image.licenses":    release.License,
		},
	}
	if diff := cmp.Diff(want, config.Config); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	got := contents(t, img)
	if program := got["usr/local/bin/idle"]; len(program) < 100_000 {
		t.Errorf("the program has %d bytes", len(program))
	}
	delete(got, "usr/local/bin/idle")
	files := map[string]string{
		"etc/passwd":                         "nobody:x:65534:65534:nobody:/:/sbin/nologin\n",
		"charts/1.2.3/profiles/default.yaml": "spec: {}\n",
	}
	if diff := cmp.Diff(files, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// A user of its own stands beside nobody.
func TestUser(t *testing.T) {
	i := images(t)[0]
	i.User = image.User{Name: "argocd", ID: 999}
	img, err := i.Build()
	if err != nil {
		t.Fatal(err)
	}
	want := "nobody:x:65534:65534:nobody:/:/sbin/nologin\nargocd:x:999:999:argocd:/:/sbin/nologin\n"
	if got := contents(t, img)["etc/passwd"]; got != want {
		t.Errorf("etc/passwd is\n%s", got)
	}
}

// contents are the files of an image. Everything in it is root's, readable by all, writable by nobody else, and has no
// time of its own.
func contents(t *testing.T, img v1.Image) map[string]string {
	t.Helper()
	layers, err := img.Layers()
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, layer := range layers {
		text, err := layer.Uncompressed()
		if err != nil {
			t.Fatal(err)
		}
		last := ""
		for r := tar.NewReader(text); ; {
			h, err := r.Next()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			if h.Mode&0o022 != 0 || h.Mode&0o444 != 0o444 || h.Uid != 0 || h.Gid != 0 || h.ModTime.Unix() > 0 {
				t.Errorf("%s: mode %o, owner %d:%d, time %s", h.Name, h.Mode, h.Uid, h.Gid, h.ModTime)
			}
			if h.Name < last {
				t.Errorf("%s comes after %s", h.Name, last)
			}
			if last = h.Name; h.Typeflag == tar.TypeDir {
				continue
			}
			body, err := io.ReadAll(r)
			if err != nil {
				t.Fatal(err)
			}
			files[h.Name] = string(body)
		}
	}
	return files
}

// What is written is the same every time, and what registries and container engines read.
func TestWrite(t *testing.T) {
	all := images(t)
	first, second := filepath.Join(t.TempDir(), "a"), filepath.Join(t.TempDir(), "b")
	built, err := image.Write(first, "v9.9.9", all)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := image.Write(second, "v9.9.9", images(t)); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(tree(t, first), tree(t, second)); diff != "" {
		t.Errorf("another run gives other bytes:\n%.2000s", diff)
	}
	var said []string
	for _, b := range built {
		if said = append(said, b.Reference+" "+b.Platform.String()); b.Size < 100_000 {
			t.Errorf("%s has %d bytes", b.Reference, b.Size)
		}
	}
	want := "meshfn/one:v9.9.9 linux/amd64,meshfn/one:v9.9.9 linux/arm64,meshfn/two:v9.9.9 linux/amd64,meshfn/two:v9.9.9 linux/arm64"
	if strings.Join(said, ",") != want {
		t.Errorf("built %s", said)
	}

	index, err := layout.ImageIndexFromPath(filepath.Join(first, image.LayoutFolder))
	if err != nil {
		t.Fatal(err)
	}
	if err := validate.Index(index); err != nil {
		t.Error(err)
	}
	manifest, err := index.IndexManifest()
	if err != nil {
		t.Fatal(err)
	}
	var named []string
	for _, m := range manifest.Manifests {
		named = append(named, m.Annotations["org.opencontainers.image.ref.name"])
		platforms, err := index.ImageIndex(m.Digest)
		if err != nil {
			t.Fatal(err)
		}
		if inner, err := platforms.IndexManifest(); err != nil || len(inner.Manifests) != 2 || inner.Manifests[1].Platform.Architecture != "arm64" {
			t.Errorf("%s is for %v (%v)", named, inner, err)
		}
	}
	if diff := cmp.Diff([]string{"meshfn/one:v9.9.9", "meshfn/two:v9.9.9"}, named); diff != "" {
		t.Error(diff)
	}
	archive := filepath.Join(first, image.Archive(v1.Platform{OS: "linux", Architecture: "amd64"}))
	loaded, err := tarball.LoadManifest(func() (io.ReadCloser, error) { return os.Open(archive) })
	if err != nil || len(loaded) != 2 {
		t.Fatalf("the archive holds %v (%v)", loaded, err)
	}
}

func TestOpenRefuses(t *testing.T) {
	dynamic := compile(t, "CGO_ENABLED=1")
	if _, err := image.Open(dynamic, "idle"); err == nil || !strings.Contains(err.Error(), "not static") {
		t.Errorf("a program that may need libraries: %v", err)
	}
	if _, err := image.Open(filepath.Join(filepath.Dir(dynamic), "main.go"), "idle"); err == nil {
		t.Error("a text is no program")
	}
}

func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(name string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(name)
		files[strings.TrimPrefix(name, dir)] = string(text)
		return err
	})
	if err != nil || len(files) == 0 {
		t.Fatalf("read %s: %v", dir, err)
	}
	return files
}
