package hostile

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/meshfn/meshfn/e2e/meshfn"
)

// late is when a program that was asked to end has not heard it. It is far more
// than the second that is promised, because a busy machine is no failure.
const late = 10 * time.Second

// A function that waits for its input ends when it is asked to, by either
// program, and has said nothing on stdout.
func TestSignalToFunction(t *testing.T) {
	function := filepath.Join(t.TempDir(), "function")
	build := exec.Command("go", "build", "-o", function, "./cmd/function")
	build.Dir = meshfn.Root()
	if output, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	for name, args := range map[string][]string{
		"function": {function, "render-mesh"},
		"meshfn":   {meshfn.Binary(t), "fn", "render-mesh"},
	} {
		t.Run(name, func(t *testing.T) {
			var stdout bytes.Buffer
			cmd := exec.Command(args[0], args[1:]...)
			cmd.Stdout = &stdout
			input, err := cmd.StdinPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			if _, err := io.WriteString(input, "apiVersion: config.kubernetes.io/v1\n"); err != nil {
				t.Fatal(err)
			}
			if took := end(t, cmd, 300*time.Millisecond); took > late || stdout.Len() > 0 {
				t.Errorf("it took %s, and printed %q", took, stdout.String())
			}
		})
	}
}

// A render of hundreds of clusters that is asked to end leaves the output that
// was there, and the next render finishes as if nothing had been.
func TestSignalToRender(t *testing.T) {
	dir := t.TempDir()
	mesh := func(i int, version string) {
		folder := filepath.Join(dir, fmt.Sprintf("cluster-%03d", i))
		text := fmt.Sprintf("apiVersion: meshfn.dev/v1alpha1\nkind: Mesh\nmetadata:\n  name: c%03d\n"+
			"  annotations: {config.kubernetes.io/local-config: \"true\"}\nspec:\n"+
			"  cluster: {platform: Other, network: n%[1]d}\n  controlPlane: {distribution: Istio, meshID: m%[1]d, revisions: [{version: %s}]}\n", i, version)
		if err := os.MkdirAll(folder, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, "mesh.yaml"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	const clusters = 300
	for i := range clusters {
		mesh(i, "1.28.0")
	}
	out := filepath.Join(t.TempDir(), "out")
	meshfn.Run(t, "render", dir, "--out", out)
	before := files(t, out)
	for i := range clusters {
		mesh(i, "1.29.1")
	}
	cmd := exec.Command(meshfn.Binary(t), "render", dir, "--out", out)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	took := end(t, cmd, 700*time.Millisecond)
	if took > late || cmd.ProcessState.Success() {
		t.Fatalf("it took %s, and ended with %s", took, cmd.ProcessState)
	}
	if diff := cmp.Diff(before, files(t, out)); diff != "" {
		t.Errorf("-before +after the signal\n%.2000s", diff)
	}
	meshfn.Run(t, "render", dir, "--out", out)
	whole := filepath.Join(t.TempDir(), "out")
	meshfn.Run(t, "render", dir, "--out", whole)
	if diff := cmp.Diff(files(t, whole), files(t, out)); diff != "" {
		t.Errorf("-rendered at once +after a signal\n%.2000s", diff)
	}
}

// end asks a program to end after a while, and returns how long that took.
func end(t *testing.T, cmd *exec.Cmd, after time.Duration) time.Duration {
	t.Helper()
	time.Sleep(after)
	asked := time.Now()
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatalf("it ended before it was asked to: %v", err)
	}
	kill := time.AfterFunc(2*late, func() { cmd.Process.Kill() })
	defer kill.Stop()
	err := cmd.Wait()
	t.Logf("ended %s after the signal: %v", time.Since(asked).Round(time.Millisecond), err)
	return time.Since(asked)
}
