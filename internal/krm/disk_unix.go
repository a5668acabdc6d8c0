//go:build unix

package krm

import (
	"errors"
	"fmt"
	"io"
	"os"

	"golang.org/x/sys/unix"
)

func (realDisk) writable(folder string) error {
	if err := unix.Access(folder, unix.W_OK|unix.X_OK); err != nil {
		return &os.PathError{Op: "write to the folder", Path: folder, Err: err}
	}
	return nil
}

// lock takes the folder itself, so that no lock file is left behind.
func (d realDisk) lock(folder string, wait bool) (io.Closer, error) {
	f, err := os.Open(folder)
	if err != nil {
		return nil, err
	}
	err = flock(f, unix.LOCK_EX|unix.LOCK_NB)
	if wait && errors.Is(err, unix.EWOULDBLOCK) {
		if d.waiting != nil {
			d.waiting(folder)
		}
		err = flock(f, unix.LOCK_EX)
	}
	if err == nil {
		return f, nil
	}
	if errors.Is(err, unix.EWOULDBLOCK) {
		err = errLocked
	}
	return nil, errors.Join(fmt.Errorf("lock %s: %w", folder, err), f.Close())
}

func flock(f *os.File, how int) error {
	for {
		if err := unix.Flock(int(f.Fd()), how); !errors.Is(err, unix.EINTR) {
			return err
		}
	}
}
