package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/meshfn/meshfn/internal/image"
)

// loadInto loads the archive for this machine. A machine without a container engine has nothing to load into, which is
// said and is no error.
func loadInto(ctx context.Context, dir string, built []image.Built) error {
	if err := exec.CommandContext(ctx, "docker", "version").Run(); err != nil {
		fmt.Printf("no container engine answers (%v): nothing is loaded\n", err)
		return nil
	}
	for _, b := range built {
		if b.Platform.String() != here {
			continue
		}
		cmd := exec.CommandContext(ctx, "docker", "load", "--quiet", "--input", filepath.Join(dir, image.Archive(b.Platform)))
		cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
		return cmd.Run()
	}
	return fmt.Errorf("no image was built for %s, which is what this machine runs", here)
}
