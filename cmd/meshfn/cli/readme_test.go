package cli_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// block of code in a Markdown text: what it is, and its lines.
var block = regexp.MustCompile("(?ms)^```(\\w+)\n(.*?)^```$")

// TestReadme does what README.md says, in its order: a YAML block that begins with the name of a file is that file, and
// in a console block each line after $ is typed, and what follows it is what a person sees.
func TestReadme(t *testing.T) {
	text, err := os.ReadFile("../../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	script, typed := tour(string(text))
	if typed < 3 {
		t.Fatalf("README.md types %d commands", typed)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "readme.txtar"), []byte(script), 0o644); err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{Dir: dir})
}

// tour makes a script of a Markdown text, and counts its commands.
func tour(markdown string) (script string, typed int) {
	var commands, files strings.Builder
	for _, b := range block.FindAllStringSubmatch(markdown, -1) {
		name, body := "", b[2]
		switch first, rest, _ := strings.Cut(body, "\n"); b[1] {
		case "yaml":
			if name, _ = strings.CutPrefix(first, "# "); name != first {
				fmt.Fprintf(&files, "-- blocks/%s --\n%s", name, rest)
				fmt.Fprintf(&commands, "mkdir %s\ncp blocks/%[2]s %[2]s\n", filepath.Dir(name), name)
			}
		case "console":
			for _, c := range strings.Split("\n"+body, "\n$ ")[1:] {
				typed++
				command, output, _ := strings.Cut(strings.TrimSuffix(c, "\n"), "\n")
				if output != "" {
					output += "\n"
				}
				fmt.Fprintf(&files, "-- seen/%d --\n%s", typed, output)
				fmt.Fprintf(&commands, "exec sh -c '%s 2>&1; true'\ncmp stdout seen/%d\n", strings.ReplaceAll(command, "'", "''"), typed)
			}
		}
	}
	return commands.String() + files.String(), typed
}
