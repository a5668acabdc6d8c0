package mesh

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/meshfn/meshfn/internal/finding"
)

// Codes of this family that rendering or checking reports, not the loader.
var rendered = []finding.Code{
	finding.UnknownOption, finding.OptionConflict, finding.Overlay, finding.OverlayDropsEnv, finding.DerivedLine,
	finding.OverlayHasNoEffect, finding.PlaceholderInObject, finding.WaiverExpired, finding.WaiverUnused, finding.BadWaiver,
}

// TestBrokenFixtures loads every fixture of the mesh.yaml family and its green twin.
func TestBrokenFixtures(t *testing.T) {
	for _, e := range finding.Entries() {
		if !strings.HasPrefix(string(e.Code), "MSH01") || slices.Contains(rendered, e.Code) {
			continue
		}
		t.Run(string(e.Code), func(t *testing.T) {
			dir := filepath.Join("../../testdata/broken", string(e.Code))
			has := func(f finding.Finding) bool { return f.Code == e.Code }
			if found := loadTree(t, dir); !slices.ContainsFunc(found, has) {
				t.Errorf("the fixture does not trigger it, but:\n%s", text(found))
			}
			if found := loadTree(t, filepath.Join(dir, "green")); slices.ContainsFunc(found, has) {
				t.Errorf("the green twin triggers it:\n%s", text(found))
			}
		})
	}
}

// loadTree loads and defaults every mesh below a folder, with the fleet.yaml at its root under them.
func loadTree(t *testing.T, dir string) (all []finding.Finding) {
	t.Helper()
	var fleet *Fleet
	if data, err := os.ReadFile(filepath.Join(dir, "fleet.yaml")); err == nil {
		fleet, all = LoadFleet(Source{File: "fleet.yaml", Text: data})
	}
	loaded := 0
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() && d.Name() == "green" && path != dir {
			if err == nil {
				err = filepath.SkipDir
			}
			return err
		}
		if d.Name() != "mesh.yaml" {
			return nil
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		loaded++
		m, findings := Load(Source{File: path, Text: data}, fleet)
		all = append(all, findings...)
		if m != nil {
			all = append(all, Default(m)...)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if loaded == 0 {
		t.Fatalf("no mesh.yaml in %s", dir)
	}
	return all
}
