package krm

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// crash stops a write of version 2 after n operations; it reports false where the write comes to its end before.
func crash(t *testing.T, n int) (root string, old map[string]string, crashed bool) {
	t.Helper()
	root, old = standAt1(t)
	f := &faulty{disk: realDisk{}, passes: n}
	err := run(f, root, version("red", 2))
	return root, old, err != nil
}

// interrupted returns a folder in which the switch from version 1 to version 2 has begun.
func interrupted(t *testing.T) string {
	t.Helper()
	for n := 0; ; n++ {
		root, old, crashed := crash(t, n)
		if !crashed {
			t.Fatal("no crash in the middle of the switch")
		}
		now := found(t, filepath.Join(root, "red"))
		moved := false
		for file, text := range now {
			moved = moved || old[file] != text && !strings.HasPrefix(file, stagingName+"/") && !strings.HasSuffix(file, "/")
		}
		if moved {
			return root
		}
	}
}

// TestAnotherVersionAfterACrash recovers while other crashes hit the recovery, and then writes another output.
func TestAnotherVersionAfterACrash(t *testing.T) {
	t.Parallel()
	want := texts(t, version("red", 3))
	want[foreignFile] = foreignText
	for n := 0; ; n += 3 {
		root, _, crashed := crash(t, n)
		if !crashed {
			return
		}
		for m := 0; ; m += 11 {
			f := &faulty{disk: realDisk{}, passes: m}
			if err := run(f, root, version("red", 3)); err == nil {
				break
			}
		}
		if diff := cmp.Diff(want, found(t, filepath.Join(root, "red"))); diff != "" {
			t.Fatalf("crash %d: %s", n, diff)
		}
	}
}

func TestRemovalAfterACrash(t *testing.T) {
	t.Parallel()
	for n := 0; ; n += 3 {
		root, _, crashed := crash(t, n)
		if !crashed {
			return
		}
		p, err := Removal(root, "red", false)
		if err == nil && len(p.Findings) == 0 {
			err = p.Apply()
		}
		if err != nil || len(p.Findings) > 0 {
			t.Fatalf("crash %d: %v %v", n, err, p.Findings)
		}
		if diff := cmp.Diff(map[string]string{foreignFile: foreignText}, found(t, filepath.Join(root, "red"))); diff != "" {
			t.Fatalf("crash %d: %s", n, diff)
		}
	}
}

func TestCompareSeesAnInterruptedWriteAsDone(t *testing.T) {
	t.Parallel()
	root := interrupted(t)
	before := found(t, root)
	for _, force := range []bool{false, true} {
		p, err := Compare(root, version("red", 2), force)
		if err != nil {
			t.Fatal(err)
		}
		if len(p.Changes) > 0 || len(p.Findings) > 0 || !p.Stale() {
			t.Errorf("changes %v, findings %v, stale %v", p.Changes, p.Findings, p.Stale())
		}
	}
	if diff := cmp.Diff(before, found(t, root)); diff != "" {
		t.Errorf("comparing changed the folder: %s", diff)
	}
}

func TestEditBetweenACrashAndTheNextRunIsKept(t *testing.T) {
	t.Parallel()
	root := interrupted(t)
	dir := filepath.Join(root, "red")
	edits := map[string]string{}
	for file := range found(t, dir) {
		if strings.HasPrefix(file, ManifestsFolder) && file != foreignFile && !strings.HasSuffix(file, "/") {
			edits[file] = "kind: Edited\n"
			if err := os.WriteFile(filepath.Join(dir, file), []byte(edits[file]), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	p, err := Compare(root, version("red", 2), false)
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Findings) == 0 || p.Apply() == nil {
		t.Errorf("the edits were not seen")
	}
	now := found(t, dir)
	for file, text := range edits {
		if now[file] != text {
			t.Errorf("%s: the edit is lost", file)
		}
	}
	if p, err := Write(root, version("red", 2), true); err != nil || len(p.Findings) > 0 {
		t.Fatal(err, p.Findings)
	}
	want := texts(t, version("red", 2))
	want[foreignFile] = foreignText
	now = found(t, dir)
	maps.DeleteFunc(now, func(file, text string) bool { return edits[file] == text && want[file] == "" })
	if diff := cmp.Diff(want, now); diff != "" {
		t.Error(diff)
	}
}

func TestJournalOfSomebodyElse(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`{`:  "unexpected end of JSON input",
		`[]`: "cannot unmarshal array",
		`{"steps": [{"path": "../../etc/passwd", "old": "x"}]}`:                `"../../etc/passwd" leads out of the folder`,
		`{"steps": [{"path": "/etc/passwd", "old": "x"}]}`:                     `"/etc/passwd" leads out of the folder`,
		`{"steps": [{"path": "manifests/a.yaml", "from": "../mesh.yaml"}]}`:    `"../mesh.yaml" is no file of it`,
		`{"folders": [".."], "steps": [{"path": "manifests/a.yaml"}]}`:         `".." is no folder of it`,
		`{"folders": ["manifests"], "steps": [{"path": "operator/a.yaml"}]}`:   `"manifests" is no folder of it`,
		`{"folders": ["manifests/.."], "steps": [{"path": "manifests/../a"}]}`: `"manifests/../a" leads out of the folder`,
	} {
		root, _ := standAt1(t)
		staging := filepath.Join(root, "red", stagingName)
		if err := os.Mkdir(staging, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(staging, journalName), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := Compare(root, version("red", 2), false); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), staging) {
			t.Errorf("%s: have %v, want %s", text, err, want)
		}
	}
}

func TestTwoWriters(t *testing.T) {
	t.Parallel()
	root, _ := standAt1(t)
	lock, err := realDisk{}.lock(filepath.Join(root, "red"), false)
	if err != nil {
		t.Fatal(err)
	}
	p, err := Compare(root, version("red", 2), false)
	if err != nil {
		t.Fatal(err)
	}
	want := fmt.Sprintf("write %[1]s/red: lock %[1]s/red: another meshfn is writing there", root)
	if err := p.Apply(); err == nil || err.Error() != want {
		t.Errorf("have %v, want %s", err, want)
	}
	if err := lock.Close(); err != nil {
		t.Fatal(err)
	}
	if err := p.Apply(); err != nil {
		t.Error(err)
	}
	other, err := Compare(root, version("red", 2), false)
	if err != nil || other.Stale() {
		t.Error(err, "stale")
	}
}

func TestApplySeesWhatChangedSinceCompare(t *testing.T) {
	t.Parallel()
	root, _ := standAt1(t)
	p, err := Compare(root, version("red", 2), false)
	if err != nil {
		t.Fatal(err)
	}
	edited := filepath.Join(root, "red", "manifests", "control-plane", "istiod.yaml")
	if err := os.WriteFile(edited, []byte("kind: Edited\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	before := found(t, root)
	if err := p.Apply(); err == nil || !strings.Contains(err.Error(), "it changed meanwhile: red/manifests/control-plane/istiod.yaml was edited") {
		t.Error(err)
	}
	if diff := cmp.Diff(before, found(t, root)); diff != "" {
		t.Error(diff)
	}
}
