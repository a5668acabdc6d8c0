package krm

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestInPlaceFaults lets every operation fail, for good and once, while an output is prepared and switched to.
func TestInPlaceFaults(t *testing.T) {
	t.Parallel()
	next := texts(t, version("red", 2))
	next[foreignFile] = foreignText
	for _, once := range []bool{false, true} {
		for n := 0; ; n++ {
			root, old := standAt1(t)
			f := &faulty{disk: realDisk{}, passes: n, once: once}
			in := openInPlace(f, root, nil, false)
			_, err := in.Add(version("red", 2))
			if err == nil {
				err = in.Commit(goOn)
			}
			if f.last == "" {
				if err != nil {
					t.Fatalf("without a fault: %v", err)
				}
				if n < 100 {
					t.Errorf("only %d operations", n)
				}
				break
			}
			checkOldOrNew(t, fmt.Sprintf("fault %d (once: %v) at %s: %v", n, once, f.last, err), root, old, next, err)
		}
	}
}

// TestInPlaceAfterACrash prepares and switches where another write was cut off anywhere.
func TestInPlaceAfterACrash(t *testing.T) {
	t.Parallel()
	want := texts(t, version("red", 3))
	want[foreignFile] = foreignText
	for n := 0; ; n++ {
		root, _, crashed := crash(t, n)
		if !crashed {
			return
		}
		before := found(t, root)
		in := OpenInPlace(root, nil, false, nil)
		if p, err := in.Add(version("red", 3)); err != nil || len(p.Findings) > 0 {
			t.Fatalf("crash %d: %v %v", n, err, p.Findings)
		}
		if _, journal := before["red/"+stagingName+"/"+journalName]; journal {
			if diff := cmp.Diff(before, found(t, root)); diff != "" {
				t.Fatalf("crash %d: preparing changed what waits for the end of another write: %s", n, diff)
			}
		}
		if err := in.Commit(goOn); err != nil {
			t.Fatalf("crash %d: %v", n, err)
		}
		if diff := cmp.Diff(want, found(t, filepath.Join(root, "red"))); diff != "" {
			t.Fatalf("crash %d: %s", n, diff)
		}
	}
}

func TestInPlaceDiscard(t *testing.T) {
	t.Parallel()
	root, _ := standAt1(t)
	before := found(t, root)
	for name, end := range map[string]func(*InPlace) error{
		"discarded": (*InPlace).Discard,
		"stopped": func(in *InPlace) error {
			stop := errors.New("stop")
			if err := in.Commit(func() error { return stop }); !errors.Is(err, stop) {
				return fmt.Errorf("it did not stop: %w", err)
			}
			return nil
		},
	} {
		in := OpenInPlace(root, []string{"red"}, false, nil)
		if _, err := in.Add(version("red", 2)); err != nil {
			t.Fatal(err)
		}
		if err := end(in); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if diff := cmp.Diff(before, found(t, root)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// TestInPlaceSeesWhatChanged edits a file, and lets another write, between preparing and switching: neither is lost.
func TestInPlaceSeesWhatChanged(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		meanwhile func(t *testing.T, root string)
		want      string
	}{
		"an edit": {func(t *testing.T, root string) {
			edited := filepath.Join(root, "red", "manifests", "control-plane", "istiod.yaml")
			if err := os.WriteFile(edited, []byte("kind: Edited\n"), 0o644); err != nil {
				t.Fatal(err)
			}
		}, "manifests/control-plane/istiod.yaml changed meanwhile"},
		"another write": {func(t *testing.T, root string) {
			if err := run(realDisk{}, root, version("red", 3)); err != nil {
				t.Fatal(err)
			}
		}, "another meshfn has written there meanwhile"},
	} {
		root, _ := standAt1(t)
		in := OpenInPlace(root, nil, false, nil)
		if _, err := in.Add(version("red", 2)); err != nil {
			t.Fatal(err)
		}
		c.meanwhile(t, root)
		want := found(t, filepath.Join(root, "red"))
		for file := range want {
			if strings.HasPrefix(file, stagingName+"/") {
				delete(want, file)
			}
		}
		if err := in.Commit(goOn); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: have %v, want %s", name, err, c.want)
		}
		if diff := cmp.Diff(want, found(t, filepath.Join(root, "red"))); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// TestInPlaceTwice has two processes write the same output: the second says that it waits, and finds what the first has
// written.
func TestInPlaceTwice(t *testing.T) {
	t.Parallel()
	root, _ := standAt1(t)
	told := make(chan string)
	first, second := OpenInPlace(root, nil, false, nil), OpenInPlace(root, nil, false, func(folder string) { told <- folder })
	if p, err := first.Add(version("red", 2)); err != nil || !p.Stale() {
		t.Fatal(p, err)
	}
	type added struct {
		plan *Plan
		err  error
	}
	done := make(chan added)
	go func() {
		plan, err := second.Add(version("red", 2))
		done <- added{plan, err}
	}()
	if folder := <-told; folder != root {
		t.Errorf("waits for %s", folder)
	}
	if err := first.Commit(goOn); err != nil {
		t.Fatal(err)
	}
	if a := <-done; a.err != nil || a.plan.Stale() {
		t.Errorf("%+v, %v", a.plan, a.err)
	}
	if err := second.Commit(goOn); err != nil {
		t.Error(err)
	}
}
