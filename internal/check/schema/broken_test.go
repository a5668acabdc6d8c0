package schema_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/meshfn/meshfn/internal/check/schema"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
)

// Each fixture has the problem of its code and no other, its green twin none.
func TestBroken(t *testing.T) {
	for _, e := range finding.Entries() {
		if e.Code < finding.SchemaUnknownField || e.Code > finding.ServerRule {
			continue
		}
		dir := filepath.Join(root, "testdata/broken", string(e.Code))
		if codes := checked(t, filepath.Join(dir, "manifests")); !slices.Equal(codes, []finding.Code{e.Code}) {
			t.Errorf("%s: the fixture gives %v", e.Code, codes)
		}
		if codes := checked(t, filepath.Join(dir, "green/manifests")); len(codes) > 0 {
			t.Errorf("%s: the green twin gives %v", e.Code, codes)
		}
	}
}

// checked returns the codes that a folder of manifests gives.
func checked(t *testing.T, dir string) []finding.Code {
	t.Helper()
	var objects []krm.Object
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		objects = append(objects, piece{name, text}.objects(t)...)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	s := schema.For("").With(objects...)
	var codes []finding.Code
	for _, o := range objects {
		for _, p := range s.Check(o) {
			codes = append(codes, p.Code)
		}
	}
	slices.Sort(codes)
	return slices.Compact(codes)
}
