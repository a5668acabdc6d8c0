package krm

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// Parallel calls do with every number below n, on all cores.
func Parallel(n int, do func(i int)) {
	var next atomic.Int64
	var work sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		work.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				do(i)
			}
		})
	}
	work.Wait()
}
