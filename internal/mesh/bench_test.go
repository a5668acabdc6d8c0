package mesh

import (
	"os"
	"runtime"
	"testing"
)

// BenchmarkLoad loads a typical mesh of 60 lines. retained-B/mesh is what a loaded mesh keeps.
func BenchmarkLoad(b *testing.B) {
	text, err := os.ReadFile("testdata/typical/mesh.yaml")
	if err != nil {
		b.Fatal(err)
	}
	src := Source{File: "mesh.yaml", Text: text}
	if _, findings := Load(src, nil); len(findings) > 0 {
		b.Fatal(findings)
	}
	b.Run("load", func(b *testing.B) {
		b.ReportAllocs()
		b.SetBytes(int64(len(text)))
		for b.Loop() {
			Load(src, nil)
		}
	})
	b.Run("retained", func(b *testing.B) {
		const n = 500
		for b.Loop() {
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			all := make([]*Mesh, n)
			for i := range all {
				all[i], _ = Load(src, nil)
			}
			runtime.GC()
			runtime.ReadMemStats(&after)
			b.ReportMetric((float64(after.HeapAlloc)-float64(before.HeapAlloc))/n, "retained-B/mesh")
			runtime.KeepAlive(all)
		}
	})
	b.Run("kind", func(b *testing.B) {
		for b.Loop() {
			Kind(text)
		}
	})
}
