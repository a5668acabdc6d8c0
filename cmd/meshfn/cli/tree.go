package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/fleet"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
)

// tree is a folder that was given to a command, and the fleet in it.
type tree struct {
	// root is the fleet root: the nearest folder upward that holds fleet.yaml, else the folder that was given.
	root string
	// part says that the folder is below the root: the fleet's other meshes are known by their published facts.
	part  bool
	fleet *fleet.Fleet
	// abandoned are folders that hold a record of what was generated and no mesh.yaml any more.
	abandoned []string
	// shared is what the members that were rendered have in common.
	shared   []krm.Set
	findings []finding.Finding
}

// openTree loads the meshes below dir with the defaults and facts of their fleet root. What is wrong with them is in
// findings; the error is for a tree that cannot be read.
func openTree(dir string, now time.Time) (*tree, error) {
	root, below, err := fleetRoot(dir)
	if err != nil {
		return nil, err
	}
	t := &tree{root: root, part: below != "."}
	names, err := krm.Walk(filepath.Join(root, below))
	if err != nil {
		return nil, err
	}
	if t.part {
		for i := range names {
			names[i] = filepath.ToSlash(filepath.Join(below, names[i]))
		}
		for _, shared := range []string{fleet.DefaultsFile, fleet.FactsFile} {
			if _, err := os.Stat(filepath.Join(root, shared)); err == nil {
				names = append(names, shared)
			}
		}
	}
	files, err := krm.Scan(root, names, fleet.Wanted)
	if err != nil {
		return nil, err
	}
	in := fleet.Input{Part: t.part, Now: now, Objects: func(name string) ([]krm.Object, error) { return readObjects(root, name) }}
	in.Add(files)
	t.abandoned = abandoned(names, in.Meshes)
	t.fleet, t.findings, err = fleet.New(in)
	if err == nil && len(in.Meshes) == 0 && len(t.abandoned) == 0 {
		t.findings = append(t.findings, finding.New(finding.NoMesh, "no Mesh below %s", dir))
	}
	return t, err
}

// abandoned returns the folders with a record and without a mesh, sorted. What lies below a folder with published facts
// of its own is the output of another render (--out), and nobody's to remove.
func abandoned(names []string, meshes []mesh.Source) []string {
	var outputs, homes, own []string
	for _, name := range names {
		if path.Base(name) == fleet.FactsFile && name != fleet.FactsFile {
			outputs = append(outputs, path.Dir(name)+"/")
		}
	}
	for _, m := range meshes {
		homes = append(homes, path.Dir(m.File))
	}
	for _, name := range names {
		if !slices.ContainsFunc(outputs, func(out string) bool { return strings.HasPrefix(name, out) }) {
			own = append(own, name)
		}
	}
	return krm.Orphans(own, homes)
}

// fleetRoot returns the fleet root of a folder and the way down from it.
func fleetRoot(dir string) (root, below string, err error) {
	given, err := filepath.Abs(dir)
	if err != nil {
		return "", "", fmt.Errorf("find the fleet root of %s: %w", dir, err)
	}
	if info, err := os.Stat(given); err != nil {
		return "", "", err
	} else if !info.IsDir() {
		return "", "", fmt.Errorf("%s is not a folder", dir)
	}
	for at := given; ; at = filepath.Dir(at) {
		if _, err := os.Stat(filepath.Join(at, fleet.DefaultsFile)); err == nil {
			below, err := filepath.Rel(at, given)
			return at, below, err
		}
		if at == filepath.Dir(at) {
			return given, ".", nil
		}
	}
}

func readObjects(root, name string) ([]krm.Object, error) {
	text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return krm.Decode(text)
}

// names splits a list of mesh names as flags take it.
func names(list string) []string {
	return strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ' ' })
}
