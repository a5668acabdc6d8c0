package cache

import (
	"io/fs"
	"syscall"
)

// details of a file. The time of the last change of the inode cannot be set back, that of the content can.
func details(info fs.FileInfo) (s stamp, ok bool) {
	s = stamp{size: info.Size(), modified: info.ModTime().UnixNano()}
	if sys, is := info.Sys().(*syscall.Stat_t); is {
		s.changed, s.inode = sys.Ctim.Nano(), sys.Ino
		return s, true
	}
	return s, false
}
