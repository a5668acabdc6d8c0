package mesh

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/meshfn/meshfn/internal/finding"
)

// FuzzLoad loads any bytes as a mesh, as a fleet with that mesh below it, and as facts. Nothing panics or takes long,
// every finding says where and what, and a file is read or something is said about it.
func FuzzLoad(f *testing.F) {
	files, err := filepath.Glob("testdata/load/*/*.yaml")
	if err != nil || len(files) == 0 {
		f.Fatal("no corpus", err)
	}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	mesh := []byte(head + "spec: {}\n")
	f.Fuzz(func(t *testing.T, data []byte) {
		start := time.Now() // a minute is for ever, also on a machine that does other things
		src := Source{File: "mesh.yaml", Text: data}
		Kind(data)
		m, findings := Load(src, nil)
		if m == nil && !finding.HasErrors(findings) {
			t.Error("nothing is loaded and nothing is said")
		}
		fleet, more := LoadFleet(src)
		findings = append(findings, more...)
		for _, text := range [][]byte{mesh, data} {
			_, more = Load(Source{File: "mesh.yaml", Text: text}, fleet)
			findings = append(findings, more...)
		}
		_, more = LoadFacts(src)
		findings = append(findings, more...)
		lines := bytes.Count(data, []byte("\n")) + bytes.Count(data, []byte("\r")) + 5
		for i, x := range findings {
			if x.File != "mesh.yaml" || x.Message == "" || x.Fix == "" || x.Line < 0 || x.Line > lines {
				t.Errorf("a finding without place, message or fix: %+v", x)
			}
			if i < 3 {
				src.Locate(x.Field)
			}
			if time.Since(start) > time.Minute {
				t.Fatal("too slow")
			}
		}
	})
}
