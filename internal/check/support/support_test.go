package support

import (
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"github.com/meshfn/meshfn/internal/check/checktest"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/mesh"
)

const root = "../../.."

func TestBroken(t *testing.T) { checktest.Broken(t, root, Rules) }

// TestMeshes runs the fixtures that need a Mesh.
func TestMeshes(t *testing.T) {
	for _, code := range []finding.Code{finding.MissingCNI, finding.KubernetesTooOld} {
		dir := filepath.Join(root, "testdata/broken", string(code))
		checktest.Case(t, dir, Rules, code)
		if found := checktest.Run(Rules, checktest.Clusters(t, filepath.Join(dir, "green"))); len(found) > 0 {
			t.Errorf("green: %v", found)
		}
	}
}

func TestGreen(t *testing.T) { checktest.Green(t, root, Rules) }

// TestTable: every row says for what, from where, and reports a code of the rule; its range has an end, but for what was
// removed for good.
func TestTable(t *testing.T) {
	id, bounded := regexp.MustCompile(`^SUP-[A-Z0-9]+(-[A-Z0-9]+)?$`), regexp.MustCompile(`^>=\d+\.\d+ <\d+\.\d+$`)
	for i, r := range table() {
		switch {
		case !id.MatchString(r.ID), r.Text == "", len(r.Kinds) == 0, len(r.Products) == 0:
			t.Errorf("row %d lacks something: %+v", i, r)
		case !slices.Contains(Rules[0].Codes, r.Code):
			t.Errorf("row %d has code %s", i, r.Code)
		case !slices.Contains([]string{"features", "package", "asmcli", "release"}, r.Source):
			t.Errorf("row %d has source %s", i, r.Source)
		case r.Source != "release" && !bounded.MatchString(r.Versions):
			t.Errorf("row %d reaches beyond its source: %s", i, r.Versions)
		}
		mesh.ParseLine("1.4").InRange(r.Versions) // panics on a range that cannot be read
	}
}

func TestConcerns(t *testing.T) {
	for _, c := range []struct {
		pattern, text string
		want          bool
	}{
		{"mongo", "mongo", true}, {"mongo", "mongo-db", false}, {"mongo-*", "mongo-db", true}, {"*:*:*", "2001:db8::1", true},
		{"*:*:*", "10.0.0.1:80", false}, {"*:*:*", "::", true}, {"mongo-*", "mongo", false},
	} {
		if got := (row{Is: []any{c.pattern}}).concerns(c.text); got != c.want {
			t.Errorf("%q concerns %q: %v", c.pattern, c.text, got)
		}
	}
}
