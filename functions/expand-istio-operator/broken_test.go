package expandistiooperator

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/meshfn/meshfn/internal/finding"
	"github.com/meshfn/meshfn/internal/krm"
)

// TestBroken runs the fixture of this function's own finding and its green twin.
func TestBroken(t *testing.T) {
	dir := filepath.Join("../../testdata/broken", string(finding.AlreadyExpanded))
	if !says(t, dir) {
		t.Error("the fixture does not trigger it")
	}
	if says(t, filepath.Join(dir, "green")) {
		t.Error("the green twin triggers it")
	}
}

func says(t *testing.T, dir string) bool {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, "list.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	list, err := krm.ReadResourceList(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if err := Processor("")(list); err != nil {
		t.Fatal(err)
	}
	for _, f := range list.Results {
		if f.Code == finding.AlreadyExpanded {
			return true
		}
	}
	return false
}
