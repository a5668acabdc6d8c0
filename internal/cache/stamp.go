package cache

import (
	"fmt"
	"os"
	"time"

	"github.com/meshfn/meshfn/internal/krm"
)

// stamp is what a file looks like from outside. The zero value is that of no plain file.
type stamp struct {
	size, modified, changed int64
	inode                   uint64
	// racy says that it was changed so shortly before that a later change could look the same.
	racy bool
}

// file that was written for a mesh.
type file struct {
	path, digest string // digest of the whole text
	stamp
}

// tick is longer than the steps in which a file system counts time, and than clocks of a machine and of its disks differ.
const tick = 2 * time.Second

// look looks at a file.
func look(name string, now time.Time) stamp {
	info, err := os.Lstat(name)
	if err != nil || !info.Mode().IsRegular() {
		return stamp{}
	}
	s, ok := details(info)
	latest := max(s.modified, s.changed)
	s.racy = !ok || now.Add(-tick).UnixNano() < latest
	return s
}

// Identify returns a text that changes with a file.
func Identify(name string) (string, error) {
	info, err := os.Stat(name)
	if err != nil {
		return "", err
	}
	s, _ := details(info)
	return fmt.Sprint(s.size, s.modified, s.changed, s.inode), nil
}

// untouched reports whether a file holds what it held.
func (f file) untouched(name string, now stamp) bool {
	same := f.stamp
	same.racy, now.racy = false, false
	switch {
	case now == stamp{} || now.size != same.size:
		return false
	case now == same && !f.racy:
		return true
	}
	text, err := os.ReadFile(name)
	return err == nil && krm.Digest(text) == f.digest
}
