package pipeline

import (
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/meshfn/meshfn/internal/chart"
	"github.com/meshfn/meshfn/internal/fleet"
	"github.com/meshfn/meshfn/internal/krm"
)

// Inputs is a digest of everything that a mesh is rendered from, but for what it asks about other meshes: the path and the
// text of its mesh.yaml, the defaults that hold for it, its overlays, and the charts of its revisions, file by file. The
// program and the charts inside it are not part of it.
func (c *Charts) Inputs(m *fleet.Member) (string, error) {
	var all []byte
	add := func(parts ...string) {
		for _, p := range parts {
			all = append(append(strconv.AppendInt(all, int64(len(p)), 10), ' '), p...)
		}
	}
	add(m.File(), string(m.Source().Text))
	if d := m.Defaults(); d != nil {
		add("defaults", d.File, string(d.Text))
	}
	for _, name := range slices.Sorted(maps.Keys(m.Overlays)) {
		overlay := m.Overlays[name]
		add("overlay", name, c.overlays.Of(overlay, func() string { return krm.Digest(krm.Encode(overlay)) }))
	}
	for i := range m.Mesh.Spec.ControlPlane.Revisions {
		set, refused, err := c.choose(m, i)
		switch {
		case err != nil:
			return "", err
		case refused != nil:
			add("refused", refused.Message)
		case set == nil:
			add("none")
		default:
			digest, err := c.digest(set)
			if err != nil {
				return "", err
			}
			add("charts", digest)
		}
	}
	return krm.Digest(all), nil
}

// digest of all files of a set, computed once.
func (c *Charts) digest(set *chart.Charts) (string, error) {
	if set == chart.Embedded() {
		return "embedded", nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if d, known := c.digests[set]; known {
		return d, nil
	}
	var all strings.Builder
	err := fs.WalkDir(set.FS(), ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		text, err := fs.ReadFile(set.FS(), name)
		fmt.Fprintf(&all, "%s %s\n", krm.Digest(text), name)
		return err
	})
	if err != nil {
		return "", fmt.Errorf("read the charts: %w", err)
	}
	if c.digests == nil {
		c.digests = map[*chart.Charts]string{}
	}
	c.digests[set] = krm.Digest([]byte(all.String()))
	return c.digests[set], nil
}
