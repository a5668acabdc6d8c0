// Package plain expands IstioOperators with Istio's own renderer. It is the judge of package chart, slow and heavy on
// purpose: linking it costs 37 ms at every start, so only tests import it, and the binary that is built with the tag
// verify.
package plain

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"istio.io/istio/operator/pkg/render"
	"istio.io/istio/operator/pkg/util/clog"
	"sigs.k8s.io/yaml"

	"github.com/meshfn/meshfn/internal/chart"
	"github.com/meshfn/meshfn/internal/krm"
)

var _ chart.Judge = (*Renderer)(nil)

// Renderer is Istio's renderer over one set of charts. It expands one after the other: nothing is known of what Istio's
// packages share.
type Renderer struct {
	dir string
	mu  sync.Mutex
}

// New copies the charts to a folder that the renderer reads from, and keeps it for its own files.
func New(charts fs.FS, dir string) (*Renderer, error) {
	err := fs.WalkDir(charts, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		to := filepath.Join(dir, filepath.FromSlash(name))
		if entry.IsDir() {
			return os.MkdirAll(to, 0o755)
		}
		text, err := fs.ReadFile(charts, name)
		if err != nil {
			return err
		}
		return os.WriteFile(to, text, 0o644)
	})
	if err != nil {
		return nil, fmt.Errorf("copy charts to %s: %w", dir, err)
	}
	return &Renderer{dir: dir}, nil
}

// Expand returns the objects that istioctl manifest generate prints for the IstioOperators, sorted by identity, and its
// warnings.
func (r *Renderer) Expand(operators ...krm.Object) (objects []krm.Object, warnings []string, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	defer func() {
		if p := recover(); p != nil { // on some input the renderer panics, for example a string where values have a map
			objects, warnings, err = nil, nil, fmt.Errorf("panic: %v", p)
		}
	}()
	var names []string
	for _, o := range operators {
		text, err := yaml.Marshal(o)
		if err != nil {
			return nil, nil, err
		}
		file, err := os.CreateTemp(r.dir, "operator-*.yaml")
		if err != nil {
			return nil, nil, err
		}
		defer os.Remove(file.Name())
		_, err = file.Write(text)
		if err := errors.Join(err, file.Close()); err != nil {
			return nil, nil, err
		}
		names = append(names, file.Name())
	}
	var log bytes.Buffer
	sets, _, err := render.GenerateManifest(names, []string{"installPackagePath=" + r.dir}, false, nil, clog.NewConsoleLogger(&log, &log, nil))
	if err != nil {
		return nil, nil, err
	}
	for _, set := range sets {
		for _, m := range set.Manifests {
			objects = append(objects, m.Object)
		}
	}
	slices.SortStableFunc(objects, func(a, b krm.Object) int { return a.ID().Compare(b.ID()) })
	for line := range strings.Lines(log.String()) {
		if line = strings.TrimSpace(strings.TrimPrefix(line, "❗")); line != "" {
			warnings = append(warnings, line)
		}
	}
	slices.Sort(warnings)
	return objects, warnings, nil
}
