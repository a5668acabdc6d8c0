package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/meshfn/meshfn/internal/cache"
	"github.com/meshfn/meshfn/internal/fleet"
	"github.com/meshfn/meshfn/internal/release"
)

// cacheOff is the value of --cache that asks for none.
const cacheOff = "off"

// openCache opens the cache of the tree at root, nil where there is none: it was not wanted, or no folder is there for
// it. Judging every expansion wants every mesh rendered.
func (f renderFlags) openCache(root string) *cache.Cache {
	if f.cache == cacheOff || f.verify || f.stdout || f.showDefaults {
		return nil
	}
	folder := f.cache
	if folder == "" {
		user, err := os.UserCacheDir()
		if err != nil {
			return nil
		}
		folder = filepath.Join(user, "meshfn", "render")
	}
	program, err := identity()
	if err != nil {
		return nil
	}
	dir := root
	if f.out != "" {
		if dir, err = filepath.Abs(f.out); err != nil {
			return nil
		}
	}
	c := cache.Open(folder, program, root, dir, time.Now)
	c.Folder = besideMesh
	if f.out != "" {
		c.Folder = (*fleet.Member).Name
	}
	return c
}

// identity of the program that runs: its release, and which file it is.
func identity() (string, error) {
	name, err := os.Executable()
	if err != nil {
		return "", err
	}
	stamp, err := cache.Identify(name)
	return fmt.Sprint(release.Version, " ", name, " ", stamp), err
}
