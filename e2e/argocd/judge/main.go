//go:build ignore

// Command judge answers for Argo CD, with Argo CD's own packages: it is built
// inside Argo CD's module. The end-to-end tests ask it what the plugin server
// and the repository server reply, what an ApplicationSet makes, what the controller
// would call out of sync and what healthy, and have it sync.
//
//	judge plugin SOCKET FOLDER APP_PATH [NAME=VALUE...]   what the plugin server replies
//	judge applications SERVER REPOSITORY < appset.yaml    Applications of an ApplicationSet
//	judge manifests SERVER < applications.json            their manifests, asked for at once
//	judge redis ADDRESS                                   be the servers' cache
//	judge diff KUBECONFIG < question.json                 what is out of sync
//	judge health < question.json                          what it thinks of objects
//	judge sync KUBECONFIG PATIENCE < question.json        how a sync of an Application goes
//
// Each prints JSON. A reply of the server that is an error is a part of it; the
// exit code is for questions that could not be asked.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/alicebob/miniredis/v2"
	log "github.com/sirupsen/logrus"
)

func main() {
	log.SetOutput(os.Stderr)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	var answer any
	var err error
	switch {
	case len(args) >= 4 && args[0] == "plugin":
		answer, err = askPlugin(ctx, args[1], args[2], args[3], args[4:])
	case len(args) == 3 && args[0] == "applications":
		answer, err = applications(ctx, args[1], args[2])
	case len(args) == 2 && args[0] == "manifests":
		answer, err = manifests(ctx, args[1])
	case len(args) == 2 && args[0] == "redis":
		return serveRedis(ctx, args[1])
	case len(args) == 2 && args[0] == "diff":
		answer, err = outOfSync(args[1])
	case len(args) == 1 && args[0] == "health":
		answer, err = assess(ctx)
	case len(args) == 3 && args[0] == "sync":
		answer, err = syncApplication(ctx, args[1], args[2])
	default:
		err = fmt.Errorf("no such question: %q", args)
	}
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(answer)
}

func serveRedis(ctx context.Context, address string) error {
	if err := miniredis.NewMiniRedis().StartAddr(address); err != nil {
		return err
	}
	<-ctx.Done()
	return nil
}
