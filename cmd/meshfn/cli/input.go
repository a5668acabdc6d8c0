package cli

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/meshfn/meshfn/internal/check"
	"github.com/meshfn/meshfn/internal/fleet"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/pipeline"
	"github.com/meshfn/meshfn/internal/tree"
)

// stdin is the name under which what comes in there is reported.
const stdin = "stdin"

// input is what a check looks at: folders, files and streams, which are one input. The root is "" where there are only
// streams.
func (f checkFlags) input(in io.Reader, paths []string, now time.Time) (string, check.Input, error) {
	var given []string
	var streamed []check.File
	for _, p := range paths {
		file, err := stream(in, p)
		switch {
		case err != nil:
			return "", check.Input{}, err
		case file != nil:
			streamed = append(streamed, *file)
			in = strings.NewReader("") // it can be read once
		default:
			given = append(given, p)
		}
	}
	if len(given) == 0 {
		none, _, err := fleet.New(fleet.Input{})
		return "", check.Input{Fleet: none, Files: streamed}, err
	}
	t, err := tree.OpenAll(given, now)
	if err != nil {
		return "", check.Input{}, err
	}
	charts, err := pipeline.TreeCharts(t.Root, f.charts)
	if err != nil {
		return "", check.Input{}, err
	}
	exists := func(name string) bool {
		_, err := fs.Stat(t.Files, name)
		return err == nil
	}
	// What was generated for a mesh is known as such by its record, whichever of its files were given.
	known := map[string]bool{}
	for _, name := range t.Names {
		known[name] = true
	}
	for _, m := range t.Fleet.Members {
		if record := path.Join(m.Dir, krm.RecordFile); !known[record] && exists(record) {
			t.Names = append(t.Names, record)
		}
	}
	files, err := manifests(t, given)
	all := check.Input{
		Fleet: t.Fleet, Findings: t.Findings, Files: append(files, streamed...), Exists: exists,
		Render: pipeline.Whole{Charts: charts}.Render,
	}
	return t.Root, all, err
}

// stream returns what is on stdin for -, or in a pipe, as a shell names one for <(command); nil for any other path.
func stream(in io.Reader, given string) (*check.File, error) {
	name := stdin
	if given != "-" {
		info, err := os.Stat(given)
		if err != nil || info.IsDir() || info.Mode().IsRegular() {
			return nil, nil // a path that is not there is named with the others
		}
		pipe, err := os.Open(given)
		if err != nil {
			return nil, err
		}
		defer pipe.Close()
		if name, err = absolute(given); err != nil {
			return nil, err
		}
		in = pipe
	}
	text, err := io.ReadAll(in)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	if len(bytes.TrimSpace(text)) == 0 {
		return nil, fmt.Errorf("read %s: there is nothing; did the command before it fail?", name)
	}
	return &check.File{Path: name, Mesh: krm.MeshOf(text), Read: func() (check.Content, error) { return check.Text(name, text), nil }}, nil
}

// manifests returns the files of a tree that may hold resources of a cluster. What is wrong with a file that was given by
// its name is always a finding.
func manifests(t *tree.Tree, given []string) ([]check.File, error) {
	var mu sync.Mutex
	meshes := map[string]string{}
	_, err := krm.Scan(t.Root, t.Names, func(name string, text []byte) bool {
		if !fleet.Wanted(name, text) {
			mu.Lock()
			defer mu.Unlock()
			meshes[name] = krm.MeshOf(text)
		}
		return false
	})
	if err != nil {
		return nil, err
	}
	named := map[string]bool{}
	for _, path := range given {
		full, err := absolute(path)
		if err != nil {
			return nil, err
		}
		named[full] = true
	}
	var files []check.File
	for _, name := range t.Names {
		if mesh, wanted := meshes[name]; wanted && !strings.EqualFold(path.Base(name), "Kptfile") {
			full := filepath.Join(t.Root, filepath.FromSlash(name))
			content := check.Text
			if named[full] {
				content = check.Named
			}
			files = append(files, check.File{Path: name, Mesh: mesh, Read: func() (check.Content, error) {
				text, err := os.ReadFile(full)
				return content(name, text), err
			}})
		}
	}
	return files, nil
}
