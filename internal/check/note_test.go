package check_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/meshfn/meshfn/internal/check"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/pipeline"
	"github.com/meshfn/meshfn/internal/tree"
)

// A check that recalls meshes from the notes of an earlier one says what one says that looks at them.
func TestNotes(t *testing.T) {
	now := time.Date(2026, 1, 1, 8, 0, 0, 0, time.UTC)
	for _, name := range []string{"demo", "onprem", "gke", "istio", "federation", "federation-without-blue"} {
		t.Run(name, func(t *testing.T) {
			read, err := tree.Open("../../testdata/fleets/"+name, now)
			if err != nil {
				t.Fatal(err)
			}
			whole := pipeline.Whole{Charts: pipeline.Library("")}
			seen, recalled := check.New(now), check.New(now.Add(time.Hour))
			for _, m := range read.Fleet.Members {
				out, err := whole.Render(m)
				if err != nil {
					t.Fatal(err)
				}
				// What ties clusters together is broken, so that rules over several of them have something to say.
				for _, it := range out.Set.Items() {
					if it.Object.Kind() == "Namespace" || it.Object.Kind() == "ServiceMeshPeer" {
						it.Object.SetLabels("topology.istio.io/network", "elsewhere")
						delete(it.Object.Map("spec"), "security")
					}
				}
				note := seen.AddRendered(m, out)
				if check.New(now.Add(24*time.Hour)).Recall(m, note) || recalled.Recall(m, note[:9]) || recalled.Recall(m, nil) {
					t.Errorf("%s: a note of another day, or a broken one, is taken", m.Name())
				}
				if !recalled.Recall(m, note) {
					t.Errorf("%s cannot be recalled", m.Name())
				}
			}
			want := seen.Findings()
			if !slices.ContainsFunc(want, func(f finding.Finding) bool { return f.Severity == finding.Error }) {
				t.Error("nothing is said: this test tests nothing")
			}
			if diff := cmp.Diff(want, recalled.Findings()); diff != "" {
				t.Errorf("-seen +recalled\n%s", diff)
			}
		})
	}
}
