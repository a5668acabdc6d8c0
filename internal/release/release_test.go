package release_test

import (
	"io/fs"
	"os"
	"regexp"
	"testing"

	"github.com/meshfn/meshfn/internal/release"
)

var tagged = regexp.MustCompile(`meshfn/[a-z-]+:([\w.-]+)`)

// What users copy names the images of this release and of no other.
func TestTags(t *testing.T) {
	root := os.DirFS("../..")
	found := 0
	for _, folder := range []string{"packages", "functions", "README.md"} {
		err := fs.WalkDir(root, folder, func(name string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			text, err := fs.ReadFile(root, name)
			for _, m := range tagged.FindAllSubmatch(text, -1) {
				if found++; string(m[1]) != release.Version {
					t.Errorf("%s has %s, the release is %s", name, m[0], release.Version)
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if found == 0 {
		t.Error("no image is named anywhere: this test tests nothing")
	}
}
