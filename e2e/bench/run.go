package main

import (
	"bytes"
	"cmp"
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"time"
)

// cost of a process and of those that it waited for. Peak is that of the largest single one.
type cost struct {
	cpu, wall time.Duration
	peak      int64 // KiB
	written   int64 // bytes
}

// run executes a command and returns what it cost, after what others wrote is on disk. A command that ends with a code that
// is not expected is an error.
func run(codes []int, dir string, args ...string) (cost, error) {
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Dir = dir
	var said bytes.Buffer
	cmd.Stderr = &said
	syscall.Sync()
	start := time.Now()
	err := cmd.Run()
	wall := time.Since(start)
	if cmd.ProcessState == nil {
		return cost{}, err
	}
	for _, code := range codes {
		if cmd.ProcessState.ExitCode() == code {
			err = nil
		}
	}
	if err != nil {
		return cost{}, fmt.Errorf("%s: %w\n%s", strings.Join(args, " "), err, said.String())
	}
	c := cost{cpu: cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), wall: wall}
	if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		c.peak = usage.Maxrss
	}
	return c, nil
}

// median is the run of the median wall time.
func median(all []cost) cost {
	slices.SortFunc(all, func(a, b cost) int { return cmp.Compare(a.wall, b.wall) })
	return all[len(all)/2]
}

// table prints lines side by side. Each is measured against those before it that are named.
type table struct{ against []named }

type named struct {
	name string
	cost
}

func (t *table) head(title, command string) {
	fmt.Printf("\n%s\n  $ %s\n", title, command)
}

func (t *table) line(by string, n int, c cost) {
	fmt.Printf("%6d  %-32s %9.2fs CPU %9.2fs wall %6d MiB peak %7.1f MB", n, by, c.cpu.Seconds(), c.wall.Seconds(),
		c.peak/1024, float64(c.written)/1e6)
	for _, o := range t.against {
		fmt.Printf("; of %s: CPU 1/%.1f, wall 1/%.1f", o.name, float64(o.cpu)/float64(c.cpu), float64(o.wall)/float64(c.wall))
	}
	fmt.Println()
}
