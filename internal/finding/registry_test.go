package finding

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const broken = "../../testdata/broken"

// TestEveryCodeIsShown asks of each code a fixture that triggers it, the same tree mended, and a heading in the page of
// help; and of each fixture a code. That the fixtures do what they should is tested where the code is reported.
func TestEveryCodeIsShown(t *testing.T) {
	text, err := os.ReadFile("../../docs/findings.md")
	if err != nil {
		t.Fatal(err)
	}
	headings := map[string]bool{}
	for line := range strings.Lines(string(text)) {
		headings[strings.TrimSpace(line)] = true
	}
	known := map[string]bool{}
	for _, e := range Entries() {
		code := string(e.Code)
		known[code] = true
		if !headings["### "+code] {
			t.Errorf("%s has no heading in docs/findings.md: go generate ./internal/finding", code)
		}
		for _, dir := range []string{code, filepath.Join(code, "green")} {
			if !holdsFiles(filepath.Join(broken, dir)) {
				t.Errorf("%s has no file in testdata/broken/%s", code, dir)
			}
		}
	}
	fixtures, err := os.ReadDir(broken)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range fixtures {
		if !known[f.Name()] {
			t.Errorf("testdata/broken/%s is of no code in the catalogue", f.Name())
		}
	}
}

// holdsFiles reports whether a fixture holds a file of its own, besides its green twin.
func holdsFiles(dir string) bool {
	found := false
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && d.Name() == "green" && path != dir {
			return filepath.SkipDir
		}
		found = found || !d.IsDir()
		return nil
	})
	return err == nil && found
}
