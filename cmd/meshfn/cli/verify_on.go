//go:build verify

package cli

import (
	"os"

	"github.com/meshfn/meshfn/internal/chart"
	"github.com/meshfn/meshfn/internal/chart/plain"
)

const canVerifyExpansion = true

// verifyExpansion lets Istio's own renderer judge every expansion by the charts. The function that it returns removes
// the renderer's files.
func verifyExpansion(charts *chart.Charts) (func(), error) {
	dir, err := os.MkdirTemp("", "meshfn-charts-")
	if err != nil {
		return nil, err
	}
	done := func() { os.RemoveAll(dir) }
	judge, err := plain.New(charts.FS(), dir)
	if err != nil {
		done()
		return nil, err
	}
	charts.JudgedBy(judge)
	return done, nil
}
