// Command fleet expands as many clusters of a form as it is told to, and prints them to nowhere.
package main

import (
	"fmt"
	"io"
	"log"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"

	"github.com/meshfn/meshfn/internal/chart"
	"github.com/meshfn/meshfn/internal/chart/bench/operators"
	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) != 3 {
		log.Fatal("usage: fleet FORM COUNT")
	}
	count, err := strconv.Atoi(os.Args[2])
	if err == nil {
		err = run(os.Args[1], count)
	}
	if err != nil {
		log.Fatal(err)
	}
	fmt.Print(peak())
}

// peak is the most memory that the process held, as the kernel says; what its parent says includes the parent's own.
func peak() string {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			kib, _ := strconv.Atoi(strings.Fields(rest)[0])
			return fmt.Sprintf("%d MiB", kib/1024)
		}
	}
	return ""
}

// run expands and prints clusters one by one on every core. The definitions are printed once, as for delivery.crds:
// Shared.
func run(form string, clusters int) error {
	next := make(chan int)
	failed := make(chan error, runtime.GOMAXPROCS(0))
	var work sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		work.Go(func() {
			for n := range next {
				if err := one(form, n); err != nil {
					failed <- err
					return
				}
			}
		})
	}
	var err error
	for n := 0; n < clusters && err == nil; n++ {
		select {
		case next <- n:
		case err = <-failed:
		}
	}
	close(next)
	work.Wait()
	close(failed)
	if err == nil {
		err = <-failed
	}
	return err
}

func one(form string, n int) error {
	o, err := operators.Decode(form, n)
	if err != nil {
		return err
	}
	e, findings, err := chart.Embedded().Expand(o)
	if err != nil {
		return err
	}
	if finding.HasErrors(findings) {
		return fmt.Errorf("%v", findings)
	}
	var printed []krm.Object
	for _, o := range e.Objects() {
		if n == 0 || o.Kind() != "CustomResourceDefinition" {
			printed = append(printed, o)
		}
	}
	_, err = io.Discard.Write(krm.Encode(printed...))
	return err
}
