package check_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/meshfn/meshfn/internal/check"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/fleet"
)

// A file in the folder of one cluster that says it is of another is reported, whether it was moved, copied or mistyped;
// meshes that share a folder are not.
func TestStrayFile(t *testing.T) {
	east := []string{"east/manifests/a.yaml east", "east/manifests/b.yaml east", "east/manifests/c.yaml east"}
	west := []string{"west/manifests/a.yaml west", "west/manifests/b.yaml west"}
	for name, c := range map[string]struct {
		files []string
		want  bool
	}{
		"all at home":        {slices.Concat(east, west), false},
		"moved":              {slices.Concat(east, west, []string{"west/manifests/c.yaml east"}), true},
		"one of two moved":   {slices.Concat(east[:1], west, []string{"west/manifests/c.yaml east"}), true},
		"mistyped":           {slices.Concat(east, []string{"east/operator/d.yaml eats"}), true},
		"in a shared folder": {[]string{"manifests/a.yaml east", "manifests/b.yaml east", "manifests/c.yaml west", "manifests/d.yaml west"}, false},
	} {
		none, _, err := fleet.New(fleet.Input{})
		if err != nil {
			t.Fatal(err)
		}
		in := check.Input{Fleet: none}
		for i, f := range c.files {
			path, mesh, _ := strings.Cut(f, " ")
			text := "apiVersion: v1\nkind: Namespace\nmetadata: {name: n" + string(rune('a'+i)) + ", annotations: {meshfn.dev/mesh: " + mesh + "}}\n"
			in.Files = append(in.Files, check.File{Path: path, Mesh: mesh, Read: func() (check.Content, error) { return check.Text(path, []byte(text)), nil }})
		}
		found, err := check.Run(context.Background(), in)
		if err != nil {
			t.Fatal(err)
		}
		if got := slices.ContainsFunc(found, func(f finding.Finding) bool { return f.Code == finding.AnotherMesh }); got != c.want {
			t.Errorf("%s: reported %t, want %t", name, got, c.want)
		}
	}
}
