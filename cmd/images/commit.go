package main

import (
	"context"
	"fmt"
	"os/exec"
	"strings"
	"time"

	"github.com/meshfn/meshfn/internal/image"
)

// commit is what the working tree was checked out from, marked where the tree differs. Outside of a repository nothing is
// known, and the time is the beginning of all.
func commit(ctx context.Context) image.Commit {
	unknown := image.Commit{Time: time.Unix(0, 0).UTC()}
	head, err := exec.CommandContext(ctx, "git", "log", "-1", "--format=%H %ct").Output()
	if err != nil {
		return unknown
	}
	changes, err := exec.CommandContext(ctx, "git", "status", "--porcelain").Output()
	if err != nil {
		return unknown
	}
	var c image.Commit
	var at int64
	if _, err := fmt.Sscan(string(head), &c.Revision, &at); err != nil {
		return unknown
	}
	if c.Time = time.Unix(at, 0).UTC(); strings.TrimSpace(string(changes)) != "" {
		c.Revision += "-dirty"
	}
	return c
}
