package cli_test

import (
	"context"
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/meshfn/meshfn/cmd/meshfn/cli"
)

// The scripts in testdata/script are what a person types and sees.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"meshfn": func() {
		os.Exit(cli.Run(context.Background(), os.Args[1:], cli.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}))
	}})
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{Dir: "../../../testdata/script"})
}
