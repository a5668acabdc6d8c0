package krm

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

func (realDisk) exchange(a, b string) error {
	err := unix.Renameat2(unix.AT_FDCWD, a, unix.AT_FDCWD, b, unix.RENAME_EXCHANGE)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, unix.EINVAL), errors.Is(err, unix.ENOSYS), errors.Is(err, unix.EXDEV):
		return errors.ErrUnsupported // not every file system can
	}
	return &os.LinkError{Op: "exchange", Old: a, New: b, Err: err}
}

// settleEverything makes durable what was written to the file system of a folder: for a thousand files once, and not a
// thousand times.
func (realDisk) settleEverything(folder string) error {
	f, err := os.Open(folder)
	if err != nil {
		return err
	}
	return errors.Join(os.NewSyscallError("syncfs", unix.Syncfs(int(f.Fd()))), f.Close())
}
