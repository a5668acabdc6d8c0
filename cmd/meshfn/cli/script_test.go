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
	if err := os.Setenv("XDG_CACHE_HOME", "none"); err != nil { // a relative path is none: tests leave the user's cache alone
		panic(err)
	}
	testscript.Main(m, map[string]func(){"meshfn": func() {
		os.Exit(cli.Run(context.Background(), os.Args[1:], cli.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}))
	}})
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{Dir: "../../../testdata/script"})
}
