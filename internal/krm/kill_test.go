//go:build unix

package krm

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// writeVar makes the test binary a writer: VERSION COUNT ROOT. streamVar lets it prepare all before it writes any, userVar
// makes it one of less rights, and with fatalVar, MESH RENAMES, it dies at a rename: so many after the first one there.
const (
	fatalVar  = "MESHFN_TEST_FATAL"
	streamVar = "MESHFN_TEST_STREAM"
	writeVar  = "MESHFN_TEST_WRITE"
	userVar   = "MESHFN_TEST_USER"
)

func TestMain(m *testing.M) {
	syscall.Umask(0o022) // modes are looked at, and other users write
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
		d := disk(realDisk{})
		if fatal := os.Getenv(fatalVar); fatal != "" {
			m := &mortal{disk: d}
			if _, err := fmt.Sscan(fatal, &m.mesh, &m.after); err != nil {
				panic(err)
			}
			d = m
		}
		write := each
		if os.Getenv(streamVar) != "" {
			write = stream
		}
		if err := write(d, root, n, count); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func meshName(i int) string { return fmt.Sprintf("mesh-%03d", i) }

// mortal is a disk whose process is killed at a rename: the first one onto a place of the mesh, or so many after it.
type mortal struct {
	disk
	mesh  string
	after int
	met   bool
}

func (m *mortal) rename(from, to string) error {
	m.met = m.met || slices.Contains(strings.Split(to, string(filepath.Separator)), m.mesh)
	if m.met {
		if m.after == 0 {
			if err := syscall.Kill(os.Getpid(), syscall.SIGKILL); err != nil {
				return err
			}
			select {}
		}
		m.after--
	}
	return m.disk.rename(from, to)
}

// each writes version n of many meshes, one after the other.
func each(d disk, root string, n, count int) error {
	for i := range count {
		if err := run(d, root, version(meshName(i), n)); err != nil {
			return fmt.Errorf("write %s: %w", meshName(i), err)
		}
	}
	return nil
}

// stream writes version n of many meshes at once.
func stream(d disk, root string, n, count int) error {
	in := openInPlace(d, root, nil, false)
	for i := range count {
		if p, err := in.Add(version(meshName(i), n)); err != nil || len(p.Findings) > 0 {
			return errors.Join(fmt.Errorf("add %s: %v %w", meshName(i), p.Findings, err), in.Discard())
		}
	}
	return in.Commit(goOn)
}

func writer(n, count int, root string) *exec.Cmd {
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), fmt.Sprintf("%s=%d %d %s", writeVar, n, count, root))
	c.Stdout = os.Stderr
	c.Stderr = os.Stderr
	return c
}

// TestKill kills a writer of hundreds of meshes, at random moments and while it moves the files of a random mesh; one that writes
// mesh by mesh and one that prepares all first: each mesh has the old or the new output, or a journal and files that are
// each old or new; and the next run finishes.
func TestKill(t *testing.T) {
	t.Run("mesh by mesh", kill)
	t.Setenv(streamVar, "1")
	t.Run("all at once", kill)
}

func kill(t *testing.T) {
	count, kills := 500, 6
	if testing.Short() { // the race detector finds nothing in a writer that is alone
		count, kills = 150, 3
	}
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
	seed := uint64(began.UnixNano())
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	for n := 2; n < 2+kills; n++ {
		c := writer(n, count, root)
		atWork := n%2 == 1
		if atWork {
			c.Env = append(c.Env, fmt.Sprintf("%s=%s %d", fatalVar, meshName(1+r.IntN(count-10)), r.IntN(5)))
		}
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		if !atWork {
			time.Sleep(took/20 + time.Duration(r.Int64N(int64(took))))
			if err := c.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
		done := c.Wait() == nil
		old, next, half := look(t, root, n, count)
		t.Logf("kill %d: %d meshes old, %d new, %d being switched", n, old, next, half)
		if half > 1 || done && (old > 0 || half > 0) {
			t.Errorf("kill %d: one writer was in the middle of %d meshes", n, half)
		}
		if atWork && (old == 0 || next == 0) {
			t.Errorf("kill %d did not meet the writer at work", n)
		}
		if err := writer(n, count, root).Run(); err != nil {
			t.Fatalf("the run after kill %d: %v", n, err)
		}
		if old, _, half := look(t, root, n, count); old+half > 0 {
			t.Errorf("the run after kill %d left %d meshes old, %d being switched", n, old, half)
		}
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
