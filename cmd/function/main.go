// Command function runs one KRM function: the argument is its name, stdin and stdout are the ResourceList. It is what
// function images hold: `meshfn fn` without the commands, and so without what they link.
//
// A signal ends it at once. It has nothing to put away: the list is written as a whole or not at all.
package main

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/meshfn/meshfn/functions"
)

func main() {
	err := functions.Standard().Run(strings.Join(os.Args[1:], " "), os.Stdin, os.Stdout, os.Stderr)
	switch {
	case errors.Is(err, functions.ErrFindings):
		os.Exit(1)
	case err != nil:
		fmt.Fprintf(os.Stderr, "function: %v\n", err)
		os.Exit(2)
	}
}
