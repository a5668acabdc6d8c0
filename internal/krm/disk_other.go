//go:build !unix

package krm

import (
	"io"
	"os"
)

func (realDisk) writable(string) error { return nil }

// lock only opens: folders cannot be locked here, and two writers at once are on their own.
func (realDisk) lock(folder string, _ bool) (io.Closer, error) { return os.Open(folder) }
