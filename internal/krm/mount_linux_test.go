package krm

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sys/unix"
)

// All these tests together hold 30 MB at most. A container may have little more, and a run that was killed leaves its share.
func init() {
	const shared, room = "/dev/shm", 48 << 20
	var s unix.Statfs_t
	if unix.Statfs(shared, &s) == nil && unix.Access(shared, unix.W_OK) == nil && s.Bavail*uint64(s.Bsize) >= room {
		inMemory = shared
	}
}

// mount puts a small tmpfs on a folder. Without the right to, the test cannot run: in CI that is a failure.
func mount(t *testing.T, dir, options string) {
	t.Helper()
	if err := unix.Mount("tmpfs", dir, "tmpfs", 0, options); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("mount a tmpfs: %v; the CI job must run as root of its container", err)
		}
		t.Skipf("mount a tmpfs: %v; run as root to test full and read-only disks", err)
	}
	t.Cleanup(func() {
		if err := unix.Unmount(dir, 0); err != nil {
			t.Error(err)
		}
	})
}

// TestFullDisk writes to disks of every size up to one that suffices.
func TestFullDisk(t *testing.T) {
	failed := 0
	for pages, wrote := 8, false; !wrote; pages++ {
		root := t.TempDir()
		mount(t, root, fmt.Sprintf("size=%d", 4096*pages))
		if err := os.Mkdir(filepath.Join(root, "red"), 0o755); err != nil {
			t.Fatal(err)
		}
		if p, err := Write(root, version("red", 1), false); err != nil || len(p.Findings) > 0 {
			continue // too small even for the first output
		}
		old := found(t, root)
		// The bigger output does not fit beside the old one, until the disk is large enough.
		_, err := Write(root, version("red", 40), false)
		if wrote = err == nil; wrote {
			continue
		}
		if !errors.Is(err, syscall.ENOSPC) {
			t.Fatalf("%d pages: %v", pages, err)
		}
		if diff := cmp.Diff(old, found(t, root)); diff != "" {
			t.Fatalf("%d pages: the full disk left a trace: %s", pages, diff)
		}
		failed++
	}
	if failed < 3 {
		t.Errorf("only %d disks were too small", failed)
	}
}

// TestFullDiskOut is TestFullDisk for a tree that is switched as a whole.
func TestFullDiskOut(t *testing.T) {
	failed := 0
	for pages, wrote := 24, false; !wrote; pages++ {
		root := t.TempDir()
		mount(t, root, fmt.Sprintf("size=%d", 4096*pages))
		dir := filepath.Join(root, "out")
		if _, err := writeOut(realDisk{}, dir, 1, false, false, "red", "green"); err != nil {
			continue
		}
		old := found(t, root)
		_, err := writeOut(realDisk{}, dir, 40, false, false, "red", "green")
		if wrote = err == nil; wrote {
			continue
		}
		failed++
		if diff := cmp.Diff(old, found(t, root)); diff != "" || !errors.Is(err, syscall.ENOSPC) {
			t.Fatalf("%d pages: %v: the full disk left a trace: %s", pages, err, diff)
		}
	}
	if failed < 3 {
		t.Errorf("only %d disks were too small", failed)
	}
}

func TestReadOnlyDisk(t *testing.T) {
	root := t.TempDir()
	mount(t, root, "size=1m")
	if err := os.Mkdir(filepath.Join(root, "red"), 0o755); err != nil {
		t.Fatal(err)
	}
	if _, err := Write(root, version("red", 1), false); err != nil {
		t.Fatal(err)
	}
	if err := unix.Mount("tmpfs", root, "tmpfs", unix.MS_REMOUNT|unix.MS_RDONLY, ""); err != nil {
		t.Fatal(err)
	}
	old := found(t, root)
	_, err := Write(root, version("red", 2), false)
	if err == nil || !strings.Contains(err.Error(), "write "+root+"/red: write to the folder "+root+"/red: read-only file system") {
		t.Error(err)
	}
	if p, err := Write(root, version("red", 1), false); err != nil || p.Stale() {
		t.Errorf("a render that changes nothing needs no write: %v", err)
	}
	if _, err := OpenOut(filepath.Join(root, "out"), false, nil); err == nil || !strings.Contains(err.Error(), "read-only file system") {
		t.Error(err)
	}
	if diff := cmp.Diff(old, found(t, root)); diff != "" {
		t.Error(diff)
	}
}

// TestOutOnAMountPoint has a clear answer to what a rename cannot do.
func TestOutOnAMountPoint(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "out")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	mount(t, dir, "size=1m")
	_, err := writeOut(realDisk{}, dir, 1, false, false, "red")
	if err == nil || !strings.Contains(err.Error(), "a mount point cannot be; name a folder in it") {
		t.Error(err)
	}
	outHolds(t, dir, map[string]string{"": ""})
	write1(t, filepath.Join(dir, "rendered"), 1, false, "red")
}

// TestReadOnlyFolder writes as somebody who may not: nothing happens, whichever folder it is.
func TestReadOnlyFolder(t *testing.T) {
	t.Parallel()
	for _, closed := range []string{".", "manifests", "manifests/gateways", "operator"} {
		base, err := os.MkdirTemp("", "read-only")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { os.RemoveAll(base) })
		root := filepath.Join(base, "tree")
		if err := os.MkdirAll(filepath.Join(root, meshName(0)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := writer(1, 1, root).Run(); err != nil {
			t.Fatal(err)
		}
		old := found(t, root)
		openTo(t, base, filepath.Join(root, meshName(0), closed))
		c := writer(2, 1, root)
		if os.Getuid() == 0 {
			c.Env = append(c.Env, userVar+"=65534")
		}
		c.Stdout, c.Stderr = nil, nil
		text, err := c.CombinedOutput()
		var exit *exec.ExitError
		if !errors.As(err, &exit) || !strings.Contains(string(text), "permission denied") || !strings.Contains(string(text), filepath.Join(root, meshName(0), closed)+":") {
			t.Errorf("%s: %v: %s", closed, err, text)
		}
		if diff := cmp.Diff(old, found(t, root)); diff != "" {
			t.Errorf("%s: %s", closed, diff)
		}
	}
}

// openTo lets everybody write below base, but nobody to one folder.
func openTo(t *testing.T, base, closed string) {
	t.Helper()
	err := filepath.WalkDir(base, func(name string, e os.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case name == closed:
			return os.Chmod(name, 0o555)
		case e.IsDir():
			return os.Chmod(name, 0o777)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.Chmod(closed, 0o755) })
}
