// Package process runs the servers that the end-to-end tests ask.
package process

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"time"
)

// Patience is how long to wait for what comes within seconds on a machine that does nothing else. Who waits for a
// process looks whether it has ended, so that a failure does not take as long.
const Patience = 10 * time.Minute

const stopTimeout = time.Minute

// Address is a loopback address of this process alone: nobody else listens there, and no connection that somebody opens
// takes a port away.
var Address = fmt.Sprintf("127.%d.%d.%d", os.Getpid()>>16, os.Getpid()>>8&0xff, os.Getpid()&0xff)

// Process is a running program with its log in a file.
type Process struct {
	cmd  *exec.Cmd
	log  string
	done chan struct{}
}

// Start starts the command with its log below dir, named after the program. It
// ends with the test's own process at the latest.
func Start(dir string, cmd *exec.Cmd) (*Process, error) {
	name := filepath.Base(cmd.Path)
	log, err := os.Create(filepath.Join(dir, name+".log"))
	if err != nil {
		return nil, err
	}
	defer log.Close()
	p := &Process{cmd: cmd, log: log.Name(), done: make(chan struct{})}
	cmd.Stdout, cmd.Stderr = log, log
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start %s: %w", name, err)
	}
	go func() {
		cmd.Wait()
		close(p.done)
	}()
	return p, nil
}

// Exited returns an error with the end of the log once the program has ended.
func (p *Process) Exited() error {
	select {
	case <-p.done:
		return fmt.Errorf("%s ended: %s", p.cmd.Path, p.Tail())
	default:
		return nil
	}
}

// Stop asks the program to end, and makes it.
func (p *Process) Stop() {
	p.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-p.done:
	case <-time.After(stopTimeout):
		p.Kill()
	}
}

// Kill ends the program at once.
func (p *Process) Kill() {
	p.cmd.Process.Kill()
	<-p.done
}

// Await returns when something listens at the address, or an error once one of
// the processes has ended.
func Await(ctx context.Context, network, address string, processes ...*Process) error {
	ctx, cancel := context.WithTimeout(ctx, Patience)
	defer cancel()
	var dialer net.Dialer
	for {
		conn, err := dialer.DialContext(ctx, network, address)
		if err == nil {
			return conn.Close()
		}
		for _, p := range processes {
			if ended := p.Exited(); ended != nil {
				return ended
			}
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("nothing listens at %s: %w", address, err)
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// Tail returns the end of the log.
func (p *Process) Tail() string {
	const most = 2000
	data, err := os.ReadFile(p.log)
	if err != nil {
		return err.Error()
	}
	return string(data[max(0, len(data)-most):])
}

// FreePorts finds ports of the Address that nothing listens on.
func FreePorts(n int) ([]string, error) {
	var ports []string
	for range n {
		l, err := net.Listen("tcp", Address+":0")
		if err != nil {
			return nil, err
		}
		defer l.Close()
		ports = append(ports, strconv.Itoa(l.Addr().(*net.TCPAddr).Port))
	}
	return ports, nil
}
