//go:build !verify

package cli

import (
	"errors"

	"github.com/meshfn/meshfn/internal/chart"
)

// verifyExpansion needs Istio's own renderer, whose packages cost 37 ms at every start: this binary has none.
func verifyExpansion(*chart.Charts) (func(), error) {
	return nil, errors.New("--verify-expansion needs Istio's own renderer: build meshfn with -tags verify")
}
