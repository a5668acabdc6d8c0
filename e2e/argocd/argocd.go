// Package argocd runs Argo CD's own repository server and plugin server, the
// latter with our plugin, and asks them and Argo CD's packages (judge) what a
// cluster would get.
//
// Nothing else of Argo CD runs, but a Redis in memory: what its controllers do
// is asked of its packages.
package argocd

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync"

	"github.com/meshfn/meshfn/e2e/meshfn"
	"github.com/meshfn/meshfn/e2e/process"
	"github.com/meshfn/meshfn/e2e/tools"
)

// Servers of one installation.
type Servers struct {
	Socket     string // of the plugin server
	Repository string // address of the repository server

	judge     string
	processes []*process.Process
}

// Start starts both servers with all their state below dir. The folder holds
// plugin.yaml, and path is where the plugin finds its program. The servers see
// no other environment. What is built first goes to log.
func Start(ctx context.Context, dir, folder, path string, log io.Writer) (_ *Servers, err error) {
	program, err := tools.Binary(ctx, "argocd", log)
	if err != nil {
		return nil, err
	}
	s := &Servers{Socket: filepath.Join(dir, "plugins", "meshfn.sock")}
	if s.judge, err = judge(); err != nil {
		return nil, err
	}
	for _, name := range []string{"plugins", "home", "tmp", "work"} {
		if err := os.Mkdir(filepath.Join(dir, name), 0o755); err != nil {
			return nil, err
		}
	}
	ports, err := process.FreePorts(3)
	if err != nil {
		return nil, fmt.Errorf("find free ports: %w", err)
	}
	s.Repository = process.Address + ":" + ports[0]
	env := []string{
		"PATH=" + path, "HOME=" + filepath.Join(dir, "home"), "TMPDIR=" + filepath.Join(dir, "tmp"),
		"ARGOCD_PLUGINSOCKFILEPATH=" + filepath.Dir(s.Socket), "ARGOCD_CMP_WORKDIR=" + filepath.Join(dir, "work"),
		"ARGOCD_GPG_ENABLED=false", "ARGOCD_EXEC_TIMEOUT=" + process.Patience.String(), "ARGOCD_ASK_PASS_SOCK=" + filepath.Join(dir, "ask-pass.sock"),
		// As pipelines/argocd sets them.
		"ARGOCD_REPO_SERVER_PLUGIN_USE_MANIFEST_GENERATE_PATHS=true", "ARGOCD_REPO_SERVER_PLUGIN_TAR_EXCLUSIONS=.git",
	}
	defer func() {
		if err != nil {
			s.Stop()
		}
	}()
	redis := process.Address + ":" + ports[2]
	if err := s.run(dir, nil, s.judge, "redis", redis); err != nil {
		return nil, err
	}
	// The program is the server that it is called as.
	for server, args := range map[string][]string{
		"argocd-cmp-server": {"--config-dir-path", folder},
		"argocd-repo-server": {"--disable-tls", "--address", process.Address, "--port", ports[0],
			"--metrics-address", process.Address, "--metrics-port", ports[1], "--redis", redis},
	} {
		name := filepath.Join(dir, server)
		if err := os.Symlink(program, name); err != nil {
			return nil, err
		}
		if err := s.run(dir, env, name, args...); err != nil {
			return nil, err
		}
	}
	for address, network := range map[string]string{s.Socket: "unix", s.Repository: "tcp", redis: "tcp"} {
		if err := process.Await(ctx, network, address, s.processes...); err != nil {
			return nil, fmt.Errorf("start Argo CD: %w", err)
		}
	}
	return s, nil
}

// Stop ends the servers. The plugin server does not end when it is asked to.
func (s *Servers) Stop() {
	for _, p := range s.processes {
		p.Kill()
	}
}

func (s *Servers) run(dir string, env []string, program string, args ...string) error {
	cmd := exec.Command(program, args...)
	cmd.Env = env
	p, err := process.Start(dir, cmd)
	if err == nil {
		s.processes = append(s.processes, p)
	}
	return err
}

// workshop is the folder in which this process builds the judge; TestMain removes it.
var workshop = filepath.Join(os.TempDir(), fmt.Sprintf("meshfn-judge-%d", os.Getpid()))

// judge is built once per process, always anew.
var judge = sync.OnceValues(func() (string, error) {
	if err := os.MkdirAll(workshop, 0o755); err != nil {
		return "", err
	}
	files, err := filepath.Glob(filepath.Join(meshfn.Root(), "e2e", "argocd", "judge", "*.go"))
	if err != nil {
		return "", err
	}
	out := filepath.Join(workshop, "argocd-judge")
	return out, tools.Program(context.Background(), "argocd", out, os.Stderr, files...)
})

// ask asks the judge, which reads in as JSON (text as it is) and prints answer.
func (s *Servers) ask(ctx context.Context, in, answer any, question ...string) error {
	stdin, isText := in.([]byte)
	if !isText {
		var err error
		if stdin, err = json.Marshal(in); err != nil {
			return err
		}
	}
	var stdout, stderr bytes.Buffer
	cmd := exec.CommandContext(ctx, s.judge, question...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(stdin), &stdout, &stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("ask for %s: %w\n%s", question[0], err, stderr.String())
	}
	return json.Unmarshal(stdout.Bytes(), answer)
}
