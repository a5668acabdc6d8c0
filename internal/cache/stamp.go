package cache

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/meshfn/meshfn/internal/krm"
)

// stamp is what a file or a folder looks like from outside. The zero value is that of what is not there, or something else.
type stamp struct {
	size, modified, changed int64
	inode                   uint64
	// racy says that it was changed so shortly before that a later change could look the same.
	racy bool
}

// trusted reports whether what looks like that still holds what it held when it looked like that.
func (s stamp) trusted() bool { return s != stamp{} && !s.racy }

// same reports whether two stamps are of one file with one content: a rename or another link to it changes the inode's
// time alone.
func (s stamp) same(o stamp) bool {
	return s != stamp{} && s.size == o.size && s.modified == o.modified && s.inode == o.inode
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
	s, kind, exact := details(name)
	if kind != 0 {
		return stamp{}
	}
	return s.seen(exact, now)
}

func (s stamp) seen(exact bool, now time.Time) stamp {
	s.racy = !exact || now.Add(-tick).UnixNano() < max(s.modified, s.changed)
	return s
}

// Identify returns a text that changes with a file.
func Identify(name string) (string, error) {
	name, err := filepath.EvalSymlinks(name)
	if err != nil {
		return "", err
	}
	s, _, _ := details(name)
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
