// Command bench measures what expansion costs per cluster: istioctl, Istio's renderer in process, and ours, for one
// process with 1, 100 and 1,000 clusters. The clusters of a fleet have all different names and networks, and revisions
// in five groups. CPU time is the figure to trust on a shared machine.
//
//	go run ./internal/chart/bench [-istioctl PATH]
package main

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"github.com/meshfn/meshfn/internal/chart"
	"github.com/meshfn/meshfn/internal/chart/bench/operators"
	"github.com/meshfn/meshfn/internal/chart/plain"
)

func main() {
	log.SetFlags(0)
	istioctl := flag.String("istioctl", "", "a real istioctl to compare with")
	flag.Parse()
	if err := compare(*istioctl); err != nil {
		log.Fatal(err)
	}
}

type cost struct{ cpu, wall time.Duration }

func (c cost) per(clusters int) cost {
	return cost{c.cpu / time.Duration(clusters), c.wall / time.Duration(clusters)}
}

func compare(istioctl string) error {
	dir, err := os.MkdirTemp("", "bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	// A binary of its own, without Istio's renderer, as meshfn is one.
	binary := filepath.Join(dir, "fleet")
	if output, err := exec.Command("go", "build", "-o", binary, "github.com/meshfn/meshfn/internal/chart/bench/fleet").CombinedOutput(); err != nil {
		return fmt.Errorf("build the fleet's renderer: %w\n%s", err, output)
	}
	fmt.Printf("%-14s %-28s %12s %12s %8s %8s\n", "IstioOperator", "by", "CPU/cluster", "wall/cluster", "times", "peak")
	for _, f := range operators.Forms {
		var base time.Duration
		line := func(by string, c cost, peak string) {
			if base == 0 {
				base = c.cpu
			}
			fmt.Printf("%-14s %-28s %12s %12s %7.0fx %8s\n", f.Name, by, c.cpu.Round(10*time.Microsecond), c.wall.Round(10*time.Microsecond),
				float64(base)/float64(c.cpu), peak)
		}
		if istioctl != "" {
			c, err := byIstioctl(istioctl, f.Name)
			if err != nil {
				return err
			}
			line("istioctl", c, "")
		}
		c, err := byLibrary(f.Name)
		if err != nil {
			return err
		}
		line("Istio's renderer, in process", c, "")
		for _, clusters := range []int{1, 100, 1000} {
			cmd := exec.Command(binary, f.Name, strconv.Itoa(clusters))
			var peak bytes.Buffer
			cmd.Stdout = &peak
			c, err := run(cmd)
			if err != nil {
				return err
			}
			line(fmt.Sprintf("meshfn, %d in a process", clusters), c.per(clusters), peak.String())
		}
	}
	return nil
}

// run executes a command and returns what it cost as a process, start included.
func run(cmd *exec.Cmd) (cost, error) {
	cmd.Stderr = os.Stderr
	start := time.Now()
	if err := cmd.Run(); err != nil {
		return cost{}, err
	}
	cpu := cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	return cost{cpu, time.Since(start)}, nil
}

func byIstioctl(istioctl, form string) (cost, error) {
	dir, err := os.MkdirTemp("", "bench-")
	if err != nil {
		return cost{}, err
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "operator.yaml")
	if err := os.WriteFile(file, []byte(operators.Text(form, 1)), 0o644); err != nil {
		return cost{}, err
	}
	const runs = 5
	total := cost{}
	for range runs {
		cmd := exec.Command(istioctl, "manifest", "generate", "-f", file)
		cmd.Stdout = io.Discard
		c, err := run(cmd)
		if err != nil {
			return cost{}, err
		}
		total = cost{total.cpu + c.cpu, total.wall + c.wall}
	}
	return total.per(runs), nil
}

func byLibrary(form string) (cost, error) {
	dir, err := os.MkdirTemp("", "bench-")
	if err != nil {
		return cost{}, err
	}
	defer os.RemoveAll(dir)
	judge, err := plain.New(chart.Embedded().FS(), dir)
	if err != nil {
		return cost{}, err
	}
	o, err := operators.Decode(form, 1)
	if err != nil {
		return cost{}, err
	}
	const runs = 10
	before, start := used(), time.Now()
	for range runs {
		if _, _, err := judge.Expand(o); err != nil {
			return cost{}, err
		}
	}
	return cost{used() - before, time.Since(start)}.per(runs), nil
}

// used is the CPU time of this process.
func used() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		log.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
