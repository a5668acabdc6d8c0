//go:build !linux

package cache

import (
	"io/fs"
	"os"
	"time"
)

// details of what has a name, its type among them; a link is not followed, and what is not there is irregular. Where the
// time of the last change of the inode is not known, they are not exact, and contents are read.
func details(name string) (s stamp, kind fs.FileMode, exact bool) {
	info, err := os.Lstat(name)
	if err != nil {
		return stamp{}, fs.ModeIrregular, false
	}
	return stampOf(info), info.Mode().Type(), false
}

func stampOf(info fs.FileInfo) stamp {
	return stamp{size: info.Size(), modified: info.ModTime().UnixNano()}
}

// folderTimes says whether the times of folders tell what happens in them. Here that is not known.
type folderTimes struct{}

func timesOf(string) folderTimes { return folderTimes{} }

func (folderTimes) look(string, time.Time) stamp { return stamp{} }
