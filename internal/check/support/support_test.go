package support

import (
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/meshfn/meshfn/internal/check/checktest"
	"github.com/meshfn/meshfn/internal/check/rule"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
	"github.com/meshfn/meshfn/internal/mesh"
)

const root = "../../.."

func TestBroken(t *testing.T) { checktest.Broken(t, root, Rules) }

// TestMeshes runs the fixtures that need a Mesh.
func TestMeshes(t *testing.T) {
	for _, code := range []finding.Code{finding.MissingCNI, finding.KubernetesTooOld, finding.InClusterOnAutopilot} {
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
		case !id.MatchString(r.ID), r.Text == "", len(r.Kinds) == 0, len(r.Products) == 0 != r.Managed:
			t.Errorf("row %d lacks something: %+v", i, r)
		case !slices.Contains(Rules[0].Codes, r.Code):
			t.Errorf("row %d has code %s", i, r.Code)
		case !slices.Contains([]string{"features", "package", "asmcli", "release", "managed"}, r.Source):
			t.Errorf("row %d has source %s", i, r.Source)
		case r.Managed:
			if r.Versions != "" || len(r.Platforms) > 0 || r.Source != "managed" {
				t.Errorf("row %d is for a managed control plane and says more: %+v", i, r)
			}
			continue
		case r.Source != "release" && !bounded.MatchString(r.Versions):
			t.Errorf("row %d reaches beyond its source: %s", i, r.Versions)
		}
		mesh.ParseLine("1.4").InRange(r.Versions) // panics on a range that cannot be read
	}
}

// TestRows makes an object for every path of every row, which triggers it, and one beside it, which does not.
func TestRows(t *testing.T) {
	for i, r := range table() {
		group, kind, _ := strings.Cut(r.Kinds[0], "/")
		if len(r.Paths) == 0 {
			r.Paths = []string{"kind"}
		}
		for _, at := range r.Paths {
			broken, green := any("something else"), any("something else")
			switch {
			case at == "kind":
				broken, green = kind, nil
			case len(r.Is) > 0:
				broken = r.Is[0]
			case len(r.Not) > 0:
				green = r.Not[0]
			default:
				green = nil
			}
			if text, ok := broken.(string); ok {
				broken = strings.ReplaceAll(text, "*", "0")
			}
			for _, c := range []struct {
				value any
				where bool
				want  bool
			}{{broken, true, true}, {green, true, at == "kind"}, {broken, false, r.Where == ""}} {
				o := krm.Object{"apiVersion": group + "/v1", "kind": kind, "metadata": map[string]any{"name": "x"}}
				if at != "kind" {
					put(o, at, c.value)
				}
				if r.Where != "" {
					put(o, r.Where, c.where)
				}
				objects := rule.Resources("x.yaml", []krm.Object{o})
				if got := len(r.check(objects[0])) > 0; got != c.want {
					t.Errorf("row %d, %s: %s is %v, where %v: %v", i, r.ID, at, c.value, c.where, got)
				}
			}
		}
	}
}

// put sets what a path leads to, with one element in each list.
func put(at map[string]any, path string, value any) {
	key, rest, deeper := strings.Cut(path, ".")
	key, list := strings.CutSuffix(key, "[]")
	if deeper {
		below, ok := at[key].(map[string]any)
		if !ok {
			below = map[string]any{}
		}
		put(below, rest, value)
		value = below
	}
	if at[key] = value; list {
		at[key] = []any{value}
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
