package pipeline

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"github.com/meshfn/meshfn/internal/chart"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/fleet"
	"github.com/meshfn/meshfn/internal/mesh"
)

// Charts finds the chart set of a revision: the folder that revisions[].charts names, the one that was passed, one of the
// library (a folder of chart sets by version, as a function image has it), or the embedded one. A set is used for its
// own version only. It is safe for concurrent use.
type Charts struct {
	root    string
	library string
	passed  *chart.Charts

	mu     sync.Mutex
	opened map[string]*chart.Charts
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

// find returns the charts for a revision, or nil where none of its version are at hand. The finding is for charts that
// the Mesh names and that are others.
func (c *Charts) find(m *fleet.Member, i int) (*chart.Charts, *finding.Finding, error) {
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
	dir := filepath.FromSlash(r.Charts)
	if !filepath.IsAbs(dir) {
		dir = filepath.Join(c.root, filepath.FromSlash(m.Dir), dir)
	}
	set, err := c.open(dir)
	switch {
	case err != nil:
		return refuse("%v", err)
	case set.Version() != r.Version:
		return refuse("the charts in %s are of version %s, and the revision is %s", r.Charts, set.Version(), r.Version)
	}
	return set, nil, nil
}

func (c *Charts) open(dir string) (*chart.Charts, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if set, ok := c.opened[dir]; ok {
		return set, nil
	}
	if _, err := os.Stat(dir); err != nil {
		return nil, err
	}
	set, err := chart.Open(dir)
	if err != nil {
		return nil, err
	}
	c.opened[dir] = set
	return set, nil
}
