// Command gen writes docs/mutations.md. Run it by go generate in internal/check/mutate.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/meshfn/meshfn/internal/check/mutate"
)

func main() {
	if err := run("../../../testdata/fleets", "../../../docs/mutations.md"); err != nil {
		fmt.Fprintln(os.Stderr, err) // Istio's packages have taken over the log
		os.Exit(1)
	}
}

func run(fleets, page string) error {
	var cases []mutate.Case
	for _, name := range mutate.Fleets {
		f, err := mutate.Read(filepath.Join(fleets, name))
		if err != nil {
			return err
		}
		cases = append(cases, f.Cases()...)
	}
	results, err := mutate.Run(cases)
	if err != nil {
		return err
	}
	if err := mutate.Unused(results); err != nil {
		return err
	}
	return os.WriteFile(page, mutate.Table(results), 0o644)
}
