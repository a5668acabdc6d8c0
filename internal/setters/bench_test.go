package setters

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// BenchmarkSet: a package of 1,000 files of 200 lines with 2,000 setter comments, read and set, and then also written. The
// bound for setting is 0.5 s on two cores; writing costs what the file system takes for 1,000 new files.
func BenchmarkSet(b *testing.B) {
	dir := b.TempDir()
	for i := range 1000 {
		var text strings.Builder
		fmt.Fprintf(&text, "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: map-%d\n  labels:\n    istio.io/rev: old # kpt-set: ${revision}\n", i)
		text.WriteString("data:\n  image: \"hub/pilot:tag\" # kpt-set: ${hub}/pilot:${tag}\n")
		for line := 8; line < 200; line++ {
			fmt.Fprintf(&text, "  key-%d: some value of a usual length, number %d\n", line, line)
		}
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("f%d.yaml", i)), []byte(text.String()), 0o644); err != nil {
			b.Fatal(err)
		}
	}
	n := 0
	set := func(b *testing.B, write bool) {
		for b.Loop() {
			n++
			values := Values{"revision": Text(fmt.Sprintf("asm-%d", n)), "hub": Text("gke.gcr.io/asm"), "tag": Text(fmt.Sprintf("1.23.3-asm.%d", n))}
			packages, err := Open(dir, false)
			if err != nil {
				b.Fatal(err)
			}
			c := packages[0].Set(values, Author{})
			if len(c.Fields) != 2000 || len(c.Files()) != 1000 {
				b.Fatal(len(c.Fields), len(c.Files()), c.Findings)
			}
			if write {
				if err := Write(c); err != nil {
					b.Fatal(err)
				}
			}
		}
	}
	b.Run("set", func(b *testing.B) { set(b, false) })
	b.Run("set and write", func(b *testing.B) { set(b, true) })
}

// BenchmarkUntouched: a text without a setter comment costs a scan, no parse.
func BenchmarkUntouched(b *testing.B) {
	text := []byte(strings.Repeat("key: value\n", 200))
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if r := (Setting{}).Apply("f.yaml", text); r.Changed {
			b.Fatal("changed")
		}
	}
}
