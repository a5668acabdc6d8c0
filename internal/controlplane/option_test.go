package controlplane_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"sigs.k8s.io/yaml"

	"github.com/meshfn/meshfn/internal/controlplane"
	"github.com/meshfn/meshfn/internal/finding"
)

type optionCase struct {
	Options  []string       `json:"options"`
	Version  string         `json:"version"`
	Platform string         `json:"platform"`
	CA       string         `json:"ca"`
	Rows     map[string]any `json:"rows"`
	Code     finding.Code   `json:"code"`
}

func TestOptions(t *testing.T) {
	file, err := os.ReadFile("testdata/options.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var cases []optionCase
	if err := yaml.UnmarshalStrict(file, &cases); err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		name := strings.Join(c.Options, ",") + "/" + c.Version + "/" + c.Platform + "/" + c.CA
		t.Run(name, func(t *testing.T) { c.run(t) })
	}
}

func (c optionCase) run(t *testing.T) {
	more := fmt.Sprintf(", options: [%s]", strings.Join(c.Options, ", "))
	m := member(t, asmMesh(or(c.Version, "1.23.3-asm.2"), or(c.Platform, "GKE"), or(c.CA, "MeshCA"), more))
	if c.Code != "" {
		out := controlplane.Render(m)
		if len(out.Findings) != 1 || out.Findings[0].Code != c.Code || out.Findings[0].Line == 0 {
			t.Errorf("want one finding %s with its place, got %+v", c.Code, out.Findings)
		}
		return
	}
	spec := operatorOf(t, m)
	for path, want := range c.Rows {
		if diff := cmp.Diff(plain(t, want), plain(t, at(spec, path))); diff != "" {
			t.Errorf("%s: want -, got +\n%s", path, diff)
		}
	}
}

func or(s, fallback string) string {
	if s == "" {
		return fallback
	}
	return s
}

// The message of an unknown option lists what could have been written, and nothing that would be refused in turn.
func TestUnknownOptionListsTheKnown(t *testing.T) {
	m := member(t, asmMesh("1.23.3-asm.2", "GKE", "MeshCA", ", options: [prometeus]"))
	message := controlplane.Render(m).Findings[0].Message
	_, known, _ := strings.Cut(message, "known for 1.23.3-asm.2: ")
	names := strings.Split(known, ", ")
	if !slices.Contains(names, "prometheus") || slices.Contains(names, "hub-meshca") || slices.Contains(names, "cni-onprem") {
		t.Errorf("known options: %v", names)
	}
}
