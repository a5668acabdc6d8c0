package hostile

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/meshfn/meshfn/e2e/meshfn"
	"github.com/meshfn/meshfn/e2e/process"
)

// promised is how soon a program ends that was asked to. A busy machine may be
// late now and then, and not every time.
const (
	promised = time.Second
	tries    = 20
)

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
			for range tries {
				if signalToFunction(t, args) <= promised {
					return
				}
			}
			t.Errorf("it never ended within %s", promised)
		})
	}
}

func signalToFunction(t *testing.T, args []string) (took time.Duration) {
	t.Helper()
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
	// More than a pipe holds: once it is written, the program reads.
	if _, err := io.WriteString(input, "apiVersion: config.kubernetes.io/v1\n"+strings.Repeat("# and so on\n", 100_000)); err != nil {
		t.Fatal(err)
	}
	took = end(t, cmd)
	if stdout.Len() > 0 {
		t.Errorf("it printed %q", stdout.String())
	}
	return took
}

const clusters = 300

// A render of hundreds of clusters that is asked to end leaves the output that
// was there, and the next render finishes as if nothing had been.
func TestSignalToRender(t *testing.T) {
	dir := t.TempDir()
	above := t.TempDir()
	out := filepath.Join(above, "out")
	met, soon := 0, false
	for try := 0; try < tries && !soon; try++ {
		writeMeshes(t, dir, "1.28.0")
		meshfn.Run(t, "render", dir, "--out", out)
		before := files(t, out)
		writeMeshes(t, dir, "1.29.1")
		cmd := exec.Command(meshfn.Binary(t), "render", dir, "--out", out)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		if !freezeAtWork(t, cmd, above) { // it was too fast for us
			thaw(cmd)
			cmd.Wait()
			continue
		}
		met++
		soon = end(t, cmd) <= promised
		if cmd.ProcessState.Success() {
			t.Fatal("it ended as if nobody had asked it to")
		}
		if diff := cmp.Diff(before, files(t, out)); diff != "" {
			t.Fatalf("-before +after the signal\n%.2000s", diff)
		}
	}
	if !soon {
		t.Errorf("met at work %d times of %d, it never ended within %s", met, tries, promised)
	}
	meshfn.Run(t, "render", dir, "--out", out)
	whole := filepath.Join(t.TempDir(), "out")
	meshfn.Run(t, "render", dir, "--out", whole)
	if diff := cmp.Diff(files(t, whole), files(t, out)); diff != "" {
		t.Errorf("-rendered at once +after a signal\n%.2000s", diff)
	}
}

func writeMeshes(t *testing.T, dir, version string) {
	t.Helper()
	for i := range clusters {
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
}

// freezeAtWork stops a render when it has put part of its output beside OUT, but
// less than half: it cannot end before it hears what it is asked.
func freezeAtWork(t *testing.T, cmd *exec.Cmd, above string) bool {
	t.Helper()
	prepared := func() int {
		folders, err := filepath.Glob(filepath.Join(above, ".*", "c[0-9]*"))
		if err != nil {
			t.Fatal(err)
		}
		return len(folders)
	}
	for prepared() == 0 {
		if ended(cmd) {
			return false
		}
		time.Sleep(time.Millisecond)
	}
	if err := cmd.Process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	n := prepared()
	return 0 < n && n < clusters/2
}

// ended reports whether a program has ended, which nobody has waited for.
func ended(cmd *exec.Cmd) bool {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", cmd.Process.Pid))
	_, state, _ := strings.Cut(string(stat), ") ")
	return err != nil || strings.HasPrefix(state, "Z")
}

func thaw(cmd *exec.Cmd) { cmd.Process.Signal(syscall.SIGCONT) }

// end asks a program to end, and returns how long that took.
func end(t *testing.T, cmd *exec.Cmd) time.Duration {
	t.Helper()
	asked := time.Now()
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatalf("it ended before it was asked to: %v", err)
	}
	thaw(cmd)
	kill := time.AfterFunc(process.Patience, func() { cmd.Process.Kill() })
	defer kill.Stop()
	err := cmd.Wait()
	took := time.Since(asked)
	t.Logf("ended %s after the signal: %v", took.Round(time.Millisecond), err)
	return took
}
