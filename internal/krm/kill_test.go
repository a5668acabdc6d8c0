//go:build unix

package krm

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// writeVar makes the test binary a writer: VERSION COUNT ROOT. userVar makes it one of less rights.
const (
	writeVar = "MESHFN_TEST_WRITE"
	userVar  = "MESHFN_TEST_USER"
)

func TestMain(m *testing.M) {
	if job := os.Getenv(writeVar); job != "" {
		var n, count int
		var root string
		if _, err := fmt.Sscan(job, &n, &count, &root); err != nil {
			panic(err)
		}
		if user, err := strconv.Atoi(os.Getenv(userVar)); err == nil {
			if err := syscall.Setuid(user); err != nil {
				panic(err)
			}
		}
		for i := range count {
			if p, err := Write(root, version(meshName(i), n), false); err != nil || len(p.Findings) > 0 {
				fmt.Println(err, p.Findings)
				os.Exit(1)
			}
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func meshName(i int) string { return fmt.Sprintf("mesh-%03d", i) }

func writer(n, count int, root string) *exec.Cmd {
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), fmt.Sprintf("%s=%d %d %s", writeVar, n, count, root))
	c.Stdout = os.Stderr
	c.Stderr = os.Stderr
	return c
}

// TestKill kills a writer of 500 meshes at random moments: each mesh has the old or the new output, or a journal and
// files that are each old or new; and the next run finishes.
func TestKill(t *testing.T) {
	t.Parallel()
	const count, kills = 500, 5
	root := memory(t)
	for i := range count {
		if err := os.Mkdir(filepath.Join(root, meshName(i)), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	began := time.Now()
	if err := writer(1, count, root).Run(); err != nil {
		t.Fatal(err)
	}
	took := time.Since(began)
	r := rand.New(rand.NewPCG(uint64(began.UnixNano()), 0))
	between := 0
	for n := 2; n < 2+kills; n++ {
		c := writer(n, count, root)
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(took/20 + time.Duration(r.Int64N(int64(took))))
		if err := c.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		done := c.Wait() == nil
		old, next, half := look(t, root, n, count)
		t.Logf("kill %d: %d meshes old, %d new, %d being switched", n, old, next, half)
		if half > 1 || done && (old > 0 || half > 0) {
			t.Errorf("kill %d: one writer was in the middle of %d meshes", n, half)
		}
		if old > 0 && next > 0 {
			between++
		}
		if err := writer(n, count, root).Run(); err != nil {
			t.Fatalf("the run after kill %d: %v", n, err)
		}
		if old, _, half := look(t, root, n, count); old+half > 0 {
			t.Errorf("the run after kill %d left %d meshes old, %d being switched", n, old, half)
		}
	}
	if between == 0 {
		t.Error("no kill met the writer at work")
	}
}

// look counts the meshes that have the output of version n-1, of version n, and a journal.
func look(t *testing.T, root string, n, count int) (old, next, half int) {
	t.Helper()
	for i := range count {
		dir := filepath.Join(root, meshName(i))
		now := found(t, dir)
		before, after := texts(t, version(meshName(i), n-1)), texts(t, version(meshName(i), n))
		_, journal := now[stagingName+"/"+journalName]
		for name := range now {
			if strings.HasPrefix(name, stagingName+"/") {
				delete(now, name)
			}
		}
		switch {
		case cmp.Equal(now, before):
			old++
		case cmp.Equal(now, after):
			next++
		case journal:
			half++
			for file, text := range now {
				if text != before[file] && text != after[file] {
					t.Errorf("%s: %s is neither old nor new", dir, file)
				}
			}
		default:
			t.Errorf("%s: neither old nor new, and no journal: %s", dir, cmp.Diff(after, now))
		}
	}
	return old, next, half
}
