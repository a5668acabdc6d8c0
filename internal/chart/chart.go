// Package chart expands IstioOperator resources to plain manifests, object by object what `istioctl manifest generate`
// of the same release prints.
//
// An IstioOperator is an input of istioctl and no resource that a cluster acts on: a profile, settings for charts
// (values), settings for the objects of a component (k8s) and patches of objects (overlays), merged in that order. The
// charts are Helm charts, read as Helm reads them, with three habits worth knowing: every number of a value is a
// float64, templates of one chart share one map of values and the one that sorts last runs first and may replace it
// (zzz_profile.yaml does), and what a missing value prints is removed from the text afterwards.
//
// Istio's own renderer is not linked: what it imports costs 37 ms of CPU at every start of a process, before main, and
// meshfn is one binary that starts for each KRM function. docs/decisions.md has the measurement. The renderer is the
// judge instead: the tests of package parity compare both, and so does the switch --verify-expansion of a binary that
// is built with the tag verify.
//
// The charts of a release differ from those of the source tree in three placeholders (version, hub and tag), which
// Istio's release build replaces. The embedded charts are those of the release.
package chart

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"strings"
	"sync"

	"istio.io/istio/manifests"
)

//go:generate go run ./gen

// Version is the Istio release whose charts are embedded.
const Version = "1.29.1"

// ReleaseHub is where the images of Istio's releases are.
const ReleaseHub = "docker.io/istio"

// Charts is the manifests folder of one release: profiles and charts. It is safe for concurrent use; profiles and
// charts are read and parsed once.
type Charts struct {
	fsys    fs.FS
	version string
	judge   Judge

	mu       sync.Mutex
	profiles map[string]map[string]any
	charts   map[string]*chart
}

// Embedded returns the charts of the release Version, one set per process.
var Embedded = sync.OnceValue(func() *Charts {
	charts, err := Load(Release(manifests.FS, Version, ReleaseHub))
	if err != nil {
		panic(err) // a fault of the build
	}
	return charts
})

// Open reads the charts of a manifests folder, as an unpacked release of Istio or ASM has it.
func Open(dir string) (*Charts, error) {
	charts, err := Load(os.DirFS(dir))
	if err != nil {
		return nil, fmt.Errorf("open charts %s: %w", dir, err)
	}
	return charts, nil
}

// placeholder is the version of charts that no release build has touched.
const placeholder = "1.0.0"

// Load reads charts from a file system with the folders charts and profiles. It is an error when they do not tell
// their version: then nobody can say whether they are the wanted ones.
func Load(fsys fs.FS) (*Charts, error) {
	c := &Charts{fsys: fsys, profiles: map[string]map[string]any{}, charts: map[string]*chart{}}
	profile, err := c.profile("default")
	if err != nil {
		return nil, err
	}
	meta, err := readMetadata(fsys, "charts/base")
	if err != nil {
		return nil, err
	}
	tag, _ := get(profile, "spec", "tag").(string)
	if tag == "latest" {
		tag = ""
	}
	if meta.AppVersion == placeholder {
		meta.AppVersion = ""
	}
	// ASM sets the tag of its images in the profile, and its charts keep Istio's version.
	if c.version = cmp.Or(tag, meta.AppVersion); c.version == "" {
		return nil, errors.New("the charts carry no version, neither as appVersion of charts/base/Chart.yaml nor as tag of profiles/default.yaml: these are charts of the source tree, take those of a release")
	}
	return c, nil
}

// FS returns the files of the charts.
func (c *Charts) FS() fs.FS { return c.fsys }

// Version of the release the charts belong to, for example 1.29.1 or 1.23.3-asm.2.
func (c *Charts) Version() string { return c.version }

// profile returns the named profile, which is shared and must not be changed.
func (c *Charts) profile(name string) (map[string]any, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if p, ok := c.profiles[name]; ok {
		return p, nil
	}
	text, err := fs.ReadFile(c.fsys, "profiles/"+name+".yaml")
	if err != nil {
		return nil, fmt.Errorf("read profile %q: %w", name, err)
	}
	p := map[string]any{}
	if err := unmarshal(text, &p); err != nil {
		return nil, fmt.Errorf("read profile %q: %w", name, err)
	}
	c.profiles[name] = p
	return p, nil
}

// chart returns the chart in the folder below charts.
func (c *Charts) chart(dir string) (*chart, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if ch, ok := c.charts[dir]; ok {
		return ch, nil
	}
	ch, err := loadChart(c.fsys, path.Join("charts", dir))
	if err != nil {
		return nil, fmt.Errorf("load chart %s: %w", dir, err)
	}
	c.charts[dir] = ch
	return ch, nil
}

// Release returns the manifests of the source tree as a release ships them: in Chart.yaml, values.yaml and the default
// profile the placeholders of version, hub and tag are replaced.
func Release(fsys fs.FS, version, hub string) fs.FS {
	replace := strings.NewReplacer(
		"version: "+placeholder, "version: "+version, "appVersion: "+placeholder, "appVersion: "+version,
		"hub: gcr.io/istio-testing", "hub: "+hub, "hub: gcr.io/istio-release", "hub: "+hub,
		"tag: latest", "tag: "+version,
	)
	return released{fsys, replace}
}

type released struct {
	fs.FS
	replace *strings.Replacer
}

var _ fs.ReadFileFS = released{}

func (r released) ReadFile(name string) ([]byte, error) {
	text, err := fs.ReadFile(r.FS, name)
	if err != nil {
		return nil, err
	}
	switch path.Base(name) {
	case "Chart.yaml", "values.yaml", "default.yaml":
		return []byte(r.replace.Replace(string(text))), nil
	}
	return text, nil
}
