// Command images builds the images of a release: one per KRM function and one for the sidecar of Argo CD, each for every
// platform, as an OCI layout for registries, an archive per platform for container engines, and an SBOM per image.
//
// It is run in the root of the repository and needs Go alone; nothing is pulled, and the same commit gives the same bytes.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"strings"
	"syscall"
	"text/tabwriter"

	"github.com/meshfn/meshfn/internal/image"
	"github.com/meshfn/meshfn/internal/release"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:])
	stop()
	if err != nil {
		fmt.Fprintf(os.Stderr, "images: %v\n", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("images", flag.ContinueOnError)
	out := flags.String("out", "dist/images", "folder that is written anew")
	charts := flags.String("charts", "", "manifests folders of releases, by space, to put into the images by their version")
	platforms := flags.String("platforms", "linux/amd64,linux/arm64", "platforms, by comma")
	tag := flags.String("tag", release.Version, "tag of the images")
	load := flags.Bool("load", false, "load the images of this machine's platform into the container engine, where there is one")
	if err := flags.Parse(args); err != nil {
		return err
	}
	sets, err := openCharts(strings.Fields(*charts))
	if err != nil {
		return err
	}
	from := commit(ctx)
	var images []image.Image
	for platform := range strings.SplitSeq(*platforms, ",") {
		built, err := build(ctx, platform, from, sets)
		if err != nil {
			return err
		}
		images = append(images, built...)
	}
	if err := os.RemoveAll(*out); err != nil {
		return err
	}
	built, err := image.Write(*out, *tag, images)
	if err != nil {
		return err
	}
	if err := list(built); err != nil {
		return err
	}
	if *load {
		return loadInto(ctx, *out, built)
	}
	return nil
}

// list prints what was built and how much a registry has to store of it.
func list(built []image.Built) error {
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	for _, b := range built {
		fmt.Fprintf(w, "%s\t%s\t%.1f MB\t%s\n", b.Reference, b.Platform, float64(b.Size)/1e6, b.Digest)
	}
	return w.Flush()
}

// here is the platform that the container engine of this machine runs.
const here = "linux/" + runtime.GOARCH
