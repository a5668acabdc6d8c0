//go:build unix

package krm

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// benchOutput has 30 files of 5 KB.
func benchOutput(mesh, version string) Output {
	out := Output{Mesh: mesh, Folder: mesh}
	for i := range 30 {
		o := New("v1", "ConfigMap", "shop", fmt.Sprint(i))
		o["data"] = map[string]any{"version": version, "text": strings.Repeat("some line of text\n", 280)}
		out.Items = append(out.Items, Item{fmt.Sprintf("manifests/control-plane/default/%02d.yaml", i), o})
	}
	return out
}

func BenchmarkWrite(b *testing.B) {
	for name, output := range map[string]func(i int) Output{
		"fresh":     func(i int) Output { return benchOutput(meshName(i), "") },
		"changed":   func(i int) Output { return benchOutput("mesh", fmt.Sprint(i)) },
		"unchanged": func(int) Output { return benchOutput("mesh", "") },
	} {
		b.Run(name, func(b *testing.B) {
			root := memory(b)
			for i := 0; b.Loop(); i++ {
				out := output(i)
				if err := os.MkdirAll(filepath.Join(root, out.Folder), 0o755); err != nil {
					b.Fatal(err)
				}
				if _, err := Write(root, out, false); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkTree lists and searches a tree of 20,000 files of others.
func BenchmarkTree(b *testing.B) {
	root := memory(b)
	for i := range 200 {
		dir := filepath.Join(root, fmt.Sprint(i))
		if err := os.Mkdir(dir, 0o755); err != nil {
			b.Fatal(err)
		}
		for j := range 100 {
			if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%d.yaml", j)), []byte("kind: ConfigMap\n"), 0o644); err != nil {
				b.Fatal(err)
			}
		}
	}
	for b.Loop() {
		files, err := Walk(root)
		if err != nil || len(files) != 20000 {
			b.Fatal(err, len(files))
		}
		if _, err := Scan(root, files, func(string, []byte) bool { return false }); err != nil {
			b.Fatal(err)
		}
	}
}
