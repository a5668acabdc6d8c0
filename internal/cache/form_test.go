package cache

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/meshfn/meshfn/internal/finding"
)

func someState() state {
	s := newState(0, 0, 0)
	at := stamp{size: 7, modified: 1_700_000_000_123_456_789, changed: 1_700_000_000_000_000_000, inode: 42}
	s.meshes["red"] = entry{
		inputs: "sha256:1", answers: []answer{{"now", "later"}}, shared: []string{"crds/a.yaml"}, note: "note\n\x00",
		findings: []finding.Finding{{Code: "MSH0428", Message: "ended", Line: 3}},
		files:    []file{{"manifests/a.yaml", "sha256:2", at}, {"", "", stamp{racy: true, changed: -1}}},
	}
	s.meshes[""] = entry{}
	s.folders["."] = &folder{stamp: at, names: []named{{name: "a", kind: fs.ModeDir}, {name: "b.yaml", foreign: at}, {name: "c", kind: fs.ModeSymlink}, {name: "d.yaml"}}}
	s.folders["a"] = &folder{}
	s.loaded["\x00key"] = "{}"
	return s
}

// plain is a state without what only saves work, and with one form for what is empty.
func plain(s state) state {
	for name, e := range s.meshes {
		e.written = ""
		if len(e.answers)+len(e.shared)+len(e.files) == 0 {
			e = entry{inputs: e.inputs, note: e.note, findings: e.findings}
		}
		s.meshes[name] = e
	}
	for _, f := range s.folders {
		if len(f.names) == 0 {
			f.names = nil
		}
	}
	return s
}

var unexported = cmp.AllowUnexported(state{}, entry{}, answer{}, file{}, stamp{}, folder{}, named{})

// TestState: what is saved comes back, also from entries that are written as they were read; a file that is cut off, or of
// which any byte is another, is as good as none.
func TestState(t *testing.T) {
	name := filepath.Join(t.TempDir(), "folder", "cache")
	for range 2 {
		want := someState()
		if read := load(name); len(read.meshes) > 0 {
			want = read
		}
		if err := want.save(name); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(someState(), plain(load(name)), unexported); diff != "" {
			t.Fatal(diff)
		}
	}
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	none := func(what string, at int, broken []byte) {
		t.Helper()
		if err := os.WriteFile(name, broken, 0o600); err != nil {
			t.Fatal(err)
		}
		if read := load(name); len(read.meshes)+len(read.folders)+len(read.loaded) > 0 {
			t.Errorf("%s at %d it holds something", what, at)
		}
	}
	for at := range text {
		none("cut off", at, text[:at])
		broken := append([]byte{}, text...)
		broken[at] ^= 1
		none("with another byte", at, broken)
	}
}

// FuzzReader reads what no writer wrote, as if a checksum had held.
func FuzzReader(f *testing.F) {
	f.Add("\x01\x01a\x01b\x02cd")
	f.Add("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01")
	f.Fuzz(func(t *testing.T, text string) {
		for _, read := range []func(*reader){
			func(r *reader) { r.entry() }, func(r *reader) { r.folders() }, func(r *reader) { r.stamp() },
		} {
			r := &reader{rest: text}
			if read(r); r.broken && r.rest != "" {
				t.Error("it reads on where it is broken")
			}
		}
	})
}
