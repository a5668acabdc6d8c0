package cli

import (
	"fmt"
	"runtime"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"github.com/meshfn/meshfn/internal/chart"
	"github.com/meshfn/meshfn/internal/pipeline"
	"github.com/meshfn/meshfn/internal/tree"
)

// fleetFlags are those of every command that renders a fleet.
type fleetFlags struct {
	only   string
	shard  string
	charts string
	jobs   int
	now    string
	verify bool
}

func (f *fleetFlags) add(flags *pflag.FlagSet) {
	flags.StringVar(&f.only, "only", "", "only these meshes, by name and comma; the others stay their peers")
	flags.StringVar(&f.shard, "shard", "", "only the I-th of N parts of the fleet, I/N")
	flags.StringVar(&f.charts, "charts", "", "manifests folder of a release, for meshes of its version")
	flags.IntVar(&f.jobs, "jobs", runtime.GOMAXPROCS(0), "meshes rendered at once")
	flags.StringVar(&f.now, "now", "", "time at which certificates are to be valid, RFC 3339 or YYYY-MM-DD (default: the system's)")
}

// addVerify is for the commands that take their charts from openCharts.
func (f *fleetFlags) addVerify(flags *pflag.FlagSet) {
	flags.BoolVar(&f.verify, "verify-expansion", false, "compare each expansion with Istio's own renderer, in a binary built with -tags verify")
}

// openCharts returns the charts for a tree, with Istio's own renderer behind them where it is to judge. The function that
// it returns ends that.
func (f *fleetFlags) openCharts(root string) (*pipeline.Charts, func(), error) {
	charts, err := pipeline.TreeCharts(root, f.charts)
	if err != nil || !f.verify {
		return charts, func() {}, err
	}
	if !canVerifyExpansion {
		return nil, nil, errNoJudge
	}
	var ends []func()
	charts.OnFirst(func(set *chart.Charts) error {
		end, err := verifyExpansion(set)
		if err == nil {
			ends = append(ends, end)
		}
		return err
	})
	return charts, func() {
		for _, end := range ends {
			end()
		}
	}, nil
}

// selection is what --only and --shard say.
func (f *fleetFlags) selection() (tree.Selection, error) {
	shard, err := tree.ParseShard(f.shard)
	if err != nil {
		return tree.Selection{}, fmt.Errorf("--shard: %w", err)
	}
	names := strings.FieldsFunc(f.only, func(r rune) bool { return r == ',' || r == ' ' })
	return tree.Selection{Only: names, Shard: shard}, nil
}

// folder is the argument DIR.
func folder(args []string) string {
	if len(args) > 0 {
		return args[0]
	}
	return "."
}

// clock is the time that a flag --now says, without it the system's.
func clock(text string) (time.Time, error) {
	if text == "" {
		return time.Now(), nil
	}
	at, err := moment(text)
	if err != nil {
		return at, fmt.Errorf("--now %w", err)
	}
	return at, nil
}

// moment reads a time as a person writes it.
func moment(text string) (time.Time, error) {
	for _, form := range []string{time.RFC3339, time.DateOnly} {
		if at, err := time.Parse(form, text); err == nil {
			return at, nil
		}
	}
	return time.Time{}, fmt.Errorf("%q is no time: write RFC 3339 or YYYY-MM-DD", text)
}
