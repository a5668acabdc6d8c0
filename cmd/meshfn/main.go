// Command meshfn renders service mesh fleets from one mesh.yaml per cluster.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/meshfn/meshfn/cmd/meshfn/cli"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := cli.Run(ctx, os.Args[1:], cli.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr})
	stop()
	os.Exit(code)
}
