package setters

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/meshfn/meshfn/e2e/kpt"
	"github.com/meshfn/meshfn/e2e/meshfn"
)

// A v1 package, whose files carry comments of both kinds, is the same after
// kpt fn render as after meshfn set, and after a second render.
func TestRenderEqualsSet(t *testing.T) {
	prepare := func() string {
		dir := t.TempDir()
		if err := os.CopyFS(dir, os.DirFS("testdata/v1")); err != nil {
			t.Fatal(err)
		}
		kpt.Package(t, dir, kpt.Step{Exec: meshfn.Binary(t) + " fn set-mesh-setters"})
		return dir
	}
	ours, theirs := prepare(), prepare()
	before := files(t, ours)["asm/operator.yaml"]
	meshfn.Run(t, "set", ours, "--mesh", filepath.Join(ours, "mesh.yaml"))
	want := files(t, ours)["asm/operator.yaml"]
	if want == before {
		t.Fatal("nothing was set")
	}
	for range 2 {
		if output, err := kpt.Render(t, theirs, ""); err != nil {
			t.Fatalf("%v\n%s", err, output)
		}
		if diff := cmp.Diff(want, files(t, theirs)["asm/operator.yaml"]); diff != "" {
			t.Errorf("operator.yaml (-meshfn set +kpt fn render):\n%s", diff)
		}
	}
}
