package cache

import (
	"io/fs"
	"syscall"
	"time"
)

// details of what has a name, its type among them; a link is not followed, and what is not there is irregular. They are
// exact: the time of the last change of the inode cannot be set back, that of the content can.
func details(name string) (s stamp, kind fs.FileMode, exact bool) {
	s, kind, _ = inspect(name)
	return s, kind, true
}

func inspect(name string) (s stamp, kind fs.FileMode, device uint64) {
	var st syscall.Stat_t
	if err := syscall.Lstat(name, &st); err != nil {
		return stamp{}, fs.ModeIrregular, 0
	}
	switch st.Mode & syscall.S_IFMT {
	case syscall.S_IFREG:
	case syscall.S_IFDIR:
		kind = fs.ModeDir
	default:
		kind = fs.ModeIrregular
	}
	return stampOfStat(&st), kind, uint64(st.Dev)
}

func stampOfStat(st *syscall.Stat_t) stamp {
	return stamp{size: st.Size, modified: st.Mtim.Nano(), changed: st.Ctim.Nano(), inode: st.Ino}
}

// stampOf is the stamp of a file that was looked at; the zero stamp where its file system is none of this machine.
func stampOf(info fs.FileInfo) stamp {
	if st, ok := info.Sys().(*syscall.Stat_t); ok {
		return stampOfStat(st)
	}
	return stamp{}
}

// local are file systems that change the times of a folder with what lies in it, as POSIX asks of all, and this machine's
// kernel itself; their numbers are those of linux/magic.h, ZFS has its own. Of others, such as those that show a store of
// objects, it is not known; an overlay shows the times of its upper layer, whatever was done to the lower while it was not
// mounted.
var local = map[int64]string{
	0xef53: "ext2, ext3, ext4", 0x58465342: "XFS", 0x9123683e: "Btrfs", 0x01021994: "tmpfs", 0xf2f52010: "F2FS", 0x2fc12fc1: "ZFS",
}

// folderTimes says whether the times of the folders of a tree tell what happens in them.
type folderTimes struct {
	device uint64 // that they lie on
	kept   bool
}

func timesOf(root string) folderTimes {
	var st syscall.Statfs_t
	if err := syscall.Statfs(root, &st); err != nil {
		return folderTimes{}
	}
	_, kind, device := inspect(root)
	return folderTimes{device, kind == fs.ModeDir && local[int64(st.Type)] != ""}
}

// look looks at a folder.
func (t folderTimes) look(name string, now time.Time) stamp {
	s, kind, device := inspect(name)
	if kind != fs.ModeDir {
		return stamp{}
	}
	return s.seen(t.kept && device == t.device, now)
}
