package federation_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/meshfn/meshfn/internal/federation"
	"github.com/meshfn/meshfn/internal/finding"
)

// TestBrokenFixtures renders the fixture of every code that this package reports, and its green twin: there nothing of
// the family is said at all.
func TestBrokenFixtures(t *testing.T) {
	for _, e := range finding.Entries() {
		code := string(e.Code)
		if !strings.HasPrefix(code, "MSH10") && e.Code != finding.UnknownPeer && e.Code != finding.PrivateKey {
			continue
		}
		dir := filepath.Join("../../testdata/broken", code)
		if f, _ := loadFleet(t, dir); len(f.Members) == 0 || !ours(code) {
			continue // of the check
		}
		t.Run(code, func(t *testing.T) {
			found := reported(t, dir)
			if !slices.ContainsFunc(found, func(f finding.Finding) bool { return f.Code == e.Code }) {
				t.Errorf("the fixture does not trigger it, but: %v", found)
			}
			for _, f := range found {
				if f.File == "" || f.Line == 0 || f.Field == "" {
					t.Errorf("a finding has no place: %+v", f)
				}
				if strings.Contains(f.Message, "bm90IGEga2V5") {
					t.Errorf("a finding shows a key: %+v", f)
				}
			}
			if found := reported(t, filepath.Join(dir, "green")); len(found) > 0 {
				t.Errorf("the green twin is not green: %v", found)
			}
		})
	}
}

// ours reports whether a code is one that the loader or this package report: the check of what is rendered has others.
func ours(code string) bool {
	return code != string(finding.Leftover) && code != string(finding.FullMesh)
}

// reported are the findings of a folder, from loading to the federation of every mesh.
func reported(t *testing.T, dir string) []finding.Finding {
	t.Helper()
	f, all := loadFleet(t, dir)
	for _, m := range f.Members {
		all = append(all, federation.Render(m).Findings...)
	}
	return all
}
