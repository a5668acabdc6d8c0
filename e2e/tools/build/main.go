// Command build builds the named tools into the cache (all of them without a
// name) and prints their paths, one on a line.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/meshfn/meshfn/e2e/tools"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, names []string) error {
	if len(names) == 0 {
		for _, t := range tools.Table {
			names = append(names, t.Name)
		}
	}
	var failed error
	for _, name := range names {
		path, err := tools.Binary(ctx, name, os.Stderr)
		if err != nil {
			failed = errors.Join(failed, err)
			continue
		}
		fmt.Println(path)
	}
	return failed
}
