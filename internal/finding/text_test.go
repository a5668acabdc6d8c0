package finding_test

import (
	"strings"
	"testing"

	"github.com/meshfn/meshfn/internal/finding"
)

// What one place says of several meshes is one block that names them.
func TestWriteTextTogether(t *testing.T) {
	at := func(line int, mesh string) finding.Finding {
		return finding.New(finding.NoCharts, "no charts of version 1.0.0 are at hand").At("fleet.yaml", "spec.defaults").Position(line, 3).On("Mesh/" + mesh)
	}
	for _, c := range []struct {
		meshes []string
		want   string
	}{
		{[]string{"a"}, "fleet.yaml:4:3: spec.defaults: info MSH1204: no charts of version 1.0.0 are at hand\n"},
		{[]string{"a", "b"}, "fleet.yaml:4:3: spec.defaults: info MSH1204: no charts of version 1.0.0 are at hand (a, b)\n"},
		{[]string{"a", "b", "c", "d", "e"}, "fleet.yaml:4:3: spec.defaults: info MSH1204: no charts of version 1.0.0 are at hand (a, b, c and 2 meshes more)\n"},
	} {
		all := []finding.Finding{at(9, "z")}
		for _, mesh := range c.meshes {
			all = append(all, at(4, mesh))
		}
		var said strings.Builder
		if err := finding.WriteText(&said, finding.Sort(all)); err != nil {
			t.Fatal(err)
		}
		if want := c.want + "fleet.yaml:9:3: spec.defaults: info MSH1204: no charts of version 1.0.0 are at hand\n"; said.String() != want {
			t.Errorf("%q, want %q", said.String(), want)
		}
	}
}
