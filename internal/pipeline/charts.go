package pipeline

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"sync"

	"github.com/meshfn/meshfn/internal/chart"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/fleet"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
)

// Charts finds the chart set of a revision: the folder that revisions[].charts names, the one that was passed, one of the
// library (a folder of chart sets by version, as a function image has it), or the embedded one. A set is used for its
// own version only. It is safe for concurrent use.
type Charts struct {
	root    string
	files   fs.FS // where root is; nil for the system's
	library string
	passed  *chart.Charts

	first func(*chart.Charts) error // may be nil

	overlays krm.Memo[string] // digests

	mu      sync.Mutex
	met     map[*chart.Charts]error
	digests map[*chart.Charts]string
	opened  map[string]*chart.Charts
}

// Library returns the charts that a function sees: those of the folder, by version, and the embedded ones.
func Library(dir string) *Charts { return &Charts{library: dir, opened: map[string]*chart.Charts{}} }

// TreeCharts returns the charts for a tree at root: those that its meshes name, the manifests folder that was passed (or
// ""), and the embedded ones.
func TreeCharts(root, passed string) (*Charts, error) {
	c := &Charts{root: root, opened: map[string]*chart.Charts{}}
	if passed == "" {
		return c, nil
	}
	set, err := chart.Open(passed)
	c.passed = set
	return c, err
}

// FSCharts is TreeCharts for a tree in another file system, from which the charts come that its meshes name.
func FSCharts(files fs.FS, root, passed string) (*Charts, error) {
	c, err := TreeCharts(root, passed)
	if err == nil {
		c.files = files
	}
	return c, err
}

// With returns the charts with those of a library before the embedded ones.
func (c *Charts) With(library string) *Charts {
	c.library = library
	return c
}

// OnFirst has a function called with each set before anything is expanded with it, for a judge of the expansion; its error
// is one of the render.
func (c *Charts) OnFirst(do func(*chart.Charts) error) { c.first = do }

// find returns the charts for a revision as choose does, introduced to who wants to see each set first.
func (c *Charts) find(m *fleet.Member, i int) (*chart.Charts, *finding.Finding, error) {
	set, refused, err := c.choose(m, i)
	if set == nil || c.first == nil {
		return set, refused, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	met, ok := c.met[set]
	if !ok {
		if c.met == nil {
			c.met = map[*chart.Charts]error{}
		}
		met = c.first(set)
		c.met[set] = met
	}
	return set, refused, errors.Join(err, met)
}

// choose returns the charts for a revision, or nil where none of its version are at hand. The finding is for charts that
// the Mesh names and that are others.
func (c *Charts) choose(m *fleet.Member, i int) (*chart.Charts, *finding.Finding, error) {
	r := m.Mesh.Spec.ControlPlane.Revisions[i]
	if r.Charts != "" {
		return c.named(m, r, mesh.Index("spec.controlPlane.revisions", i)+".charts")
	}
	if c.passed != nil && c.passed.Version() == r.Version {
		return c.passed, nil, nil
	}
	if c.library != "" {
		set, err := c.open(filepath.Join(c.library, r.Version))
		if !errors.Is(err, fs.ErrNotExist) {
			return set, nil, err
		}
	}
	if r.Version == chart.Version {
		return chart.Embedded(), nil, nil
	}
	return nil, nil, nil
}

func (c *Charts) named(m *fleet.Member, r mesh.Revision, field string) (*chart.Charts, *finding.Finding, error) {
	refuse := func(format string, args ...any) (*chart.Charts, *finding.Finding, error) {
		f := m.Report(finding.WrongCharts, field, format, args...)
		return nil, &f, nil
	}
	if c.root == "" {
		return refuse("a function sees no files: put the charts into its image as /charts/%s, or render on the command line", r.Version)
	}
	set, err := c.beside(m, r.Charts)
	switch {
	case err != nil:
		return refuse("%v", err)
	case set.Version() != r.Version:
		return refuse("the charts in %s are of version %s, and the revision is %s", r.Charts, set.Version(), r.Version)
	}
	return set, nil, nil
}

// beside opens the charts at a path that a Mesh names.
func (c *Charts) beside(m *fleet.Member, name string) (*chart.Charts, error) {
	dir := filepath.FromSlash(name)
	if filepath.IsAbs(dir) {
		return c.open(dir)
	}
	if c.files == nil {
		return c.open(filepath.Join(c.root, filepath.FromSlash(m.Dir), dir))
	}
	name = path.Join(c.root, m.Dir, name)
	return c.once(name, func() (*chart.Charts, error) {
		sub, err := fs.Sub(c.files, name)
		if err != nil {
			return nil, err
		}
		if _, err := fs.Stat(sub, "."); err != nil {
			return nil, err
		}
		return chart.Load(sub)
	})
}

func (c *Charts) open(dir string) (*chart.Charts, error) {
	return c.once(dir, func() (*chart.Charts, error) {
		if _, err := os.Stat(dir); err != nil {
			return nil, err
		}
		return chart.Open(dir)
	})
}

// once opens a set, unless it was opened before.
func (c *Charts) once(name string, open func() (*chart.Charts, error)) (*chart.Charts, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if set, ok := c.opened[name]; ok {
		return set, nil
	}
	set, err := open()
	if err == nil {
		c.opened[name] = set
	}
	return set, err
}
