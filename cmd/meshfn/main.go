// Command meshfn renders service mesh fleets from one mesh.yaml per cluster.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/meshfn/meshfn/cmd/meshfn/cli"
)

// patience is how long a command may take to put things away after a signal. What it leaves lying is mended by the next
// run, and no input is waited for.
const patience = 500 * time.Millisecond

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, func() {
		time.Sleep(patience)
		os.Exit(2)
	})
	code := cli.Run(ctx, os.Args[1:], cli.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr})
	stop()
	os.Exit(code)
}
