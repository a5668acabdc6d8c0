package cli

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/meshfn/meshfn/internal/finding"
)

const nothingWritten = "nothing was written"

// fail prints the findings of a tree with what they led to, and returns the error that ends the command with code 1.
func fail(s Streams, root string, findings []finding.Finding, outcome string) error {
	if err := writeFindings(s.Err, root, findings); err != nil {
		return err
	}
	errors, warnings, _ := finding.Count(findings)
	fmt.Fprintf(s.Err, "%s; %s\n", counted(errors, warnings), outcome)
	return errFindings
}

func counted(errors, warnings int) string {
	text := plural(errors, "error")
	if warnings > 0 {
		text += ", " + plural(warnings, "warning")
	}
	return text
}

func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	if strings.HasSuffix(word, "sh") {
		word += "e"
	}
	return fmt.Sprintf("%d %ss", n, word)
}

// writeFindings prints findings with the paths as the user sees them from the working directory.
func writeFindings(w io.Writer, root string, all []finding.Finding) error {
	if coloured(w) {
		return finding.WriteColoured(w, visible(root, all))
	}
	return finding.WriteText(w, visible(root, all))
}

// absolute is the path of a folder that a flag names.
func absolute(dir string) (string, error) {
	full, err := filepath.Abs(dir)
	if err != nil {
		return "", fmt.Errorf("find %s: %w", dir, err)
	}
	return full, nil
}

// fromHere turns a path below root into one that leads from the working directory. A stream lies nowhere.
func fromHere(root, file string) string {
	here, err := os.Getwd()
	if err != nil || file == "" || file == stdin || filepath.IsAbs(file) {
		return file
	}
	rel, err := filepath.Rel(here, filepath.Join(root, filepath.FromSlash(file)))
	if err != nil || strings.HasPrefix(rel, "..") {
		return filepath.Join(root, filepath.FromSlash(file))
	}
	return filepath.ToSlash(rel)
}

// visible returns findings with the paths as the user sees them from the working directory.
func visible(root string, all []finding.Finding) []finding.Finding {
	if root == "" {
		return all
	}
	shown := make([]finding.Finding, len(all))
	for i, f := range all {
		f.File = fromHere(root, f.File)
		related := make([]finding.Place, 0, len(f.Related))
		for _, p := range f.Related {
			p.File = fromHere(root, p.File)
			related = append(related, p)
		}
		if len(related) > 0 {
			f.Related = related
		}
		shown[i] = f
	}
	return finding.Sort(shown)
}

// coloured reports whether a stream is a terminal on which colours are welcome.
func coloured(w io.Writer) bool {
	_, no := os.LookupEnv("NO_COLOR")
	return !no && isTerminal(w)
}
