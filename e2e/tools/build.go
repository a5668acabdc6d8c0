package tools

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
)

// Binary returns the path of the named tool, building it first where the cache
// does not have it. What the build says goes to log. Processes that ask for the
// same tool at the same time wait for one build.
func Binary(ctx context.Context, name string, log io.Writer) (string, error) {
	t, err := Find(name)
	if err != nil {
		return "", err
	}
	dir, err := Dir()
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", fmt.Errorf("make the folder for tools: %w", err)
	}
	out := filepath.Join(dir, t.Name+"-"+t.Version)
	unlock, err := lock(out + ".lock")
	if err != nil {
		return "", fmt.Errorf("lock %s: %w", t.Name, err)
	}
	defer unlock()
	if _, err := os.Stat(out); err == nil {
		return out, nil
	}
	if err := t.build(ctx, out, log, t.Package); err != nil {
		return "", fmt.Errorf("build %s %s: %w", t.Name, t.Version, err)
	}
	return out, nil
}

// Program compiles a program of ours, given as its files, to out, as a part of
// the named tool's module: it may use every package that the tool is made of,
// and the end-to-end module needs none of them.
func Program(ctx context.Context, name, out string, log io.Writer, files ...string) error {
	t, err := Find(name)
	if err != nil {
		return err
	}
	if err := t.build(ctx, out, log, files...); err != nil {
		return fmt.Errorf("build %s with %s %s: %w", filepath.Base(out), t.Name, t.Version, err)
	}
	return nil
}

// build compiles a package, or a program's files, inside the tool's downloaded
// module, so that the module's own go.mod and go.sum decide what is linked.
func (t Tool) build(ctx context.Context, out string, log io.Writer, program ...string) error {
	work, err := os.MkdirTemp("", "meshfn-tool-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)

	dir, err := Source(ctx, t.Module+"@"+t.At)
	if err != nil {
		return err
	}
	args := []string{"build", "-trimpath", "-buildvcs=false", "-ldflags=-s -w " + t.LDFlags, "-o", out + ".new"}
	if t.Siblings == "" && len(t.Replace) == 0 {
		args = append(args, "-mod=readonly")
	} else {
		modfile, err := t.resolve(ctx, dir, work)
		if err != nil {
			return err
		}
		args = append(args, "-mod=mod", "-modfile="+modfile)
	}
	fmt.Fprintf(log, "building %s with %s@%s\n", filepath.Base(out), t.Module, t.At)
	cmd := goCommand(ctx, dir, append(args, program...)...)
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("go build: %w", err)
	}
	return os.Rename(out+".new", out)
}

// Source downloads a module, named as module@version, and returns its folder.
func Source(ctx context.Context, module string) (string, error) {
	var downloaded struct{ Dir, Error string }
	if err := goJSON(ctx, os.TempDir(), &downloaded, "mod", "download", "-json", module); err != nil {
		return "", fmt.Errorf("download %s: %w %s", module, err, downloaded.Error)
	}
	return downloaded.Dir, nil
}

// resolve copies the module's go.mod and go.sum to work, replaces each relative
// path by the released module and what is to be replaced besides, and returns
// the new go.mod.
func (t Tool) resolve(ctx context.Context, dir, work string) (string, error) {
	modfile := filepath.Join(work, "build.mod")
	for from, to := range map[string]string{"go.mod": modfile, "go.sum": filepath.Join(work, "build.sum")} {
		data, err := os.ReadFile(filepath.Join(dir, from))
		if err != nil {
			return "", err
		}
		if err := os.WriteFile(to, data, 0o644); err != nil {
			return "", err
		}
	}
	var mod struct {
		Require []struct{ Path string }
		Replace []struct{ Old, New struct{ Path string } }
	}
	if err := goJSON(ctx, work, &mod, "mod", "edit", "-json", modfile); err != nil {
		return "", err
	}
	required := map[string]bool{}
	for _, r := range mod.Require {
		required[r.Path] = true
	}
	edits := []string{"mod", "edit"}
	for _, r := range t.Replace {
		edits = append(edits, "-replace="+r)
	}
	for _, path := range t.Unlinked {
		edits = append(edits, "-droprequire="+path)
		delete(required, path)
	}
	for _, r := range mod.Replace {
		switch {
		case !strings.HasPrefix(r.New.Path, "."):
		case required[r.Old.Path]:
			edits = append(edits, fmt.Sprintf("-replace=%s=%s@%s", r.Old.Path, r.Old.Path, t.Siblings))
		default:
			edits = append(edits, "-dropreplace="+r.Old.Path)
		}
	}
	if output, err := goCommand(ctx, work, append(edits, modfile)...).CombinedOutput(); err != nil {
		return "", fmt.Errorf("replace modules: %w: %s", err, output)
	}
	return modfile, nil
}

func goJSON(ctx context.Context, dir string, into any, args ...string) error {
	var stderr bytes.Buffer
	cmd := goCommand(ctx, dir, args...)
	cmd.Stderr = &stderr
	data, err := cmd.Output()
	if err != nil {
		err = fmt.Errorf("go %s: %w: %s", strings.Join(args, " "), err, stderr.String())
	}
	if len(data) == 0 {
		return err
	}
	return errors.Join(err, json.Unmarshal(data, into))
}

func goCommand(ctx context.Context, dir string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOWORK=off", "GOFLAGS=")
	return cmd
}

// lock takes an exclusive lock that ends with the process at the latest.
func lock(path string) (unlock func(), err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX); err != nil {
		f.Close()
		return nil, err
	}
	return func() { f.Close() }, nil
}
