package cli

import (
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/meshfn/meshfn/internal/finding"
)

// report prints the findings of a tree to stderr.
func (t *tree) report(s Streams) error {
	return writeFindings(s.Err, t.root, t.findings)
}

// fail prints the findings and returns the error that ends the command with code 1.
func (t *tree) fail(s Streams) error {
	if err := t.report(s); err != nil {
		return err
	}
	errors, warnings, _ := finding.Count(t.findings)
	fmt.Fprintf(s.Err, "%s; nothing was written\n", counted(errors, warnings))
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

// shownInfos is how often an info of one code is printed; a thousand clusters say the same.
const shownInfos = 3

// writeFindings prints findings with the paths as the user sees them from the working directory.
func writeFindings(w io.Writer, root string, all []finding.Finding) error {
	var shown []finding.Finding
	infos := map[finding.Code]int{}
	for _, f := range finding.Sort(all) {
		if f.Severity == finding.Info {
			if infos[f.Code]++; infos[f.Code] > shownInfos {
				continue
			}
		}
		f.File = fromHere(root, f.File)
		shown = append(shown, f)
	}
	if err := finding.WriteText(w, shown); err != nil {
		return err
	}
	for _, code := range slices.Sorted(maps.Keys(infos)) {
		if more := infos[code] - shownInfos; more > 0 {
			fmt.Fprintf(w, "info %s: the same in %s more\n", code, plural(more, "place"))
		}
	}
	return nil
}

// fromHere turns a path below root into one that leads from the working directory.
func fromHere(root, file string) string {
	here, err := os.Getwd()
	if err != nil || file == "" {
		return file
	}
	rel, err := filepath.Rel(here, filepath.Join(root, filepath.FromSlash(file)))
	if err != nil || strings.HasPrefix(rel, "..") {
		return filepath.Join(root, filepath.FromSlash(file))
	}
	return filepath.ToSlash(rel)
}
